SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(5), 2, '0'), '-', LPAD(toString(4), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(7), 2, '0'), '-', LPAD(toString(13), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(6), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  SUM("t1"."cost") AS "Sum(cost)"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."sent_on" >= toDate('2025-11-16') AND "t0"."sent_on" <= toDate('2026-11-15')
) AS "t1";

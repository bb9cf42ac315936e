SELECT
  uniqExactIf("t1"."customer_id", "t1"."kind" = 'sale') AS "customers",
  uniqExactIf("t1"."order_id", "t1"."kind" = 'sale') AS "orders",
  SUM("t1"."revenue") AS "revenue",
  SUM("t1"."margin") AS "margin",
  sumIf("t1"."revenue", isNotNull("t1"."margin")) AS "covered"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
) AS "t1";

SELECT
  COUNT("t1"."customer_id") AS "Count(customer_id)"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."ordered_on" >= toDate('2026-10-19')
    AND "t0"."kind" = 'sale'
) AS "t1";

SELECT
  AVG("t0"."cost") AS "Mean(cost)"
FROM "contacts" AS "t0";

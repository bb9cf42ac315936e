SELECT
  COUNT(DISTINCT "t1"."customer_id") FILTER(WHERE
    "t1"."kind" = 'sale') AS "customers",
  COUNT(DISTINCT "t1"."order_id") FILTER(WHERE
    "t1"."kind" = 'sale') AS "orders",
  SUM("t1"."revenue") AS "revenue",
  SUM("t1"."margin") AS "margin",
  SUM("t1"."revenue") FILTER(WHERE
    "t1"."margin" IS NOT NULL) AS "covered"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(16 AS INT))
    AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
    AND "t0"."customer_id" IS NOT NULL
) AS "t1";

SELECT
  COUNT("t1"."customer_id") AS "Count(customer_id)"
FROM (
  SELECT DISTINCT
    "t0"."customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(16 AS INT))
    AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."ordered_on" >= MAKE_DATE(2026, 10, 19)
    AND "t0"."kind" = 'sale'
) AS "t1";

SELECT
  AVG("t0"."cost") AS "Mean(cost)"
FROM "contacts" AS "t0";

SELECT
  "t1"."customer_id",
  MAX("t1"."ordered_on") AS "last",
  MIN("t1"."ordered_on") AS "first",
  COUNT(DISTINCT "t1"."order_id") AS "orders",
  COUNT(DISTINCT "t1"."order_id") FILTER(WHERE
    "t1"."ordered_on" >= MAKE_DATE(2026, 6, 9)) AS "recent",
  CAST(SUM("t1"."revenue") AS DOUBLE) AS "revenue",
  CAST(SUM("t1"."discount") AS DOUBLE) AS "discount",
  COUNT(DISTINCT "t1"."category") AS "categories",
  AVG(CAST("t1"."store_id" IS NULL AS DOUBLE)) AS "online_share"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
    AND "t0"."kind" = 'sale'
    AND "t0"."ordered_on" < MAKE_DATE(2026, 9, 7)
    AND "t0"."ordered_on" >= MAKE_DATE(2025, 9, 7)
) AS "t1"
GROUP BY
  1;

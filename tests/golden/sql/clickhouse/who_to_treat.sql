SELECT
  "t1"."customer_id" AS "customer_id",
  MAX("t1"."ordered_on") AS "last",
  MIN("t1"."ordered_on") AS "first",
  uniqExact("t1"."order_id") AS "orders",
  uniqExactIf("t1"."order_id", "t1"."ordered_on" >= toDate('2026-06-09')) AS "recent",
  CAST(SUM("t1"."revenue") AS Nullable(Float64)) AS "revenue",
  CAST(SUM("t1"."discount") AS Nullable(Float64)) AS "discount",
  uniqExact("t1"."category") AS "categories",
  AVG(CAST(isNull("t1"."store_id") AS Nullable(Float64))) AS "online_share"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
    AND "t0"."ordered_on" < toDate('2026-09-07')
    AND "t0"."ordered_on" >= toDate('2025-09-07')
) AS "t1"
GROUP BY
  "t1"."customer_id";

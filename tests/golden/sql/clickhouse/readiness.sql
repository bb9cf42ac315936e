SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id"
  FROM "transactions" AS "t0"
  WHERE
    isNotNull("t0"."customer_id") AND "t0"."kind" = 'sale'
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
) AS "t1";

SELECT
  COUNT(*) AS "buyers",
  SUM("t2"."revenue") AS "revenue",
  SUM("t2"."revenue" * "t2"."revenue") AS "revenue_squares",
  SUM("t2"."margin") AS "margin",
  SUM("t2"."margin" * "t2"."margin") AS "margin_squares"
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    CAST(SUM("t1"."revenue") AS Nullable(Float64)) AS "revenue",
    COALESCE(CAST(SUM("t1"."margin") AS Nullable(Float64)), 0) AS "margin"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."customer_id")
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" >= toDate('2026-10-19')
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t0"."customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL AND "t0"."kind" = 'sale'
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
) AS "t1";

SELECT
  COUNT(*) AS "buyers",
  SUM("t2"."revenue") AS "revenue",
  SUM("t2"."revenue" * "t2"."revenue") AS "revenue_squares",
  SUM("t2"."margin") AS "margin",
  SUM("t2"."margin" * "t2"."margin") AS "margin_squares"
FROM (
  SELECT
    "t1"."customer_id",
    CAST(SUM("t1"."revenue") AS DOUBLE PRECISION) AS "revenue",
    COALESCE(CAST(SUM("t1"."margin") AS DOUBLE PRECISION), 0) AS "margin"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."customer_id" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" >= MAKE_DATE(2026, 10, 19)
  ) AS "t1"
  GROUP BY
    1
) AS "t2";

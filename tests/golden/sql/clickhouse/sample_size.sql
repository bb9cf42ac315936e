SELECT
  SUM(CAST("t2"."before" AS Nullable(Int32))) AS "customers",
  SUM(CAST("t2"."before" AND "t2"."during" AS Nullable(Int32))) AS "buyers",
  SUM(CAST("t2"."first" > toDate('2026-08-17') AS Nullable(Int32))) AS "new"
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    MAX(
      (
        "t1"."ordered_on" < toDate('2026-10-19')
      )
      AND (
        "t1"."ordered_on" >= toDate('2025-10-19')
      )
    ) AS "before",
    MAX("t1"."ordered_on" >= toDate('2026-10-19')) AS "during",
    MIN("t1"."ordered_on") AS "first"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."customer_id") AND "t0"."kind" = 'sale'
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2";

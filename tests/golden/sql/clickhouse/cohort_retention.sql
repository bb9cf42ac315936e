WITH "t3" AS (
  SELECT DISTINCT
    "t2"."customer_id" AS "customer_id",
    CAST(FLOOR(
      (
        (
          (
            CAST(toYear("t2"."ordered_on") AS Nullable(Int64)) * 12
          ) + CAST(toMonth("t2"."ordered_on") AS Nullable(Int64))
        ) - 1
      ) / (
        1
      )
    ) AS Nullable(Int64)) AS "at"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."order_id" AS "order_id",
      MIN("t1"."ordered_on") AS "ordered_on",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= toDate(
          CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
        )
        AND "t0"."ordered_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(10), 2, '0'), '-', LPAD(toString(31), 2, '0'))
        )
        AND isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id",
      "t1"."order_id"
  ) AS "t2"
  WHERE
    "t2"."revenue" > 0
)
SELECT
  "t9"."cohort" AS "cohort",
  "t9"."step" AS "step",
  COUNT(*) AS "customers"
FROM (
  SELECT
    "t6"."customer_id" AS "customer_id",
    "t8"."cohort" AS "cohort",
    "t6"."at" - "t8"."cohort" AS "step"
  FROM "t3" AS "t6"
  INNER JOIN (
    SELECT
      "t4"."customer_id" AS "customer_id",
      MIN("t4"."at") AS "cohort"
    FROM "t3" AS "t4"
    GROUP BY
      "t4"."customer_id"
  ) AS "t8"
    ON "t6"."customer_id" = "t8"."customer_id"
) AS "t9"
GROUP BY
  "t9"."cohort",
  "t9"."step";

WITH "t3" AS (
  SELECT DISTINCT
    "t2"."customer_id",
    CAST(FLOOR(
      (
        (
          (
            CAST(EXTRACT(year FROM "t2"."ordered_on") AS BIGINT) * 12
          ) + CAST(EXTRACT(month FROM "t2"."ordered_on") AS BIGINT)
        ) - 1
      ) / (
        1
      )
    ) AS BIGINT) AS "at"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."order_id",
      MIN("t1"."ordered_on") AS "ordered_on",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= MAKE_DATE(2024, 2, 29)
        AND "t0"."ordered_on" <= MAKE_DATE(2026, 10, 31)
        AND "t0"."customer_id" IS NOT NULL
    ) AS "t1"
    GROUP BY
      1,
      2
  ) AS "t2"
  WHERE
    "t2"."revenue" > 0
)
SELECT
  "t9"."cohort",
  "t9"."step",
  COUNT(*) AS "customers"
FROM (
  SELECT
    "t6"."customer_id",
    "t8"."cohort",
    "t6"."at" - "t8"."cohort" AS "step"
  FROM "t3" AS "t6"
  INNER JOIN (
    SELECT
      "t4"."customer_id",
      MIN("t4"."at") AS "cohort"
    FROM "t3" AS "t4"
    GROUP BY
      1
  ) AS "t8"
    ON "t6"."customer_id" = "t8"."customer_id"
) AS "t9"
GROUP BY
  1,
  2;

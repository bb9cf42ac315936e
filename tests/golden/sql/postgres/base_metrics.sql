WITH "t3" AS (
  SELECT
    "t2"."customer_id",
    "t2"."steps",
    SUM(CAST(CAST("t2"."revenue" > 0 AS INT) AS BIGINT)) AS "orders",
    SUM("t2"."revenue") AS "revenue",
    SUM("t2"."margin") AS "margin"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."steps",
      "t1"."order_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
    FROM (
      SELECT
        "t0"."customer_id",
        "t0"."order_id",
        "t0"."line",
        "t0"."ordered_at",
        "t0"."ordered_on",
        "t0"."product_id",
        "t0"."category",
        "t0"."quantity",
        "t0"."revenue",
        "t0"."discount",
        "t0"."margin",
        "t0"."store_id",
        "t0"."channel",
        "t0"."kind",
        "t0"."refund_of",
        "t0"."source",
        "t0"."source_line",
        CAST(FLOOR(
          CAST((
            24322 - (
              (
                CAST(EXTRACT(year FROM "t0"."ordered_on") AS BIGINT) * 12
              ) + CAST(EXTRACT(month FROM "t0"."ordered_on") AS BIGINT)
            )
          ) AS DOUBLE PRECISION) / (
            1
          )
        ) AS BIGINT) AS "steps"
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
        AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(10 AS INT), CAST(31 AS INT))
        AND "t0"."customer_id" IS NOT NULL
    ) AS "t1"
    GROUP BY
      1,
      2,
      3
  ) AS "t2"
  GROUP BY
    1,
    2
)
SELECT
  "t10"."steps",
  SUM(CAST(CAST("t10"."orders" > 0 AS INT) AS BIGINT)) AS "customers",
  SUM("t10"."orders") AS "orders",
  CAST(CAST(SUM("t10"."revenue") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue",
  CAST(CAST(COALESCE(SUM("t10"."margin"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "margin",
  SUM(
    CAST(CAST((
      "t10"."orders" > 0
    ) AND (
      "t10"."first_steps" = "t10"."steps"
    ) AS INT) AS BIGINT)
  ) AS "new"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."customer_id",
      "t5"."steps",
      "t5"."orders",
      "t5"."revenue",
      "t5"."margin",
      "t8"."first_steps"
    FROM "t3" AS "t5"
    LEFT OUTER JOIN (
      SELECT
        "t6"."customer_id",
        MAX("t6"."steps") AS "first_steps"
      FROM (
        SELECT
          *
        FROM "t3" AS "t4"
        WHERE
          "t4"."orders" > 0
      ) AS "t6"
      GROUP BY
        1
    ) AS "t8"
      ON "t5"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    "t9"."steps" < 14
) AS "t10"
GROUP BY
  1;

WITH "t3" AS (
  SELECT
    "t2"."customer_id",
    "t2"."steps",
    SUM(CAST(CAST("t2"."revenue" > 0 AS INT) AS BIGINT)) AS "orders",
    SUM("t2"."revenue") AS "revenue",
    SUM("t2"."margin") AS "margin"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."steps",
      "t1"."order_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
    FROM (
      SELECT
        "t0"."customer_id",
        "t0"."order_id",
        "t0"."line",
        "t0"."ordered_at",
        "t0"."ordered_on",
        "t0"."product_id",
        "t0"."category",
        "t0"."quantity",
        "t0"."revenue",
        "t0"."discount",
        "t0"."margin",
        "t0"."store_id",
        "t0"."channel",
        "t0"."kind",
        "t0"."refund_of",
        "t0"."source",
        "t0"."source_line",
        CAST(FLOOR(
          CAST((
            24322 - (
              (
                CAST(EXTRACT(year FROM "t0"."ordered_on") AS BIGINT) * 12
              ) + CAST(EXTRACT(month FROM "t0"."ordered_on") AS BIGINT)
            )
          ) AS DOUBLE PRECISION) / (
            1
          )
        ) AS BIGINT) AS "steps"
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
        AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(10 AS INT), CAST(31 AS INT))
        AND "t0"."customer_id" IS NOT NULL
    ) AS "t1"
    GROUP BY
      1,
      2,
      3
  ) AS "t2"
  GROUP BY
    1,
    2
)
SELECT
  "t9"."steps",
  COUNT(*) AS "retained"
FROM (
  SELECT
    "t7"."customer_id",
    "t7"."steps"
  FROM (
    SELECT
      "t4"."customer_id",
      "t4"."steps"
    FROM "t3" AS "t4"
    WHERE
      "t4"."orders" > 0 AND "t4"."steps" < 14
  ) AS "t7"
  INNER JOIN (
    SELECT
      "t4"."customer_id",
      "t4"."steps" - 1 AS "steps"
    FROM "t3" AS "t4"
    WHERE
      "t4"."orders" > 0
  ) AS "t8"
    ON "t7"."customer_id" = "t8"."customer_id" AND "t7"."steps" = "t8"."steps"
) AS "t9"
GROUP BY
  1;

SELECT
  "t1"."steps",
  CAST(CAST(SUM("t1"."revenue") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "unknown_revenue"
FROM (
  SELECT
    "t0"."customer_id",
    "t0"."order_id",
    "t0"."line",
    "t0"."ordered_at",
    "t0"."ordered_on",
    "t0"."product_id",
    "t0"."category",
    "t0"."quantity",
    "t0"."revenue",
    "t0"."discount",
    "t0"."margin",
    "t0"."store_id",
    "t0"."channel",
    "t0"."kind",
    "t0"."refund_of",
    "t0"."source",
    "t0"."source_line",
    CAST(FLOOR(
      CAST((
        24322 - (
          (
            CAST(EXTRACT(year FROM "t0"."ordered_on") AS BIGINT) * 12
          ) + CAST(EXTRACT(month FROM "t0"."ordered_on") AS BIGINT)
        )
      ) AS DOUBLE PRECISION) / (
        1
      )
    ) AS BIGINT) AS "steps"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
    AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(10 AS INT), CAST(31 AS INT))
    AND "t0"."customer_id" IS NULL
    AND CAST(FLOOR(
      CAST((
        24322 - (
          (
            CAST(EXTRACT(year FROM "t0"."ordered_on") AS BIGINT) * 12
          ) + CAST(EXTRACT(month FROM "t0"."ordered_on") AS BIGINT)
        )
      ) AS DOUBLE PRECISION) / (
        1
      )
    ) AS BIGINT) < 14
) AS "t1"
GROUP BY
  1;

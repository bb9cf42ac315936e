WITH "t3" AS (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."steps" AS "steps",
    SUM(CAST("t2"."revenue" > 0 AS Nullable(Int32))) AS "orders",
    SUM("t2"."revenue") AS "revenue",
    SUM("t2"."margin") AS "margin"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."steps" AS "steps",
      "t1"."order_id" AS "order_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        "t0"."order_id" AS "order_id",
        "t0"."line" AS "line",
        "t0"."ordered_at" AS "ordered_at",
        "t0"."ordered_on" AS "ordered_on",
        "t0"."product_id" AS "product_id",
        "t0"."category" AS "category",
        "t0"."quantity" AS "quantity",
        "t0"."revenue" AS "revenue",
        "t0"."discount" AS "discount",
        "t0"."margin" AS "margin",
        "t0"."store_id" AS "store_id",
        "t0"."channel" AS "channel",
        "t0"."kind" AS "kind",
        "t0"."refund_of" AS "refund_of",
        "t0"."source" AS "source",
        "t0"."source_line" AS "source_line",
        CAST(FLOOR(
          (
            24322 - (
              (
                CAST(toYear("t0"."ordered_on") AS Nullable(Int64)) * 12
              ) + CAST(toMonth("t0"."ordered_on") AS Nullable(Int64))
            )
          ) / (
            1
          )
        ) AS Nullable(Int64)) AS "steps"
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
      "t1"."steps",
      "t1"."order_id"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id",
    "t2"."steps"
)
SELECT
  "t10"."steps" AS "steps",
  SUM(CAST("t10"."orders" > 0 AS Nullable(Int32))) AS "customers",
  SUM("t10"."orders") AS "orders",
  CAST(CAST(SUM("t10"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue",
  CAST(CAST(COALESCE(SUM("t10"."margin"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "margin",
  SUM(
    CAST((
      "t10"."orders" > 0
    ) AND (
      "t10"."first_steps" = "t10"."steps"
    ) AS Nullable(Int32))
  ) AS "new"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."customer_id" AS "customer_id",
      "t5"."steps" AS "steps",
      "t5"."orders" AS "orders",
      "t5"."revenue" AS "revenue",
      "t5"."margin" AS "margin",
      "t8"."first_steps" AS "first_steps"
    FROM "t3" AS "t5"
    LEFT OUTER JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id",
        MAX("t6"."steps") AS "first_steps"
      FROM (
        SELECT
          *
        FROM "t3" AS "t4"
        WHERE
          "t4"."orders" > 0
      ) AS "t6"
      GROUP BY
        "t6"."customer_id"
    ) AS "t8"
      ON "t5"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    "t9"."steps" < 14
) AS "t10"
GROUP BY
  "t10"."steps";

WITH "t3" AS (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."steps" AS "steps",
    SUM(CAST("t2"."revenue" > 0 AS Nullable(Int32))) AS "orders",
    SUM("t2"."revenue") AS "revenue",
    SUM("t2"."margin") AS "margin"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."steps" AS "steps",
      "t1"."order_id" AS "order_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        "t0"."order_id" AS "order_id",
        "t0"."line" AS "line",
        "t0"."ordered_at" AS "ordered_at",
        "t0"."ordered_on" AS "ordered_on",
        "t0"."product_id" AS "product_id",
        "t0"."category" AS "category",
        "t0"."quantity" AS "quantity",
        "t0"."revenue" AS "revenue",
        "t0"."discount" AS "discount",
        "t0"."margin" AS "margin",
        "t0"."store_id" AS "store_id",
        "t0"."channel" AS "channel",
        "t0"."kind" AS "kind",
        "t0"."refund_of" AS "refund_of",
        "t0"."source" AS "source",
        "t0"."source_line" AS "source_line",
        CAST(FLOOR(
          (
            24322 - (
              (
                CAST(toYear("t0"."ordered_on") AS Nullable(Int64)) * 12
              ) + CAST(toMonth("t0"."ordered_on") AS Nullable(Int64))
            )
          ) / (
            1
          )
        ) AS Nullable(Int64)) AS "steps"
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
      "t1"."steps",
      "t1"."order_id"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id",
    "t2"."steps"
)
SELECT
  "t9"."steps" AS "steps",
  COUNT(*) AS "retained"
FROM (
  SELECT
    "t7"."customer_id" AS "customer_id",
    "t7"."steps" AS "steps"
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id",
      "t4"."steps" AS "steps"
    FROM "t3" AS "t4"
    WHERE
      "t4"."orders" > 0 AND "t4"."steps" < 14
  ) AS "t7"
  INNER JOIN (
    SELECT
      "t4"."customer_id" AS "customer_id",
      "t4"."steps" - 1 AS "steps"
    FROM "t3" AS "t4"
    WHERE
      "t4"."orders" > 0
  ) AS "t8"
    ON "t7"."customer_id" = "t8"."customer_id" AND "t7"."steps" = "t8"."steps"
) AS "t9"
GROUP BY
  "t9"."steps";

SELECT
  "t1"."steps" AS "steps",
  CAST(CAST(SUM("t1"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "unknown_revenue"
FROM (
  SELECT
    "t0"."customer_id" AS "customer_id",
    "t0"."order_id" AS "order_id",
    "t0"."line" AS "line",
    "t0"."ordered_at" AS "ordered_at",
    "t0"."ordered_on" AS "ordered_on",
    "t0"."product_id" AS "product_id",
    "t0"."category" AS "category",
    "t0"."quantity" AS "quantity",
    "t0"."revenue" AS "revenue",
    "t0"."discount" AS "discount",
    "t0"."margin" AS "margin",
    "t0"."store_id" AS "store_id",
    "t0"."channel" AS "channel",
    "t0"."kind" AS "kind",
    "t0"."refund_of" AS "refund_of",
    "t0"."source" AS "source",
    "t0"."source_line" AS "source_line",
    CAST(FLOOR(
      (
        24322 - (
          (
            CAST(toYear("t0"."ordered_on") AS Nullable(Int64)) * 12
          ) + CAST(toMonth("t0"."ordered_on") AS Nullable(Int64))
        )
      ) / (
        1
      )
    ) AS Nullable(Int64)) AS "steps"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(10), 2, '0'), '-', LPAD(toString(31), 2, '0'))
    )
    AND isNull("t0"."customer_id")
    AND CAST(FLOOR(
      (
        24322 - (
          (
            CAST(toYear("t0"."ordered_on") AS Nullable(Int64)) * 12
          ) + CAST(toMonth("t0"."ordered_on") AS Nullable(Int64))
        )
      ) / (
        1
      )
    ) AS Nullable(Int64)) < 14
) AS "t1"
GROUP BY
  "t1"."steps";

SELECT
  "t1"."part" AS "part",
  "t1"."side" AS "side",
  CAST(CAST(SUM("t1"."worth") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "worth"
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
    CASE
      WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
      THEN 0
      ELSE NULL
    END AS "side",
    COALESCE("t0"."margin", 0) AS "worth",
    CASE
      WHEN (
        "t0"."kind" = 'sale'
      )
      AND isNotNull("t0"."customer_id")
      AND isNotNull("t0"."product_id")
      AND (
        "t0"."quantity" > 0
      )
      THEN 'sales'
      WHEN "t0"."kind" = 'refund'
      THEN 'returns'
      ELSE 'rest'
    END AS "part"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(4), 2, '0'), '-', LPAD(toString(1), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(30), 2, '0'))
    )
    AND isNotNull(
      CASE
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
        THEN 0
        ELSE NULL
      END
    )
) AS "t1"
GROUP BY
  "t1"."part",
  "t1"."side";

SELECT
  "t1"."side" AS "side",
  COUNT("t1"."customer_id") AS "n"
FROM (
  SELECT DISTINCT
    CASE
      WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
      THEN 0
      ELSE NULL
    END AS "side",
    "t0"."customer_id" AS "customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(4), 2, '0'), '-', LPAD(toString(1), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(30), 2, '0'))
    )
    AND isNotNull(
      CASE
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
        THEN 0
        ELSE NULL
      END
    )
    AND CASE
      WHEN (
        "t0"."kind" = 'sale'
      )
      AND isNotNull("t0"."customer_id")
      AND isNotNull("t0"."product_id")
      AND (
        "t0"."quantity" > 0
      )
      THEN 'sales'
      WHEN "t0"."kind" = 'refund'
      THEN 'returns'
      ELSE 'rest'
    END = 'sales'
) AS "t1"
GROUP BY
  "t1"."side";

SELECT
  *
FROM (
  SELECT
    "t1"."product_id" AS "product_id",
    CAST(COALESCE(sumIf("t1"."quantity", "t1"."side" = 0), 0) AS Nullable(Float64)) AS "units_0",
    CAST(CAST(COALESCE(sumIf("t1"."revenue", "t1"."side" = 0), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue_0",
    CAST(CAST(COALESCE(sumIf("t1"."revenue" - "t1"."worth", "t1"."side" = 0), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "cost_0",
    CAST(COALESCE(sumIf("t1"."quantity", "t1"."side" = 1), 0) AS Nullable(Float64)) AS "units_1",
    CAST(CAST(COALESCE(sumIf("t1"."revenue", "t1"."side" = 1), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue_1",
    CAST(CAST(COALESCE(sumIf("t1"."revenue" - "t1"."worth", "t1"."side" = 1), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "cost_1"
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
      CASE
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
        THEN 0
        ELSE NULL
      END AS "side",
      COALESCE("t0"."margin", 0) AS "worth",
      CASE
        WHEN (
          "t0"."kind" = 'sale'
        )
        AND isNotNull("t0"."customer_id")
        AND isNotNull("t0"."product_id")
        AND (
          "t0"."quantity" > 0
        )
        THEN 'sales'
        WHEN "t0"."kind" = 'refund'
        THEN 'returns'
        ELSE 'rest'
      END AS "part"
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(4), 2, '0'), '-', LPAD(toString(1), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(30), 2, '0'))
      )
      AND isNotNull(
        CASE
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
          THEN 1
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
          THEN 0
          ELSE NULL
        END
      )
      AND CASE
        WHEN (
          "t0"."kind" = 'sale'
        )
        AND isNotNull("t0"."customer_id")
        AND isNotNull("t0"."product_id")
        AND (
          "t0"."quantity" > 0
        )
        THEN 'sales'
        WHEN "t0"."kind" = 'refund'
        THEN 'returns'
        ELSE 'rest'
      END = 'sales'
  ) AS "t1"
  GROUP BY
    "t1"."product_id"
) AS "t2"
ORDER BY
  "t2"."product_id" ASC;

SELECT
  *
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    CAST(CAST(COALESCE(sumIf("t1"."worth", "t1"."side" = 0), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "worth_0",
    CAST(CAST(COALESCE(sumIf("t1"."worth", "t1"."side" = 1), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "worth_1",
    CAST(CAST(COALESCE(sumIf("t1"."revenue", (
      "t1"."side" = 0
    ) AND (
      "t1"."part" = 'sales'
    )), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "spend",
    MAX((
      "t1"."part" = 'sales'
    ) AND (
      "t1"."side" = 0
    )) AS "active_0",
    MAX((
      "t1"."part" = 'sales'
    ) AND (
      "t1"."side" = 1
    )) AS "active_1"
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
      CASE
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
        THEN 0
        ELSE NULL
      END AS "side",
      COALESCE("t0"."margin", 0) AS "worth",
      CASE
        WHEN (
          "t0"."kind" = 'sale'
        )
        AND isNotNull("t0"."customer_id")
        AND isNotNull("t0"."product_id")
        AND (
          "t0"."quantity" > 0
        )
        THEN 'sales'
        WHEN "t0"."kind" = 'refund'
        THEN 'returns'
        ELSE 'rest'
      END AS "part"
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(4), 2, '0'), '-', LPAD(toString(1), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(30), 2, '0'))
      )
      AND isNotNull(
        CASE
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-07-01') AND toDate('2026-09-30')
          THEN 1
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-04-01') AND toDate('2026-06-30')
          THEN 0
          ELSE NULL
        END
      )
      AND isNotNull("t0"."customer_id")
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2"
ORDER BY
  "t2"."customer_id" ASC;

SELECT
  *
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    CAST(CAST(COALESCE(sumIf("t1"."revenue", NOT (
      "t1"."ordered_on" >= toDate('2026-04-01')
    )), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "spend",
    MAX(NOT (
      "t1"."ordered_on" >= toDate('2026-04-01')
    )) AS "active_0",
    MAX("t1"."ordered_on" >= toDate('2026-04-01')) AS "active_1"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(1), 2, '0'), '-', LPAD(toString(1), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(6), 2, '0'), '-', LPAD(toString(30), 2, '0'))
      )
      AND isNotNull("t0"."customer_id")
      AND "t0"."kind" = 'sale'
      AND "t0"."quantity" > 0
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2"
ORDER BY
  "t2"."customer_id" ASC;

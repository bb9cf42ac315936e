SELECT
  "t1"."part",
  "t1"."side",
  CAST(CAST(SUM("t1"."worth") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "worth"
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
    CASE
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
      THEN 0
      ELSE NULL
    END AS "side",
    COALESCE("t0"."margin", 0) AS "worth",
    CASE
      WHEN (
        "t0"."kind" = 'sale'
      )
      AND (
        "t0"."customer_id" IS NOT NULL
      )
      AND (
        "t0"."product_id" IS NOT NULL
      )
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
    "t0"."ordered_on" >= MAKE_DATE(2026, 4, 1)
    AND "t0"."ordered_on" <= MAKE_DATE(2026, 9, 30)
    AND CASE
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
      THEN 0
      ELSE NULL
    END IS NOT NULL
) AS "t1"
GROUP BY
  1,
  2;

SELECT
  "t1"."side",
  COUNT("t1"."customer_id") AS "n"
FROM (
  SELECT DISTINCT
    CASE
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
      THEN 0
      ELSE NULL
    END AS "side",
    "t0"."customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(2026, 4, 1)
    AND "t0"."ordered_on" <= MAKE_DATE(2026, 9, 30)
    AND CASE
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
      THEN 0
      ELSE NULL
    END IS NOT NULL
    AND CASE
      WHEN (
        "t0"."kind" = 'sale'
      )
      AND (
        "t0"."customer_id" IS NOT NULL
      )
      AND (
        "t0"."product_id" IS NOT NULL
      )
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
  1;

SELECT
  *
FROM (
  SELECT
    "t1"."product_id",
    CAST(COALESCE(SUM("t1"."quantity") FILTER(WHERE
      "t1"."side" = 0), 0) AS DOUBLE) AS "units_0",
    CAST(CAST(COALESCE(SUM("t1"."revenue") FILTER(WHERE
      "t1"."side" = 0), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue_0",
    CAST(CAST(COALESCE(SUM("t1"."revenue" - "t1"."worth") FILTER(WHERE
      "t1"."side" = 0), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "cost_0",
    CAST(COALESCE(SUM("t1"."quantity") FILTER(WHERE
      "t1"."side" = 1), 0) AS DOUBLE) AS "units_1",
    CAST(CAST(COALESCE(SUM("t1"."revenue") FILTER(WHERE
      "t1"."side" = 1), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue_1",
    CAST(CAST(COALESCE(SUM("t1"."revenue" - "t1"."worth") FILTER(WHERE
      "t1"."side" = 1), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "cost_1"
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
      CASE
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
        THEN 0
        ELSE NULL
      END AS "side",
      COALESCE("t0"."margin", 0) AS "worth",
      CASE
        WHEN (
          "t0"."kind" = 'sale'
        )
        AND (
          "t0"."customer_id" IS NOT NULL
        )
        AND (
          "t0"."product_id" IS NOT NULL
        )
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
      "t0"."ordered_on" >= MAKE_DATE(2026, 4, 1)
      AND "t0"."ordered_on" <= MAKE_DATE(2026, 9, 30)
      AND CASE
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
        THEN 0
        ELSE NULL
      END IS NOT NULL
      AND CASE
        WHEN (
          "t0"."kind" = 'sale'
        )
        AND (
          "t0"."customer_id" IS NOT NULL
        )
        AND (
          "t0"."product_id" IS NOT NULL
        )
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
    1
) AS "t2"
ORDER BY
  "t2"."product_id" ASC;

SELECT
  *
FROM (
  SELECT
    "t1"."customer_id",
    CAST(CAST(COALESCE(SUM("t1"."worth") FILTER(WHERE
      "t1"."side" = 0), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "worth_0",
    CAST(CAST(COALESCE(SUM("t1"."worth") FILTER(WHERE
      "t1"."side" = 1), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "worth_1",
    CAST(CAST(COALESCE(
      SUM("t1"."revenue") FILTER(WHERE
        (
          "t1"."side" = 0
        ) AND (
          "t1"."part" = 'sales'
        )),
      0
    ) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "spend",
    BOOL_OR(CAST((
      "t1"."part" = 'sales'
    ) AND (
      "t1"."side" = 0
    ) AS BOOLEAN)) AS "active_0",
    BOOL_OR(CAST((
      "t1"."part" = 'sales'
    ) AND (
      "t1"."side" = 1
    ) AS BOOLEAN)) AS "active_1"
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
      CASE
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
        THEN 0
        ELSE NULL
      END AS "side",
      COALESCE("t0"."margin", 0) AS "worth",
      CASE
        WHEN (
          "t0"."kind" = 'sale'
        )
        AND (
          "t0"."customer_id" IS NOT NULL
        )
        AND (
          "t0"."product_id" IS NOT NULL
        )
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
      "t0"."ordered_on" >= MAKE_DATE(2026, 4, 1)
      AND "t0"."ordered_on" <= MAKE_DATE(2026, 9, 30)
      AND CASE
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 7, 1) AND MAKE_DATE(2026, 9, 30)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 4, 1) AND MAKE_DATE(2026, 6, 30)
        THEN 0
        ELSE NULL
      END IS NOT NULL
      AND "t0"."customer_id" IS NOT NULL
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."customer_id" ASC;

SELECT
  *
FROM (
  SELECT
    "t1"."customer_id",
    CAST(CAST(COALESCE(
      SUM("t1"."revenue") FILTER(WHERE
        NOT (
          "t1"."ordered_on" >= MAKE_DATE(2026, 4, 1)
        )),
      0
    ) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "spend",
    BOOL_OR(CAST(NOT (
      "t1"."ordered_on" >= MAKE_DATE(2026, 4, 1)
    ) AS BOOLEAN)) AS "active_0",
    BOOL_OR(CAST("t1"."ordered_on" >= MAKE_DATE(2026, 4, 1) AS BOOLEAN)) AS "active_1"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= MAKE_DATE(2026, 1, 1)
      AND "t0"."ordered_on" <= MAKE_DATE(2026, 6, 30)
      AND "t0"."customer_id" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."quantity" > 0
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."customer_id" ASC;

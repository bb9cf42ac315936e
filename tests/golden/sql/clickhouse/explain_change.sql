SELECT
  "t4"."status" AS "status",
  COUNT(*) AS "customers",
  CAST(CAST(SUM("t4"."worth_0") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "before",
  CAST(CAST(SUM("t4"."worth_1") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "now",
  SUM("t4"."orders_0") AS "orders_0",
  SUM("t4"."orders_1") AS "orders_1",
  CAST(CAST(SUM("t4"."ordered_0") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "ordered_0",
  CAST(CAST(SUM("t4"."ordered_1") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "ordered_1",
  SUM(CAST("t4"."active_0" AS Nullable(Int32))) AS "active_0",
  SUM(CAST("t4"."active_1" AS Nullable(Int32))) AS "active_1"
FROM (
  SELECT
    "t3"."customer_id" AS "customer_id",
    "t3"."first_on" AS "first_on",
    "t3"."orders_0" AS "orders_0",
    "t3"."ordered_0" AS "ordered_0",
    "t3"."worth_0" AS "worth_0",
    "t3"."seen_0" AS "seen_0",
    "t3"."orders_1" AS "orders_1",
    "t3"."ordered_1" AS "ordered_1",
    "t3"."worth_1" AS "worth_1",
    "t3"."seen_1" AS "seen_1",
    CASE
      WHEN (
        "t3"."orders_0" > 0
      ) AND (
        "t3"."orders_1" > 0
      )
      THEN 'stayed'
      WHEN "t3"."orders_0" > 0
      THEN 'left'
      WHEN (
        "t3"."orders_1" > 0
      ) AND (
        "t3"."first_on" >= toDate('2026-11-09')
      )
      THEN 'new'
      WHEN "t3"."orders_1" > 0
      THEN 'came_back'
      ELSE 'returns_only'
    END AS "status",
    "t3"."orders_0" > 0 AS "active_0",
    "t3"."orders_1" > 0 AS "active_1"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      minIf("t2"."ordered_on", "t2"."revenue" > 0) AS "first_on",
      countIf((
        "t2"."side" = 0
      ) AND (
        "t2"."revenue" > 0
      )) AS "orders_0",
      COALESCE(sumIf("t2"."worth", (
        "t2"."side" = 0
      ) AND (
        "t2"."revenue" > 0
      )), 0) AS "ordered_0",
      COALESCE(sumIf("t2"."worth", "t2"."side" = 0), 0) AS "worth_0",
      countIf("t2"."side" = 0) AS "seen_0",
      countIf((
        "t2"."side" = 1
      ) AND (
        "t2"."revenue" > 0
      )) AS "orders_1",
      COALESCE(sumIf("t2"."worth", (
        "t2"."side" = 1
      ) AND (
        "t2"."revenue" > 0
      )), 0) AS "ordered_1",
      COALESCE(sumIf("t2"."worth", "t2"."side" = 1), 0) AS "worth_1",
      countIf("t2"."side" = 1) AS "seen_1"
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        "t1"."order_id" AS "order_id",
        "t1"."side" AS "side",
        MIN("t1"."ordered_on") AS "ordered_on",
        SUM("t1"."revenue") AS "revenue",
        SUM("t1"."worth") AS "worth"
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
            WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-09') AND toDate('2026-11-15')
            THEN 1
            WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-02') AND toDate('2026-11-08')
            THEN 0
            ELSE CAST(NULL AS Nullable(Int8))
          END AS "side",
          COALESCE("t0"."revenue", 0) AS "worth"
        FROM "transactions" AS "t0"
        WHERE
          "t0"."ordered_on" >= toDate(
            CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
          )
          AND "t0"."ordered_on" <= toDate(
            CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
          )
          AND isNotNull("t0"."customer_id")
      ) AS "t1"
      GROUP BY
        "t1"."customer_id",
        "t1"."order_id",
        "t1"."side"
    ) AS "t2"
    GROUP BY
      "t2"."customer_id"
  ) AS "t3"
  WHERE
    (
      "t3"."seen_0" > 0
    ) OR (
      "t3"."seen_1" > 0
    )
) AS "t4"
GROUP BY
  "t4"."status";

SELECT
  "t1"."ordered_on" AS "ordered_on",
  COUNT(*) AS "line_count",
  SUM(CAST(isNull("t1"."customer_id") AS Nullable(Int32))) AS "unknown_lines",
  CAST(CAST(SUM("t1"."worth") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "worth",
  CAST(CAST(COALESCE(sumIf("t1"."worth", isNull("t1"."customer_id")), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "unknown_worth"
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
      WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-09') AND toDate('2026-11-15')
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-02') AND toDate('2026-11-08')
      THEN 0
      ELSE CAST(NULL AS Nullable(Int8))
    END AS "side",
    COALESCE("t0"."revenue", 0) AS "worth"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
) AS "t1"
GROUP BY
  "t1"."ordered_on";

SELECT
  "t2"."name" AS "name",
  countIf(isNotNull("t2"."customer_id")) AS "customers",
  CAST(CAST(SUM("t2"."before") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "before",
  CAST(CAST(SUM("t2"."now") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "now"
FROM (
  SELECT
    "t1"."name" AS "name",
    "t1"."customer_id" AS "customer_id",
    COALESCE(sumIf("t1"."worth", "t1"."side" = 0), 0) AS "before",
    COALESCE(sumIf("t1"."worth", "t1"."side" = 1), 0) AS "now"
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
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-09') AND toDate('2026-11-15')
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-02') AND toDate('2026-11-08')
        THEN 0
        ELSE CAST(NULL AS Nullable(Int8))
      END AS "side",
      COALESCE("t0"."revenue", 0) AS "worth",
      COALESCE("t0"."category", '') AS "name"
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
      )
      AND isNotNull(
        CASE
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-09') AND toDate('2026-11-15')
          THEN 1
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-02') AND toDate('2026-11-08')
          THEN 0
          ELSE CAST(NULL AS Nullable(Int8))
        END
      )
  ) AS "t1"
  GROUP BY
    "t1"."name",
    "t1"."customer_id"
) AS "t2"
GROUP BY
  "t2"."name";

SELECT
  "t2"."name" AS "name",
  countIf(isNotNull("t2"."customer_id")) AS "customers",
  CAST(CAST(SUM("t2"."before") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "before",
  CAST(CAST(SUM("t2"."now") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "now"
FROM (
  SELECT
    "t1"."name" AS "name",
    "t1"."customer_id" AS "customer_id",
    COALESCE(sumIf("t1"."worth", "t1"."side" = 0), 0) AS "before",
    COALESCE(sumIf("t1"."worth", "t1"."side" = 1), 0) AS "now"
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
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-09') AND toDate('2026-11-15')
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-02') AND toDate('2026-11-08')
        THEN 0
        ELSE CAST(NULL AS Nullable(Int8))
      END AS "side",
      COALESCE("t0"."revenue", 0) AS "worth",
      COALESCE("t0"."channel", '') AS "name"
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
      )
      AND isNotNull(
        CASE
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-09') AND toDate('2026-11-15')
          THEN 1
          WHEN "t0"."ordered_on" BETWEEN toDate('2026-11-02') AND toDate('2026-11-08')
          THEN 0
          ELSE CAST(NULL AS Nullable(Int8))
        END
      )
  ) AS "t1"
  GROUP BY
    "t1"."name",
    "t1"."customer_id"
) AS "t2"
GROUP BY
  "t2"."name";

SELECT
  "t2"."source" AS "source",
  "t2"."day" AS "day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS Nullable(Float64)) AS "money"
FROM (
  SELECT
    "t1"."channel" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id" AS "order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."channel")
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN toDate('2026-08-10') AND toDate('2026-11-15')
  ) AS "t1"
  GROUP BY
    "t1"."channel",
    "t1"."ordered_on",
    "t1"."order_id"
) AS "t2"
GROUP BY
  "t2"."source",
  "t2"."day";

SELECT
  "t2"."source" AS "source",
  "t2"."day" AS "day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS Nullable(Float64)) AS "money"
FROM (
  SELECT
    "t1"."store_id" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id" AS "order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."store_id")
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN toDate('2026-08-10') AND toDate('2026-11-15')
  ) AS "t1"
  GROUP BY
    "t1"."store_id",
    "t1"."ordered_on",
    "t1"."order_id"
) AS "t2"
GROUP BY
  "t2"."source",
  "t2"."day";

SELECT
  "t2"."source" AS "source",
  "t2"."day" AS "day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS Nullable(Float64)) AS "money"
FROM (
  SELECT
    "t1"."channel" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id" AS "order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."channel")
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN toDate('2026-08-03') AND toDate('2026-11-08')
  ) AS "t1"
  GROUP BY
    "t1"."channel",
    "t1"."ordered_on",
    "t1"."order_id"
) AS "t2"
GROUP BY
  "t2"."source",
  "t2"."day";

SELECT
  "t2"."source" AS "source",
  "t2"."day" AS "day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS Nullable(Float64)) AS "money"
FROM (
  SELECT
    "t1"."store_id" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id" AS "order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."store_id")
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN toDate('2026-08-03') AND toDate('2026-11-08')
  ) AS "t1"
  GROUP BY
    "t1"."store_id",
    "t1"."ordered_on",
    "t1"."order_id"
) AS "t2"
GROUP BY
  "t2"."source",
  "t2"."day";

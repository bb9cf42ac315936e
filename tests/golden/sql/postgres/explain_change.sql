SELECT
  "t4"."status",
  COUNT(*) AS "customers",
  CAST(CAST(SUM("t4"."worth_0") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "before",
  CAST(CAST(SUM("t4"."worth_1") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "now",
  SUM("t4"."orders_0") AS "orders_0",
  SUM("t4"."orders_1") AS "orders_1",
  CAST(CAST(SUM("t4"."ordered_0") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "ordered_0",
  CAST(CAST(SUM("t4"."ordered_1") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "ordered_1",
  SUM(CAST(CAST("t4"."active_0" AS INT) AS BIGINT)) AS "active_0",
  SUM(CAST(CAST("t4"."active_1" AS INT) AS BIGINT)) AS "active_1"
FROM (
  SELECT
    "t3"."customer_id",
    "t3"."first_on",
    "t3"."orders_0",
    "t3"."ordered_0",
    "t3"."worth_0",
    "t3"."seen_0",
    "t3"."orders_1",
    "t3"."ordered_1",
    "t3"."worth_1",
    "t3"."seen_1",
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
        "t3"."first_on" >= MAKE_DATE(2026, 11, 9)
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
      "t2"."customer_id",
      MIN("t2"."ordered_on") FILTER(WHERE
        "t2"."revenue" > 0) AS "first_on",
      COUNT(*) FILTER(WHERE
        (
          "t2"."side" = 0
        ) AND (
          "t2"."revenue" > 0
        )) AS "orders_0",
      COALESCE(
        SUM("t2"."worth") FILTER(WHERE
          (
            "t2"."side" = 0
          ) AND (
            "t2"."revenue" > 0
          )),
        0
      ) AS "ordered_0",
      COALESCE(SUM("t2"."worth") FILTER(WHERE
        "t2"."side" = 0), 0) AS "worth_0",
      COUNT(*) FILTER(WHERE
        "t2"."side" = 0) AS "seen_0",
      COUNT(*) FILTER(WHERE
        (
          "t2"."side" = 1
        ) AND (
          "t2"."revenue" > 0
        )) AS "orders_1",
      COALESCE(
        SUM("t2"."worth") FILTER(WHERE
          (
            "t2"."side" = 1
          ) AND (
            "t2"."revenue" > 0
          )),
        0
      ) AS "ordered_1",
      COALESCE(SUM("t2"."worth") FILTER(WHERE
        "t2"."side" = 1), 0) AS "worth_1",
      COUNT(*) FILTER(WHERE
        "t2"."side" = 1) AS "seen_1"
    FROM (
      SELECT
        "t1"."customer_id",
        "t1"."order_id",
        "t1"."side",
        MIN("t1"."ordered_on") AS "ordered_on",
        SUM("t1"."revenue") AS "revenue",
        SUM("t1"."worth") AS "worth"
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
            WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 9) AND MAKE_DATE(2026, 11, 15)
            THEN 1
            WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 2) AND MAKE_DATE(2026, 11, 8)
            THEN 0
            ELSE CAST(NULL AS SMALLINT)
          END AS "side",
          COALESCE("t0"."revenue", 0) AS "worth"
        FROM "transactions" AS "t0"
        WHERE
          "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
          AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
          AND "t0"."customer_id" IS NOT NULL
      ) AS "t1"
      GROUP BY
        1,
        2,
        3
    ) AS "t2"
    GROUP BY
      1
  ) AS "t3"
  WHERE
    (
      "t3"."seen_0" > 0
    ) OR (
      "t3"."seen_1" > 0
    )
) AS "t4"
GROUP BY
  1;

SELECT
  "t1"."ordered_on",
  COUNT(*) AS "line_count",
  SUM(CAST(CAST("t1"."customer_id" IS NULL AS INT) AS BIGINT)) AS "unknown_lines",
  CAST(CAST(SUM("t1"."worth") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "worth",
  CAST(CAST(COALESCE(SUM("t1"."worth") FILTER(WHERE
    "t1"."customer_id" IS NULL), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "unknown_worth"
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
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 9) AND MAKE_DATE(2026, 11, 15)
      THEN 1
      WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 2) AND MAKE_DATE(2026, 11, 8)
      THEN 0
      ELSE CAST(NULL AS SMALLINT)
    END AS "side",
    COALESCE("t0"."revenue", 0) AS "worth"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
    AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
) AS "t1"
GROUP BY
  1;

SELECT
  "t2"."name",
  COUNT(*) FILTER(WHERE
    "t2"."customer_id" IS NOT NULL) AS "customers",
  CAST(CAST(SUM("t2"."before") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "before",
  CAST(CAST(SUM("t2"."now") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "now"
FROM (
  SELECT
    "t1"."name",
    "t1"."customer_id",
    COALESCE(SUM("t1"."worth") FILTER(WHERE
      "t1"."side" = 0), 0) AS "before",
    COALESCE(SUM("t1"."worth") FILTER(WHERE
      "t1"."side" = 1), 0) AS "now"
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
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 9) AND MAKE_DATE(2026, 11, 15)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 2) AND MAKE_DATE(2026, 11, 8)
        THEN 0
        ELSE CAST(NULL AS SMALLINT)
      END AS "side",
      COALESCE("t0"."revenue", 0) AS "worth",
      COALESCE("t0"."category", '') AS "name"
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
      AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
      AND CASE
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 9) AND MAKE_DATE(2026, 11, 15)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 2) AND MAKE_DATE(2026, 11, 8)
        THEN 0
        ELSE CAST(NULL AS SMALLINT)
      END IS NOT NULL
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
GROUP BY
  1;

SELECT
  "t2"."name",
  COUNT(*) FILTER(WHERE
    "t2"."customer_id" IS NOT NULL) AS "customers",
  CAST(CAST(SUM("t2"."before") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "before",
  CAST(CAST(SUM("t2"."now") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "now"
FROM (
  SELECT
    "t1"."name",
    "t1"."customer_id",
    COALESCE(SUM("t1"."worth") FILTER(WHERE
      "t1"."side" = 0), 0) AS "before",
    COALESCE(SUM("t1"."worth") FILTER(WHERE
      "t1"."side" = 1), 0) AS "now"
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
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 9) AND MAKE_DATE(2026, 11, 15)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 2) AND MAKE_DATE(2026, 11, 8)
        THEN 0
        ELSE CAST(NULL AS SMALLINT)
      END AS "side",
      COALESCE("t0"."revenue", 0) AS "worth",
      COALESCE("t0"."channel", '') AS "name"
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
      AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
      AND CASE
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 9) AND MAKE_DATE(2026, 11, 15)
        THEN 1
        WHEN "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 11, 2) AND MAKE_DATE(2026, 11, 8)
        THEN 0
        ELSE CAST(NULL AS SMALLINT)
      END IS NOT NULL
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
GROUP BY
  1;

SELECT
  "t2"."source",
  "t2"."day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS DOUBLE PRECISION) AS "money"
FROM (
  SELECT
    "t1"."channel" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."channel" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 8, 10) AND MAKE_DATE(2026, 11, 15)
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
GROUP BY
  1,
  2;

SELECT
  "t2"."source",
  "t2"."day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS DOUBLE PRECISION) AS "money"
FROM (
  SELECT
    "t1"."store_id" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."store_id" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 8, 10) AND MAKE_DATE(2026, 11, 15)
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
GROUP BY
  1,
  2;

SELECT
  "t2"."source",
  "t2"."day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS DOUBLE PRECISION) AS "money"
FROM (
  SELECT
    "t1"."channel" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."channel" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 8, 3) AND MAKE_DATE(2026, 11, 8)
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
GROUP BY
  1,
  2;

SELECT
  "t2"."source",
  "t2"."day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS DOUBLE PRECISION) AS "money"
FROM (
  SELECT
    "t1"."store_id" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."store_id" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN MAKE_DATE(2026, 8, 3) AND MAKE_DATE(2026, 11, 8)
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
GROUP BY
  1,
  2;

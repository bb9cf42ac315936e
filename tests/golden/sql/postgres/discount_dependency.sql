SELECT
  "t3"."ordered_on",
  COUNT(*) AS "orders",
  SUM("t3"."reduced") AS "reduced",
  SUM("t3"."revenue") AS "revenue",
  SUM("t3"."given") AS "given"
FROM (
  SELECT
    "t2"."order_id",
    "t2"."ordered_on",
    "t2"."customer_id",
    "t2"."revenue",
    COALESCE("t2"."given", 0) AS "given",
    CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
  FROM (
    SELECT
      "t1"."order_id",
      "t1"."ordered_on",
      "t1"."customer_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."discount") AS "given"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(17 AS INT))
        AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
        AND "t0"."kind" = 'sale'
    ) AS "t1"
    GROUP BY
      1,
      2,
      3
  ) AS "t2"
) AS "t3"
GROUP BY
  1;

SELECT
  CASE WHEN "t5"."orders" = "t5"."reduced" THEN 1 ELSE 0 END AS "only",
  COUNT(*) AS "held"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."customer_id",
      COUNT(*) AS "orders",
      SUM("t3"."reduced") AS "reduced"
    FROM (
      SELECT
        "t2"."order_id",
        "t2"."ordered_on",
        "t2"."customer_id",
        "t2"."revenue",
        COALESCE("t2"."given", 0) AS "given",
        CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
      FROM (
        SELECT
          "t1"."order_id",
          "t1"."ordered_on",
          "t1"."customer_id",
          SUM("t1"."revenue") AS "revenue",
          SUM("t1"."discount") AS "given"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(17 AS INT))
            AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
            AND "t0"."kind" = 'sale'
        ) AS "t1"
        GROUP BY
          1,
          2,
          3
      ) AS "t2"
      WHERE
        "t2"."customer_id" IS NOT NULL
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
  WHERE
    "t4"."orders" >= 2
) AS "t5"
GROUP BY
  1;

SELECT
  "t3"."ordered_on",
  COUNT(*) AS "orders",
  SUM("t3"."reduced") AS "reduced",
  SUM("t3"."revenue") AS "revenue",
  SUM("t3"."given") AS "given"
FROM (
  SELECT
    "t2"."order_id",
    "t2"."ordered_on",
    "t2"."customer_id",
    "t2"."revenue",
    COALESCE("t2"."given", 0) AS "given",
    CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
  FROM (
    SELECT
      "t1"."order_id",
      "t1"."ordered_on",
      "t1"."customer_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."discount") AS "given"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(11 AS INT), CAST(18 AS INT))
        AND "t0"."ordered_on" <= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(16 AS INT))
        AND "t0"."kind" = 'sale'
    ) AS "t1"
    GROUP BY
      1,
      2,
      3
  ) AS "t2"
) AS "t3"
GROUP BY
  1;

SELECT
  CASE WHEN "t5"."orders" = "t5"."reduced" THEN 1 ELSE 0 END AS "only",
  COUNT(*) AS "held"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."customer_id",
      COUNT(*) AS "orders",
      SUM("t3"."reduced") AS "reduced"
    FROM (
      SELECT
        "t2"."order_id",
        "t2"."ordered_on",
        "t2"."customer_id",
        "t2"."revenue",
        COALESCE("t2"."given", 0) AS "given",
        CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
      FROM (
        SELECT
          "t1"."order_id",
          "t1"."ordered_on",
          "t1"."customer_id",
          SUM("t1"."revenue") AS "revenue",
          SUM("t1"."discount") AS "given"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(11 AS INT), CAST(18 AS INT))
            AND "t0"."ordered_on" <= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(16 AS INT))
            AND "t0"."kind" = 'sale'
        ) AS "t1"
        GROUP BY
          1,
          2,
          3
      ) AS "t2"
      WHERE
        "t2"."customer_id" IS NOT NULL
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
  WHERE
    "t4"."orders" >= 2
) AS "t5"
GROUP BY
  1;

SELECT
  SUM("t1"."discount") AS "Sum(discount)"
FROM (
  SELECT
    *
  FROM "redemptions" AS "t0"
  WHERE
    "t0"."redeemed_on" >= MAKE_DATE(2025, 11, 17)
    AND "t0"."redeemed_on" <= MAKE_DATE(2026, 11, 15)
) AS "t1";

SELECT
  "t3"."ordered_on" AS "ordered_on",
  COUNT(*) AS "orders",
  SUM("t3"."reduced") AS "reduced",
  SUM("t3"."revenue") AS "revenue",
  SUM("t3"."given") AS "given"
FROM (
  SELECT
    "t2"."order_id" AS "order_id",
    "t2"."ordered_on" AS "ordered_on",
    "t2"."customer_id" AS "customer_id",
    "t2"."revenue" AS "revenue",
    COALESCE("t2"."given", 0) AS "given",
    CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
  FROM (
    SELECT
      "t1"."order_id" AS "order_id",
      "t1"."ordered_on" AS "ordered_on",
      "t1"."customer_id" AS "customer_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."discount") AS "given"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= toDate(
          CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(17), 2, '0'))
        )
        AND "t0"."ordered_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
        )
        AND "t0"."kind" = 'sale'
    ) AS "t1"
    GROUP BY
      "t1"."order_id",
      "t1"."ordered_on",
      "t1"."customer_id"
  ) AS "t2"
) AS "t3"
GROUP BY
  "t3"."ordered_on";

SELECT
  CASE WHEN "t5"."orders" = "t5"."reduced" THEN 1 ELSE 0 END AS "only",
  COUNT(*) AS "held"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      COUNT(*) AS "orders",
      SUM("t3"."reduced") AS "reduced"
    FROM (
      SELECT
        "t2"."order_id" AS "order_id",
        "t2"."ordered_on" AS "ordered_on",
        "t2"."customer_id" AS "customer_id",
        "t2"."revenue" AS "revenue",
        COALESCE("t2"."given", 0) AS "given",
        CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
      FROM (
        SELECT
          "t1"."order_id" AS "order_id",
          "t1"."ordered_on" AS "ordered_on",
          "t1"."customer_id" AS "customer_id",
          SUM("t1"."revenue") AS "revenue",
          SUM("t1"."discount") AS "given"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= toDate(
              CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(17), 2, '0'))
            )
            AND "t0"."ordered_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
            )
            AND "t0"."kind" = 'sale'
        ) AS "t1"
        GROUP BY
          "t1"."order_id",
          "t1"."ordered_on",
          "t1"."customer_id"
      ) AS "t2"
      WHERE
        isNotNull("t2"."customer_id")
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
  WHERE
    "t4"."orders" >= 2
) AS "t5"
GROUP BY
  CASE WHEN "t5"."orders" = "t5"."reduced" THEN 1 ELSE 0 END;

SELECT
  "t3"."ordered_on" AS "ordered_on",
  COUNT(*) AS "orders",
  SUM("t3"."reduced") AS "reduced",
  SUM("t3"."revenue") AS "revenue",
  SUM("t3"."given") AS "given"
FROM (
  SELECT
    "t2"."order_id" AS "order_id",
    "t2"."ordered_on" AS "ordered_on",
    "t2"."customer_id" AS "customer_id",
    "t2"."revenue" AS "revenue",
    COALESCE("t2"."given", 0) AS "given",
    CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
  FROM (
    SELECT
      "t1"."order_id" AS "order_id",
      "t1"."ordered_on" AS "ordered_on",
      "t1"."customer_id" AS "customer_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."discount") AS "given"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= toDate(
          CONCAT(toString(2024), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(18), 2, '0'))
        )
        AND "t0"."ordered_on" <= toDate(
          CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
        )
        AND "t0"."kind" = 'sale'
    ) AS "t1"
    GROUP BY
      "t1"."order_id",
      "t1"."ordered_on",
      "t1"."customer_id"
  ) AS "t2"
) AS "t3"
GROUP BY
  "t3"."ordered_on";

SELECT
  CASE WHEN "t5"."orders" = "t5"."reduced" THEN 1 ELSE 0 END AS "only",
  COUNT(*) AS "held"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      COUNT(*) AS "orders",
      SUM("t3"."reduced") AS "reduced"
    FROM (
      SELECT
        "t2"."order_id" AS "order_id",
        "t2"."ordered_on" AS "ordered_on",
        "t2"."customer_id" AS "customer_id",
        "t2"."revenue" AS "revenue",
        COALESCE("t2"."given", 0) AS "given",
        CASE WHEN COALESCE("t2"."given", 0) > 0 THEN 1 ELSE 0 END AS "reduced"
      FROM (
        SELECT
          "t1"."order_id" AS "order_id",
          "t1"."ordered_on" AS "ordered_on",
          "t1"."customer_id" AS "customer_id",
          SUM("t1"."revenue") AS "revenue",
          SUM("t1"."discount") AS "given"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= toDate(
              CONCAT(toString(2024), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(18), 2, '0'))
            )
            AND "t0"."ordered_on" <= toDate(
              CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
            )
            AND "t0"."kind" = 'sale'
        ) AS "t1"
        GROUP BY
          "t1"."order_id",
          "t1"."ordered_on",
          "t1"."customer_id"
      ) AS "t2"
      WHERE
        isNotNull("t2"."customer_id")
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
  WHERE
    "t4"."orders" >= 2
) AS "t5"
GROUP BY
  CASE WHEN "t5"."orders" = "t5"."reduced" THEN 1 ELSE 0 END;

SELECT
  SUM("t1"."discount") AS "Sum(discount)"
FROM (
  SELECT
    *
  FROM "redemptions" AS "t0"
  WHERE
    "t0"."redeemed_on" >= toDate('2025-11-17')
    AND "t0"."redeemed_on" <= toDate('2026-11-15')
) AS "t1";

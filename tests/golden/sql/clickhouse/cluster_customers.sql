SELECT
  *
FROM (
  SELECT
    "t11"."customer_id" AS "customer_id",
    "t11"."last_on" AS "last_on",
    "t11"."frequency" AS "frequency",
    "t11"."revenue" AS "revenue",
    "t11"."margin" AS "margin",
    "t11"."weekend" AS "weekend",
    "t8"."discount" AS "discount",
    "t8"."paid" AS "paid",
    "t8"."categories" AS "categories",
    "t8"."pieces" AS "pieces",
    "t6"."first_on" AS "first_on"
  FROM (
    SELECT
      "t9"."customer_id" AS "customer_id",
      MAX("t9"."ordered_on") AS "last_on",
      CAST(COUNT(*) AS Nullable(Float64)) AS "frequency",
      CAST(SUM("t9"."revenue") AS Nullable(Float64)) AS "revenue",
      CAST(SUM("t9"."margin") AS Nullable(Float64)) AS "margin",
      CAST(SUM(
        CAST((
          (
            (
              (
                toDayOfWeek("t9"."ordered_on") - 1
              ) % 7
            ) + 7
          ) % 7
        ) >= 5 AS Nullable(Int32))
      ) AS Nullable(Float64)) AS "weekend"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t2"."customer_id" AS "customer_id",
          "t2"."order_id" AS "order_id",
          MIN("t2"."ordered_on") AS "ordered_on",
          SUM("t2"."revenue") AS "revenue",
          SUM("t2"."margin") AS "margin"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= toDate(
              CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
            )
            AND "t0"."ordered_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
            )
            AND isNotNull("t0"."customer_id")
        ) AS "t2"
        GROUP BY
          "t2"."customer_id",
          "t2"."order_id"
      ) AS "t4"
      WHERE
        "t4"."revenue" > 0
    ) AS "t9"
    GROUP BY
      "t9"."customer_id"
  ) AS "t11"
  INNER JOIN (
    SELECT
      "t1"."customer_id" AS "customer_id",
      CAST(COALESCE(SUM("t1"."discount"), 0) AS Nullable(Float64)) AS "discount",
      CAST(SUM("t1"."revenue") AS Nullable(Float64)) AS "paid",
      CAST(uniqExact("t1"."category") AS Nullable(Float64)) AS "categories",
      CAST(COALESCE(SUM("t1"."quantity"), 0) AS Nullable(Float64)) AS "pieces"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= toDate(
          CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
        )
        AND "t0"."ordered_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
        )
        AND isNotNull("t0"."customer_id")
        AND "t0"."revenue" > 0
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t8"
    ON "t11"."customer_id" = "t8"."customer_id"
  INNER JOIN (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MIN("t3"."ordered_on") AS "first_on"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= toDate(
          CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
        )
        AND "t0"."ordered_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
        )
        AND isNotNull("t0"."customer_id")
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t6"
    ON "t11"."customer_id" = "t6"."customer_id"
) AS "t12"
ORDER BY
  "t12"."customer_id" ASC;

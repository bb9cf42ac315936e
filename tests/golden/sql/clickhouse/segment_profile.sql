SELECT
  "t10"."customer_id" AS "customer_id",
  CASE WHEN "t10"."segment" = 'loyal' THEN 'loyal' ELSE 'rest' END AS "segment"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."customer_id" AS "customer_id",
      CASE
        WHEN (
          DATE_DIFF(DAY, "t0"."last_on", toDate('2026-11-15')) * 100 * (
            (
              "t0"."purchases" - 1
            ) + 2
          )
        ) > (
          (
            DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on") + 58
          ) * 400
        )
        THEN 'long_inactive'
        WHEN (
          DATE_DIFF(DAY, "t0"."last_on", toDate('2026-11-15')) * 100 * (
            (
              "t0"."purchases" - 1
            ) + 2
          )
        ) > (
          (
            DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on") + 58
          ) * 200
        )
        THEN 'about_to_leave'
        WHEN "t0"."purchases" = 1
        THEN 'first_time'
        WHEN (
          "t0"."purchases" >= 4
        )
        AND (
          (
            (
              (
                "t0"."purchases" - 1
              ) * "t0"."gap_squares"
            ) <= (
              DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on") * 2 * DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on")
            )
          )
          OR (
            DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on") <= (
              (
                "t0"."purchases" - 1
              ) * 29
            )
          )
        )
        THEN 'loyal'
        ELSE 'rare'
      END AS "segment"
    FROM "temp"."main"."kept_1" AS "t0"
  ) AS "t8"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      'prospect' AS "segment"
    FROM (
      SELECT
        *
      FROM (
        SELECT DISTINCT
          "t1"."customer_id" AS "customer_id"
        FROM "customer_day" AS "t1"
        WHERE
          "t1"."bought_on" <= toDate(
            CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
          )
      ) AS "t4"
      UNION DISTINCT
      SELECT
        *
      FROM (
        SELECT DISTINCT
          "t2"."customer_id" AS "customer_id"
        FROM "customers" AS "t2"
        WHERE
          (
            isNull(COALESCE("t2"."registered_on", "t2"."learnt_on"))
            OR (
              COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2026-11-15')
            )
          )
          AND isNotNull("t2"."customer_id")
      ) AS "t5"
    ) AS "t7"
    LEFT ANTI JOIN "temp"."main"."kept_1" AS "t3"
      ON "t7"."customer_id" = "t3"."customer_id"
  ) AS "t9"
) AS "t10";

SELECT
  "t7"."segment" AS "segment",
  COUNT(*) AS "customers",
  COALESCE(SUM("t7"."orders"), 0) AS "orders",
  CAST(CAST(COALESCE(SUM("t7"."revenue"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue",
  CAST(CAST(COALESCE(SUM("t7"."margin"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "margin"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."segment" AS "segment",
    "t6"."customer_id" AS "customer_id_right",
    "t6"."orders" AS "orders",
    "t6"."revenue" AS "revenue",
    "t6"."margin" AS "margin"
  FROM "temp"."main"."kept_2" AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "t4"."customer_id" AS "customer_id",
      SUM(CAST("t4"."revenue" > 0 AS Nullable(Int32))) AS "orders",
      SUM("t4"."revenue") AS "revenue",
      SUM("t4"."margin") AS "margin"
    FROM (
      SELECT
        "t3"."customer_id" AS "customer_id",
        "t3"."order_id" AS "order_id",
        SUM("t3"."revenue") AS "revenue",
        SUM("t3"."margin") AS "margin"
      FROM (
        SELECT
          *
        FROM "transactions" AS "t1"
        WHERE
          "t1"."ordered_on" >= toDate(
            CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
          )
          AND "t1"."ordered_on" <= toDate(
            CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
          )
          AND isNotNull("t1"."customer_id")
      ) AS "t3"
      GROUP BY
        "t3"."customer_id",
        "t3"."order_id"
    ) AS "t4"
    GROUP BY
      "t4"."customer_id"
  ) AS "t6"
    ON "t2"."customer_id" = "t6"."customer_id"
) AS "t7"
GROUP BY
  "t7"."segment";

SELECT
  "t8"."thing" AS "thing",
  SUM(CAST("t8"."segment" <> 'rest' AS Nullable(Int32))) AS "inside",
  SUM(CAST("t8"."segment" = 'rest' AS Nullable(Int32))) AS "outside"
FROM (
  SELECT
    "t7"."customer_id" AS "customer_id",
    "t7"."thing" AS "thing",
    "t2"."segment" AS "segment"
  FROM (
    SELECT
      "t5"."customer_id" AS "customer_id",
      "t5"."category" AS "thing"
    FROM (
      SELECT
        "t4"."customer_id" AS "customer_id",
        "t4"."category" AS "category",
        "t4"."revenue" AS "revenue",
        ROW_NUMBER() OVER (
          PARTITION BY "t4"."customer_id"
          ORDER BY "t4"."revenue" DESC, "t4"."category" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM (
        SELECT
          "t3"."customer_id" AS "customer_id",
          "t3"."category" AS "category",
          SUM("t3"."revenue") AS "revenue"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t1"
          WHERE
            "t1"."ordered_on" >= toDate(
              CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
            )
            AND "t1"."ordered_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
            )
            AND isNotNull("t1"."customer_id")
            AND isNotNull("t1"."category")
            AND "t1"."revenue" > 0
        ) AS "t3"
        GROUP BY
          "t3"."customer_id",
          "t3"."category"
      ) AS "t4"
    ) AS "t5"
    WHERE
      "t5"."place" = 0
  ) AS "t7"
  INNER JOIN "temp"."main"."kept_2" AS "t2"
    ON "t7"."customer_id" = "t2"."customer_id"
) AS "t8"
GROUP BY
  "t8"."thing";

SELECT
  "t8"."thing" AS "thing",
  SUM(CAST("t8"."segment" <> 'rest' AS Nullable(Int32))) AS "inside",
  SUM(CAST("t8"."segment" = 'rest' AS Nullable(Int32))) AS "outside"
FROM (
  SELECT
    "t7"."customer_id" AS "customer_id",
    "t7"."thing" AS "thing",
    "t2"."segment" AS "segment"
  FROM (
    SELECT
      "t5"."customer_id" AS "customer_id",
      "t5"."channel" AS "thing"
    FROM (
      SELECT
        "t4"."customer_id" AS "customer_id",
        "t4"."channel" AS "channel",
        "t4"."revenue" AS "revenue",
        ROW_NUMBER() OVER (
          PARTITION BY "t4"."customer_id"
          ORDER BY "t4"."revenue" DESC, "t4"."channel" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM (
        SELECT
          "t3"."customer_id" AS "customer_id",
          "t3"."channel" AS "channel",
          SUM("t3"."revenue") AS "revenue"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t1"
          WHERE
            "t1"."ordered_on" >= toDate(
              CONCAT(toString(2025), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(16), 2, '0'))
            )
            AND "t1"."ordered_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
            )
            AND isNotNull("t1"."customer_id")
            AND isNotNull("t1"."channel")
            AND "t1"."revenue" > 0
        ) AS "t3"
        GROUP BY
          "t3"."customer_id",
          "t3"."channel"
      ) AS "t4"
    ) AS "t5"
    WHERE
      "t5"."place" = 0
  ) AS "t7"
  INNER JOIN "temp"."main"."kept_2" AS "t2"
    ON "t7"."customer_id" = "t2"."customer_id"
) AS "t8"
GROUP BY
  "t8"."thing";

SELECT
  "t5"."thing" AS "thing",
  SUM(CAST("t5"."segment" <> 'rest' AS Nullable(Int32))) AS "inside",
  SUM(CAST("t5"."segment" = 'rest' AS Nullable(Int32))) AS "outside"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."thing" AS "thing",
    "t2"."segment" AS "segment"
  FROM (
    SELECT DISTINCT
      "t0"."customer_id" AS "customer_id",
      "t0"."region" AS "thing"
    FROM "customers" AS "t0"
    WHERE
      isNotNull("t0"."region")
  ) AS "t4"
  INNER JOIN "temp"."main"."kept_2" AS "t2"
    ON "t4"."customer_id" = "t2"."customer_id"
) AS "t5"
GROUP BY
  "t5"."thing";

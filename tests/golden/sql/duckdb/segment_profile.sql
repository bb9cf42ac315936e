SELECT
  "t10"."customer_id",
  CASE WHEN "t10"."segment" = 'loyal' THEN 'loyal' ELSE 'rest' END AS "segment"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."customer_id",
      CASE
        WHEN (
          DATE_DIFF('DAY', "t0"."last_on", MAKE_DATE(2026, 11, 15)) * 100 * (
            (
              "t0"."purchases" - 1
            ) + 2
          )
        ) > (
          (
            DATE_DIFF('DAY', "t0"."first_on", "t0"."last_on") + 58
          ) * 400
        )
        THEN 'long_inactive'
        WHEN (
          DATE_DIFF('DAY', "t0"."last_on", MAKE_DATE(2026, 11, 15)) * 100 * (
            (
              "t0"."purchases" - 1
            ) + 2
          )
        ) > (
          (
            DATE_DIFF('DAY', "t0"."first_on", "t0"."last_on") + 58
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
              DATE_DIFF('DAY', "t0"."first_on", "t0"."last_on") * 2 * DATE_DIFF('DAY', "t0"."first_on", "t0"."last_on")
            )
          )
          OR (
            DATE_DIFF('DAY', "t0"."first_on", "t0"."last_on") <= (
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
      "t7"."customer_id",
      'prospect' AS "segment"
    FROM (
      SELECT
        *
      FROM (
        SELECT DISTINCT
          "t1"."customer_id"
        FROM "customer_day" AS "t1"
        WHERE
          "t1"."bought_on" <= MAKE_DATE(2026, 11, 15)
      ) AS "t4"
      UNION
      SELECT
        *
      FROM (
        SELECT DISTINCT
          "t2"."customer_id"
        FROM "customers" AS "t2"
        WHERE
          (
            (
              COALESCE("t2"."registered_on", "t2"."learnt_on") IS NULL
            )
            OR (
              COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2026, 11, 15)
            )
          )
          AND "t2"."customer_id" IS NOT NULL
      ) AS "t5"
    ) AS "t7"
    ANTI JOIN "temp"."main"."kept_1" AS "t3"
      ON "t7"."customer_id" = "t3"."customer_id"
  ) AS "t9"
) AS "t10";

SELECT
  "t7"."segment",
  COUNT(*) AS "customers",
  COALESCE(SUM("t7"."orders"), 0) AS "orders",
  CAST(CAST(COALESCE(SUM("t7"."revenue"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue",
  CAST(CAST(COALESCE(SUM("t7"."margin"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "margin"
FROM (
  SELECT
    "t2"."customer_id",
    "t2"."segment",
    "t6"."customer_id" AS "customer_id_right",
    "t6"."orders",
    "t6"."revenue",
    "t6"."margin"
  FROM "temp"."main"."kept_2" AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "t4"."customer_id",
      SUM(CAST("t4"."revenue" > 0 AS INT)) AS "orders",
      SUM("t4"."revenue") AS "revenue",
      SUM("t4"."margin") AS "margin"
    FROM (
      SELECT
        "t3"."customer_id",
        "t3"."order_id",
        SUM("t3"."revenue") AS "revenue",
        SUM("t3"."margin") AS "margin"
      FROM (
        SELECT
          *
        FROM "transactions" AS "t1"
        WHERE
          "t1"."ordered_on" >= MAKE_DATE(2025, 11, 16)
          AND "t1"."ordered_on" <= MAKE_DATE(2026, 11, 15)
          AND "t1"."customer_id" IS NOT NULL
      ) AS "t3"
      GROUP BY
        1,
        2
    ) AS "t4"
    GROUP BY
      1
  ) AS "t6"
    ON "t2"."customer_id" = "t6"."customer_id"
) AS "t7"
GROUP BY
  1;

SELECT
  "t8"."thing",
  SUM(CAST("t8"."segment" <> 'rest' AS INT)) AS "inside",
  SUM(CAST("t8"."segment" = 'rest' AS INT)) AS "outside"
FROM (
  SELECT
    "t7"."customer_id",
    "t7"."thing",
    "t2"."segment"
  FROM (
    SELECT
      "t5"."customer_id",
      "t5"."category" AS "thing"
    FROM (
      SELECT
        "t4"."customer_id",
        "t4"."category",
        "t4"."revenue",
        ROW_NUMBER() OVER (
          PARTITION BY "t4"."customer_id"
          ORDER BY "t4"."revenue" DESC, "t4"."category" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM (
        SELECT
          "t3"."customer_id",
          "t3"."category",
          SUM("t3"."revenue") AS "revenue"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t1"
          WHERE
            "t1"."ordered_on" >= MAKE_DATE(2025, 11, 16)
            AND "t1"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND "t1"."customer_id" IS NOT NULL
            AND "t1"."category" IS NOT NULL
            AND "t1"."revenue" > 0
        ) AS "t3"
        GROUP BY
          1,
          2
      ) AS "t4"
    ) AS "t5"
    WHERE
      "t5"."place" = 0
  ) AS "t7"
  INNER JOIN "temp"."main"."kept_2" AS "t2"
    ON "t7"."customer_id" = "t2"."customer_id"
) AS "t8"
GROUP BY
  1;

SELECT
  "t8"."thing",
  SUM(CAST("t8"."segment" <> 'rest' AS INT)) AS "inside",
  SUM(CAST("t8"."segment" = 'rest' AS INT)) AS "outside"
FROM (
  SELECT
    "t7"."customer_id",
    "t7"."thing",
    "t2"."segment"
  FROM (
    SELECT
      "t5"."customer_id",
      "t5"."channel" AS "thing"
    FROM (
      SELECT
        "t4"."customer_id",
        "t4"."channel",
        "t4"."revenue",
        ROW_NUMBER() OVER (
          PARTITION BY "t4"."customer_id"
          ORDER BY "t4"."revenue" DESC, "t4"."channel" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM (
        SELECT
          "t3"."customer_id",
          "t3"."channel",
          SUM("t3"."revenue") AS "revenue"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t1"
          WHERE
            "t1"."ordered_on" >= MAKE_DATE(2025, 11, 16)
            AND "t1"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND "t1"."customer_id" IS NOT NULL
            AND "t1"."channel" IS NOT NULL
            AND "t1"."revenue" > 0
        ) AS "t3"
        GROUP BY
          1,
          2
      ) AS "t4"
    ) AS "t5"
    WHERE
      "t5"."place" = 0
  ) AS "t7"
  INNER JOIN "temp"."main"."kept_2" AS "t2"
    ON "t7"."customer_id" = "t2"."customer_id"
) AS "t8"
GROUP BY
  1;

SELECT
  "t5"."thing",
  SUM(CAST("t5"."segment" <> 'rest' AS INT)) AS "inside",
  SUM(CAST("t5"."segment" = 'rest' AS INT)) AS "outside"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."thing",
    "t2"."segment"
  FROM (
    SELECT DISTINCT
      "t0"."customer_id",
      "t0"."region" AS "thing"
    FROM "customers" AS "t0"
    WHERE
      "t0"."region" IS NOT NULL
  ) AS "t4"
  INNER JOIN "temp"."main"."kept_2" AS "t2"
    ON "t4"."customer_id" = "t2"."customer_id"
) AS "t5"
GROUP BY
  1;

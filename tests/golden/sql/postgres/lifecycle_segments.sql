SELECT
  "t3"."customer_id",
  "t3"."purchases",
  "t3"."first_on",
  "t3"."last_on",
  "t3"."gap_squares"
FROM (
  SELECT
    "t2"."customer_id",
    SUM(CAST(CAST("t2"."bought" AS INT) AS BIGINT)) AS "purchases",
    MIN("t2"."bought_on") FILTER(WHERE
      "t2"."bought") AS "first_on",
    MAX("t2"."bought_on") FILTER(WHERE
      "t2"."bought") AS "last_on",
    CAST(SUM("t2"."amount") FILTER(WHERE
      "t2"."bought") - (
      ARRAY_AGG("t2"."amount" ORDER BY "t2"."bought_on" ASC) FILTER(WHERE
        "t2"."bought_on" IS NOT NULL AND "t2"."bought")
    )[1] AS DOUBLE PRECISION) AS "repeat_money",
    COALESCE(SUM("t2"."gap" * "t2"."gap") FILTER(WHERE
      "t2"."bought"), 0) AS "gap_squares",
    COALESCE(SUM("t2"."amount"), 0) AS "net"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."bought_on",
      "t1"."lines",
      "t1"."amount",
      "t1"."smallest",
      "t1"."margin",
      "t1"."with_margin",
      "t1"."bought",
      CAST(EXTRACT(epoch FROM CAST("t1"."bought_on" AS TIMESTAMP) - CAST(LAG("t1"."bought_on") OVER (
        PARTITION BY "t1"."customer_id", "t1"."bought"
        ORDER BY "t1"."bought_on" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "gap"
    FROM (
      SELECT
        "t0"."customer_id",
        "t0"."bought_on",
        "t0"."lines",
        "t0"."amount",
        "t0"."smallest",
        "t0"."margin",
        "t0"."with_margin",
        (
          "t0"."amount" > 0
        ) OR (
          "t0"."smallest" >= 0
        ) AS "bought"
      FROM "customer_day" AS "t0"
      WHERE
        "t0"."bought_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
    ) AS "t1"
  ) AS "t2"
  GROUP BY
    1
) AS "t3"
WHERE
  "t3"."purchases" > 0;

SELECT
  "t1"."mean_gap",
  COUNT(*) AS "held",
  SUM("t1"."repeats") AS "repeats",
  SUM("t1"."observed_days") AS "observed_days"
FROM (
  SELECT
    CASE
      WHEN (
        "t0"."purchases" - 1
      ) > 0
      THEN CAST(FLOOR(
        CAST((
          CAST(EXTRACT(epoch FROM CAST("t0"."last_on" AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT)
        ) AS DOUBLE PRECISION) / (
          GREATEST("t0"."purchases" - 1, 1)
        )
      ) AS BIGINT)
      ELSE CAST(NULL AS BIGINT)
    END AS "mean_gap",
    "t0"."purchases" - 1 AS "repeats",
    CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "observed_days"
  FROM "temp"."main"."kept_1" AS "t0"
) AS "t1"
GROUP BY
  1;

SELECT
  "t17"."segment",
  COUNT(*) AS "customers",
  COALESCE(SUM("t17"."orders"), 0) AS "orders",
  CAST(CAST(COALESCE(SUM("t17"."revenue"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue",
  CAST(CAST(COALESCE(SUM("t17"."margin"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "margin"
FROM (
  SELECT
    "t16"."customer_id",
    "t16"."segment",
    "t14"."customer_id" AS "customer_id_right",
    "t14"."orders",
    "t14"."revenue",
    "t14"."margin"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t0"."customer_id",
        CASE
          WHEN (
            CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t0"."last_on" AS TIMESTAMP)) / 86400 AS BIGINT) * 100 * (
              (
                "t0"."purchases" - 1
              ) + 2
            )
          ) > (
            (
              CAST(EXTRACT(epoch FROM CAST("t0"."last_on" AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) + 58
            ) * 400
          )
          THEN 'long_inactive'
          WHEN (
            CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t0"."last_on" AS TIMESTAMP)) / 86400 AS BIGINT) * 100 * (
              (
                "t0"."purchases" - 1
              ) + 2
            )
          ) > (
            (
              CAST(EXTRACT(epoch FROM CAST("t0"."last_on" AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) + 58
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
                CAST(EXTRACT(epoch FROM CAST("t0"."last_on" AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) * 2 * CAST(EXTRACT(epoch FROM CAST("t0"."last_on" AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT)
              )
            )
            OR (
              CAST(EXTRACT(epoch FROM CAST("t0"."last_on" AS TIMESTAMP) - CAST("t0"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) <= (
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
    ) AS "t11"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t10"."customer_id",
        'prospect' AS "segment"
      FROM (
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t2"."customer_id"
          FROM "customer_day" AS "t2"
          WHERE
            "t2"."bought_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
        ) AS "t6"
        UNION
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t3"."customer_id"
          FROM "customers" AS "t3"
          WHERE
            (
              (
                COALESCE("t3"."registered_on", "t3"."learnt_on") IS NULL
              )
              OR (
                COALESCE("t3"."registered_on", "t3"."learnt_on") <= MAKE_DATE(2026, 11, 15)
              )
            )
            AND "t3"."customer_id" IS NOT NULL
        ) AS "t7"
      ) AS "t10"
      WHERE
        NOT EXISTS(
          SELECT
            1
          FROM "temp"."main"."kept_1" AS "t4"
          WHERE
            "t10"."customer_id" = "t4"."customer_id"
        )
    ) AS "t13"
  ) AS "t16"
  LEFT OUTER JOIN (
    SELECT
      "t9"."customer_id",
      SUM(CAST(CAST("t9"."revenue" > 0 AS INT) AS BIGINT)) AS "orders",
      SUM("t9"."revenue") AS "revenue",
      SUM("t9"."margin") AS "margin"
    FROM (
      SELECT
        "t5"."customer_id",
        "t5"."order_id",
        SUM("t5"."revenue") AS "revenue",
        SUM("t5"."margin") AS "margin"
      FROM (
        SELECT
          *
        FROM "transactions" AS "t1"
        WHERE
          "t1"."ordered_on" >= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(16 AS INT))
          AND "t1"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
          AND "t1"."customer_id" IS NOT NULL
      ) AS "t5"
      GROUP BY
        1,
        2
    ) AS "t9"
    GROUP BY
      1
  ) AS "t14"
    ON "t16"."customer_id" = "t14"."customer_id"
) AS "t17"
GROUP BY
  1;

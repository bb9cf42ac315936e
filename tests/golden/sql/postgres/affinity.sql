SELECT
  *
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
          "t1"."bought_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
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
    WHERE
      NOT EXISTS(
        SELECT
          1
        FROM "temp"."main"."kept_1" AS "t3"
        WHERE
          "t7"."customer_id" = "t3"."customer_id"
      )
  ) AS "t9"
) AS "t10";

SELECT
  "t1"."customer_id" AS "customer",
  "t1"."order_id" AS "basket",
  "t1"."category" AS "thing",
  CAST(SUM("t1"."revenue") AS DOUBLE PRECISION) AS "amount"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(CAST(2025 AS INT), CAST(11 AS INT), CAST(16 AS INT))
    AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."order_id" IS NOT NULL
    AND "t0"."category" IS NOT NULL
    AND "t0"."revenue" > 0
) AS "t1"
GROUP BY
  1,
  2,
  3;

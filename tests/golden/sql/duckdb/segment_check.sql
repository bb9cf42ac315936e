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
) AS "t9";

SELECT
  "t3"."customer_id" AS "customer_id",
  "t3"."purchases" AS "purchases",
  "t3"."first_on" AS "first_on",
  "t3"."last_on" AS "last_on",
  "t3"."gap_squares" AS "gap_squares"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id",
    SUM(CAST("t2"."bought" AS Nullable(Int32))) AS "purchases",
    minIf("t2"."bought_on", "t2"."bought") AS "first_on",
    maxIf("t2"."bought_on", "t2"."bought") AS "last_on",
    CAST(sumIf("t2"."amount", "t2"."bought") - argMinIf(tuple("t2"."amount"), "t2"."bought_on", "t2"."bought").1 AS Nullable(Float64)) AS "repeat_money",
    COALESCE(sumIf("t2"."gap" * "t2"."gap", "t2"."bought"), 0) AS "gap_squares",
    COALESCE(SUM("t2"."amount"), 0) AS "net"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."bought_on" AS "bought_on",
      "t1"."lines" AS "lines",
      "t1"."amount" AS "amount",
      "t1"."smallest" AS "smallest",
      "t1"."margin" AS "margin",
      "t1"."with_margin" AS "with_margin",
      "t1"."bought" AS "bought",
      DATE_DIFF(
        DAY,
        lagInFrame("t1"."bought_on") OVER (
          PARTITION BY "t1"."customer_id", "t1"."bought"
          ORDER BY "t1"."bought_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t1"."bought_on"
      ) AS "gap"
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        "t0"."bought_on" AS "bought_on",
        "t0"."lines" AS "lines",
        "t0"."amount" AS "amount",
        "t0"."smallest" AS "smallest",
        "t0"."margin" AS "margin",
        "t0"."with_margin" AS "with_margin",
        (
          "t0"."amount" > 0
        ) OR (
          "t0"."smallest" >= 0
        ) AS "bought"
      FROM "customer_day" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(30), 2, '0'))
        )
    ) AS "t1"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id"
) AS "t3"
WHERE
  "t3"."purchases" > 0;

SELECT
  "t1"."mean_gap" AS "mean_gap",
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
        (
          DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on")
        ) / (
          GREATEST("t0"."purchases" - 1, 1)
        )
      ) AS Nullable(Int64))
      ELSE CAST(NULL AS Nullable(Int64))
    END AS "mean_gap",
    "t0"."purchases" - 1 AS "repeats",
    DATE_DIFF(DAY, "t0"."first_on", toDate('2026-09-30')) AS "observed_days"
  FROM "temp"."main"."kept_1" AS "t0"
) AS "t1"
GROUP BY
  "t1"."mean_gap";

SELECT
  "t3"."customer_id" AS "customer_id",
  "t3"."purchases" AS "purchases",
  "t3"."first_on" AS "first_on",
  "t3"."last_on" AS "last_on",
  "t3"."gap_squares" AS "gap_squares"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id",
    SUM(CAST("t2"."bought" AS Nullable(Int32))) AS "purchases",
    minIf("t2"."bought_on", "t2"."bought") AS "first_on",
    maxIf("t2"."bought_on", "t2"."bought") AS "last_on",
    CAST(sumIf("t2"."amount", "t2"."bought") - argMinIf(tuple("t2"."amount"), "t2"."bought_on", "t2"."bought").1 AS Nullable(Float64)) AS "repeat_money",
    COALESCE(sumIf("t2"."gap" * "t2"."gap", "t2"."bought"), 0) AS "gap_squares",
    COALESCE(SUM("t2"."amount"), 0) AS "net"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."bought_on" AS "bought_on",
      "t1"."lines" AS "lines",
      "t1"."amount" AS "amount",
      "t1"."smallest" AS "smallest",
      "t1"."margin" AS "margin",
      "t1"."with_margin" AS "with_margin",
      "t1"."bought" AS "bought",
      DATE_DIFF(
        DAY,
        lagInFrame("t1"."bought_on") OVER (
          PARTITION BY "t1"."customer_id", "t1"."bought"
          ORDER BY "t1"."bought_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t1"."bought_on"
      ) AS "gap"
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        "t0"."bought_on" AS "bought_on",
        "t0"."lines" AS "lines",
        "t0"."amount" AS "amount",
        "t0"."smallest" AS "smallest",
        "t0"."margin" AS "margin",
        "t0"."with_margin" AS "with_margin",
        (
          "t0"."amount" > 0
        ) OR (
          "t0"."smallest" >= 0
        ) AS "bought"
      FROM "customer_day" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(10), 2, '0'), '-', LPAD(toString(31), 2, '0'))
        )
    ) AS "t1"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id"
) AS "t3"
WHERE
  "t3"."purchases" > 0;

SELECT
  "t1"."mean_gap" AS "mean_gap",
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
        (
          DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on")
        ) / (
          GREATEST("t0"."purchases" - 1, 1)
        )
      ) AS Nullable(Int64))
      ELSE CAST(NULL AS Nullable(Int64))
    END AS "mean_gap",
    "t0"."purchases" - 1 AS "repeats",
    DATE_DIFF(DAY, "t0"."first_on", toDate('2026-10-31')) AS "observed_days"
  FROM "temp"."main"."kept_2" AS "t0"
) AS "t1"
GROUP BY
  "t1"."mean_gap";

SELECT
  "t22"."before" AS "before",
  "t22"."after" AS "after",
  COUNT(*) AS "customers"
FROM (
  SELECT
    COALESCE("t20"."segment", 'outside') AS "before",
    COALESCE("t21"."segment", 'outside') AS "after"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        CASE
          WHEN (
            DATE_DIFF(DAY, "t0"."last_on", toDate('2026-09-30')) * 100 * (
              (
                "t0"."purchases" - 1
              ) + 2
            )
          ) > (
            (
              DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on") + 56
            ) * 400
          )
          THEN 'long_inactive'
          WHEN (
            DATE_DIFF(DAY, "t0"."last_on", toDate('2026-09-30')) * 100 * (
              (
                "t0"."purchases" - 1
              ) + 2
            )
          ) > (
            (
              DATE_DIFF(DAY, "t0"."first_on", "t0"."last_on") + 56
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
                ) * 28
              )
            )
          )
          THEN 'loyal'
          ELSE 'rare'
        END AS "segment"
      FROM "temp"."main"."kept_1" AS "t0"
    ) AS "t14"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t12"."customer_id" AS "customer_id",
        'prospect' AS "segment"
      FROM (
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t2"."customer_id" AS "customer_id"
          FROM "customer_day" AS "t2"
          WHERE
            "t2"."bought_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(30), 2, '0'))
            )
        ) AS "t6"
        UNION DISTINCT
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t3"."customer_id" AS "customer_id"
          FROM "customers" AS "t3"
          WHERE
            (
              isNull(COALESCE("t3"."registered_on", "t3"."learnt_on"))
              OR (
                COALESCE("t3"."registered_on", "t3"."learnt_on") <= toDate('2026-09-30')
              )
            )
            AND isNotNull("t3"."customer_id")
        ) AS "t8"
      ) AS "t12"
      LEFT ANTI JOIN "temp"."main"."kept_1" AS "t4"
        ON "t12"."customer_id" = "t4"."customer_id"
    ) AS "t16"
  ) AS "t20"
  FULL OUTER JOIN (
    SELECT
      *
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        CASE
          WHEN (
            DATE_DIFF(DAY, "t1"."last_on", toDate('2026-10-31')) * 100 * (
              (
                "t1"."purchases" - 1
              ) + 2
            )
          ) > (
            (
              DATE_DIFF(DAY, "t1"."first_on", "t1"."last_on") + 58
            ) * 400
          )
          THEN 'long_inactive'
          WHEN (
            DATE_DIFF(DAY, "t1"."last_on", toDate('2026-10-31')) * 100 * (
              (
                "t1"."purchases" - 1
              ) + 2
            )
          ) > (
            (
              DATE_DIFF(DAY, "t1"."first_on", "t1"."last_on") + 58
            ) * 200
          )
          THEN 'about_to_leave'
          WHEN "t1"."purchases" = 1
          THEN 'first_time'
          WHEN (
            "t1"."purchases" >= 4
          )
          AND (
            (
              (
                (
                  "t1"."purchases" - 1
                ) * "t1"."gap_squares"
              ) <= (
                DATE_DIFF(DAY, "t1"."first_on", "t1"."last_on") * 2 * DATE_DIFF(DAY, "t1"."first_on", "t1"."last_on")
              )
            )
            OR (
              DATE_DIFF(DAY, "t1"."first_on", "t1"."last_on") <= (
                (
                  "t1"."purchases" - 1
                ) * 29
              )
            )
          )
          THEN 'loyal'
          ELSE 'rare'
        END AS "segment"
      FROM "temp"."main"."kept_2" AS "t1"
    ) AS "t15"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t13"."customer_id" AS "customer_id",
        'prospect' AS "segment"
      FROM (
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t2"."customer_id" AS "customer_id"
          FROM "customer_day" AS "t2"
          WHERE
            "t2"."bought_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(10), 2, '0'), '-', LPAD(toString(31), 2, '0'))
            )
        ) AS "t7"
        UNION DISTINCT
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t3"."customer_id" AS "customer_id"
          FROM "customers" AS "t3"
          WHERE
            (
              isNull(COALESCE("t3"."registered_on", "t3"."learnt_on"))
              OR (
                COALESCE("t3"."registered_on", "t3"."learnt_on") <= toDate('2026-10-31')
              )
            )
            AND isNotNull("t3"."customer_id")
        ) AS "t9"
      ) AS "t13"
      LEFT ANTI JOIN "temp"."main"."kept_2" AS "t5"
        ON "t13"."customer_id" = "t5"."customer_id"
    ) AS "t17"
  ) AS "t21"
    ON "t20"."customer_id" = "t21"."customer_id"
) AS "t22"
GROUP BY
  "t22"."before",
  "t22"."after";

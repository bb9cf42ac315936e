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
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(8), 2, '0'))
        )
    ) AS "t1"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id"
) AS "t3"
WHERE
  "t3"."purchases" > 0;

SELECT
  "t9"."before" AS "before",
  "t9"."now" AS "now",
  COUNT(*) AS "customers"
FROM (
  SELECT
    COALESCE("t8"."now", 'prospect') AS "now",
    COALESCE("t8"."before", CASE WHEN "t8"."known" = 1 THEN 'prospect' ELSE 'outside' END) AS "before"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      MAX("t7"."now") AS "now",
      MAX("t7"."before") AS "before",
      MAX("t7"."known") AS "known"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."customer_id" AS "customer_id",
          CAST(NULL AS Nullable(String)) AS "now",
          CAST(NULL AS Nullable(String)) AS "before",
          CASE
            WHEN isNull("t0"."registered_on")
            OR (
              "t0"."registered_on" <= toDate('2026-11-08')
            )
            THEN 1
            ELSE 0
          END AS "known"
        FROM "customers" AS "t0"
        WHERE
          isNull("t0"."registered_on")
          OR (
            "t0"."registered_on" <= toDate('2026-11-15')
          )
      ) AS "t3"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t1"."customer_id" AS "customer_id",
            CASE
              WHEN (
                DATE_DIFF(DAY, "t1"."last_on", toDate('2026-11-15')) * 100 * (
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
                DATE_DIFF(DAY, "t1"."last_on", toDate('2026-11-15')) * 100 * (
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
            END AS "now",
            CAST(NULL AS Nullable(String)) AS "before",
            0 AS "known"
          FROM "temp"."main"."kept_1" AS "t1"
        ) AS "t4"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t2"."customer_id" AS "customer_id",
            CAST(NULL AS Nullable(String)) AS "now",
            CASE
              WHEN (
                DATE_DIFF(DAY, "t2"."last_on", toDate('2026-11-08')) * 100 * (
                  (
                    "t2"."purchases" - 1
                  ) + 2
                )
              ) > (
                (
                  DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") + 58
                ) * 400
              )
              THEN 'long_inactive'
              WHEN (
                DATE_DIFF(DAY, "t2"."last_on", toDate('2026-11-08')) * 100 * (
                  (
                    "t2"."purchases" - 1
                  ) + 2
                )
              ) > (
                (
                  DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") + 58
                ) * 200
              )
              THEN 'about_to_leave'
              WHEN "t2"."purchases" = 1
              THEN 'first_time'
              WHEN (
                "t2"."purchases" >= 4
              )
              AND (
                (
                  (
                    (
                      "t2"."purchases" - 1
                    ) * "t2"."gap_squares"
                  ) <= (
                    DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") * 2 * DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on")
                  )
                )
                OR (
                  DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") <= (
                    (
                      "t2"."purchases" - 1
                    ) * 29
                  )
                )
              )
              THEN 'loyal'
              ELSE 'rare'
            END AS "before",
            0 AS "known"
          FROM "temp"."main"."kept_2" AS "t2"
        ) AS "t5"
      ) AS "t6"
    ) AS "t7"
    GROUP BY
      "t7"."customer_id"
  ) AS "t8"
) AS "t9"
GROUP BY
  "t9"."before",
  "t9"."now";

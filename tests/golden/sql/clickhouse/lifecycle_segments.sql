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
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
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
    DATE_DIFF(DAY, "t0"."first_on", toDate('2026-11-15')) AS "observed_days"
  FROM "temp"."main"."kept_1" AS "t0"
) AS "t1"
GROUP BY
  "t1"."mean_gap";

SELECT
  "t17"."segment" AS "segment",
  COUNT(*) AS "customers",
  COALESCE(SUM("t17"."orders"), 0) AS "orders",
  CAST(CAST(COALESCE(SUM("t17"."revenue"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue",
  CAST(CAST(COALESCE(SUM("t17"."margin"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "margin"
FROM (
  SELECT
    "t16"."customer_id" AS "customer_id",
    "t16"."segment" AS "segment",
    "t14"."customer_id" AS "customer_id_right",
    "t14"."orders" AS "orders",
    "t14"."revenue" AS "revenue",
    "t14"."margin" AS "margin"
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
    ) AS "t11"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t10"."customer_id" AS "customer_id",
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
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
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
                COALESCE("t3"."registered_on", "t3"."learnt_on") <= toDate('2026-11-15')
              )
            )
            AND isNotNull("t3"."customer_id")
        ) AS "t7"
      ) AS "t10"
      LEFT ANTI JOIN "temp"."main"."kept_1" AS "t4"
        ON "t10"."customer_id" = "t4"."customer_id"
    ) AS "t13"
  ) AS "t16"
  LEFT OUTER JOIN (
    SELECT
      "t9"."customer_id" AS "customer_id",
      SUM(CAST("t9"."revenue" > 0 AS Nullable(Int32))) AS "orders",
      SUM("t9"."revenue") AS "revenue",
      SUM("t9"."margin") AS "margin"
    FROM (
      SELECT
        "t5"."customer_id" AS "customer_id",
        "t5"."order_id" AS "order_id",
        SUM("t5"."revenue") AS "revenue",
        SUM("t5"."margin") AS "margin"
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
      ) AS "t5"
      GROUP BY
        "t5"."customer_id",
        "t5"."order_id"
    ) AS "t9"
    GROUP BY
      "t9"."customer_id"
  ) AS "t14"
    ON "t16"."customer_id" = "t14"."customer_id"
) AS "t17"
GROUP BY
  "t17"."segment";

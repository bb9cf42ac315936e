SELECT
  "t3"."customer_id" AS "customer_id",
  DATE_DIFF(DAY, "t3"."last_on", toDate('2026-11-15')) AS "recency_days",
  "t3"."purchases" AS "frequency",
  "t3"."net" AS "monetary"
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

WITH "t11" AS (
  SELECT
    "t3"."customer_id" AS "customer_id",
    "t3"."recency_days" AS "recency_days",
    "t3"."frequency" AS "frequency",
    "t3"."monetary" AS "monetary",
    "t10"."r" AS "r"
  FROM "temp"."main"."kept_1" AS "t3"
  INNER JOIN (
    SELECT
      "t4"."recency_days" AS "recency_days",
      CAST(FLOOR(
        (
          (
            SUM("t4"."held") OVER (
              ORDER BY "t4"."recency_days" DESC
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) - "t4"."held"
          ) * 5
        ) / (
          SUM("t4"."held") OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
      ) AS Nullable(Int64)) + 1 AS "r"
    FROM (
      SELECT
        "t1"."recency_days" AS "recency_days",
        COUNT(*) AS "held"
      FROM "temp"."main"."kept_1" AS "t1"
      GROUP BY
        "t1"."recency_days"
    ) AS "t4"
  ) AS "t10"
    ON "t3"."recency_days" = "t10"."recency_days"
), "t18" AS (
  SELECT
    "t14"."customer_id" AS "customer_id",
    "t14"."recency_days" AS "recency_days",
    "t14"."frequency" AS "frequency",
    "t14"."monetary" AS "monetary",
    "t14"."r" AS "r",
    "t17"."f" AS "f"
  FROM "t11" AS "t14"
  INNER JOIN (
    SELECT
      "t15"."frequency" AS "frequency",
      CAST(FLOOR(
        (
          (
            SUM("t15"."held") OVER (ORDER BY "t15"."frequency" ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - "t15"."held"
          ) * 5
        ) / (
          SUM("t15"."held") OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
      ) AS Nullable(Int64)) + 1 AS "f"
    FROM (
      SELECT
        "t12"."frequency" AS "frequency",
        COUNT(*) AS "held"
      FROM "t11" AS "t12"
      GROUP BY
        "t12"."frequency"
    ) AS "t15"
  ) AS "t17"
    ON "t14"."frequency" = "t17"."frequency"
)
SELECT
  "t28"."segment" AS "segment",
  COUNT(*) AS "customers",
  COALESCE(SUM("t28"."orders"), 0) AS "orders",
  CAST(CAST(COALESCE(SUM("t28"."revenue"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue",
  CAST(CAST(COALESCE(SUM("t28"."margin"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "margin"
FROM (
  SELECT
    "t27"."customer_id" AS "customer_id",
    "t27"."segment" AS "segment",
    "t9"."customer_id" AS "customer_id_right",
    "t9"."orders" AS "orders",
    "t9"."revenue" AS "revenue",
    "t9"."margin" AS "margin"
  FROM (
    SELECT
      "t25"."customer_id" AS "customer_id",
      CASE
        WHEN "t25"."r" BETWEEN 4 AND 5 AND "t25"."f" + "t25"."m" BETWEEN 8 AND 10
        THEN 'champions'
        WHEN "t25"."r" BETWEEN 3 AND 3 AND "t25"."f" + "t25"."m" BETWEEN 7 AND 10
        THEN 'regulars'
        WHEN "t25"."r" BETWEEN 4 AND 5 AND "t25"."f" + "t25"."m" BETWEEN 5 AND 7
        THEN 'growing'
        WHEN "t25"."r" BETWEEN 4 AND 5 AND "t25"."f" + "t25"."m" BETWEEN 2 AND 4
        THEN 'newcomers'
        WHEN "t25"."r" BETWEEN 3 AND 3 AND "t25"."f" + "t25"."m" BETWEEN 2 AND 6
        THEN 'fading'
        WHEN "t25"."r" BETWEEN 1 AND 2 AND "t25"."f" + "t25"."m" BETWEEN 7 AND 10
        THEN 'at_risk'
        WHEN "t25"."r" BETWEEN 2 AND 2 AND "t25"."f" + "t25"."m" BETWEEN 2 AND 6
        THEN 'sleeping'
        WHEN "t25"."r" BETWEEN 1 AND 1 AND "t25"."f" + "t25"."m" BETWEEN 2 AND 6
        THEN 'lost'
        ELSE NULL
      END AS "segment"
    FROM (
      SELECT
        "t21"."customer_id" AS "customer_id",
        "t21"."recency_days" AS "recency_days",
        "t21"."frequency" AS "frequency",
        "t21"."monetary" AS "monetary",
        "t21"."r" AS "r",
        "t21"."f" AS "f",
        "t24"."m" AS "m"
      FROM "t18" AS "t21"
      INNER JOIN (
        SELECT
          "t22"."monetary" AS "monetary",
          CAST(FLOOR(
            (
              (
                SUM("t22"."held") OVER (ORDER BY "t22"."monetary" ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - "t22"."held"
              ) * 5
            ) / (
              SUM("t22"."held") OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            )
          ) AS Nullable(Int64)) + 1 AS "m"
        FROM (
          SELECT
            "t19"."monetary" AS "monetary",
            COUNT(*) AS "held"
          FROM "t18" AS "t19"
          GROUP BY
            "t19"."monetary"
        ) AS "t22"
      ) AS "t24"
        ON "t21"."monetary" = "t24"."monetary"
    ) AS "t25"
  ) AS "t27"
  LEFT OUTER JOIN (
    SELECT
      "t6"."customer_id" AS "customer_id",
      SUM(CAST("t6"."revenue" > 0 AS Nullable(Int32))) AS "orders",
      SUM("t6"."revenue") AS "revenue",
      SUM("t6"."margin") AS "margin"
    FROM (
      SELECT
        "t5"."customer_id" AS "customer_id",
        "t5"."order_id" AS "order_id",
        SUM("t5"."revenue") AS "revenue",
        SUM("t5"."margin") AS "margin"
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
      ) AS "t5"
      GROUP BY
        "t5"."customer_id",
        "t5"."order_id"
    ) AS "t6"
    GROUP BY
      "t6"."customer_id"
  ) AS "t9"
    ON "t27"."customer_id" = "t9"."customer_id"
) AS "t28"
GROUP BY
  "t28"."segment";

SELECT
  "t1"."customer_id" AS "customer",
  "t1"."category" AS "thing",
  MIN("t1"."ordered_on") AS "first_on"
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
    AND isNotNull("t0"."category")
    AND "t0"."revenue" > 0
) AS "t1"
GROUP BY
  "t1"."customer_id",
  "t1"."category";

SELECT
  COUNT(*) AS "customers",
  SUM("t6"."purchases") AS "purchases",
  SUM(DATE_DIFF(DAY, "t6"."first_on", toDate('2026-11-15'))) AS "days"
FROM (
  SELECT
    "t5"."customer_id" AS "customer_id",
    "t5"."purchases" AS "purchases",
    "t5"."first_on" AS "first_on",
    "t5"."last_on" AS "last_on",
    "t5"."gap_squares" AS "gap_squares"
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id",
      SUM(CAST("t4"."bought" AS Nullable(Int32))) AS "purchases",
      minIf("t4"."bought_on", "t4"."bought") AS "first_on",
      maxIf("t4"."bought_on", "t4"."bought") AS "last_on",
      CAST(sumIf("t4"."amount", "t4"."bought") - argMinIf(tuple("t4"."amount"), "t4"."bought_on", "t4"."bought").1 AS Nullable(Float64)) AS "repeat_money",
      COALESCE(sumIf("t4"."gap" * "t4"."gap", "t4"."bought"), 0) AS "gap_squares",
      COALESCE(SUM("t4"."amount"), 0) AS "net"
    FROM (
      SELECT
        "t3"."customer_id" AS "customer_id",
        "t3"."bought_on" AS "bought_on",
        "t3"."amount" AS "amount",
        "t3"."smallest" AS "smallest",
        "t3"."bought" AS "bought",
        DATE_DIFF(
          DAY,
          lagInFrame("t3"."bought_on") OVER (
            PARTITION BY "t3"."customer_id", "t3"."bought"
            ORDER BY "t3"."bought_on" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ),
          "t3"."bought_on"
        ) AS "gap"
      FROM (
        SELECT
          "t2"."customer_id" AS "customer_id",
          "t2"."bought_on" AS "bought_on",
          "t2"."amount" AS "amount",
          "t2"."smallest" AS "smallest",
          (
            "t2"."amount" > 0
          ) OR (
            "t2"."smallest" >= 0
          ) AS "bought"
        FROM (
          SELECT
            "t1"."customer_id" AS "customer_id",
            "t1"."bought_on" AS "bought_on",
            SUM("t1"."amount") AS "amount",
            MIN("t1"."amount") AS "smallest"
          FROM (
            SELECT
              "t0"."customer_id" AS "customer_id",
              "t0"."ordered_on" AS "bought_on",
              "t0"."revenue" AS "amount"
            FROM "transactions" AS "t0"
            WHERE
              "t0"."ordered_on" >= toDate(
                CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
              )
              AND "t0"."ordered_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
              AND isNotNull("t0"."customer_id")
          ) AS "t1"
          GROUP BY
            "t1"."customer_id",
            "t1"."bought_on"
        ) AS "t2"
      ) AS "t3"
    ) AS "t4"
    GROUP BY
      "t4"."customer_id"
  ) AS "t5"
  WHERE
    "t5"."purchases" > 0
) AS "t6";

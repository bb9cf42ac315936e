SELECT
  "t1"."customer_id" AS "customer",
  "t1"."category" AS "thing",
  MIN("t1"."ordered_on") AS "first_on"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= MAKE_DATE(2024, 2, 29)
    AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."category" IS NOT NULL
    AND "t0"."revenue" > 0
) AS "t1"
GROUP BY
  1,
  2;

SELECT
  COUNT(*) AS "customers",
  SUM("t6"."purchases") AS "purchases",
  SUM(DATE_DIFF('DAY', "t6"."first_on", MAKE_DATE(2026, 11, 15))) AS "days"
FROM (
  SELECT
    "t5"."customer_id",
    "t5"."purchases",
    "t5"."first_on",
    "t5"."last_on",
    "t5"."gap_squares"
  FROM (
    SELECT
      "t4"."customer_id",
      SUM(CAST("t4"."bought" AS INT)) AS "purchases",
      MIN("t4"."bought_on") FILTER(WHERE
        "t4"."bought") AS "first_on",
      MAX("t4"."bought_on") FILTER(WHERE
        "t4"."bought") AS "last_on",
      CAST(SUM("t4"."amount") FILTER(WHERE
        "t4"."bought") - FIRST("t4"."amount" ORDER BY "t4"."bought_on") FILTER(WHERE
        "t4"."bought") AS DOUBLE) AS "repeat_money",
      COALESCE(SUM("t4"."gap" * "t4"."gap") FILTER(WHERE
        "t4"."bought"), 0) AS "gap_squares",
      COALESCE(SUM("t4"."amount"), 0) AS "net"
    FROM (
      SELECT
        "t3"."customer_id",
        "t3"."bought_on",
        "t3"."amount",
        "t3"."smallest",
        "t3"."bought",
        DATE_DIFF(
          'DAY',
          LAG("t3"."bought_on") OVER (
            PARTITION BY "t3"."customer_id", "t3"."bought"
            ORDER BY "t3"."bought_on" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ),
          "t3"."bought_on"
        ) AS "gap"
      FROM (
        SELECT
          "t2"."customer_id",
          "t2"."bought_on",
          "t2"."amount",
          "t2"."smallest",
          (
            "t2"."amount" > 0
          ) OR (
            "t2"."smallest" >= 0
          ) AS "bought"
        FROM (
          SELECT
            "t1"."customer_id",
            "t1"."bought_on",
            SUM("t1"."amount") AS "amount",
            MIN("t1"."amount") AS "smallest"
          FROM (
            SELECT
              "t0"."customer_id",
              "t0"."ordered_on" AS "bought_on",
              "t0"."revenue" AS "amount"
            FROM "transactions" AS "t0"
            WHERE
              "t0"."ordered_on" >= MAKE_DATE(2024, 2, 29)
              AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
              AND "t0"."customer_id" IS NOT NULL
          ) AS "t1"
          GROUP BY
            1,
            2
        ) AS "t2"
      ) AS "t3"
    ) AS "t4"
    GROUP BY
      1
  ) AS "t5"
  WHERE
    "t5"."purchases" > 0
) AS "t6";

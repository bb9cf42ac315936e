SELECT
  "t4"."weekday",
  COUNT(*) AS "customers",
  SUM("t4"."orders") AS "orders",
  CAST(CAST(SUM("t4"."revenue") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue"
FROM (
  SELECT
    "t3"."weekday",
    "t3"."customer_id",
    COUNT(*) AS "orders",
    SUM("t3"."revenue") AS "revenue"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."order_id",
      "t2"."ordered_on",
      "t2"."ordered_at",
      "t2"."revenue",
      CAST((
        DAYOFWEEK("t2"."ordered_on") + 6
      ) % 7 AS BIGINT) AS "weekday",
      CAST(EXTRACT(hour FROM "t2"."ordered_at") AS BIGINT) AS "at_hour"
    FROM (
      SELECT
        "t1"."customer_id",
        "t1"."order_id",
        MIN("t1"."ordered_on") AS "ordered_on",
        MIN("t1"."ordered_at") AS "ordered_at",
        SUM("t1"."revenue") AS "revenue"
      FROM (
        SELECT
          *
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
    WHERE
      "t2"."revenue" > 0
  ) AS "t3"
  GROUP BY
    1,
    2
) AS "t4"
GROUP BY
  1;

SELECT
  "t4"."at_hour",
  COUNT(*) AS "customers",
  SUM("t4"."orders") AS "orders",
  CAST(CAST(SUM("t4"."revenue") * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue"
FROM (
  SELECT
    "t3"."at_hour",
    "t3"."customer_id",
    COUNT(*) AS "orders",
    SUM("t3"."revenue") AS "revenue"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."order_id",
      "t2"."ordered_on",
      "t2"."ordered_at",
      "t2"."revenue",
      CAST((
        DAYOFWEEK("t2"."ordered_on") + 6
      ) % 7 AS BIGINT) AS "weekday",
      CAST(EXTRACT(hour FROM "t2"."ordered_at") AS BIGINT) AS "at_hour"
    FROM (
      SELECT
        "t1"."customer_id",
        "t1"."order_id",
        MIN("t1"."ordered_on") AS "ordered_on",
        MIN("t1"."ordered_at") AS "ordered_at",
        SUM("t1"."revenue") AS "revenue"
      FROM (
        SELECT
          *
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
    WHERE
      "t2"."revenue" > 0
  ) AS "t3"
  GROUP BY
    1,
    2
) AS "t4"
GROUP BY
  1;

SELECT
  "t5"."gap",
  COUNT(*) AS "held"
FROM (
  SELECT
    *
  FROM (
    SELECT
      DATE_DIFF(
        'DAY',
        LAG("t3"."ordered_on") OVER (
          PARTITION BY "t3"."customer_id"
          ORDER BY "t3"."ordered_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t3"."ordered_on"
      ) AS "gap"
    FROM (
      SELECT DISTINCT
        "t2"."customer_id",
        "t2"."ordered_on"
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."order_id",
          MIN("t1"."ordered_on") AS "ordered_on",
          MIN("t1"."ordered_at") AS "ordered_at",
          SUM("t1"."revenue") AS "revenue"
        FROM (
          SELECT
            *
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
      WHERE
        "t2"."revenue" > 0
    ) AS "t3"
  ) AS "t4"
  WHERE
    "t4"."gap" IS NOT NULL
) AS "t5"
GROUP BY
  1;

SELECT
  "t6"."often",
  "t6"."faithful",
  COUNT(*) AS "customers"
FROM (
  SELECT
    "t5"."everywhere" >= 5 AS "often",
    (
      "t5"."everywhere" >= 5
    )
    AND (
      (
        "t5"."most" * 10
      ) >= (
        "t5"."everywhere" * 6
      )
    ) AS "faithful"
  FROM (
    SELECT
      "t4"."customer_id",
      SUM("t4"."here") AS "everywhere",
      MAX("t4"."here") AS "most"
    FROM (
      SELECT
        "t3"."customer_id",
        "t3"."weekday",
        COUNT(*) AS "here"
      FROM (
        SELECT
          "t2"."customer_id",
          "t2"."order_id",
          "t2"."ordered_on",
          "t2"."ordered_at",
          "t2"."revenue",
          CAST((
            DAYOFWEEK("t2"."ordered_on") + 6
          ) % 7 AS BIGINT) AS "weekday",
          CAST(EXTRACT(hour FROM "t2"."ordered_at") AS BIGINT) AS "at_hour"
        FROM (
          SELECT
            "t1"."customer_id",
            "t1"."order_id",
            MIN("t1"."ordered_on") AS "ordered_on",
            MIN("t1"."ordered_at") AS "ordered_at",
            SUM("t1"."revenue") AS "revenue"
          FROM (
            SELECT
              *
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
        WHERE
          "t2"."revenue" > 0
      ) AS "t3"
      GROUP BY
        1,
        2
    ) AS "t4"
    GROUP BY
      1
  ) AS "t5"
) AS "t6"
GROUP BY
  1,
  2;

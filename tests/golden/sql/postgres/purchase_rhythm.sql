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
      CAST(CAST(EXTRACT('dow' FROM "t2"."ordered_on") + 6 AS SMALLINT) % 7 AS BIGINT) AS "weekday",
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
          "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
          AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
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
      CAST(CAST(EXTRACT('dow' FROM "t2"."ordered_on") + 6 AS SMALLINT) % 7 AS BIGINT) AS "weekday",
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
          "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
          AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
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
      CAST(EXTRACT(epoch FROM CAST("t3"."ordered_on" AS TIMESTAMP) - CAST(LAG("t3"."ordered_on") OVER (
        PARTITION BY "t3"."customer_id"
        ORDER BY "t3"."ordered_on" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "gap"
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
            "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
            AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
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
          CAST(CAST(EXTRACT('dow' FROM "t2"."ordered_on") + 6 AS SMALLINT) % 7 AS BIGINT) AS "weekday",
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
              "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
              AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
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

SELECT
  "t4"."weekday" AS "weekday",
  COUNT(*) AS "customers",
  SUM("t4"."orders") AS "orders",
  CAST(CAST(SUM("t4"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue"
FROM (
  SELECT
    "t3"."weekday" AS "weekday",
    "t3"."customer_id" AS "customer_id",
    COUNT(*) AS "orders",
    SUM("t3"."revenue") AS "revenue"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."order_id" AS "order_id",
      "t2"."ordered_on" AS "ordered_on",
      "t2"."ordered_at" AS "ordered_at",
      "t2"."revenue" AS "revenue",
      CAST((
        (
          (
            toDayOfWeek("t2"."ordered_on") - 1
          ) % 7
        ) + 7
      ) % 7 AS Nullable(Int64)) AS "weekday",
      CAST(toHour("t2"."ordered_at") AS Nullable(Int64)) AS "at_hour"
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        "t1"."order_id" AS "order_id",
        MIN("t1"."ordered_on") AS "ordered_on",
        MIN("t1"."ordered_at") AS "ordered_at",
        SUM("t1"."revenue") AS "revenue"
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
      ) AS "t1"
      GROUP BY
        "t1"."customer_id",
        "t1"."order_id"
    ) AS "t2"
    WHERE
      "t2"."revenue" > 0
  ) AS "t3"
  GROUP BY
    "t3"."weekday",
    "t3"."customer_id"
) AS "t4"
GROUP BY
  "t4"."weekday";

SELECT
  "t4"."at_hour" AS "at_hour",
  COUNT(*) AS "customers",
  SUM("t4"."orders") AS "orders",
  CAST(CAST(SUM("t4"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue"
FROM (
  SELECT
    "t3"."at_hour" AS "at_hour",
    "t3"."customer_id" AS "customer_id",
    COUNT(*) AS "orders",
    SUM("t3"."revenue") AS "revenue"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."order_id" AS "order_id",
      "t2"."ordered_on" AS "ordered_on",
      "t2"."ordered_at" AS "ordered_at",
      "t2"."revenue" AS "revenue",
      CAST((
        (
          (
            toDayOfWeek("t2"."ordered_on") - 1
          ) % 7
        ) + 7
      ) % 7 AS Nullable(Int64)) AS "weekday",
      CAST(toHour("t2"."ordered_at") AS Nullable(Int64)) AS "at_hour"
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        "t1"."order_id" AS "order_id",
        MIN("t1"."ordered_on") AS "ordered_on",
        MIN("t1"."ordered_at") AS "ordered_at",
        SUM("t1"."revenue") AS "revenue"
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
      ) AS "t1"
      GROUP BY
        "t1"."customer_id",
        "t1"."order_id"
    ) AS "t2"
    WHERE
      "t2"."revenue" > 0
  ) AS "t3"
  GROUP BY
    "t3"."at_hour",
    "t3"."customer_id"
) AS "t4"
GROUP BY
  "t4"."at_hour";

SELECT
  "t5"."gap" AS "gap",
  COUNT(*) AS "held"
FROM (
  SELECT
    *
  FROM (
    SELECT
      DATE_DIFF(
        DAY,
        lagInFrame("t3"."ordered_on") OVER (
          PARTITION BY "t3"."customer_id"
          ORDER BY "t3"."ordered_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t3"."ordered_on"
      ) AS "gap"
    FROM (
      SELECT DISTINCT
        "t2"."customer_id" AS "customer_id",
        "t2"."ordered_on" AS "ordered_on"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."order_id" AS "order_id",
          MIN("t1"."ordered_on") AS "ordered_on",
          MIN("t1"."ordered_at") AS "ordered_at",
          SUM("t1"."revenue") AS "revenue"
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
        ) AS "t1"
        GROUP BY
          "t1"."customer_id",
          "t1"."order_id"
      ) AS "t2"
      WHERE
        "t2"."revenue" > 0
    ) AS "t3"
  ) AS "t4"
  WHERE
    isNotNull("t4"."gap")
) AS "t5"
GROUP BY
  "t5"."gap";

SELECT
  "t6"."often" AS "often",
  "t6"."faithful" AS "faithful",
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
      "t4"."customer_id" AS "customer_id",
      SUM("t4"."here") AS "everywhere",
      MAX("t4"."here") AS "most"
    FROM (
      SELECT
        "t3"."customer_id" AS "customer_id",
        "t3"."weekday" AS "weekday",
        COUNT(*) AS "here"
      FROM (
        SELECT
          "t2"."customer_id" AS "customer_id",
          "t2"."order_id" AS "order_id",
          "t2"."ordered_on" AS "ordered_on",
          "t2"."ordered_at" AS "ordered_at",
          "t2"."revenue" AS "revenue",
          CAST((
            (
              (
                toDayOfWeek("t2"."ordered_on") - 1
              ) % 7
            ) + 7
          ) % 7 AS Nullable(Int64)) AS "weekday",
          CAST(toHour("t2"."ordered_at") AS Nullable(Int64)) AS "at_hour"
        FROM (
          SELECT
            "t1"."customer_id" AS "customer_id",
            "t1"."order_id" AS "order_id",
            MIN("t1"."ordered_on") AS "ordered_on",
            MIN("t1"."ordered_at") AS "ordered_at",
            SUM("t1"."revenue") AS "revenue"
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
          ) AS "t1"
          GROUP BY
            "t1"."customer_id",
            "t1"."order_id"
        ) AS "t2"
        WHERE
          "t2"."revenue" > 0
      ) AS "t3"
      GROUP BY
        "t3"."customer_id",
        "t3"."weekday"
    ) AS "t4"
    GROUP BY
      "t4"."customer_id"
  ) AS "t5"
) AS "t6"
GROUP BY
  "t6"."often",
  "t6"."faithful";

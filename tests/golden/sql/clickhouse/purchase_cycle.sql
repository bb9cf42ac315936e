SELECT
  COUNT(*) AS "of",
  COALESCE(
    SUM(
      CAST(COALESCE(DATE_DIFF(DAY, "t10"."registered_on", "t10"."first_on") BETWEEN 0 AND 90, FALSE) AS Nullable(Int64))
    ),
    0
  ) AS "hits"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id",
      "t4"."registered_on" AS "registered_on",
      "t8"."customer_id" AS "customer_id_right",
      "t8"."first_on" AS "first_on"
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        "t0"."registered_on" AS "registered_on"
      FROM "customers" AS "t0"
      WHERE
        "t0"."registered_on" >= toDate('2025-08-17')
        AND "t0"."registered_on" <= toDate('2026-08-17')
    ) AS "t4"
    LEFT OUTER JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id",
        MIN("t6"."ordered_on") AS "first_on"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t3"."customer_id" AS "customer_id",
            "t3"."order_id" AS "order_id",
            MIN("t3"."ordered_on") AS "ordered_on",
            SUM("t3"."revenue") AS "revenue",
            SUM("t3"."margin") AS "margin"
          FROM (
            SELECT
              *
            FROM "transactions" AS "t1"
            WHERE
              "t1"."ordered_on" >= toDate(
                CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
              )
              AND "t1"."ordered_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
              AND isNotNull("t1"."customer_id")
          ) AS "t3"
          GROUP BY
            "t3"."customer_id",
            "t3"."order_id"
        ) AS "t5"
        WHERE
          "t5"."revenue" > 0
      ) AS "t6"
      GROUP BY
        "t6"."customer_id"
    ) AS "t8"
      ON "t4"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    isNull("t9"."first_on") OR (
      "t9"."first_on" >= "t9"."registered_on"
    )
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MIN("t3"."ordered_on") AS "first_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."order_id" AS "order_id",
          MIN("t1"."ordered_on") AS "ordered_on",
          SUM("t1"."revenue") AS "revenue",
          SUM("t1"."margin") AS "margin"
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
      "t3"."customer_id"
  ) AS "t4"
  WHERE
    "t4"."first_on" <= toDate('2025-11-15')
) AS "t5";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t10"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t5"."customer_id" AS "customer_id",
      "t5"."category" AS "category",
      "t5"."on" AS "on",
      "t9"."first_on" AS "first_on"
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        "t1"."category" AS "category",
        MIN("t1"."ordered_on") AS "on"
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
        "t1"."category"
    ) AS "t5"
    INNER JOIN (
      SELECT
        *
      FROM (
        SELECT
          "t6"."customer_id" AS "customer_id",
          MIN("t6"."ordered_on") AS "first_on"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t2"."customer_id" AS "customer_id",
              "t2"."order_id" AS "order_id",
              MIN("t2"."ordered_on") AS "ordered_on",
              SUM("t2"."revenue") AS "revenue",
              SUM("t2"."margin") AS "margin"
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
            ) AS "t2"
            GROUP BY
              "t2"."customer_id",
              "t2"."order_id"
          ) AS "t4"
          WHERE
            "t4"."revenue" > 0
        ) AS "t6"
        GROUP BY
          "t6"."customer_id"
      ) AS "t7"
      WHERE
        "t7"."first_on" <= toDate('2025-11-15')
    ) AS "t9"
      ON "t5"."customer_id" = "t9"."customer_id"
  ) AS "t10"
  WHERE
    DATE_DIFF(DAY, "t10"."first_on", "t10"."on") BETWEEN 1 AND 365
) AS "t11";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t3"."customer_id" AS "customer_id",
    MIN("t3"."ordered_on") AS "first_on"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        "t1"."order_id" AS "order_id",
        MIN("t1"."ordered_on") AS "ordered_on",
        SUM("t1"."revenue") AS "revenue",
        SUM("t1"."margin") AS "margin"
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
    "t3"."customer_id"
) AS "t4";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id"
    FROM (
      SELECT
        *
      FROM "feedback" AS "t0"
      WHERE
        "t0"."written_on" > toDate('2025-11-15')
        AND "t0"."written_on" <= toDate('2026-11-15')
    ) AS "t4"
    LEFT SEMI JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id",
        MIN("t6"."ordered_on") AS "first_on"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t3"."customer_id" AS "customer_id",
            "t3"."order_id" AS "order_id",
            MIN("t3"."ordered_on") AS "ordered_on",
            SUM("t3"."revenue") AS "revenue",
            SUM("t3"."margin") AS "margin"
          FROM (
            SELECT
              *
            FROM "transactions" AS "t1"
            WHERE
              "t1"."ordered_on" >= toDate(
                CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
              )
              AND "t1"."ordered_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
              AND isNotNull("t1"."customer_id")
          ) AS "t3"
          GROUP BY
            "t3"."customer_id",
            "t3"."order_id"
        ) AS "t5"
        WHERE
          "t5"."revenue" > 0
      ) AS "t6"
      GROUP BY
        "t6"."customer_id"
    ) AS "t8"
      ON "t4"."customer_id" = "t8"."customer_id"
  ) AS "t9"
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id"
    FROM (
      SELECT
        *
      FROM "surveys" AS "t0"
      WHERE
        "t0"."asked_on" > toDate('2025-11-15')
        AND "t0"."asked_on" <= toDate('2026-11-15')
    ) AS "t4"
    LEFT SEMI JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id",
        MIN("t6"."ordered_on") AS "first_on"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t3"."customer_id" AS "customer_id",
            "t3"."order_id" AS "order_id",
            MIN("t3"."ordered_on") AS "ordered_on",
            SUM("t3"."revenue") AS "revenue",
            SUM("t3"."margin") AS "margin"
          FROM (
            SELECT
              *
            FROM "transactions" AS "t1"
            WHERE
              "t1"."ordered_on" >= toDate(
                CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
              )
              AND "t1"."ordered_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
              AND isNotNull("t1"."customer_id")
          ) AS "t3"
          GROUP BY
            "t3"."customer_id",
            "t3"."order_id"
        ) AS "t5"
        WHERE
          "t5"."revenue" > 0
      ) AS "t6"
      GROUP BY
        "t6"."customer_id"
    ) AS "t8"
      ON "t4"."customer_id" = "t8"."customer_id"
  ) AS "t9"
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id"
    FROM (
      SELECT
        *
      FROM "contacts" AS "t0"
      WHERE
        "t0"."sent_on" > toDate('2025-11-15')
        AND "t0"."sent_on" <= toDate('2026-11-15')
        AND "t0"."clicked"
    ) AS "t4"
    LEFT SEMI JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id",
        MIN("t6"."ordered_on") AS "first_on"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t3"."customer_id" AS "customer_id",
            "t3"."order_id" AS "order_id",
            MIN("t3"."ordered_on") AS "ordered_on",
            SUM("t3"."revenue") AS "revenue",
            SUM("t3"."margin") AS "margin"
          FROM (
            SELECT
              *
            FROM "transactions" AS "t1"
            WHERE
              "t1"."ordered_on" >= toDate(
                CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
              )
              AND "t1"."ordered_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
              AND isNotNull("t1"."customer_id")
          ) AS "t3"
          GROUP BY
            "t3"."customer_id",
            "t3"."order_id"
        ) AS "t5"
        WHERE
          "t5"."revenue" > 0
      ) AS "t6"
      GROUP BY
        "t6"."customer_id"
    ) AS "t8"
      ON "t4"."customer_id" = "t8"."customer_id"
  ) AS "t9"
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id"
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
        AND "t0"."revenue" < 0
    ) AS "t3"
    LEFT SEMI JOIN (
      SELECT
        "t5"."customer_id" AS "customer_id",
        MIN("t5"."ordered_on") AS "first_on"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t2"."customer_id" AS "customer_id",
            "t2"."order_id" AS "order_id",
            MIN("t2"."ordered_on") AS "ordered_on",
            SUM("t2"."revenue") AS "revenue",
            SUM("t2"."margin") AS "margin"
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
          ) AS "t2"
          GROUP BY
            "t2"."customer_id",
            "t2"."order_id"
        ) AS "t4"
        WHERE
          "t4"."revenue" > 0
      ) AS "t5"
      GROUP BY
        "t5"."customer_id"
    ) AS "t7"
      ON "t3"."customer_id" = "t7"."customer_id"
  ) AS "t8"
) AS "t9";

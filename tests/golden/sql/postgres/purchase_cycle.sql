SELECT
  COUNT(*) AS "of",
  COALESCE(
    SUM(
      CAST(CAST(COALESCE(
        CAST(EXTRACT(epoch FROM CAST("t10"."first_on" AS TIMESTAMP) - CAST("t10"."registered_on" AS TIMESTAMP)) / 86400 AS BIGINT) BETWEEN 0 AND 90,
        FALSE
      ) AS INT) AS BIGINT)
    ),
    0
  ) AS "hits"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."customer_id",
      "t4"."registered_on",
      "t8"."customer_id" AS "customer_id_right",
      "t8"."first_on"
    FROM (
      SELECT
        "t0"."customer_id",
        "t0"."registered_on"
      FROM "customers" AS "t0"
      WHERE
        "t0"."registered_on" >= MAKE_DATE(2025, 8, 17)
        AND "t0"."registered_on" <= MAKE_DATE(2026, 8, 17)
    ) AS "t4"
    LEFT OUTER JOIN (
      SELECT
        "t6"."customer_id",
        MIN("t6"."ordered_on") AS "first_on"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t3"."customer_id",
            "t3"."order_id",
            MIN("t3"."ordered_on") AS "ordered_on",
            SUM("t3"."revenue") AS "revenue",
            SUM("t3"."margin") AS "margin"
          FROM (
            SELECT
              *
            FROM "transactions" AS "t1"
            WHERE
              "t1"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
              AND "t1"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
              AND "t1"."customer_id" IS NOT NULL
          ) AS "t3"
          GROUP BY
            1,
            2
        ) AS "t5"
        WHERE
          "t5"."revenue" > 0
      ) AS "t6"
      GROUP BY
        1
    ) AS "t8"
      ON "t4"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    (
      "t9"."first_on" IS NULL
    ) OR (
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
      "t3"."customer_id",
      MIN("t3"."ordered_on") AS "first_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."order_id",
          MIN("t1"."ordered_on") AS "ordered_on",
          SUM("t1"."revenue") AS "revenue",
          SUM("t1"."margin") AS "margin"
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
      1
  ) AS "t4"
  WHERE
    "t4"."first_on" <= MAKE_DATE(2025, 11, 15)
) AS "t5";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t10"."customer_id"
  FROM (
    SELECT
      "t5"."customer_id",
      "t5"."category",
      "t5"."on",
      "t9"."first_on"
    FROM (
      SELECT
        "t1"."customer_id",
        "t1"."category",
        MIN("t1"."ordered_on") AS "on"
      FROM (
        SELECT
          *
        FROM "transactions" AS "t0"
        WHERE
          "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
          AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
          AND "t0"."customer_id" IS NOT NULL
          AND "t0"."category" IS NOT NULL
          AND "t0"."revenue" > 0
      ) AS "t1"
      GROUP BY
        1,
        2
    ) AS "t5"
    INNER JOIN (
      SELECT
        *
      FROM (
        SELECT
          "t6"."customer_id",
          MIN("t6"."ordered_on") AS "first_on"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t2"."customer_id",
              "t2"."order_id",
              MIN("t2"."ordered_on") AS "ordered_on",
              SUM("t2"."revenue") AS "revenue",
              SUM("t2"."margin") AS "margin"
            FROM (
              SELECT
                *
              FROM "transactions" AS "t0"
              WHERE
                "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
                AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
                AND "t0"."customer_id" IS NOT NULL
            ) AS "t2"
            GROUP BY
              1,
              2
          ) AS "t4"
          WHERE
            "t4"."revenue" > 0
        ) AS "t6"
        GROUP BY
          1
      ) AS "t7"
      WHERE
        "t7"."first_on" <= MAKE_DATE(2025, 11, 15)
    ) AS "t9"
      ON "t5"."customer_id" = "t9"."customer_id"
  ) AS "t10"
  WHERE
    CAST(EXTRACT(epoch FROM CAST("t10"."on" AS TIMESTAMP) - CAST("t10"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) BETWEEN 1 AND 365
) AS "t11";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t3"."customer_id",
    MIN("t3"."ordered_on") AS "first_on"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t1"."customer_id",
        "t1"."order_id",
        MIN("t1"."ordered_on") AS "ordered_on",
        SUM("t1"."revenue") AS "revenue",
        SUM("t1"."margin") AS "margin"
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
    1
) AS "t4";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t4"."customer_id"
    FROM (
      SELECT
        *
      FROM "feedback" AS "t0"
      WHERE
        "t0"."written_on" > MAKE_DATE(2025, 11, 15)
        AND "t0"."written_on" <= MAKE_DATE(2026, 11, 15)
    ) AS "t4"
    WHERE
      EXISTS(
        SELECT
          1
        FROM (
          SELECT
            "t6"."customer_id",
            MIN("t6"."ordered_on") AS "first_on"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t3"."customer_id",
                "t3"."order_id",
                MIN("t3"."ordered_on") AS "ordered_on",
                SUM("t3"."revenue") AS "revenue",
                SUM("t3"."margin") AS "margin"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t1"
                WHERE
                  "t1"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
                  AND "t1"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
                  AND "t1"."customer_id" IS NOT NULL
              ) AS "t3"
              GROUP BY
                1,
                2
            ) AS "t5"
            WHERE
              "t5"."revenue" > 0
          ) AS "t6"
          GROUP BY
            1
        ) AS "t8"
        WHERE
          "t4"."customer_id" = "t8"."customer_id"
      )
  ) AS "t9"
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t4"."customer_id"
    FROM (
      SELECT
        *
      FROM "surveys" AS "t0"
      WHERE
        "t0"."asked_on" > MAKE_DATE(2025, 11, 15)
        AND "t0"."asked_on" <= MAKE_DATE(2026, 11, 15)
    ) AS "t4"
    WHERE
      EXISTS(
        SELECT
          1
        FROM (
          SELECT
            "t6"."customer_id",
            MIN("t6"."ordered_on") AS "first_on"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t3"."customer_id",
                "t3"."order_id",
                MIN("t3"."ordered_on") AS "ordered_on",
                SUM("t3"."revenue") AS "revenue",
                SUM("t3"."margin") AS "margin"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t1"
                WHERE
                  "t1"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
                  AND "t1"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
                  AND "t1"."customer_id" IS NOT NULL
              ) AS "t3"
              GROUP BY
                1,
                2
            ) AS "t5"
            WHERE
              "t5"."revenue" > 0
          ) AS "t6"
          GROUP BY
            1
        ) AS "t8"
        WHERE
          "t4"."customer_id" = "t8"."customer_id"
      )
  ) AS "t9"
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t4"."customer_id"
    FROM (
      SELECT
        *
      FROM "contacts" AS "t0"
      WHERE
        "t0"."sent_on" > MAKE_DATE(2025, 11, 15)
        AND "t0"."sent_on" <= MAKE_DATE(2026, 11, 15)
        AND "t0"."clicked"
    ) AS "t4"
    WHERE
      EXISTS(
        SELECT
          1
        FROM (
          SELECT
            "t6"."customer_id",
            MIN("t6"."ordered_on") AS "first_on"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t3"."customer_id",
                "t3"."order_id",
                MIN("t3"."ordered_on") AS "ordered_on",
                SUM("t3"."revenue") AS "revenue",
                SUM("t3"."margin") AS "margin"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t1"
                WHERE
                  "t1"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
                  AND "t1"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
                  AND "t1"."customer_id" IS NOT NULL
              ) AS "t3"
              GROUP BY
                1,
                2
            ) AS "t5"
            WHERE
              "t5"."revenue" > 0
          ) AS "t6"
          GROUP BY
            1
        ) AS "t8"
        WHERE
          "t4"."customer_id" = "t8"."customer_id"
      )
  ) AS "t9"
) AS "t10";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    *
  FROM (
    SELECT
      "t3"."customer_id"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
        AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
        AND "t0"."customer_id" IS NOT NULL
        AND "t0"."revenue" < 0
    ) AS "t3"
    WHERE
      EXISTS(
        SELECT
          1
        FROM (
          SELECT
            "t5"."customer_id",
            MIN("t5"."ordered_on") AS "first_on"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t2"."customer_id",
                "t2"."order_id",
                MIN("t2"."ordered_on") AS "ordered_on",
                SUM("t2"."revenue") AS "revenue",
                SUM("t2"."margin") AS "margin"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t0"
                WHERE
                  "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
                  AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
                  AND "t0"."customer_id" IS NOT NULL
              ) AS "t2"
              GROUP BY
                1,
                2
            ) AS "t4"
            WHERE
              "t4"."revenue" > 0
          ) AS "t5"
          GROUP BY
            1
        ) AS "t7"
        WHERE
          "t3"."customer_id" = "t7"."customer_id"
      )
  ) AS "t8"
) AS "t9";

SELECT
  "t0"."customer_id",
  "t0"."bought_on",
  "t0"."amount"
FROM "customer_day" AS "t0"
WHERE
  "t0"."bought_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
  AND "t0"."customer_id" IS NOT NULL
  AND (
    (
      "t0"."amount" > 0
    ) OR (
      "t0"."smallest" >= 0
    )
  );

SELECT
  SUM("t1"."amount") AS "Sum(amount)"
FROM (
  SELECT
    "t0"."customer_id",
    "t0"."bought_on",
    "t0"."amount"
  FROM "customer_day" AS "t0"
  WHERE
    "t0"."bought_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
    AND (
      (
        "t0"."amount" > 0
      ) OR (
        "t0"."smallest" >= 0
      )
    )
) AS "t1";

SELECT
  SUM("t1"."amount") AS "revenue",
  SUM("t1"."margin") AS "margin",
  SUM("t1"."with_margin") AS "covered"
FROM (
  SELECT
    *
  FROM "customer_day" AS "t0"
  WHERE
    "t0"."bought_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
) AS "t1";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 10, 18) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 8, 16) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 10, 18) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 8, 16) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t9"."frequency",
  "t9"."recency",
  "t9"."age",
  "t9"."recent_short",
  "t9"."recent_long",
  "t9"."spend_frequency",
  "t9"."outcome",
  "t9"."customers",
  CAST("t9"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t9"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id",
      "t7"."first_on",
      "t7"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t7"."last_on" AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 11, 15) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 10, 18) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 8, 16) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t7"."total" - "t7"."first_amount"
        ) > 0
        THEN "t7"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t7"."total" - "t7"."first_amount" AS "repeat_total",
      COALESCE("t7"."bought_later", 0) AS "outcome",
      COALESCE("t7"."money_later", 0) AS "outcome_money"
    FROM (
      SELECT
        "t6"."customer_id",
        "t6"."first_on",
        "t6"."last_on",
        "t6"."purchases",
        "t6"."total",
        "t6"."first_amount",
        "t6"."late_short",
        "t6"."late_long",
        "t5"."bought_later",
        "t5"."money_later"
      FROM (
        SELECT
          "t1"."customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          (
            ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
              "t1"."bought_on" IS NOT NULL)
          )[1] AS "first_amount",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 10, 18) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 8, 16) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2025, 11, 15)
        ) AS "t1"
        GROUP BY
          1
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > MAKE_DATE(2025, 11, 15)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
        ) AS "t2"
        GROUP BY
          1
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t9";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 11, 15) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 10, 18) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 8, 16) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 10, 18) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 8, 16) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 11, 15)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t9"."frequency",
  "t9"."recency",
  "t9"."age",
  "t9"."recent_short",
  "t9"."recent_long",
  "t9"."spend_frequency",
  "t9"."outcome",
  "t9"."customers",
  CAST("t9"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t9"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id",
      "t7"."first_on",
      "t7"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t7"."last_on" AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 1, 11) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2024, 12, 14) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2024, 10, 12) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t7"."total" - "t7"."first_amount"
        ) > 0
        THEN "t7"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t7"."total" - "t7"."first_amount" AS "repeat_total",
      COALESCE("t7"."bought_later", 0) AS "outcome",
      COALESCE("t7"."money_later", 0) AS "outcome_money"
    FROM (
      SELECT
        "t6"."customer_id",
        "t6"."first_on",
        "t6"."last_on",
        "t6"."purchases",
        "t6"."total",
        "t6"."first_amount",
        "t6"."late_short",
        "t6"."late_long",
        "t5"."bought_later",
        "t5"."money_later"
      FROM (
        SELECT
          "t1"."customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          (
            ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
              "t1"."bought_on" IS NOT NULL)
          )[1] AS "first_amount",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 12, 14) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 12) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2025, 1, 11)
        ) AS "t1"
        GROUP BY
          1
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > MAKE_DATE(2025, 1, 11)
            AND "t0"."bought_on" <= MAKE_DATE(2025, 11, 15)
        ) AS "t2"
        GROUP BY
          1
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t9";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 1, 11) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 12, 14) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 10, 12) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 12, 14) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 12) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 1, 11)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 12, 20) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 11, 22) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 9, 20) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 11, 22) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 9, 20) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 12, 20)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t9"."frequency",
  "t9"."recency",
  "t9"."age",
  "t9"."recent_short",
  "t9"."recent_long",
  "t9"."spend_frequency",
  "t9"."outcome",
  "t9"."customers",
  CAST("t9"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t9"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id",
      "t7"."first_on",
      "t7"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t7"."last_on" AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 1, 25) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2024, 12, 28) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2024, 10, 26) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t7"."total" - "t7"."first_amount"
        ) > 0
        THEN "t7"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t7"."total" - "t7"."first_amount" AS "repeat_total",
      COALESCE("t7"."bought_later", 0) AS "outcome",
      COALESCE("t7"."money_later", 0) AS "outcome_money"
    FROM (
      SELECT
        "t6"."customer_id",
        "t6"."first_on",
        "t6"."last_on",
        "t6"."purchases",
        "t6"."total",
        "t6"."first_amount",
        "t6"."late_short",
        "t6"."late_long",
        "t5"."bought_later",
        "t5"."money_later"
      FROM (
        SELECT
          "t1"."customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          (
            ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
              "t1"."bought_on" IS NOT NULL)
          )[1] AS "first_amount",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 12, 28) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 26) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2025, 1, 25)
        ) AS "t1"
        GROUP BY
          1
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > MAKE_DATE(2025, 1, 25)
            AND "t0"."bought_on" <= MAKE_DATE(2025, 12, 20)
        ) AS "t2"
        GROUP BY
          1
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t9";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 1, 25) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 12, 28) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 10, 26) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 12, 28) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 26) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 1, 25)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t9"."frequency",
  "t9"."recency",
  "t9"."age",
  "t9"."recent_short",
  "t9"."recent_long",
  "t9"."spend_frequency",
  "t9"."outcome",
  "t9"."customers",
  CAST("t9"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t9"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id",
      "t7"."first_on",
      "t7"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t7"."last_on" AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 12, 20) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 11, 22) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 9, 20) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t7"."total" - "t7"."first_amount"
        ) > 0
        THEN "t7"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t7"."total" - "t7"."first_amount" AS "repeat_total",
      COALESCE("t7"."bought_later", 0) AS "outcome",
      COALESCE("t7"."money_later", 0) AS "outcome_money"
    FROM (
      SELECT
        "t6"."customer_id",
        "t6"."first_on",
        "t6"."last_on",
        "t6"."purchases",
        "t6"."total",
        "t6"."first_amount",
        "t6"."late_short",
        "t6"."late_long",
        "t5"."bought_later",
        "t5"."money_later"
      FROM (
        SELECT
          "t1"."customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          (
            ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
              "t1"."bought_on" IS NOT NULL)
          )[1] AS "first_amount",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 11, 22) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 9, 20) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2025, 12, 20)
        ) AS "t1"
        GROUP BY
          1
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > MAKE_DATE(2025, 12, 20)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
        ) AS "t2"
        GROUP BY
          1
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t9";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 7, 8) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 6, 10) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 4, 8) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 6, 10) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 4, 8) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 7, 8)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t9"."frequency",
  "t9"."recency",
  "t9"."age",
  "t9"."recent_short",
  "t9"."recent_long",
  "t9"."spend_frequency",
  "t9"."outcome",
  "t9"."customers",
  CAST("t9"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t9"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id",
      "t7"."first_on",
      "t7"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t7"."last_on" AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2024, 11, 5) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2024, 10, 8) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2024, 8, 6) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t7"."total" - "t7"."first_amount"
        ) > 0
        THEN "t7"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t7"."total" - "t7"."first_amount" AS "repeat_total",
      COALESCE("t7"."bought_later", 0) AS "outcome",
      COALESCE("t7"."money_later", 0) AS "outcome_money"
    FROM (
      SELECT
        "t6"."customer_id",
        "t6"."first_on",
        "t6"."last_on",
        "t6"."purchases",
        "t6"."total",
        "t6"."first_amount",
        "t6"."late_short",
        "t6"."late_long",
        "t5"."bought_later",
        "t5"."money_later"
      FROM (
        SELECT
          "t1"."customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          (
            ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
              "t1"."bought_on" IS NOT NULL)
          )[1] AS "first_amount",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 8) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 8, 6) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2024, 11, 5)
        ) AS "t1"
        GROUP BY
          1
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > MAKE_DATE(2024, 11, 5)
            AND "t0"."bought_on" <= MAKE_DATE(2025, 7, 8)
        ) AS "t2"
        GROUP BY
          1
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t9";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2024, 11, 5) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 10, 8) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 8, 6) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 8) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 8, 6) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2024, 11, 5)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t9"."frequency",
  "t9"."recency",
  "t9"."age",
  "t9"."recent_short",
  "t9"."recent_long",
  "t9"."spend_frequency",
  "t9"."outcome",
  "t9"."customers",
  CAST("t9"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t9"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id",
      "t7"."first_on",
      "t7"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t7"."last_on" AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 7, 8) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 6, 10) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 4, 8) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t7"."total" - "t7"."first_amount"
        ) > 0
        THEN "t7"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t7"."total" - "t7"."first_amount" AS "repeat_total",
      COALESCE("t7"."bought_later", 0) AS "outcome",
      COALESCE("t7"."money_later", 0) AS "outcome_money"
    FROM (
      SELECT
        "t6"."customer_id",
        "t6"."first_on",
        "t6"."last_on",
        "t6"."purchases",
        "t6"."total",
        "t6"."first_amount",
        "t6"."late_short",
        "t6"."late_long",
        "t5"."bought_later",
        "t5"."money_later"
      FROM (
        SELECT
          "t1"."customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          (
            ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
              "t1"."bought_on" IS NOT NULL)
          )[1] AS "first_amount",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 6, 10) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 4, 8) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2025, 7, 8)
        ) AS "t1"
        GROUP BY
          1
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > MAKE_DATE(2025, 7, 8)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 6, 3)
        ) AS "t2"
        GROUP BY
          1
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t9";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2025, 1, 24) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 12, 27) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 10, 25) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 12, 27) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 10, 25) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 1, 24)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t4"."frequency",
  "t4"."recency",
  "t4"."age",
  "t4"."recent_short",
  "t4"."recent_long",
  "t4"."spend_frequency",
  "t4"."outcome",
  "t4"."customers",
  CAST("t4"."repeat_total" AS DOUBLE PRECISION) AS "repeat_total",
  CAST("t4"."outcome_money" AS DOUBLE PRECISION) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."purchases" - 1 AS "frequency",
      CAST(EXTRACT(epoch FROM CAST("t2"."last_on" AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "recency",
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2024, 8, 12) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 7, 15) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2024, 5, 13) THEN 1 ELSE 0 END AS "recent_long",
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "spend_frequency",
      "t2"."total" - "t2"."first_amount" AS "repeat_total",
      0 AS "outcome",
      0 AS "outcome_money"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 7, 15) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2024, 5, 13) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2024, 8, 12)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t4";

SELECT
  "t4"."frequency",
  "t4"."place",
  COUNT(*) AS "customers",
  SUM("t4"."mean") AS "spent"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."mean",
    CAST(FLOOR(
      CAST(LOG(CAST(EXP(1) AS DECIMAL), CAST("t3"."mean" AS DECIMAL)) AS DOUBLE PRECISION) * 100
    ) AS BIGINT) AS "place"
  FROM (
    SELECT
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "frequency",
      CAST("t2"."total" - "t2"."first_amount" AS DOUBLE PRECISION) / CAST(GREATEST("t2"."purchases" - 1, 1) AS DOUBLE PRECISION) AS "mean"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 10, 18) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 8, 16) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
    WHERE
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END > 0
  ) AS "t3"
) AS "t4"
GROUP BY
  1,
  2;

SELECT
  COUNT(*) AS "customers",
  SUM("t0"."value") AS "sum_value",
  SUM("t0"."purchases") AS "sum_purchases",
  SUM("t0"."spend") AS "sum_spend",
  SUM("t0"."alive") AS "sum_alive",
  SUM("t0"."none") AS "sum_none",
  SUM(
    (
      CAST("t0"."value" AS DOUBLE PRECISION) / GREATEST("t0"."alive", 1e-09)
    ) - "t0"."value"
  ) AS "sum_at_risk",
  SUM("t0"."chance") AS "sum_chance",
  SUM("t0"."value") FILTER(WHERE
    "t0"."frequency" = 0) AS "sum_once"
FROM "temp"."main"."kept_2" AS "t0";

SELECT
  "t4"."frequency",
  "t4"."place",
  COUNT(*) AS "customers",
  SUM("t4"."mean") AS "spent"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."mean",
    CAST(FLOOR(
      CAST(LOG(CAST(EXP(1) AS DECIMAL), CAST("t3"."mean" AS DECIMAL)) AS DOUBLE PRECISION) * 100
    ) AS BIGINT) AS "place"
  FROM (
    SELECT
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "frequency",
      CAST("t2"."total" - "t2"."first_amount" AS DOUBLE PRECISION) / CAST(GREATEST("t2"."purchases" - 1, 1) AS DOUBLE PRECISION) AS "mean"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 11, 22) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 9, 20) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 12, 20)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
    WHERE
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END > 0
  ) AS "t3"
) AS "t4"
GROUP BY
  1,
  2;

SELECT
  "t4"."frequency",
  "t4"."place",
  COUNT(*) AS "customers",
  SUM("t4"."mean") AS "spent"
FROM (
  SELECT
    "t3"."frequency",
    "t3"."mean",
    CAST(FLOOR(
      CAST(LOG(CAST(EXP(1) AS DECIMAL), CAST("t3"."mean" AS DECIMAL)) AS DOUBLE PRECISION) * 100
    ) AS BIGINT) AS "place"
  FROM (
    SELECT
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END AS "frequency",
      CAST("t2"."total" - "t2"."first_amount" AS DOUBLE PRECISION) / CAST(GREATEST("t2"."purchases" - 1, 1) AS DOUBLE PRECISION) AS "mean"
    FROM (
      SELECT
        "t1"."customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        (
          ARRAY_AGG("t1"."amount" ORDER BY "t1"."bought_on" ASC) FILTER(WHERE
            "t1"."bought_on" IS NOT NULL)
        )[1] AS "first_amount",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 6, 10) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 4, 8) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2025, 7, 8)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
    WHERE
      CASE
        WHEN (
          "t2"."total" - "t2"."first_amount"
        ) > 0
        THEN "t2"."purchases" - 1
        ELSE 0
      END > 0
  ) AS "t3"
) AS "t4"
GROUP BY
  1,
  2;

SELECT
  "t6"."band",
  COUNT(*) AS "customers",
  SUM("t6"."value") AS "sum_value",
  SUM("t6"."purchases") AS "sum_purchases",
  SUM("t6"."spend") AS "sum_spend",
  SUM("t6"."alive") AS "sum_alive",
  SUM("t6"."none") AS "sum_none",
  SUM(
    (
      CAST("t6"."value" AS DOUBLE PRECISION) / GREATEST("t6"."alive", 1e-09)
    ) - "t6"."value"
  ) AS "sum_at_risk",
  SUM("t6"."chance") AS "sum_chance",
  SUM("t6"."value") FILTER(WHERE
    "t6"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    "t5"."customer_id",
    "t5"."first_on",
    "t5"."frequency",
    "t5"."purchases",
    "t5"."alive",
    "t5"."none",
    "t5"."spend",
    "t5"."value",
    "t5"."chance",
    "t5"."place",
    "t5"."held",
    CAST(FLOOR(CAST((
      "t5"."place" * 10
    ) AS DOUBLE PRECISION) / (
      "t5"."held"
    )) AS BIGINT) AS "band"
  FROM (
    SELECT
      "t4"."customer_id",
      "t4"."first_on",
      "t4"."frequency",
      "t4"."purchases",
      "t4"."alive",
      "t4"."none",
      "t4"."spend",
      "t4"."value",
      "t4"."chance",
      "t4"."place",
      "t2"."held"
    FROM (
      SELECT
        "t0"."customer_id",
        "t0"."first_on",
        "t0"."frequency",
        "t0"."purchases",
        "t0"."alive",
        "t0"."none",
        "t0"."spend",
        "t0"."value",
        "t0"."chance",
        ROW_NUMBER() OVER (
          ORDER BY "t0"."value" DESC NULLS LAST, "t0"."customer_id" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM "temp"."main"."kept_2" AS "t0"
    ) AS "t4"
    CROSS JOIN (
      SELECT
        COUNT(*) AS "held"
      FROM "temp"."main"."kept_2" AS "t0"
    ) AS "t2"
  ) AS "t5"
) AS "t6"
GROUP BY
  1;

SELECT
  COUNT(*) AS "customers",
  SUM("t1"."value") AS "sum_value",
  SUM("t1"."purchases") AS "sum_purchases",
  SUM("t1"."spend") AS "sum_spend",
  SUM("t1"."alive") AS "sum_alive",
  SUM("t1"."none") AS "sum_none",
  SUM(
    (
      CAST("t1"."value" AS DOUBLE PRECISION) / GREATEST("t1"."alive", 1e-09)
    ) - "t1"."value"
  ) AS "sum_at_risk",
  SUM("t1"."chance") AS "sum_chance",
  SUM("t1"."value") FILTER(WHERE
    "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."frequency" >= 0
) AS "t1";

SELECT
  COUNT(*) AS "customers",
  SUM("t1"."value") AS "sum_value",
  SUM("t1"."purchases") AS "sum_purchases",
  SUM("t1"."spend") AS "sum_spend",
  SUM("t1"."alive") AS "sum_alive",
  SUM("t1"."none") AS "sum_none",
  SUM(
    (
      CAST("t1"."value" AS DOUBLE PRECISION) / GREATEST("t1"."alive", 1e-09)
    ) - "t1"."value"
  ) AS "sum_at_risk",
  SUM("t1"."chance") AS "sum_chance",
  SUM("t1"."value") FILTER(WHERE
    "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."frequency" > 0
) AS "t1";

SELECT
  COUNT(*) AS "customers",
  SUM("t1"."value") AS "sum_value",
  SUM("t1"."purchases") AS "sum_purchases",
  SUM("t1"."spend") AS "sum_spend",
  SUM("t1"."alive") AS "sum_alive",
  SUM("t1"."none") AS "sum_none",
  SUM(
    (
      CAST("t1"."value" AS DOUBLE PRECISION) / GREATEST("t1"."alive", 1e-09)
    ) - "t1"."value"
  ) AS "sum_at_risk",
  SUM("t1"."chance") AS "sum_chance",
  SUM("t1"."value") FILTER(WHERE
    "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."frequency" = 0
) AS "t1";

SELECT
  COUNT(*) AS "customers",
  SUM("t1"."value") AS "sum_value",
  SUM("t1"."purchases") AS "sum_purchases",
  SUM("t1"."spend") AS "sum_spend",
  SUM("t1"."alive") AS "sum_alive",
  SUM("t1"."none") AS "sum_none",
  SUM(
    (
      CAST("t1"."value" AS DOUBLE PRECISION) / GREATEST("t1"."alive", 1e-09)
    ) - "t1"."value"
  ) AS "sum_at_risk",
  SUM("t1"."chance") AS "sum_chance",
  SUM("t1"."value") FILTER(WHERE
    "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."first_on" > MAKE_DATE(2026, 8, 16)
) AS "t1";

WITH "t1" AS (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."frequency" >= 0
)
SELECT
  "t7"."value"
FROM (
  SELECT
    "t6"."customer_id",
    "t6"."first_on",
    "t6"."frequency",
    "t6"."purchases",
    "t6"."alive",
    "t6"."none",
    "t6"."spend",
    "t6"."value",
    "t6"."chance",
    "t6"."place",
    "t4"."held"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."frequency",
      "t2"."purchases",
      "t2"."alive",
      "t2"."none",
      "t2"."spend",
      "t2"."value",
      "t2"."chance",
      ROW_NUMBER() OVER (
        ORDER BY "t2"."value" DESC NULLS LAST, "t2"."customer_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM "t1" AS "t2"
  ) AS "t6"
  CROSS JOIN (
    SELECT
      COUNT(*) AS "held"
    FROM "t1" AS "t2"
  ) AS "t4"
) AS "t7"
WHERE
  (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 1
    )
  )
  OR (
    (
      "t7"."place" * 2
    ) = "t7"."held"
  )
  OR (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 2
    )
  );

WITH "t1" AS (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."frequency" > 0
)
SELECT
  "t7"."value"
FROM (
  SELECT
    "t6"."customer_id",
    "t6"."first_on",
    "t6"."frequency",
    "t6"."purchases",
    "t6"."alive",
    "t6"."none",
    "t6"."spend",
    "t6"."value",
    "t6"."chance",
    "t6"."place",
    "t4"."held"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."frequency",
      "t2"."purchases",
      "t2"."alive",
      "t2"."none",
      "t2"."spend",
      "t2"."value",
      "t2"."chance",
      ROW_NUMBER() OVER (
        ORDER BY "t2"."value" DESC NULLS LAST, "t2"."customer_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM "t1" AS "t2"
  ) AS "t6"
  CROSS JOIN (
    SELECT
      COUNT(*) AS "held"
    FROM "t1" AS "t2"
  ) AS "t4"
) AS "t7"
WHERE
  (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 1
    )
  )
  OR (
    (
      "t7"."place" * 2
    ) = "t7"."held"
  )
  OR (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 2
    )
  );

WITH "t1" AS (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."frequency" = 0
)
SELECT
  "t7"."value"
FROM (
  SELECT
    "t6"."customer_id",
    "t6"."first_on",
    "t6"."frequency",
    "t6"."purchases",
    "t6"."alive",
    "t6"."none",
    "t6"."spend",
    "t6"."value",
    "t6"."chance",
    "t6"."place",
    "t4"."held"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."frequency",
      "t2"."purchases",
      "t2"."alive",
      "t2"."none",
      "t2"."spend",
      "t2"."value",
      "t2"."chance",
      ROW_NUMBER() OVER (
        ORDER BY "t2"."value" DESC NULLS LAST, "t2"."customer_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM "t1" AS "t2"
  ) AS "t6"
  CROSS JOIN (
    SELECT
      COUNT(*) AS "held"
    FROM "t1" AS "t2"
  ) AS "t4"
) AS "t7"
WHERE
  (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 1
    )
  )
  OR (
    (
      "t7"."place" * 2
    ) = "t7"."held"
  )
  OR (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 2
    )
  );

WITH "t1" AS (
  SELECT
    *
  FROM "temp"."main"."kept_2" AS "t0"
  WHERE
    "t0"."first_on" > MAKE_DATE(2026, 8, 16)
)
SELECT
  "t7"."value"
FROM (
  SELECT
    "t6"."customer_id",
    "t6"."first_on",
    "t6"."frequency",
    "t6"."purchases",
    "t6"."alive",
    "t6"."none",
    "t6"."spend",
    "t6"."value",
    "t6"."chance",
    "t6"."place",
    "t4"."held"
  FROM (
    SELECT
      "t2"."customer_id",
      "t2"."first_on",
      "t2"."frequency",
      "t2"."purchases",
      "t2"."alive",
      "t2"."none",
      "t2"."spend",
      "t2"."value",
      "t2"."chance",
      ROW_NUMBER() OVER (
        ORDER BY "t2"."value" DESC NULLS LAST, "t2"."customer_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM "t1" AS "t2"
  ) AS "t6"
  CROSS JOIN (
    SELECT
      COUNT(*) AS "held"
    FROM "t1" AS "t2"
  ) AS "t4"
) AS "t7"
WHERE
  (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 1
    )
  )
  OR (
    (
      "t7"."place" * 2
    ) = "t7"."held"
  )
  OR (
    (
      "t7"."place" * 2
    ) = (
      "t7"."held" - 2
    )
  );

SELECT
  "t5"."value"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."first_on",
    "t4"."frequency",
    "t4"."purchases",
    "t4"."alive",
    "t4"."none",
    "t4"."spend",
    "t4"."value",
    "t4"."chance",
    "t4"."place",
    "t2"."held"
  FROM (
    SELECT
      "t0"."customer_id",
      "t0"."first_on",
      "t0"."frequency",
      "t0"."purchases",
      "t0"."alive",
      "t0"."none",
      "t0"."spend",
      "t0"."value",
      "t0"."chance",
      ROW_NUMBER() OVER (
        ORDER BY "t0"."value" DESC NULLS LAST, "t0"."customer_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM "temp"."main"."kept_2" AS "t0"
  ) AS "t4"
  CROSS JOIN (
    SELECT
      COUNT(*) AS "held"
    FROM "temp"."main"."kept_2" AS "t0"
  ) AS "t2"
) AS "t5"
WHERE
  (
    (
      "t5"."place" * 2
    ) = (
      "t5"."held" - 1
    )
  )
  OR (
    (
      "t5"."place" * 2
    ) = "t5"."held"
  )
  OR (
    (
      "t5"."place" * 2
    ) = (
      "t5"."held" - 2
    )
  );

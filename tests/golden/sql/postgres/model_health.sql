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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 10, 18) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 9, 20) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 7, 19) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 9, 20) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 7, 19) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 10, 18)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 9, 20) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 8, 23) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 6, 21) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 8, 23) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 6, 21) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 9, 20)
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
            "t0"."bought_on" > MAKE_DATE(2026, 9, 20)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 10, 18)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 9, 20) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 8, 23) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 6, 21) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 8, 23) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 6, 21) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 9, 20)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 8, 23) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 7, 26) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 5, 24) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 7, 26) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 5, 24) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 8, 23)
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
            "t0"."bought_on" > MAKE_DATE(2026, 8, 23)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 9, 20)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 8, 23) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 7, 26) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 5, 24) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 7, 26) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 5, 24) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 8, 23)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 10, 18) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 9, 20) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 7, 19) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 9, 20) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 7, 19) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 10, 18)
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
            "t0"."bought_on" > MAKE_DATE(2026, 10, 18)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 7, 26) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 6, 28) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 4, 26) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 6, 28) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 4, 26) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 7, 26)
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
            "t0"."bought_on" > MAKE_DATE(2026, 7, 26)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 8, 23)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 7, 26) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 6, 28) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 4, 26) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 6, 28) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 4, 26) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 7, 26)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 6, 28) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 5, 31) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 3, 29) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 5, 31) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 3, 29) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 6, 28)
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
            "t0"."bought_on" > MAKE_DATE(2026, 6, 28)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 7, 26)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 6, 28) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 5, 31) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 3, 29) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 5, 31) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 3, 29) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 6, 28)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 5, 31) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 5, 3) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 3, 1) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 5, 3) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 3, 1) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 5, 31)
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
            "t0"."bought_on" > MAKE_DATE(2026, 5, 31)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 6, 28)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 5, 31) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 5, 3) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 3, 1) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 5, 3) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 3, 1) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 5, 31)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 5, 3) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 4, 5) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 2, 1) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 4, 5) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 2, 1) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 5, 3)
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
            "t0"."bought_on" > MAKE_DATE(2026, 5, 3)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 5, 31)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 5, 3) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 4, 5) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 2, 1) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 4, 5) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 2, 1) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 5, 3)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 4, 5) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 3, 8) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 1, 4) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 3, 8) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 1, 4) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 4, 5)
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
            "t0"."bought_on" > MAKE_DATE(2026, 4, 5)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 5, 3)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 4, 5) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 3, 8) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 1, 4) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 3, 8) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 1, 4) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 4, 5)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 3, 8) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 2, 8) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 12, 7) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 2, 8) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 12, 7) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 3, 8)
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
            "t0"."bought_on" > MAKE_DATE(2026, 3, 8)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 4, 5)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 3, 8) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 2, 8) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 12, 7) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 2, 8) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 12, 7) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 3, 8)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 2, 8) AS TIMESTAMP) - CAST("t7"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > MAKE_DATE(2026, 1, 11) THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > MAKE_DATE(2025, 11, 9) THEN 1 ELSE 0 END AS "recent_long",
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
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 1, 11) AS INT) AS BIGINT)) AS "late_short",
          SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 11, 9) AS INT) AS BIGINT)) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 2, 8)
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
            "t0"."bought_on" > MAKE_DATE(2026, 2, 8)
            AND "t0"."bought_on" <= MAKE_DATE(2026, 3, 8)
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
      CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 2, 8) AS TIMESTAMP) - CAST("t2"."first_on" AS TIMESTAMP)) / 86400 AS BIGINT) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > MAKE_DATE(2026, 1, 11) THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > MAKE_DATE(2025, 11, 9) THEN 1 ELSE 0 END AS "recent_long",
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
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2026, 1, 11) AS INT) AS BIGINT)) AS "late_short",
        SUM(CAST(CAST("t1"."bought_on" > MAKE_DATE(2025, 11, 9) AS INT) AS BIGINT)) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= MAKE_DATE(2026, 2, 8)
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
  "t3"."place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t2"."customer_id",
    "t2"."bought_on",
    "t2"."amount",
    "t2"."wait",
    CAST(FLOOR(
      CAST((
        CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."bought_on" AS TIMESTAMP)) / 86400 AS BIGINT)
      ) AS DOUBLE PRECISION) / (
        28
      )
    ) AS BIGINT) AS "step",
    CAST(FLOOR(
      CAST(LOG(
        CAST(EXP(1) AS DECIMAL),
        CAST(CAST("t2"."amount" AS DOUBLE PRECISION) + 1 AS DECIMAL)
      ) AS DOUBLE PRECISION) * 10
    ) AS BIGINT) AS "place"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."bought_on",
      "t1"."amount",
      CAST(EXTRACT(epoch FROM CAST("t1"."bought_on" AS TIMESTAMP) - CAST(LAG("t1"."bought_on") OVER (
        PARTITION BY "t1"."customer_id"
        ORDER BY "t1"."bought_on" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "wait"
    FROM (
      SELECT
        *
      FROM "temp"."main"."kept_1" AS "t0"
      WHERE
        "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."bought_on" > MAKE_DATE(2026, 4, 5)
    AND CAST(FLOOR(
      CAST((
        CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."bought_on" AS TIMESTAMP)) / 86400 AS BIGINT)
      ) AS DOUBLE PRECISION) / (
        28
      )
    ) AS BIGINT) > 0
) AS "t3"
GROUP BY
  1;

SELECT
  "t5"."step",
  "t5"."place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."step",
    "t4"."times",
    "t4"."fresh",
    CASE
      WHEN "t4"."times" < 2
      THEN 0
      WHEN "t4"."times" < 3
      THEN 1
      WHEN "t4"."times" < 4
      THEN 2
      WHEN "t4"."times" < 6
      THEN 3
      WHEN "t4"."times" < 9
      THEN 4
      ELSE 5
    END AS "place"
  FROM (
    SELECT
      "t3"."customer_id",
      "t3"."step",
      COUNT(*) AS "times",
      SUM(CAST(CAST("t3"."wait" IS NULL AS INT) AS BIGINT)) AS "fresh"
    FROM (
      SELECT
        "t2"."customer_id",
        "t2"."bought_on",
        "t2"."amount",
        "t2"."wait",
        CAST(FLOOR(
          CAST((
            CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."bought_on" AS TIMESTAMP)) / 86400 AS BIGINT)
          ) AS DOUBLE PRECISION) / (
            28
          )
        ) AS BIGINT) AS "step"
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          "t1"."amount",
          CAST(EXTRACT(epoch FROM CAST("t1"."bought_on" AS TIMESTAMP) - CAST(LAG("t1"."bought_on") OVER (
            PARTITION BY "t1"."customer_id"
            ORDER BY "t1"."bought_on" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "wait"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."bought_on" > MAKE_DATE(2026, 4, 5)
    ) AS "t3"
    GROUP BY
      1,
      2
  ) AS "t4"
) AS "t5"
GROUP BY
  1,
  2;

SELECT
  "t3"."step",
  "t3"."place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t2"."customer_id",
    "t2"."bought_on",
    "t2"."amount",
    "t2"."wait",
    CAST(FLOOR(
      CAST((
        CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."bought_on" AS TIMESTAMP)) / 86400 AS BIGINT)
      ) AS DOUBLE PRECISION) / (
        28
      )
    ) AS BIGINT) AS "step",
    CASE
      WHEN "t2"."wait" < 7
      THEN 0
      WHEN "t2"."wait" < 14
      THEN 1
      WHEN "t2"."wait" < 28
      THEN 2
      WHEN "t2"."wait" < 56
      THEN 3
      WHEN "t2"."wait" < 112
      THEN 4
      WHEN "t2"."wait" < 224
      THEN 5
      ELSE 6
    END AS "place"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."bought_on",
      "t1"."amount",
      CAST(EXTRACT(epoch FROM CAST("t1"."bought_on" AS TIMESTAMP) - CAST(LAG("t1"."bought_on") OVER (
        PARTITION BY "t1"."customer_id"
        ORDER BY "t1"."bought_on" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "wait"
    FROM (
      SELECT
        *
      FROM "temp"."main"."kept_1" AS "t0"
      WHERE
        "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."bought_on" > MAKE_DATE(2026, 4, 5) AND "t2"."wait" IS NOT NULL
) AS "t3"
GROUP BY
  1,
  2;

SELECT
  "t3"."step",
  "t3"."place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t2"."customer_id",
    "t2"."bought_on",
    "t2"."amount",
    "t2"."wait",
    CAST(FLOOR(
      CAST((
        CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."bought_on" AS TIMESTAMP)) / 86400 AS BIGINT)
      ) AS DOUBLE PRECISION) / (
        28
      )
    ) AS BIGINT) AS "step",
    CASE
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 811.4058251675433
      THEN 0
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 1338.430764394418
      THEN 1
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 1997.1958951041172
      THEN 2
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 2696.28232826851
      THEN 3
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 3293.4680752838403
      THEN 4
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 4446.066747699858
      THEN 5
      WHEN CAST("t2"."amount" AS DOUBLE PRECISION) < 6633.24400627789
      THEN 6
      ELSE 7
    END AS "place"
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."bought_on",
      "t1"."amount",
      CAST(EXTRACT(epoch FROM CAST("t1"."bought_on" AS TIMESTAMP) - CAST(LAG("t1"."bought_on") OVER (
        PARTITION BY "t1"."customer_id"
        ORDER BY "t1"."bought_on" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "wait"
    FROM (
      SELECT
        *
      FROM "temp"."main"."kept_1" AS "t0"
      WHERE
        "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."bought_on" > MAKE_DATE(2026, 4, 5)
) AS "t3"
GROUP BY
  1,
  2;

SELECT
  "t5"."step",
  "t5"."place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."step",
    "t4"."times",
    "t4"."fresh",
    "t4"."fresh" AS "place"
  FROM (
    SELECT
      "t3"."customer_id",
      "t3"."step",
      COUNT(*) AS "times",
      SUM(CAST(CAST("t3"."wait" IS NULL AS INT) AS BIGINT)) AS "fresh"
    FROM (
      SELECT
        "t2"."customer_id",
        "t2"."bought_on",
        "t2"."amount",
        "t2"."wait",
        CAST(FLOOR(
          CAST((
            CAST(EXTRACT(epoch FROM CAST(MAKE_DATE(2026, 11, 15) AS TIMESTAMP) - CAST("t2"."bought_on" AS TIMESTAMP)) / 86400 AS BIGINT)
          ) AS DOUBLE PRECISION) / (
            28
          )
        ) AS BIGINT) AS "step"
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          "t1"."amount",
          CAST(EXTRACT(epoch FROM CAST("t1"."bought_on" AS TIMESTAMP) - CAST(LAG("t1"."bought_on") OVER (
            PARTITION BY "t1"."customer_id"
            ORDER BY "t1"."bought_on" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) AS TIMESTAMP)) / 86400 AS BIGINT) AS "wait"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."bought_on" > MAKE_DATE(2026, 4, 5)
    ) AS "t3"
    GROUP BY
      1,
      2
  ) AS "t4"
) AS "t5"
GROUP BY
  1,
  2;

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-10-18')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-09-20') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-07-19') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-09-20') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-07-19') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-10-18')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-09-20')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-08-23') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-06-21') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-08-23') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-06-21') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-09-20')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-09-20')
            AND "t0"."bought_on" <= toDate('2026-10-18')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-09-20')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-08-23') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-06-21') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-08-23') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-06-21') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-09-20')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-08-23')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-07-26') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-05-24') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-07-26') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-05-24') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-08-23')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-08-23')
            AND "t0"."bought_on" <= toDate('2026-09-20')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-08-23')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-07-26') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-05-24') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-07-26') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-05-24') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-08-23')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-10-18')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-09-20') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-07-19') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-09-20') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-07-19') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-10-18')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-10-18')
            AND "t0"."bought_on" <= toDate('2026-11-15')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-07-26')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-06-28') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-04-26') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-06-28') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-04-26') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-07-26')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-07-26')
            AND "t0"."bought_on" <= toDate('2026-08-23')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-07-26')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-06-28') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-04-26') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-06-28') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-04-26') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-07-26')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-06-28')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-05-31') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-03-29') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-05-31') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-03-29') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-06-28')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-06-28')
            AND "t0"."bought_on" <= toDate('2026-07-26')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-06-28')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-05-31') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-03-29') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-05-31') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-03-29') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-06-28')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-05-31')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-05-03') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-03-01') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-05-03') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-03-01') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-05-31')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-05-31')
            AND "t0"."bought_on" <= toDate('2026-06-28')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-05-31')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-05-03') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-03-01') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-05-03') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-03-01') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-05-31')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-05-03')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-04-05') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-02-01') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-04-05') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-02-01') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-05-03')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-05-03')
            AND "t0"."bought_on" <= toDate('2026-05-31')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-05-03')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-04-05') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-02-01') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-04-05') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-02-01') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-05-03')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-04-05')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-03-08') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2026-01-04') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-03-08') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2026-01-04') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-04-05')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-04-05')
            AND "t0"."bought_on" <= toDate('2026-05-03')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-04-05')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-03-08') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2026-01-04') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-03-08') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2026-01-04') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-04-05')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-03-08')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-02-08') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2025-12-07') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-02-08') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2025-12-07') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-03-08')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-03-08')
            AND "t0"."bought_on" <= toDate('2026-04-05')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-03-08')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-02-08') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2025-12-07') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-02-08') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2025-12-07') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-03-08')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t9"."frequency" AS "frequency",
  "t9"."recency" AS "recency",
  "t9"."age" AS "age",
  "t9"."recent_short" AS "recent_short",
  "t9"."recent_long" AS "recent_long",
  "t9"."spend_frequency" AS "spend_frequency",
  "t9"."outcome" AS "outcome",
  "t9"."customers" AS "customers",
  CAST("t9"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t9"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t8"."frequency" AS "frequency",
    "t8"."recency" AS "recency",
    "t8"."age" AS "age",
    "t8"."recent_short" AS "recent_short",
    "t8"."recent_long" AS "recent_long",
    "t8"."spend_frequency" AS "spend_frequency",
    "t8"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t8"."repeat_total") AS "repeat_total",
    SUM("t8"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t7"."customer_id" AS "customer_id",
      "t7"."first_on" AS "first_on",
      "t7"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t7"."first_on", "t7"."last_on") AS "recency",
      DATE_DIFF(DAY, "t7"."first_on", toDate('2026-02-08')) AS "age",
      "t7"."late_short" - CASE WHEN "t7"."first_on" > toDate('2026-01-11') THEN 1 ELSE 0 END AS "recent_short",
      "t7"."late_long" - CASE WHEN "t7"."first_on" > toDate('2025-11-09') THEN 1 ELSE 0 END AS "recent_long",
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
        "t6"."customer_id" AS "customer_id",
        "t6"."first_on" AS "first_on",
        "t6"."last_on" AS "last_on",
        "t6"."purchases" AS "purchases",
        "t6"."total" AS "total",
        "t6"."first_amount" AS "first_amount",
        "t6"."late_short" AS "late_short",
        "t6"."late_long" AS "late_long",
        "t5"."bought_later" AS "bought_later",
        "t5"."money_later" AS "money_later"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          MIN("t1"."bought_on") AS "first_on",
          MAX("t1"."bought_on") AS "last_on",
          COUNT(*) AS "purchases",
          SUM("t1"."amount") AS "total",
          argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
          SUM(CAST("t1"."bought_on" > toDate('2026-01-11') AS Nullable(Int32))) AS "late_short",
          SUM(CAST("t1"."bought_on" > toDate('2025-11-09') AS Nullable(Int32))) AS "late_long"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-02-08')
        ) AS "t1"
        GROUP BY
          "t1"."customer_id"
      ) AS "t6"
      LEFT OUTER JOIN (
        SELECT
          "t2"."customer_id" AS "customer_id",
          COUNT(*) AS "bought_later",
          SUM("t2"."amount") AS "money_later"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" > toDate('2026-02-08')
            AND "t0"."bought_on" <= toDate('2026-03-08')
        ) AS "t2"
        GROUP BY
          "t2"."customer_id"
      ) AS "t5"
        ON "t6"."customer_id" = "t5"."customer_id"
    ) AS "t7"
  ) AS "t8"
  GROUP BY
    "t8"."frequency",
    "t8"."recency",
    "t8"."age",
    "t8"."recent_short",
    "t8"."recent_long",
    "t8"."spend_frequency",
    "t8"."outcome"
) AS "t9";

SELECT
  "t4"."frequency" AS "frequency",
  "t4"."recency" AS "recency",
  "t4"."age" AS "age",
  "t4"."recent_short" AS "recent_short",
  "t4"."recent_long" AS "recent_long",
  "t4"."spend_frequency" AS "spend_frequency",
  "t4"."outcome" AS "outcome",
  "t4"."customers" AS "customers",
  CAST("t4"."repeat_total" AS Nullable(Float64)) AS "repeat_total",
  CAST("t4"."outcome_money" AS Nullable(Float64)) AS "outcome_money"
FROM (
  SELECT
    "t3"."frequency" AS "frequency",
    "t3"."recency" AS "recency",
    "t3"."age" AS "age",
    "t3"."recent_short" AS "recent_short",
    "t3"."recent_long" AS "recent_long",
    "t3"."spend_frequency" AS "spend_frequency",
    "t3"."outcome" AS "outcome",
    COUNT(*) AS "customers",
    SUM("t3"."repeat_total") AS "repeat_total",
    SUM("t3"."outcome_money") AS "outcome_money"
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      "t2"."first_on" AS "first_on",
      "t2"."purchases" - 1 AS "frequency",
      DATE_DIFF(DAY, "t2"."first_on", "t2"."last_on") AS "recency",
      DATE_DIFF(DAY, "t2"."first_on", toDate('2026-02-08')) AS "age",
      "t2"."late_short" - CASE WHEN "t2"."first_on" > toDate('2026-01-11') THEN 1 ELSE 0 END AS "recent_short",
      "t2"."late_long" - CASE WHEN "t2"."first_on" > toDate('2025-11-09') THEN 1 ELSE 0 END AS "recent_long",
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
        "t1"."customer_id" AS "customer_id",
        MIN("t1"."bought_on") AS "first_on",
        MAX("t1"."bought_on") AS "last_on",
        COUNT(*) AS "purchases",
        SUM("t1"."amount") AS "total",
        argMin(tuple("t1"."amount"), "t1"."bought_on").1 AS "first_amount",
        SUM(CAST("t1"."bought_on" > toDate('2026-01-11') AS Nullable(Int32))) AS "late_short",
        SUM(CAST("t1"."bought_on" > toDate('2025-11-09') AS Nullable(Int32))) AS "late_long"
      FROM (
        SELECT
          *
        FROM "temp"."main"."kept_1" AS "t0"
        WHERE
          "t0"."bought_on" <= toDate('2026-02-08')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    "t3"."frequency",
    "t3"."recency",
    "t3"."age",
    "t3"."recent_short",
    "t3"."recent_long",
    "t3"."spend_frequency",
    "t3"."outcome"
) AS "t4";

SELECT
  "t3"."place" AS "place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."bought_on" AS "bought_on",
    "t2"."amount" AS "amount",
    "t2"."wait" AS "wait",
    CAST(FLOOR((
      DATE_DIFF(DAY, "t2"."bought_on", toDate('2026-11-15'))
    ) / (
      28
    )) AS Nullable(Int64)) AS "step",
    CAST(FLOOR(LN(CAST("t2"."amount" AS Nullable(Float64)) + 1) * 10) AS Nullable(Int64)) AS "place"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."bought_on" AS "bought_on",
      "t1"."amount" AS "amount",
      DATE_DIFF(
        DAY,
        lagInFrame("t1"."bought_on") OVER (
          PARTITION BY "t1"."customer_id"
          ORDER BY "t1"."bought_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t1"."bought_on"
      ) AS "wait"
    FROM (
      SELECT
        *
      FROM "temp"."main"."kept_1" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate('2026-11-15')
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."bought_on" > toDate('2026-04-05')
    AND CAST(FLOOR((
      DATE_DIFF(DAY, "t2"."bought_on", toDate('2026-11-15'))
    ) / (
      28
    )) AS Nullable(Int64)) > 0
) AS "t3"
GROUP BY
  "t3"."place";

SELECT
  "t5"."step" AS "step",
  "t5"."place" AS "place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."step" AS "step",
    "t4"."times" AS "times",
    "t4"."fresh" AS "fresh",
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
      "t3"."customer_id" AS "customer_id",
      "t3"."step" AS "step",
      COUNT(*) AS "times",
      SUM(CAST(isNull("t3"."wait") AS Nullable(Int32))) AS "fresh"
    FROM (
      SELECT
        "t2"."customer_id" AS "customer_id",
        "t2"."bought_on" AS "bought_on",
        "t2"."amount" AS "amount",
        "t2"."wait" AS "wait",
        CAST(FLOOR((
          DATE_DIFF(DAY, "t2"."bought_on", toDate('2026-11-15'))
        ) / (
          28
        )) AS Nullable(Int64)) AS "step"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          "t1"."amount" AS "amount",
          DATE_DIFF(
            DAY,
            lagInFrame("t1"."bought_on") OVER (
              PARTITION BY "t1"."customer_id"
              ORDER BY "t1"."bought_on" ASC
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ),
            "t1"."bought_on"
          ) AS "wait"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-11-15')
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."bought_on" > toDate('2026-04-05')
    ) AS "t3"
    GROUP BY
      "t3"."customer_id",
      "t3"."step"
  ) AS "t4"
) AS "t5"
GROUP BY
  "t5"."step",
  "t5"."place";

SELECT
  "t3"."step" AS "step",
  "t3"."place" AS "place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."bought_on" AS "bought_on",
    "t2"."amount" AS "amount",
    "t2"."wait" AS "wait",
    CAST(FLOOR((
      DATE_DIFF(DAY, "t2"."bought_on", toDate('2026-11-15'))
    ) / (
      28
    )) AS Nullable(Int64)) AS "step",
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
      "t1"."customer_id" AS "customer_id",
      "t1"."bought_on" AS "bought_on",
      "t1"."amount" AS "amount",
      DATE_DIFF(
        DAY,
        lagInFrame("t1"."bought_on") OVER (
          PARTITION BY "t1"."customer_id"
          ORDER BY "t1"."bought_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t1"."bought_on"
      ) AS "wait"
    FROM (
      SELECT
        *
      FROM "temp"."main"."kept_1" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate('2026-11-15')
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."bought_on" > toDate('2026-04-05') AND isNotNull("t2"."wait")
) AS "t3"
GROUP BY
  "t3"."step",
  "t3"."place";

SELECT
  "t3"."step" AS "step",
  "t3"."place" AS "place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."bought_on" AS "bought_on",
    "t2"."amount" AS "amount",
    "t2"."wait" AS "wait",
    CAST(FLOOR((
      DATE_DIFF(DAY, "t2"."bought_on", toDate('2026-11-15'))
    ) / (
      28
    )) AS Nullable(Int64)) AS "step",
    CASE
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 811.4058251675433
      THEN 0
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 1338.430764394418
      THEN 1
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 1997.1958951041172
      THEN 2
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 2696.28232826851
      THEN 3
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 3293.4680752838403
      THEN 4
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 4446.066747699858
      THEN 5
      WHEN CAST("t2"."amount" AS Nullable(Float64)) < 6633.24400627789
      THEN 6
      ELSE 7
    END AS "place"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."bought_on" AS "bought_on",
      "t1"."amount" AS "amount",
      DATE_DIFF(
        DAY,
        lagInFrame("t1"."bought_on") OVER (
          PARTITION BY "t1"."customer_id"
          ORDER BY "t1"."bought_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t1"."bought_on"
      ) AS "wait"
    FROM (
      SELECT
        *
      FROM "temp"."main"."kept_1" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate('2026-11-15')
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."bought_on" > toDate('2026-04-05')
) AS "t3"
GROUP BY
  "t3"."step",
  "t3"."place";

SELECT
  "t5"."step" AS "step",
  "t5"."place" AS "place",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."step" AS "step",
    "t4"."times" AS "times",
    "t4"."fresh" AS "fresh",
    "t4"."fresh" AS "place"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      "t3"."step" AS "step",
      COUNT(*) AS "times",
      SUM(CAST(isNull("t3"."wait") AS Nullable(Int32))) AS "fresh"
    FROM (
      SELECT
        "t2"."customer_id" AS "customer_id",
        "t2"."bought_on" AS "bought_on",
        "t2"."amount" AS "amount",
        "t2"."wait" AS "wait",
        CAST(FLOOR((
          DATE_DIFF(DAY, "t2"."bought_on", toDate('2026-11-15'))
        ) / (
          28
        )) AS Nullable(Int64)) AS "step"
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          "t1"."amount" AS "amount",
          DATE_DIFF(
            DAY,
            lagInFrame("t1"."bought_on") OVER (
              PARTITION BY "t1"."customer_id"
              ORDER BY "t1"."bought_on" ASC
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ),
            "t1"."bought_on"
          ) AS "wait"
        FROM (
          SELECT
            *
          FROM "temp"."main"."kept_1" AS "t0"
          WHERE
            "t0"."bought_on" <= toDate('2026-11-15')
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."bought_on" > toDate('2026-04-05')
    ) AS "t3"
    GROUP BY
      "t3"."customer_id",
      "t3"."step"
  ) AS "t4"
) AS "t5"
GROUP BY
  "t5"."step",
  "t5"."place";

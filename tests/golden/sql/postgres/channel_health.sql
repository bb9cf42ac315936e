SELECT
  "t1"."channel",
  COUNT(*) FILTER(WHERE
    "t1"."now") AS "contacts",
  COUNT(DISTINCT "t1"."customer_id") FILTER(WHERE
    "t1"."now") AS "customers",
  CAST(CAST(COALESCE(SUM("t1"."cost") FILTER(WHERE
    "t1"."now"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "cost",
  COUNT(*) FILTER(WHERE
    "t1"."now" AND (
      "t1"."status" <> 'bounced'
    )) AS "delivered",
  COUNT(*) FILTER(WHERE
    "t1"."now" AND (
      "t1"."status" = 'complained'
    )) AS "complained",
  COUNT(*) FILTER(WHERE
    "t1"."now" AND (
      "t1"."status" = 'unsubscribed'
    )) AS "unsubscribed"
FROM (
  SELECT
    "t0"."contact_id",
    "t0"."customer_id",
    "t0"."campaign_id",
    "t0"."channel",
    "t0"."sent_at",
    "t0"."sent_on",
    "t0"."cost",
    COALESCE("t0"."status", 'delivered') AS "status",
    "t0"."opened",
    "t0"."clicked",
    "t0"."sent_on" >= MAKE_DATE(2026, 8, 18) AS "now"
  FROM "contacts" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
    AND "t0"."sent_on" BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
) AS "t1"
GROUP BY
  1;

SELECT DISTINCT
  "t1"."channel"
FROM (
  SELECT DISTINCT
    "t0"."channel",
    "t0"."customer_id",
    "t0"."sent_on",
    "t0"."sent_on" >= MAKE_DATE(2026, 8, 18) AS "now"
  FROM "contacts" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
    AND "t0"."sent_on" BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
) AS "t1";

SELECT
  "t1"."channel",
  COUNT(*) FILTER(WHERE
    "t1"."now") AS "sends_now",
  COUNT(*) FILTER(WHERE
    NOT (
      "t1"."now"
    )) AS "sends_before"
FROM (
  SELECT DISTINCT
    "t0"."channel",
    "t0"."customer_id",
    "t0"."sent_on",
    "t0"."sent_on" >= MAKE_DATE(2026, 8, 18) AS "now"
  FROM "contacts" AS "t0"
  WHERE
    "t0"."customer_id" IS NOT NULL
    AND "t0"."sent_on" BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
    AND "t0"."sent_on" <= MAKE_DATE(2026, 11, 9)
) AS "t1"
GROUP BY
  1;

SELECT
  "t7"."channel",
  COUNT(*) FILTER(WHERE
    "t7"."now") AS "hits_now",
  COUNT(*) FILTER(WHERE
    NOT (
      "t7"."now"
    )) AS "hits_before"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."channel",
      "t4"."customer_id",
      "t4"."sent_on",
      "t4"."now"
    FROM (
      SELECT DISTINCT
        "t0"."channel",
        "t0"."customer_id",
        "t0"."sent_on",
        "t0"."sent_on" >= MAKE_DATE(2026, 8, 18) AS "now"
      FROM "contacts" AS "t0"
      WHERE
        "t0"."customer_id" IS NOT NULL
        AND "t0"."sent_on" BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
    ) AS "t4"
    WHERE
      EXISTS(
        SELECT
          1
        FROM (
          SELECT DISTINCT
            "t1"."customer_id",
            "t1"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t1"
          WHERE
            "t1"."customer_id" IS NOT NULL AND "t1"."kind" = 'sale'
        ) AS "t5"
        WHERE
          "t4"."customer_id" = "t5"."customer_id"
          AND "t5"."bought_on" >= "t4"."sent_on"
          AND "t5"."bought_on" < (
            "t4"."sent_on" + INTERVAL '7 DAY'
          )
      )
  ) AS "t6"
  WHERE
    "t6"."sent_on" <= MAKE_DATE(2026, 11, 9)
) AS "t7"
GROUP BY
  1;

SELECT
  "t7"."channel",
  COUNT(*) FILTER(WHERE
    "t7"."was") AS "before",
  COUNT(*) FILTER(WHERE
    "t7"."was" AND "t7"."is_now") AS "back",
  SUM("t7"."revenue") AS "revenue",
  COUNT(*) FILTER(WHERE
    "t7"."is_now") AS "buyers"
FROM (
  SELECT
    "t4"."channel",
    "t4"."customer_id",
    "t6"."was",
    "t6"."is_now",
    "t6"."revenue"
  FROM (
    SELECT DISTINCT
      "t0"."channel",
      "t0"."customer_id"
    FROM "contacts" AS "t0"
    WHERE
      "t0"."customer_id" IS NOT NULL
      AND "t0"."sent_on" BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
      AND COALESCE("t0"."status", 'delivered') <> 'bounced'
  ) AS "t4"
  INNER JOIN (
    SELECT
      "t2"."customer_id",
      BOOL_OR(NOT (
        "t2"."ordered_on" >= MAKE_DATE(2026, 8, 18)
      )) AS "was",
      BOOL_OR("t2"."ordered_on" >= MAKE_DATE(2026, 8, 18)) AS "is_now",
      CAST(CAST(COALESCE(SUM("t2"."revenue") FILTER(WHERE
        "t2"."ordered_on" >= MAKE_DATE(2026, 8, 18)), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t1"
      WHERE
        "t1"."customer_id" IS NOT NULL
        AND "t1"."kind" = 'sale'
        AND "t1"."ordered_on" BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
    ) AS "t2"
    GROUP BY
      1
  ) AS "t6"
    ON "t4"."customer_id" = "t6"."customer_id"
) AS "t7"
GROUP BY
  1;

SELECT
  *
FROM "campaigns";

SELECT
  "t1"."experiment_id",
  "t1"."arm",
  COUNT("t1"."customer_id") AS "n"
FROM (
  SELECT DISTINCT
    "t0"."experiment_id",
    "t0"."arm",
    "t0"."customer_id"
  FROM "assignments" AS "t0"
) AS "t1"
GROUP BY
  1,
  2;

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-spring' AND "t0"."reward" IS NOT NULL;

SELECT
  "t40"."customer_id",
  "t40"."arm",
  "t40"."propensity",
  "t40"."assigned_on",
  "t40"."arms",
  "t40"."orders",
  "t40"."revenue_exact",
  "t40"."discount_exact",
  "t40"."margin_exact",
  "t40"."margin_known",
  "t40"."first_order_on",
  "t40"."revenue_before",
  "t40"."orders_before",
  "t40"."later_revenue_exact",
  "t40"."later_discount_exact",
  "t40"."later_margin_exact",
  "t40"."contacts",
  "t40"."contact_cost_exact",
  "t40"."redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39"."customer_id",
    "t39"."arm",
    "t39"."propensity",
    "t39"."assigned_on",
    "t39"."arms",
    "t39"."orders",
    "t39"."revenue_exact",
    "t39"."discount_exact",
    "t39"."margin_exact",
    "t39"."margin_known",
    "t39"."first_order_on",
    "t39"."revenue_before",
    "t39"."orders_before",
    "t39"."later_revenue_exact",
    "t39"."later_discount_exact",
    "t39"."later_margin_exact",
    "t39"."contacts",
    "t39"."contact_cost_exact",
    "t39"."redeemed"
  FROM (
    SELECT
      "t38"."customer_id",
      "t38"."arm",
      "t38"."propensity",
      "t38"."assigned_on",
      "t38"."arms",
      "t38"."orders",
      "t38"."revenue_exact",
      "t38"."discount_exact",
      "t38"."margin_exact",
      "t38"."margin_known",
      "t38"."first_order_on",
      "t38"."revenue_before",
      "t38"."orders_before",
      "t38"."later_revenue_exact",
      "t38"."later_discount_exact",
      "t38"."later_margin_exact",
      "t38"."contacts",
      "t38"."contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed"
    FROM (
      SELECT
        "t36"."customer_id",
        "t36"."arm",
        "t36"."propensity",
        "t36"."assigned_on",
        "t36"."arms",
        "t36"."orders",
        "t36"."revenue_exact",
        "t36"."discount_exact",
        "t36"."margin_exact",
        "t36"."margin_known",
        "t36"."first_order_on",
        "t36"."revenue_before",
        "t36"."orders_before",
        "t36"."later_revenue_exact",
        "t36"."later_discount_exact",
        "t36"."later_margin_exact",
        "t36"."contacts",
        "t36"."contact_cost_exact"
      FROM (
        SELECT
          "t35"."customer_id",
          "t35"."arm",
          "t35"."propensity",
          "t35"."assigned_on",
          "t35"."arms",
          "t35"."orders",
          "t35"."revenue_exact",
          "t35"."discount_exact",
          "t35"."margin_exact",
          "t35"."margin_known",
          "t35"."first_order_on",
          "t35"."revenue_before",
          "t35"."orders_before",
          "t35"."later_revenue_exact",
          "t35"."later_discount_exact",
          "t35"."later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts",
          "t18"."contact_cost_exact"
        FROM (
          SELECT
            "t33"."customer_id",
            "t33"."arm",
            "t33"."propensity",
            "t33"."assigned_on",
            "t33"."arms",
            "t33"."orders",
            "t33"."revenue_exact",
            "t33"."discount_exact",
            "t33"."margin_exact",
            "t33"."margin_known",
            "t33"."first_order_on",
            "t33"."revenue_before",
            "t33"."orders_before",
            "t33"."later_revenue_exact",
            "t33"."later_discount_exact",
            "t33"."later_margin_exact"
          FROM (
            SELECT
              "t32"."customer_id",
              "t32"."arm",
              "t32"."propensity",
              "t32"."assigned_on",
              "t32"."arms",
              "t32"."orders",
              "t32"."revenue_exact",
              "t32"."discount_exact",
              "t32"."margin_exact",
              "t32"."margin_known",
              "t32"."first_order_on",
              "t32"."revenue_before",
              "t32"."orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact",
              "t19"."later_discount_exact",
              "t19"."later_margin_exact"
            FROM (
              SELECT
                "t30"."customer_id",
                "t30"."arm",
                "t30"."propensity",
                "t30"."assigned_on",
                "t30"."arms",
                "t30"."orders",
                "t30"."revenue_exact",
                "t30"."discount_exact",
                "t30"."margin_exact",
                "t30"."margin_known",
                "t30"."first_order_on",
                "t30"."revenue_before",
                "t30"."orders_before"
              FROM (
                SELECT
                  "t23"."customer_id",
                  "t23"."arm",
                  "t23"."propensity",
                  "t23"."assigned_on",
                  "t23"."arms",
                  "t23"."orders",
                  "t23"."revenue_exact",
                  "t23"."discount_exact",
                  "t23"."margin_exact",
                  "t23"."margin_known",
                  "t23"."first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before",
                  "t29"."orders_before"
                FROM (
                  SELECT
                    "t21"."customer_id",
                    "t21"."arm",
                    "t21"."propensity",
                    "t21"."assigned_on",
                    "t21"."arms",
                    "t21"."orders",
                    "t21"."revenue_exact",
                    "t21"."discount_exact",
                    "t21"."margin_exact",
                    "t21"."margin_known",
                    "t21"."first_order_on"
                  FROM (
                    SELECT
                      "t17"."customer_id",
                      "t17"."arm",
                      "t17"."propensity",
                      "t17"."assigned_on",
                      "t17"."arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders",
                      "t20"."revenue_exact",
                      "t20"."discount_exact",
                      "t20"."margin_exact",
                      "t20"."margin_known",
                      "t20"."first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id",
                        (
                          ARRAY_AGG(
                            "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "arm",
                        (
                          ARRAY_AGG(
                            "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        COUNT(DISTINCT "t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C01-spring' AND "t3"."customer_id" IS NOT NULL
                      ) AS "t9"
                      GROUP BY
                        1
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id",
                        COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                          "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 5, 5)
                          AND "t2"."ordered_on" <= MAKE_DATE(2026, 6, 1)
                      ) AS "t7"
                      GROUP BY
                        1
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id",
                    CAST(SUM("t27"."revenue") AS DOUBLE PRECISION) AS "revenue_before",
                    COUNT(DISTINCT "t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id",
                        "t25"."assigned_on",
                        "t10"."order_id",
                        "t10"."line",
                        "t10"."ordered_at",
                        "t10"."ordered_on",
                        "t10"."product_id",
                        "t10"."category",
                        "t10"."quantity",
                        "t10"."revenue",
                        "t10"."discount",
                        "t10"."margin",
                        "t10"."store_id",
                        "t10"."channel",
                        "t10"."kind",
                        "t10"."refund_of",
                        "t10"."source",
                        "t10"."source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id",
                          "t22"."assigned_on"
                        FROM (
                          SELECT
                            "t21"."customer_id",
                            "t21"."arm",
                            "t21"."propensity",
                            "t21"."assigned_on",
                            "t21"."arms",
                            "t21"."orders",
                            "t21"."revenue_exact",
                            "t21"."discount_exact",
                            "t21"."margin_exact",
                            "t21"."margin_known",
                            "t21"."first_order_on"
                          FROM (
                            SELECT
                              "t17"."customer_id",
                              "t17"."arm",
                              "t17"."propensity",
                              "t17"."assigned_on",
                              "t17"."arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders",
                              "t20"."revenue_exact",
                              "t20"."discount_exact",
                              "t20"."margin_exact",
                              "t20"."margin_known",
                              "t20"."first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id",
                                (
                                  ARRAY_AGG(
                                    "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "arm",
                                (
                                  ARRAY_AGG(
                                    "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                COUNT(DISTINCT "t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C01-spring' AND "t3"."customer_id" IS NOT NULL
                              ) AS "t9"
                              GROUP BY
                                1
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id",
                                COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                                  "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  "t2"."customer_id" IS NOT NULL
                                  AND "t2"."ordered_on" >= MAKE_DATE(2026, 5, 5)
                                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 6, 1)
                              ) AS "t7"
                              GROUP BY
                                1
                            ) AS "t20"
                              ON "t17"."customer_id" = "t20"."customer_id"
                          ) AS "t21"
                        ) AS "t22"
                      ) AS "t25"
                      INNER JOIN (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2025, 11, 4)
                          AND "t2"."ordered_on" < MAKE_DATE(2026, 5, 5)
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      (
                        "t26"."assigned_on" IS NULL
                      )
                      OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    1
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS BIGINT) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS BIGINT) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS BIGINT) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  "t2"."customer_id" IS NOT NULL
                  AND "t2"."ordered_on" > MAKE_DATE(2026, 6, 1)
                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 6, 29)
              ) AS "t6"
              GROUP BY
                1
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS BIGINT) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C01-spring'
          ) AS "t5"
          GROUP BY
            1
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-spring'
          AND "t0"."redeemed_on" >= MAKE_DATE(2026, 5, 5)
          AND "t0"."redeemed_on" <= MAKE_DATE(2026, 6, 1)
      ) AS "t4"
      GROUP BY
        1
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-summer' AND "t0"."reward" IS NOT NULL;

SELECT
  "t40"."customer_id",
  "t40"."arm",
  "t40"."propensity",
  "t40"."assigned_on",
  "t40"."arms",
  "t40"."orders",
  "t40"."revenue_exact",
  "t40"."discount_exact",
  "t40"."margin_exact",
  "t40"."margin_known",
  "t40"."first_order_on",
  "t40"."revenue_before",
  "t40"."orders_before",
  "t40"."later_revenue_exact",
  "t40"."later_discount_exact",
  "t40"."later_margin_exact",
  "t40"."contacts",
  "t40"."contact_cost_exact",
  "t40"."redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39"."customer_id",
    "t39"."arm",
    "t39"."propensity",
    "t39"."assigned_on",
    "t39"."arms",
    "t39"."orders",
    "t39"."revenue_exact",
    "t39"."discount_exact",
    "t39"."margin_exact",
    "t39"."margin_known",
    "t39"."first_order_on",
    "t39"."revenue_before",
    "t39"."orders_before",
    "t39"."later_revenue_exact",
    "t39"."later_discount_exact",
    "t39"."later_margin_exact",
    "t39"."contacts",
    "t39"."contact_cost_exact",
    "t39"."redeemed"
  FROM (
    SELECT
      "t38"."customer_id",
      "t38"."arm",
      "t38"."propensity",
      "t38"."assigned_on",
      "t38"."arms",
      "t38"."orders",
      "t38"."revenue_exact",
      "t38"."discount_exact",
      "t38"."margin_exact",
      "t38"."margin_known",
      "t38"."first_order_on",
      "t38"."revenue_before",
      "t38"."orders_before",
      "t38"."later_revenue_exact",
      "t38"."later_discount_exact",
      "t38"."later_margin_exact",
      "t38"."contacts",
      "t38"."contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed"
    FROM (
      SELECT
        "t36"."customer_id",
        "t36"."arm",
        "t36"."propensity",
        "t36"."assigned_on",
        "t36"."arms",
        "t36"."orders",
        "t36"."revenue_exact",
        "t36"."discount_exact",
        "t36"."margin_exact",
        "t36"."margin_known",
        "t36"."first_order_on",
        "t36"."revenue_before",
        "t36"."orders_before",
        "t36"."later_revenue_exact",
        "t36"."later_discount_exact",
        "t36"."later_margin_exact",
        "t36"."contacts",
        "t36"."contact_cost_exact"
      FROM (
        SELECT
          "t35"."customer_id",
          "t35"."arm",
          "t35"."propensity",
          "t35"."assigned_on",
          "t35"."arms",
          "t35"."orders",
          "t35"."revenue_exact",
          "t35"."discount_exact",
          "t35"."margin_exact",
          "t35"."margin_known",
          "t35"."first_order_on",
          "t35"."revenue_before",
          "t35"."orders_before",
          "t35"."later_revenue_exact",
          "t35"."later_discount_exact",
          "t35"."later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts",
          "t18"."contact_cost_exact"
        FROM (
          SELECT
            "t33"."customer_id",
            "t33"."arm",
            "t33"."propensity",
            "t33"."assigned_on",
            "t33"."arms",
            "t33"."orders",
            "t33"."revenue_exact",
            "t33"."discount_exact",
            "t33"."margin_exact",
            "t33"."margin_known",
            "t33"."first_order_on",
            "t33"."revenue_before",
            "t33"."orders_before",
            "t33"."later_revenue_exact",
            "t33"."later_discount_exact",
            "t33"."later_margin_exact"
          FROM (
            SELECT
              "t32"."customer_id",
              "t32"."arm",
              "t32"."propensity",
              "t32"."assigned_on",
              "t32"."arms",
              "t32"."orders",
              "t32"."revenue_exact",
              "t32"."discount_exact",
              "t32"."margin_exact",
              "t32"."margin_known",
              "t32"."first_order_on",
              "t32"."revenue_before",
              "t32"."orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact",
              "t19"."later_discount_exact",
              "t19"."later_margin_exact"
            FROM (
              SELECT
                "t30"."customer_id",
                "t30"."arm",
                "t30"."propensity",
                "t30"."assigned_on",
                "t30"."arms",
                "t30"."orders",
                "t30"."revenue_exact",
                "t30"."discount_exact",
                "t30"."margin_exact",
                "t30"."margin_known",
                "t30"."first_order_on",
                "t30"."revenue_before",
                "t30"."orders_before"
              FROM (
                SELECT
                  "t23"."customer_id",
                  "t23"."arm",
                  "t23"."propensity",
                  "t23"."assigned_on",
                  "t23"."arms",
                  "t23"."orders",
                  "t23"."revenue_exact",
                  "t23"."discount_exact",
                  "t23"."margin_exact",
                  "t23"."margin_known",
                  "t23"."first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before",
                  "t29"."orders_before"
                FROM (
                  SELECT
                    "t21"."customer_id",
                    "t21"."arm",
                    "t21"."propensity",
                    "t21"."assigned_on",
                    "t21"."arms",
                    "t21"."orders",
                    "t21"."revenue_exact",
                    "t21"."discount_exact",
                    "t21"."margin_exact",
                    "t21"."margin_known",
                    "t21"."first_order_on"
                  FROM (
                    SELECT
                      "t17"."customer_id",
                      "t17"."arm",
                      "t17"."propensity",
                      "t17"."assigned_on",
                      "t17"."arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders",
                      "t20"."revenue_exact",
                      "t20"."discount_exact",
                      "t20"."margin_exact",
                      "t20"."margin_known",
                      "t20"."first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id",
                        (
                          ARRAY_AGG(
                            "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "arm",
                        (
                          ARRAY_AGG(
                            "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        COUNT(DISTINCT "t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C02-summer' AND "t3"."customer_id" IS NOT NULL
                      ) AS "t9"
                      GROUP BY
                        1
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id",
                        COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                          "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 7, 14)
                          AND "t2"."ordered_on" <= MAKE_DATE(2026, 8, 10)
                      ) AS "t7"
                      GROUP BY
                        1
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id",
                    CAST(SUM("t27"."revenue") AS DOUBLE PRECISION) AS "revenue_before",
                    COUNT(DISTINCT "t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id",
                        "t25"."assigned_on",
                        "t10"."order_id",
                        "t10"."line",
                        "t10"."ordered_at",
                        "t10"."ordered_on",
                        "t10"."product_id",
                        "t10"."category",
                        "t10"."quantity",
                        "t10"."revenue",
                        "t10"."discount",
                        "t10"."margin",
                        "t10"."store_id",
                        "t10"."channel",
                        "t10"."kind",
                        "t10"."refund_of",
                        "t10"."source",
                        "t10"."source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id",
                          "t22"."assigned_on"
                        FROM (
                          SELECT
                            "t21"."customer_id",
                            "t21"."arm",
                            "t21"."propensity",
                            "t21"."assigned_on",
                            "t21"."arms",
                            "t21"."orders",
                            "t21"."revenue_exact",
                            "t21"."discount_exact",
                            "t21"."margin_exact",
                            "t21"."margin_known",
                            "t21"."first_order_on"
                          FROM (
                            SELECT
                              "t17"."customer_id",
                              "t17"."arm",
                              "t17"."propensity",
                              "t17"."assigned_on",
                              "t17"."arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders",
                              "t20"."revenue_exact",
                              "t20"."discount_exact",
                              "t20"."margin_exact",
                              "t20"."margin_known",
                              "t20"."first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id",
                                (
                                  ARRAY_AGG(
                                    "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "arm",
                                (
                                  ARRAY_AGG(
                                    "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                COUNT(DISTINCT "t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C02-summer' AND "t3"."customer_id" IS NOT NULL
                              ) AS "t9"
                              GROUP BY
                                1
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id",
                                COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                                  "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  "t2"."customer_id" IS NOT NULL
                                  AND "t2"."ordered_on" >= MAKE_DATE(2026, 7, 14)
                                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 8, 10)
                              ) AS "t7"
                              GROUP BY
                                1
                            ) AS "t20"
                              ON "t17"."customer_id" = "t20"."customer_id"
                          ) AS "t21"
                        ) AS "t22"
                      ) AS "t25"
                      INNER JOIN (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 1, 13)
                          AND "t2"."ordered_on" < MAKE_DATE(2026, 7, 14)
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      (
                        "t26"."assigned_on" IS NULL
                      )
                      OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    1
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS BIGINT) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS BIGINT) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS BIGINT) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  "t2"."customer_id" IS NOT NULL
                  AND "t2"."ordered_on" > MAKE_DATE(2026, 8, 10)
                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 9, 7)
              ) AS "t6"
              GROUP BY
                1
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS BIGINT) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C02-summer'
          ) AS "t5"
          GROUP BY
            1
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-summer'
          AND "t0"."redeemed_on" >= MAKE_DATE(2026, 7, 14)
          AND "t0"."redeemed_on" <= MAKE_DATE(2026, 8, 10)
      ) AS "t4"
      GROUP BY
        1
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-autumn' AND "t0"."reward" IS NOT NULL;

SELECT
  "t40"."customer_id",
  "t40"."arm",
  "t40"."propensity",
  "t40"."assigned_on",
  "t40"."arms",
  "t40"."orders",
  "t40"."revenue_exact",
  "t40"."discount_exact",
  "t40"."margin_exact",
  "t40"."margin_known",
  "t40"."first_order_on",
  "t40"."revenue_before",
  "t40"."orders_before",
  "t40"."later_revenue_exact",
  "t40"."later_discount_exact",
  "t40"."later_margin_exact",
  "t40"."contacts",
  "t40"."contact_cost_exact",
  "t40"."redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39"."customer_id",
    "t39"."arm",
    "t39"."propensity",
    "t39"."assigned_on",
    "t39"."arms",
    "t39"."orders",
    "t39"."revenue_exact",
    "t39"."discount_exact",
    "t39"."margin_exact",
    "t39"."margin_known",
    "t39"."first_order_on",
    "t39"."revenue_before",
    "t39"."orders_before",
    "t39"."later_revenue_exact",
    "t39"."later_discount_exact",
    "t39"."later_margin_exact",
    "t39"."contacts",
    "t39"."contact_cost_exact",
    "t39"."redeemed"
  FROM (
    SELECT
      "t38"."customer_id",
      "t38"."arm",
      "t38"."propensity",
      "t38"."assigned_on",
      "t38"."arms",
      "t38"."orders",
      "t38"."revenue_exact",
      "t38"."discount_exact",
      "t38"."margin_exact",
      "t38"."margin_known",
      "t38"."first_order_on",
      "t38"."revenue_before",
      "t38"."orders_before",
      "t38"."later_revenue_exact",
      "t38"."later_discount_exact",
      "t38"."later_margin_exact",
      "t38"."contacts",
      "t38"."contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed"
    FROM (
      SELECT
        "t36"."customer_id",
        "t36"."arm",
        "t36"."propensity",
        "t36"."assigned_on",
        "t36"."arms",
        "t36"."orders",
        "t36"."revenue_exact",
        "t36"."discount_exact",
        "t36"."margin_exact",
        "t36"."margin_known",
        "t36"."first_order_on",
        "t36"."revenue_before",
        "t36"."orders_before",
        "t36"."later_revenue_exact",
        "t36"."later_discount_exact",
        "t36"."later_margin_exact",
        "t36"."contacts",
        "t36"."contact_cost_exact"
      FROM (
        SELECT
          "t35"."customer_id",
          "t35"."arm",
          "t35"."propensity",
          "t35"."assigned_on",
          "t35"."arms",
          "t35"."orders",
          "t35"."revenue_exact",
          "t35"."discount_exact",
          "t35"."margin_exact",
          "t35"."margin_known",
          "t35"."first_order_on",
          "t35"."revenue_before",
          "t35"."orders_before",
          "t35"."later_revenue_exact",
          "t35"."later_discount_exact",
          "t35"."later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts",
          "t18"."contact_cost_exact"
        FROM (
          SELECT
            "t33"."customer_id",
            "t33"."arm",
            "t33"."propensity",
            "t33"."assigned_on",
            "t33"."arms",
            "t33"."orders",
            "t33"."revenue_exact",
            "t33"."discount_exact",
            "t33"."margin_exact",
            "t33"."margin_known",
            "t33"."first_order_on",
            "t33"."revenue_before",
            "t33"."orders_before",
            "t33"."later_revenue_exact",
            "t33"."later_discount_exact",
            "t33"."later_margin_exact"
          FROM (
            SELECT
              "t32"."customer_id",
              "t32"."arm",
              "t32"."propensity",
              "t32"."assigned_on",
              "t32"."arms",
              "t32"."orders",
              "t32"."revenue_exact",
              "t32"."discount_exact",
              "t32"."margin_exact",
              "t32"."margin_known",
              "t32"."first_order_on",
              "t32"."revenue_before",
              "t32"."orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact",
              "t19"."later_discount_exact",
              "t19"."later_margin_exact"
            FROM (
              SELECT
                "t30"."customer_id",
                "t30"."arm",
                "t30"."propensity",
                "t30"."assigned_on",
                "t30"."arms",
                "t30"."orders",
                "t30"."revenue_exact",
                "t30"."discount_exact",
                "t30"."margin_exact",
                "t30"."margin_known",
                "t30"."first_order_on",
                "t30"."revenue_before",
                "t30"."orders_before"
              FROM (
                SELECT
                  "t23"."customer_id",
                  "t23"."arm",
                  "t23"."propensity",
                  "t23"."assigned_on",
                  "t23"."arms",
                  "t23"."orders",
                  "t23"."revenue_exact",
                  "t23"."discount_exact",
                  "t23"."margin_exact",
                  "t23"."margin_known",
                  "t23"."first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before",
                  "t29"."orders_before"
                FROM (
                  SELECT
                    "t21"."customer_id",
                    "t21"."arm",
                    "t21"."propensity",
                    "t21"."assigned_on",
                    "t21"."arms",
                    "t21"."orders",
                    "t21"."revenue_exact",
                    "t21"."discount_exact",
                    "t21"."margin_exact",
                    "t21"."margin_known",
                    "t21"."first_order_on"
                  FROM (
                    SELECT
                      "t17"."customer_id",
                      "t17"."arm",
                      "t17"."propensity",
                      "t17"."assigned_on",
                      "t17"."arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders",
                      "t20"."revenue_exact",
                      "t20"."discount_exact",
                      "t20"."margin_exact",
                      "t20"."margin_known",
                      "t20"."first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id",
                        (
                          ARRAY_AGG(
                            "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "arm",
                        (
                          ARRAY_AGG(
                            "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        COUNT(DISTINCT "t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C03-autumn' AND "t3"."customer_id" IS NOT NULL
                      ) AS "t9"
                      GROUP BY
                        1
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id",
                        COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                          "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 9, 7)
                          AND "t2"."ordered_on" <= MAKE_DATE(2026, 10, 4)
                      ) AS "t7"
                      GROUP BY
                        1
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id",
                    CAST(SUM("t27"."revenue") AS DOUBLE PRECISION) AS "revenue_before",
                    COUNT(DISTINCT "t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id",
                        "t25"."assigned_on",
                        "t10"."order_id",
                        "t10"."line",
                        "t10"."ordered_at",
                        "t10"."ordered_on",
                        "t10"."product_id",
                        "t10"."category",
                        "t10"."quantity",
                        "t10"."revenue",
                        "t10"."discount",
                        "t10"."margin",
                        "t10"."store_id",
                        "t10"."channel",
                        "t10"."kind",
                        "t10"."refund_of",
                        "t10"."source",
                        "t10"."source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id",
                          "t22"."assigned_on"
                        FROM (
                          SELECT
                            "t21"."customer_id",
                            "t21"."arm",
                            "t21"."propensity",
                            "t21"."assigned_on",
                            "t21"."arms",
                            "t21"."orders",
                            "t21"."revenue_exact",
                            "t21"."discount_exact",
                            "t21"."margin_exact",
                            "t21"."margin_known",
                            "t21"."first_order_on"
                          FROM (
                            SELECT
                              "t17"."customer_id",
                              "t17"."arm",
                              "t17"."propensity",
                              "t17"."assigned_on",
                              "t17"."arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders",
                              "t20"."revenue_exact",
                              "t20"."discount_exact",
                              "t20"."margin_exact",
                              "t20"."margin_known",
                              "t20"."first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id",
                                (
                                  ARRAY_AGG(
                                    "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "arm",
                                (
                                  ARRAY_AGG(
                                    "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                COUNT(DISTINCT "t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C03-autumn' AND "t3"."customer_id" IS NOT NULL
                              ) AS "t9"
                              GROUP BY
                                1
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id",
                                COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                                  "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  "t2"."customer_id" IS NOT NULL
                                  AND "t2"."ordered_on" >= MAKE_DATE(2026, 9, 7)
                                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 10, 4)
                              ) AS "t7"
                              GROUP BY
                                1
                            ) AS "t20"
                              ON "t17"."customer_id" = "t20"."customer_id"
                          ) AS "t21"
                        ) AS "t22"
                      ) AS "t25"
                      INNER JOIN (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 3, 9)
                          AND "t2"."ordered_on" < MAKE_DATE(2026, 9, 7)
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      (
                        "t26"."assigned_on" IS NULL
                      )
                      OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    1
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS BIGINT) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS BIGINT) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS BIGINT) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  "t2"."customer_id" IS NOT NULL
                  AND "t2"."ordered_on" > MAKE_DATE(2026, 10, 4)
                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 11, 1)
              ) AS "t6"
              GROUP BY
                1
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS BIGINT) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C03-autumn'
          ) AS "t5"
          GROUP BY
            1
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-autumn'
          AND "t0"."redeemed_on" >= MAKE_DATE(2026, 9, 7)
          AND "t0"."redeemed_on" <= MAKE_DATE(2026, 10, 4)
      ) AS "t4"
      GROUP BY
        1
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-running' AND "t0"."reward" IS NOT NULL;

SELECT
  "t40"."customer_id",
  "t40"."arm",
  "t40"."propensity",
  "t40"."assigned_on",
  "t40"."arms",
  "t40"."orders",
  "t40"."revenue_exact",
  "t40"."discount_exact",
  "t40"."margin_exact",
  "t40"."margin_known",
  "t40"."first_order_on",
  "t40"."revenue_before",
  "t40"."orders_before",
  "t40"."later_revenue_exact",
  "t40"."later_discount_exact",
  "t40"."later_margin_exact",
  "t40"."contacts",
  "t40"."contact_cost_exact",
  "t40"."redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39"."customer_id",
    "t39"."arm",
    "t39"."propensity",
    "t39"."assigned_on",
    "t39"."arms",
    "t39"."orders",
    "t39"."revenue_exact",
    "t39"."discount_exact",
    "t39"."margin_exact",
    "t39"."margin_known",
    "t39"."first_order_on",
    "t39"."revenue_before",
    "t39"."orders_before",
    "t39"."later_revenue_exact",
    "t39"."later_discount_exact",
    "t39"."later_margin_exact",
    "t39"."contacts",
    "t39"."contact_cost_exact",
    "t39"."redeemed"
  FROM (
    SELECT
      "t38"."customer_id",
      "t38"."arm",
      "t38"."propensity",
      "t38"."assigned_on",
      "t38"."arms",
      "t38"."orders",
      "t38"."revenue_exact",
      "t38"."discount_exact",
      "t38"."margin_exact",
      "t38"."margin_known",
      "t38"."first_order_on",
      "t38"."revenue_before",
      "t38"."orders_before",
      "t38"."later_revenue_exact",
      "t38"."later_discount_exact",
      "t38"."later_margin_exact",
      "t38"."contacts",
      "t38"."contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed"
    FROM (
      SELECT
        "t36"."customer_id",
        "t36"."arm",
        "t36"."propensity",
        "t36"."assigned_on",
        "t36"."arms",
        "t36"."orders",
        "t36"."revenue_exact",
        "t36"."discount_exact",
        "t36"."margin_exact",
        "t36"."margin_known",
        "t36"."first_order_on",
        "t36"."revenue_before",
        "t36"."orders_before",
        "t36"."later_revenue_exact",
        "t36"."later_discount_exact",
        "t36"."later_margin_exact",
        "t36"."contacts",
        "t36"."contact_cost_exact"
      FROM (
        SELECT
          "t35"."customer_id",
          "t35"."arm",
          "t35"."propensity",
          "t35"."assigned_on",
          "t35"."arms",
          "t35"."orders",
          "t35"."revenue_exact",
          "t35"."discount_exact",
          "t35"."margin_exact",
          "t35"."margin_known",
          "t35"."first_order_on",
          "t35"."revenue_before",
          "t35"."orders_before",
          "t35"."later_revenue_exact",
          "t35"."later_discount_exact",
          "t35"."later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts",
          "t18"."contact_cost_exact"
        FROM (
          SELECT
            "t33"."customer_id",
            "t33"."arm",
            "t33"."propensity",
            "t33"."assigned_on",
            "t33"."arms",
            "t33"."orders",
            "t33"."revenue_exact",
            "t33"."discount_exact",
            "t33"."margin_exact",
            "t33"."margin_known",
            "t33"."first_order_on",
            "t33"."revenue_before",
            "t33"."orders_before",
            "t33"."later_revenue_exact",
            "t33"."later_discount_exact",
            "t33"."later_margin_exact"
          FROM (
            SELECT
              "t32"."customer_id",
              "t32"."arm",
              "t32"."propensity",
              "t32"."assigned_on",
              "t32"."arms",
              "t32"."orders",
              "t32"."revenue_exact",
              "t32"."discount_exact",
              "t32"."margin_exact",
              "t32"."margin_known",
              "t32"."first_order_on",
              "t32"."revenue_before",
              "t32"."orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact",
              "t19"."later_discount_exact",
              "t19"."later_margin_exact"
            FROM (
              SELECT
                "t30"."customer_id",
                "t30"."arm",
                "t30"."propensity",
                "t30"."assigned_on",
                "t30"."arms",
                "t30"."orders",
                "t30"."revenue_exact",
                "t30"."discount_exact",
                "t30"."margin_exact",
                "t30"."margin_known",
                "t30"."first_order_on",
                "t30"."revenue_before",
                "t30"."orders_before"
              FROM (
                SELECT
                  "t23"."customer_id",
                  "t23"."arm",
                  "t23"."propensity",
                  "t23"."assigned_on",
                  "t23"."arms",
                  "t23"."orders",
                  "t23"."revenue_exact",
                  "t23"."discount_exact",
                  "t23"."margin_exact",
                  "t23"."margin_known",
                  "t23"."first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before",
                  "t29"."orders_before"
                FROM (
                  SELECT
                    "t21"."customer_id",
                    "t21"."arm",
                    "t21"."propensity",
                    "t21"."assigned_on",
                    "t21"."arms",
                    "t21"."orders",
                    "t21"."revenue_exact",
                    "t21"."discount_exact",
                    "t21"."margin_exact",
                    "t21"."margin_known",
                    "t21"."first_order_on"
                  FROM (
                    SELECT
                      "t17"."customer_id",
                      "t17"."arm",
                      "t17"."propensity",
                      "t17"."assigned_on",
                      "t17"."arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders",
                      "t20"."revenue_exact",
                      "t20"."discount_exact",
                      "t20"."margin_exact",
                      "t20"."margin_known",
                      "t20"."first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id",
                        (
                          ARRAY_AGG(
                            "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "arm",
                        (
                          ARRAY_AGG(
                            "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                          ) FILTER(WHERE
                            COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                        )[1] AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        COUNT(DISTINCT "t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C04-running' AND "t3"."customer_id" IS NOT NULL
                      ) AS "t9"
                      GROUP BY
                        1
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id",
                        COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                          "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 11, 3)
                          AND "t2"."ordered_on" <= MAKE_DATE(2026, 11, 15)
                      ) AS "t7"
                      GROUP BY
                        1
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id",
                    CAST(SUM("t27"."revenue") AS DOUBLE PRECISION) AS "revenue_before",
                    COUNT(DISTINCT "t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id",
                        "t25"."assigned_on",
                        "t10"."order_id",
                        "t10"."line",
                        "t10"."ordered_at",
                        "t10"."ordered_on",
                        "t10"."product_id",
                        "t10"."category",
                        "t10"."quantity",
                        "t10"."revenue",
                        "t10"."discount",
                        "t10"."margin",
                        "t10"."store_id",
                        "t10"."channel",
                        "t10"."kind",
                        "t10"."refund_of",
                        "t10"."source",
                        "t10"."source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id",
                          "t22"."assigned_on"
                        FROM (
                          SELECT
                            "t21"."customer_id",
                            "t21"."arm",
                            "t21"."propensity",
                            "t21"."assigned_on",
                            "t21"."arms",
                            "t21"."orders",
                            "t21"."revenue_exact",
                            "t21"."discount_exact",
                            "t21"."margin_exact",
                            "t21"."margin_known",
                            "t21"."first_order_on"
                          FROM (
                            SELECT
                              "t17"."customer_id",
                              "t17"."arm",
                              "t17"."propensity",
                              "t17"."assigned_on",
                              "t17"."arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders",
                              "t20"."revenue_exact",
                              "t20"."discount_exact",
                              "t20"."margin_exact",
                              "t20"."margin_known",
                              "t20"."first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id",
                                (
                                  ARRAY_AGG(
                                    "t9"."arm" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "arm",
                                (
                                  ARRAY_AGG(
                                    "t9"."propensity" ORDER BY COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) ASC
                                  ) FILTER(WHERE
                                    COALESCE("t9"."assigned_at", CAST('1970-01-01T00:00:00' AS TIMESTAMP)) IS NOT NULL)
                                )[1] AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                COUNT(DISTINCT "t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C04-running' AND "t3"."customer_id" IS NOT NULL
                              ) AS "t9"
                              GROUP BY
                                1
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id",
                                COUNT(DISTINCT "t7"."order_id") FILTER(WHERE
                                  "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS BIGINT) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS BIGINT) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS BIGINT) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  "t2"."customer_id" IS NOT NULL
                                  AND "t2"."ordered_on" >= MAKE_DATE(2026, 11, 3)
                                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 11, 15)
                              ) AS "t7"
                              GROUP BY
                                1
                            ) AS "t20"
                              ON "t17"."customer_id" = "t20"."customer_id"
                          ) AS "t21"
                        ) AS "t22"
                      ) AS "t25"
                      INNER JOIN (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          "t2"."customer_id" IS NOT NULL
                          AND "t2"."ordered_on" >= MAKE_DATE(2026, 5, 5)
                          AND "t2"."ordered_on" < MAKE_DATE(2026, 11, 3)
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      (
                        "t26"."assigned_on" IS NULL
                      )
                      OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    1
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS BIGINT) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS BIGINT) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS BIGINT) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  "t2"."customer_id" IS NOT NULL
                  AND "t2"."ordered_on" > MAKE_DATE(2026, 11, 30)
                  AND "t2"."ordered_on" <= MAKE_DATE(2026, 11, 30)
              ) AS "t6"
              GROUP BY
                1
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS BIGINT) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C04-running'
          ) AS "t5"
          GROUP BY
            1
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-running'
          AND "t0"."redeemed_on" >= MAKE_DATE(2026, 11, 3)
          AND "t0"."redeemed_on" <= MAKE_DATE(2026, 11, 15)
      ) AS "t4"
      GROUP BY
        1
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  "t1"."channel" AS "channel",
  countIf("t1"."now") AS "contacts",
  uniqExactIf("t1"."customer_id", "t1"."now") AS "customers",
  CAST(CAST(COALESCE(sumIf("t1"."cost", "t1"."now"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "cost",
  countIf("t1"."now" AND (
    "t1"."status" <> 'bounced'
  )) AS "delivered",
  countIf("t1"."now" AND (
    "t1"."status" = 'complained'
  )) AS "complained",
  countIf("t1"."now" AND (
    "t1"."status" = 'unsubscribed'
  )) AS "unsubscribed"
FROM (
  SELECT
    "t0"."contact_id" AS "contact_id",
    "t0"."customer_id" AS "customer_id",
    "t0"."campaign_id" AS "campaign_id",
    "t0"."channel" AS "channel",
    "t0"."sent_at" AS "sent_at",
    "t0"."sent_on" AS "sent_on",
    "t0"."cost" AS "cost",
    COALESCE("t0"."status", 'delivered') AS "status",
    "t0"."opened" AS "opened",
    "t0"."clicked" AS "clicked",
    "t0"."sent_on" >= toDate('2026-08-18') AS "now"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND "t0"."sent_on" BETWEEN toDate('2026-05-20') AND toDate('2026-11-15')
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT DISTINCT
  "t1"."channel" AS "channel"
FROM (
  SELECT DISTINCT
    "t0"."channel" AS "channel",
    "t0"."customer_id" AS "customer_id",
    "t0"."sent_on" AS "sent_on",
    "t0"."sent_on" >= toDate('2026-08-18') AS "now"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND "t0"."sent_on" BETWEEN toDate('2026-05-20') AND toDate('2026-11-15')
) AS "t1";

SELECT
  "t1"."channel" AS "channel",
  countIf("t1"."now") AS "sends_now",
  countIf(NOT (
    "t1"."now"
  )) AS "sends_before"
FROM (
  SELECT DISTINCT
    "t0"."channel" AS "channel",
    "t0"."customer_id" AS "customer_id",
    "t0"."sent_on" AS "sent_on",
    "t0"."sent_on" >= toDate('2026-08-18') AS "now"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND "t0"."sent_on" BETWEEN toDate('2026-05-20') AND toDate('2026-11-15')
    AND "t0"."sent_on" <= toDate('2026-11-09')
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  "t7"."channel" AS "channel",
  countIf("t7"."now") AS "hits_now",
  countIf(NOT (
    "t7"."now"
  )) AS "hits_before"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."channel" AS "channel",
      "t4"."customer_id" AS "customer_id",
      "t4"."sent_on" AS "sent_on",
      "t4"."now" AS "now"
    FROM (
      SELECT DISTINCT
        "t0"."channel" AS "channel",
        "t0"."customer_id" AS "customer_id",
        "t0"."sent_on" AS "sent_on",
        "t0"."sent_on" >= toDate('2026-08-18') AS "now"
      FROM "contacts" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
        AND "t0"."sent_on" BETWEEN toDate('2026-05-20') AND toDate('2026-11-15')
    ) AS "t4"
    LEFT SEMI JOIN (
      SELECT DISTINCT
        "t1"."customer_id" AS "customer_id",
        "t1"."ordered_on" AS "bought_on"
      FROM "transactions" AS "t1"
      WHERE
        isNotNull("t1"."customer_id") AND "t1"."kind" = 'sale'
    ) AS "t5"
      ON "t4"."customer_id" = "t5"."customer_id"
      AND "t5"."bought_on" >= "t4"."sent_on"
      AND "t5"."bought_on" < (
        "t4"."sent_on" + INTERVAL '7' DAY
      )
  ) AS "t6"
  WHERE
    "t6"."sent_on" <= toDate('2026-11-09')
) AS "t7"
GROUP BY
  "t7"."channel";

SELECT
  "t7"."channel" AS "channel",
  countIf("t7"."was") AS "before",
  countIf("t7"."was" AND "t7"."is_now") AS "back",
  SUM("t7"."revenue") AS "revenue",
  countIf("t7"."is_now") AS "buyers"
FROM (
  SELECT
    "t4"."channel" AS "channel",
    "t4"."customer_id" AS "customer_id",
    "t6"."was" AS "was",
    "t6"."is_now" AS "is_now",
    "t6"."revenue" AS "revenue"
  FROM (
    SELECT DISTINCT
      "t0"."channel" AS "channel",
      "t0"."customer_id" AS "customer_id"
    FROM "contacts" AS "t0"
    WHERE
      isNotNull("t0"."customer_id")
      AND "t0"."sent_on" BETWEEN toDate('2026-05-20') AND toDate('2026-11-15')
      AND COALESCE("t0"."status", 'delivered') <> 'bounced'
  ) AS "t4"
  INNER JOIN (
    SELECT
      "t2"."customer_id" AS "customer_id",
      MAX(NOT (
        "t2"."ordered_on" >= toDate('2026-08-18')
      )) AS "was",
      MAX("t2"."ordered_on" >= toDate('2026-08-18')) AS "is_now",
      CAST(CAST(COALESCE(sumIf("t2"."revenue", "t2"."ordered_on" >= toDate('2026-08-18')), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t1"
      WHERE
        isNotNull("t1"."customer_id")
        AND "t1"."kind" = 'sale'
        AND "t1"."ordered_on" BETWEEN toDate('2026-05-20') AND toDate('2026-11-15')
    ) AS "t2"
    GROUP BY
      "t2"."customer_id"
  ) AS "t6"
    ON "t4"."customer_id" = "t6"."customer_id"
) AS "t7"
GROUP BY
  "t7"."channel";

SELECT
  *
FROM "campaigns";

SELECT
  "t1"."experiment_id" AS "experiment_id",
  "t1"."arm" AS "arm",
  COUNT("t1"."customer_id") AS "n"
FROM (
  SELECT DISTINCT
    "t0"."experiment_id" AS "experiment_id",
    "t0"."arm" AS "arm",
    "t0"."customer_id" AS "customer_id"
  FROM "assignments" AS "t0"
) AS "t1"
GROUP BY
  "t1"."experiment_id",
  "t1"."arm";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-spring' AND isNotNull("t0"."reward");

SELECT
  "t40"."customer_id" AS "customer_id",
  "t40"."arm" AS "arm",
  "t40"."propensity" AS "propensity",
  "t40"."assigned_on" AS "assigned_on",
  "t40"."arms" AS "arms",
  "t40"."orders" AS "orders",
  "t40"."revenue_exact" AS "revenue_exact",
  "t40"."discount_exact" AS "discount_exact",
  "t40"."margin_exact" AS "margin_exact",
  "t40"."margin_known" AS "margin_known",
  "t40"."first_order_on" AS "first_order_on",
  "t40"."revenue_before" AS "revenue_before",
  "t40"."orders_before" AS "orders_before",
  "t40"."later_revenue_exact" AS "later_revenue_exact",
  "t40"."later_discount_exact" AS "later_discount_exact",
  "t40"."later_margin_exact" AS "later_margin_exact",
  "t40"."contacts" AS "contacts",
  "t40"."contact_cost_exact" AS "contact_cost_exact",
  "t40"."redeemed" AS "redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t38"."customer_id" AS "customer_id",
      "t38"."arm" AS "arm",
      "t38"."propensity" AS "propensity",
      "t38"."assigned_on" AS "assigned_on",
      "t38"."arms" AS "arms",
      "t38"."orders" AS "orders",
      "t38"."revenue_exact" AS "revenue_exact",
      "t38"."discount_exact" AS "discount_exact",
      "t38"."margin_exact" AS "margin_exact",
      "t38"."margin_known" AS "margin_known",
      "t38"."first_order_on" AS "first_order_on",
      "t38"."revenue_before" AS "revenue_before",
      "t38"."orders_before" AS "orders_before",
      "t38"."later_revenue_exact" AS "later_revenue_exact",
      "t38"."later_discount_exact" AS "later_discount_exact",
      "t38"."later_margin_exact" AS "later_margin_exact",
      "t38"."contacts" AS "contacts",
      "t38"."contact_cost_exact" AS "contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t36".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t35"."customer_id" AS "customer_id",
          "t35"."arm" AS "arm",
          "t35"."propensity" AS "propensity",
          "t35"."assigned_on" AS "assigned_on",
          "t35"."arms" AS "arms",
          "t35"."orders" AS "orders",
          "t35"."revenue_exact" AS "revenue_exact",
          "t35"."discount_exact" AS "discount_exact",
          "t35"."margin_exact" AS "margin_exact",
          "t35"."margin_known" AS "margin_known",
          "t35"."first_order_on" AS "first_order_on",
          "t35"."revenue_before" AS "revenue_before",
          "t35"."orders_before" AS "orders_before",
          "t35"."later_revenue_exact" AS "later_revenue_exact",
          "t35"."later_discount_exact" AS "later_discount_exact",
          "t35"."later_margin_exact" AS "later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts" AS "contacts",
          "t18"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t33".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t32"."customer_id" AS "customer_id",
              "t32"."arm" AS "arm",
              "t32"."propensity" AS "propensity",
              "t32"."assigned_on" AS "assigned_on",
              "t32"."arms" AS "arms",
              "t32"."orders" AS "orders",
              "t32"."revenue_exact" AS "revenue_exact",
              "t32"."discount_exact" AS "discount_exact",
              "t32"."margin_exact" AS "margin_exact",
              "t32"."margin_known" AS "margin_known",
              "t32"."first_order_on" AS "first_order_on",
              "t32"."revenue_before" AS "revenue_before",
              "t32"."orders_before" AS "orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact" AS "later_revenue_exact",
              "t19"."later_discount_exact" AS "later_discount_exact",
              "t19"."later_margin_exact" AS "later_margin_exact"
            FROM (
              SELECT
                "t30".*
                EXCEPT ("customer_id_right")
              FROM (
                SELECT
                  "t23"."customer_id" AS "customer_id",
                  "t23"."arm" AS "arm",
                  "t23"."propensity" AS "propensity",
                  "t23"."assigned_on" AS "assigned_on",
                  "t23"."arms" AS "arms",
                  "t23"."orders" AS "orders",
                  "t23"."revenue_exact" AS "revenue_exact",
                  "t23"."discount_exact" AS "discount_exact",
                  "t23"."margin_exact" AS "margin_exact",
                  "t23"."margin_known" AS "margin_known",
                  "t23"."first_order_on" AS "first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before" AS "revenue_before",
                  "t29"."orders_before" AS "orders_before"
                FROM (
                  SELECT
                    "t21".*
                    EXCEPT ("customer_id_right")
                  FROM (
                    SELECT
                      "t17"."customer_id" AS "customer_id",
                      "t17"."arm" AS "arm",
                      "t17"."propensity" AS "propensity",
                      "t17"."assigned_on" AS "assigned_on",
                      "t17"."arms" AS "arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders" AS "orders",
                      "t20"."revenue_exact" AS "revenue_exact",
                      "t20"."discount_exact" AS "discount_exact",
                      "t20"."margin_exact" AS "margin_exact",
                      "t20"."margin_known" AS "margin_known",
                      "t20"."first_order_on" AS "first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id" AS "customer_id",
                        argMin(
                          tuple("t9"."arm"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "arm",
                        argMin(
                          tuple("t9"."propensity"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        uniqExact("t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C01-spring' AND isNotNull("t3"."customer_id")
                      ) AS "t9"
                      GROUP BY
                        "t9"."customer_id"
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id" AS "customer_id",
                        uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-05-05')
                          AND "t2"."ordered_on" <= toDate('2026-06-01')
                      ) AS "t7"
                      GROUP BY
                        "t7"."customer_id"
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id" AS "customer_id",
                    CAST(SUM("t27"."revenue") AS Nullable(Float64)) AS "revenue_before",
                    uniqExact("t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id" AS "customer_id",
                        "t25"."assigned_on" AS "assigned_on",
                        "t10"."order_id" AS "order_id",
                        "t10"."line" AS "line",
                        "t10"."ordered_at" AS "ordered_at",
                        "t10"."ordered_on" AS "ordered_on",
                        "t10"."product_id" AS "product_id",
                        "t10"."category" AS "category",
                        "t10"."quantity" AS "quantity",
                        "t10"."revenue" AS "revenue",
                        "t10"."discount" AS "discount",
                        "t10"."margin" AS "margin",
                        "t10"."store_id" AS "store_id",
                        "t10"."channel" AS "channel",
                        "t10"."kind" AS "kind",
                        "t10"."refund_of" AS "refund_of",
                        "t10"."source" AS "source",
                        "t10"."source_line" AS "source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id" AS "customer_id",
                          "t22"."assigned_on" AS "assigned_on"
                        FROM (
                          SELECT
                            "t21".*
                            EXCEPT ("customer_id_right")
                          FROM (
                            SELECT
                              "t17"."customer_id" AS "customer_id",
                              "t17"."arm" AS "arm",
                              "t17"."propensity" AS "propensity",
                              "t17"."assigned_on" AS "assigned_on",
                              "t17"."arms" AS "arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders" AS "orders",
                              "t20"."revenue_exact" AS "revenue_exact",
                              "t20"."discount_exact" AS "discount_exact",
                              "t20"."margin_exact" AS "margin_exact",
                              "t20"."margin_known" AS "margin_known",
                              "t20"."first_order_on" AS "first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id" AS "customer_id",
                                argMin(
                                  tuple("t9"."arm"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "arm",
                                argMin(
                                  tuple("t9"."propensity"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                uniqExact("t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C01-spring' AND isNotNull("t3"."customer_id")
                              ) AS "t9"
                              GROUP BY
                                "t9"."customer_id"
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id" AS "customer_id",
                                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  isNotNull("t2"."customer_id")
                                  AND "t2"."ordered_on" >= toDate('2026-05-05')
                                  AND "t2"."ordered_on" <= toDate('2026-06-01')
                              ) AS "t7"
                              GROUP BY
                                "t7"."customer_id"
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
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2025-11-04')
                          AND "t2"."ordered_on" < toDate('2026-05-05')
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      isNull("t26"."assigned_on") OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    "t27"."customer_id"
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id" AS "customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS Nullable(Int64)) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS Nullable(Int64)) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS Nullable(Int64)) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  isNotNull("t2"."customer_id")
                  AND "t2"."ordered_on" > toDate('2026-06-01')
                  AND "t2"."ordered_on" <= toDate('2026-06-29')
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id" AS "customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS Nullable(Int64)) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C01-spring'
          ) AS "t5"
          GROUP BY
            "t5"."customer_id"
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id" AS "customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-spring'
          AND "t0"."redeemed_on" >= toDate('2026-05-05')
          AND "t0"."redeemed_on" <= toDate('2026-06-01')
      ) AS "t4"
      GROUP BY
        "t4"."customer_id"
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-summer' AND isNotNull("t0"."reward");

SELECT
  "t40"."customer_id" AS "customer_id",
  "t40"."arm" AS "arm",
  "t40"."propensity" AS "propensity",
  "t40"."assigned_on" AS "assigned_on",
  "t40"."arms" AS "arms",
  "t40"."orders" AS "orders",
  "t40"."revenue_exact" AS "revenue_exact",
  "t40"."discount_exact" AS "discount_exact",
  "t40"."margin_exact" AS "margin_exact",
  "t40"."margin_known" AS "margin_known",
  "t40"."first_order_on" AS "first_order_on",
  "t40"."revenue_before" AS "revenue_before",
  "t40"."orders_before" AS "orders_before",
  "t40"."later_revenue_exact" AS "later_revenue_exact",
  "t40"."later_discount_exact" AS "later_discount_exact",
  "t40"."later_margin_exact" AS "later_margin_exact",
  "t40"."contacts" AS "contacts",
  "t40"."contact_cost_exact" AS "contact_cost_exact",
  "t40"."redeemed" AS "redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t38"."customer_id" AS "customer_id",
      "t38"."arm" AS "arm",
      "t38"."propensity" AS "propensity",
      "t38"."assigned_on" AS "assigned_on",
      "t38"."arms" AS "arms",
      "t38"."orders" AS "orders",
      "t38"."revenue_exact" AS "revenue_exact",
      "t38"."discount_exact" AS "discount_exact",
      "t38"."margin_exact" AS "margin_exact",
      "t38"."margin_known" AS "margin_known",
      "t38"."first_order_on" AS "first_order_on",
      "t38"."revenue_before" AS "revenue_before",
      "t38"."orders_before" AS "orders_before",
      "t38"."later_revenue_exact" AS "later_revenue_exact",
      "t38"."later_discount_exact" AS "later_discount_exact",
      "t38"."later_margin_exact" AS "later_margin_exact",
      "t38"."contacts" AS "contacts",
      "t38"."contact_cost_exact" AS "contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t36".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t35"."customer_id" AS "customer_id",
          "t35"."arm" AS "arm",
          "t35"."propensity" AS "propensity",
          "t35"."assigned_on" AS "assigned_on",
          "t35"."arms" AS "arms",
          "t35"."orders" AS "orders",
          "t35"."revenue_exact" AS "revenue_exact",
          "t35"."discount_exact" AS "discount_exact",
          "t35"."margin_exact" AS "margin_exact",
          "t35"."margin_known" AS "margin_known",
          "t35"."first_order_on" AS "first_order_on",
          "t35"."revenue_before" AS "revenue_before",
          "t35"."orders_before" AS "orders_before",
          "t35"."later_revenue_exact" AS "later_revenue_exact",
          "t35"."later_discount_exact" AS "later_discount_exact",
          "t35"."later_margin_exact" AS "later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts" AS "contacts",
          "t18"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t33".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t32"."customer_id" AS "customer_id",
              "t32"."arm" AS "arm",
              "t32"."propensity" AS "propensity",
              "t32"."assigned_on" AS "assigned_on",
              "t32"."arms" AS "arms",
              "t32"."orders" AS "orders",
              "t32"."revenue_exact" AS "revenue_exact",
              "t32"."discount_exact" AS "discount_exact",
              "t32"."margin_exact" AS "margin_exact",
              "t32"."margin_known" AS "margin_known",
              "t32"."first_order_on" AS "first_order_on",
              "t32"."revenue_before" AS "revenue_before",
              "t32"."orders_before" AS "orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact" AS "later_revenue_exact",
              "t19"."later_discount_exact" AS "later_discount_exact",
              "t19"."later_margin_exact" AS "later_margin_exact"
            FROM (
              SELECT
                "t30".*
                EXCEPT ("customer_id_right")
              FROM (
                SELECT
                  "t23"."customer_id" AS "customer_id",
                  "t23"."arm" AS "arm",
                  "t23"."propensity" AS "propensity",
                  "t23"."assigned_on" AS "assigned_on",
                  "t23"."arms" AS "arms",
                  "t23"."orders" AS "orders",
                  "t23"."revenue_exact" AS "revenue_exact",
                  "t23"."discount_exact" AS "discount_exact",
                  "t23"."margin_exact" AS "margin_exact",
                  "t23"."margin_known" AS "margin_known",
                  "t23"."first_order_on" AS "first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before" AS "revenue_before",
                  "t29"."orders_before" AS "orders_before"
                FROM (
                  SELECT
                    "t21".*
                    EXCEPT ("customer_id_right")
                  FROM (
                    SELECT
                      "t17"."customer_id" AS "customer_id",
                      "t17"."arm" AS "arm",
                      "t17"."propensity" AS "propensity",
                      "t17"."assigned_on" AS "assigned_on",
                      "t17"."arms" AS "arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders" AS "orders",
                      "t20"."revenue_exact" AS "revenue_exact",
                      "t20"."discount_exact" AS "discount_exact",
                      "t20"."margin_exact" AS "margin_exact",
                      "t20"."margin_known" AS "margin_known",
                      "t20"."first_order_on" AS "first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id" AS "customer_id",
                        argMin(
                          tuple("t9"."arm"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "arm",
                        argMin(
                          tuple("t9"."propensity"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        uniqExact("t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C02-summer' AND isNotNull("t3"."customer_id")
                      ) AS "t9"
                      GROUP BY
                        "t9"."customer_id"
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id" AS "customer_id",
                        uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-07-14')
                          AND "t2"."ordered_on" <= toDate('2026-08-10')
                      ) AS "t7"
                      GROUP BY
                        "t7"."customer_id"
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id" AS "customer_id",
                    CAST(SUM("t27"."revenue") AS Nullable(Float64)) AS "revenue_before",
                    uniqExact("t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id" AS "customer_id",
                        "t25"."assigned_on" AS "assigned_on",
                        "t10"."order_id" AS "order_id",
                        "t10"."line" AS "line",
                        "t10"."ordered_at" AS "ordered_at",
                        "t10"."ordered_on" AS "ordered_on",
                        "t10"."product_id" AS "product_id",
                        "t10"."category" AS "category",
                        "t10"."quantity" AS "quantity",
                        "t10"."revenue" AS "revenue",
                        "t10"."discount" AS "discount",
                        "t10"."margin" AS "margin",
                        "t10"."store_id" AS "store_id",
                        "t10"."channel" AS "channel",
                        "t10"."kind" AS "kind",
                        "t10"."refund_of" AS "refund_of",
                        "t10"."source" AS "source",
                        "t10"."source_line" AS "source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id" AS "customer_id",
                          "t22"."assigned_on" AS "assigned_on"
                        FROM (
                          SELECT
                            "t21".*
                            EXCEPT ("customer_id_right")
                          FROM (
                            SELECT
                              "t17"."customer_id" AS "customer_id",
                              "t17"."arm" AS "arm",
                              "t17"."propensity" AS "propensity",
                              "t17"."assigned_on" AS "assigned_on",
                              "t17"."arms" AS "arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders" AS "orders",
                              "t20"."revenue_exact" AS "revenue_exact",
                              "t20"."discount_exact" AS "discount_exact",
                              "t20"."margin_exact" AS "margin_exact",
                              "t20"."margin_known" AS "margin_known",
                              "t20"."first_order_on" AS "first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id" AS "customer_id",
                                argMin(
                                  tuple("t9"."arm"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "arm",
                                argMin(
                                  tuple("t9"."propensity"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                uniqExact("t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C02-summer' AND isNotNull("t3"."customer_id")
                              ) AS "t9"
                              GROUP BY
                                "t9"."customer_id"
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id" AS "customer_id",
                                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  isNotNull("t2"."customer_id")
                                  AND "t2"."ordered_on" >= toDate('2026-07-14')
                                  AND "t2"."ordered_on" <= toDate('2026-08-10')
                              ) AS "t7"
                              GROUP BY
                                "t7"."customer_id"
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
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-01-13')
                          AND "t2"."ordered_on" < toDate('2026-07-14')
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      isNull("t26"."assigned_on") OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    "t27"."customer_id"
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id" AS "customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS Nullable(Int64)) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS Nullable(Int64)) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS Nullable(Int64)) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  isNotNull("t2"."customer_id")
                  AND "t2"."ordered_on" > toDate('2026-08-10')
                  AND "t2"."ordered_on" <= toDate('2026-09-07')
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id" AS "customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS Nullable(Int64)) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C02-summer'
          ) AS "t5"
          GROUP BY
            "t5"."customer_id"
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id" AS "customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-summer'
          AND "t0"."redeemed_on" >= toDate('2026-07-14')
          AND "t0"."redeemed_on" <= toDate('2026-08-10')
      ) AS "t4"
      GROUP BY
        "t4"."customer_id"
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-autumn' AND isNotNull("t0"."reward");

SELECT
  "t40"."customer_id" AS "customer_id",
  "t40"."arm" AS "arm",
  "t40"."propensity" AS "propensity",
  "t40"."assigned_on" AS "assigned_on",
  "t40"."arms" AS "arms",
  "t40"."orders" AS "orders",
  "t40"."revenue_exact" AS "revenue_exact",
  "t40"."discount_exact" AS "discount_exact",
  "t40"."margin_exact" AS "margin_exact",
  "t40"."margin_known" AS "margin_known",
  "t40"."first_order_on" AS "first_order_on",
  "t40"."revenue_before" AS "revenue_before",
  "t40"."orders_before" AS "orders_before",
  "t40"."later_revenue_exact" AS "later_revenue_exact",
  "t40"."later_discount_exact" AS "later_discount_exact",
  "t40"."later_margin_exact" AS "later_margin_exact",
  "t40"."contacts" AS "contacts",
  "t40"."contact_cost_exact" AS "contact_cost_exact",
  "t40"."redeemed" AS "redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t38"."customer_id" AS "customer_id",
      "t38"."arm" AS "arm",
      "t38"."propensity" AS "propensity",
      "t38"."assigned_on" AS "assigned_on",
      "t38"."arms" AS "arms",
      "t38"."orders" AS "orders",
      "t38"."revenue_exact" AS "revenue_exact",
      "t38"."discount_exact" AS "discount_exact",
      "t38"."margin_exact" AS "margin_exact",
      "t38"."margin_known" AS "margin_known",
      "t38"."first_order_on" AS "first_order_on",
      "t38"."revenue_before" AS "revenue_before",
      "t38"."orders_before" AS "orders_before",
      "t38"."later_revenue_exact" AS "later_revenue_exact",
      "t38"."later_discount_exact" AS "later_discount_exact",
      "t38"."later_margin_exact" AS "later_margin_exact",
      "t38"."contacts" AS "contacts",
      "t38"."contact_cost_exact" AS "contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t36".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t35"."customer_id" AS "customer_id",
          "t35"."arm" AS "arm",
          "t35"."propensity" AS "propensity",
          "t35"."assigned_on" AS "assigned_on",
          "t35"."arms" AS "arms",
          "t35"."orders" AS "orders",
          "t35"."revenue_exact" AS "revenue_exact",
          "t35"."discount_exact" AS "discount_exact",
          "t35"."margin_exact" AS "margin_exact",
          "t35"."margin_known" AS "margin_known",
          "t35"."first_order_on" AS "first_order_on",
          "t35"."revenue_before" AS "revenue_before",
          "t35"."orders_before" AS "orders_before",
          "t35"."later_revenue_exact" AS "later_revenue_exact",
          "t35"."later_discount_exact" AS "later_discount_exact",
          "t35"."later_margin_exact" AS "later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts" AS "contacts",
          "t18"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t33".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t32"."customer_id" AS "customer_id",
              "t32"."arm" AS "arm",
              "t32"."propensity" AS "propensity",
              "t32"."assigned_on" AS "assigned_on",
              "t32"."arms" AS "arms",
              "t32"."orders" AS "orders",
              "t32"."revenue_exact" AS "revenue_exact",
              "t32"."discount_exact" AS "discount_exact",
              "t32"."margin_exact" AS "margin_exact",
              "t32"."margin_known" AS "margin_known",
              "t32"."first_order_on" AS "first_order_on",
              "t32"."revenue_before" AS "revenue_before",
              "t32"."orders_before" AS "orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact" AS "later_revenue_exact",
              "t19"."later_discount_exact" AS "later_discount_exact",
              "t19"."later_margin_exact" AS "later_margin_exact"
            FROM (
              SELECT
                "t30".*
                EXCEPT ("customer_id_right")
              FROM (
                SELECT
                  "t23"."customer_id" AS "customer_id",
                  "t23"."arm" AS "arm",
                  "t23"."propensity" AS "propensity",
                  "t23"."assigned_on" AS "assigned_on",
                  "t23"."arms" AS "arms",
                  "t23"."orders" AS "orders",
                  "t23"."revenue_exact" AS "revenue_exact",
                  "t23"."discount_exact" AS "discount_exact",
                  "t23"."margin_exact" AS "margin_exact",
                  "t23"."margin_known" AS "margin_known",
                  "t23"."first_order_on" AS "first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before" AS "revenue_before",
                  "t29"."orders_before" AS "orders_before"
                FROM (
                  SELECT
                    "t21".*
                    EXCEPT ("customer_id_right")
                  FROM (
                    SELECT
                      "t17"."customer_id" AS "customer_id",
                      "t17"."arm" AS "arm",
                      "t17"."propensity" AS "propensity",
                      "t17"."assigned_on" AS "assigned_on",
                      "t17"."arms" AS "arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders" AS "orders",
                      "t20"."revenue_exact" AS "revenue_exact",
                      "t20"."discount_exact" AS "discount_exact",
                      "t20"."margin_exact" AS "margin_exact",
                      "t20"."margin_known" AS "margin_known",
                      "t20"."first_order_on" AS "first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id" AS "customer_id",
                        argMin(
                          tuple("t9"."arm"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "arm",
                        argMin(
                          tuple("t9"."propensity"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        uniqExact("t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C03-autumn' AND isNotNull("t3"."customer_id")
                      ) AS "t9"
                      GROUP BY
                        "t9"."customer_id"
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id" AS "customer_id",
                        uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-09-07')
                          AND "t2"."ordered_on" <= toDate('2026-10-04')
                      ) AS "t7"
                      GROUP BY
                        "t7"."customer_id"
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id" AS "customer_id",
                    CAST(SUM("t27"."revenue") AS Nullable(Float64)) AS "revenue_before",
                    uniqExact("t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id" AS "customer_id",
                        "t25"."assigned_on" AS "assigned_on",
                        "t10"."order_id" AS "order_id",
                        "t10"."line" AS "line",
                        "t10"."ordered_at" AS "ordered_at",
                        "t10"."ordered_on" AS "ordered_on",
                        "t10"."product_id" AS "product_id",
                        "t10"."category" AS "category",
                        "t10"."quantity" AS "quantity",
                        "t10"."revenue" AS "revenue",
                        "t10"."discount" AS "discount",
                        "t10"."margin" AS "margin",
                        "t10"."store_id" AS "store_id",
                        "t10"."channel" AS "channel",
                        "t10"."kind" AS "kind",
                        "t10"."refund_of" AS "refund_of",
                        "t10"."source" AS "source",
                        "t10"."source_line" AS "source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id" AS "customer_id",
                          "t22"."assigned_on" AS "assigned_on"
                        FROM (
                          SELECT
                            "t21".*
                            EXCEPT ("customer_id_right")
                          FROM (
                            SELECT
                              "t17"."customer_id" AS "customer_id",
                              "t17"."arm" AS "arm",
                              "t17"."propensity" AS "propensity",
                              "t17"."assigned_on" AS "assigned_on",
                              "t17"."arms" AS "arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders" AS "orders",
                              "t20"."revenue_exact" AS "revenue_exact",
                              "t20"."discount_exact" AS "discount_exact",
                              "t20"."margin_exact" AS "margin_exact",
                              "t20"."margin_known" AS "margin_known",
                              "t20"."first_order_on" AS "first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id" AS "customer_id",
                                argMin(
                                  tuple("t9"."arm"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "arm",
                                argMin(
                                  tuple("t9"."propensity"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                uniqExact("t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C03-autumn' AND isNotNull("t3"."customer_id")
                              ) AS "t9"
                              GROUP BY
                                "t9"."customer_id"
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id" AS "customer_id",
                                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  isNotNull("t2"."customer_id")
                                  AND "t2"."ordered_on" >= toDate('2026-09-07')
                                  AND "t2"."ordered_on" <= toDate('2026-10-04')
                              ) AS "t7"
                              GROUP BY
                                "t7"."customer_id"
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
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-03-09')
                          AND "t2"."ordered_on" < toDate('2026-09-07')
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      isNull("t26"."assigned_on") OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    "t27"."customer_id"
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id" AS "customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS Nullable(Int64)) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS Nullable(Int64)) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS Nullable(Int64)) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  isNotNull("t2"."customer_id")
                  AND "t2"."ordered_on" > toDate('2026-10-04')
                  AND "t2"."ordered_on" <= toDate('2026-11-01')
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id" AS "customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS Nullable(Int64)) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C03-autumn'
          ) AS "t5"
          GROUP BY
            "t5"."customer_id"
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id" AS "customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-autumn'
          AND "t0"."redeemed_on" >= toDate('2026-09-07')
          AND "t0"."redeemed_on" <= toDate('2026-10-04')
      ) AS "t4"
      GROUP BY
        "t4"."customer_id"
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-running' AND isNotNull("t0"."reward");

SELECT
  "t40"."customer_id" AS "customer_id",
  "t40"."arm" AS "arm",
  "t40"."propensity" AS "propensity",
  "t40"."assigned_on" AS "assigned_on",
  "t40"."arms" AS "arms",
  "t40"."orders" AS "orders",
  "t40"."revenue_exact" AS "revenue_exact",
  "t40"."discount_exact" AS "discount_exact",
  "t40"."margin_exact" AS "margin_exact",
  "t40"."margin_known" AS "margin_known",
  "t40"."first_order_on" AS "first_order_on",
  "t40"."revenue_before" AS "revenue_before",
  "t40"."orders_before" AS "orders_before",
  "t40"."later_revenue_exact" AS "later_revenue_exact",
  "t40"."later_discount_exact" AS "later_discount_exact",
  "t40"."later_margin_exact" AS "later_margin_exact",
  "t40"."contacts" AS "contacts",
  "t40"."contact_cost_exact" AS "contact_cost_exact",
  "t40"."redeemed" AS "redeemed",
  COALESCE("t40"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t39".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t38"."customer_id" AS "customer_id",
      "t38"."arm" AS "arm",
      "t38"."propensity" AS "propensity",
      "t38"."assigned_on" AS "assigned_on",
      "t38"."arms" AS "arms",
      "t38"."orders" AS "orders",
      "t38"."revenue_exact" AS "revenue_exact",
      "t38"."discount_exact" AS "discount_exact",
      "t38"."margin_exact" AS "margin_exact",
      "t38"."margin_known" AS "margin_known",
      "t38"."first_order_on" AS "first_order_on",
      "t38"."revenue_before" AS "revenue_before",
      "t38"."orders_before" AS "orders_before",
      "t38"."later_revenue_exact" AS "later_revenue_exact",
      "t38"."later_discount_exact" AS "later_discount_exact",
      "t38"."later_margin_exact" AS "later_margin_exact",
      "t38"."contacts" AS "contacts",
      "t38"."contact_cost_exact" AS "contact_cost_exact",
      "t12"."customer_id" AS "customer_id_right",
      "t12"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t36".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t35"."customer_id" AS "customer_id",
          "t35"."arm" AS "arm",
          "t35"."propensity" AS "propensity",
          "t35"."assigned_on" AS "assigned_on",
          "t35"."arms" AS "arms",
          "t35"."orders" AS "orders",
          "t35"."revenue_exact" AS "revenue_exact",
          "t35"."discount_exact" AS "discount_exact",
          "t35"."margin_exact" AS "margin_exact",
          "t35"."margin_known" AS "margin_known",
          "t35"."first_order_on" AS "first_order_on",
          "t35"."revenue_before" AS "revenue_before",
          "t35"."orders_before" AS "orders_before",
          "t35"."later_revenue_exact" AS "later_revenue_exact",
          "t35"."later_discount_exact" AS "later_discount_exact",
          "t35"."later_margin_exact" AS "later_margin_exact",
          "t18"."customer_id" AS "customer_id_right",
          "t18"."contacts" AS "contacts",
          "t18"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t33".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t32"."customer_id" AS "customer_id",
              "t32"."arm" AS "arm",
              "t32"."propensity" AS "propensity",
              "t32"."assigned_on" AS "assigned_on",
              "t32"."arms" AS "arms",
              "t32"."orders" AS "orders",
              "t32"."revenue_exact" AS "revenue_exact",
              "t32"."discount_exact" AS "discount_exact",
              "t32"."margin_exact" AS "margin_exact",
              "t32"."margin_known" AS "margin_known",
              "t32"."first_order_on" AS "first_order_on",
              "t32"."revenue_before" AS "revenue_before",
              "t32"."orders_before" AS "orders_before",
              "t19"."customer_id" AS "customer_id_right",
              "t19"."later_revenue_exact" AS "later_revenue_exact",
              "t19"."later_discount_exact" AS "later_discount_exact",
              "t19"."later_margin_exact" AS "later_margin_exact"
            FROM (
              SELECT
                "t30".*
                EXCEPT ("customer_id_right")
              FROM (
                SELECT
                  "t23"."customer_id" AS "customer_id",
                  "t23"."arm" AS "arm",
                  "t23"."propensity" AS "propensity",
                  "t23"."assigned_on" AS "assigned_on",
                  "t23"."arms" AS "arms",
                  "t23"."orders" AS "orders",
                  "t23"."revenue_exact" AS "revenue_exact",
                  "t23"."discount_exact" AS "discount_exact",
                  "t23"."margin_exact" AS "margin_exact",
                  "t23"."margin_known" AS "margin_known",
                  "t23"."first_order_on" AS "first_order_on",
                  "t29"."customer_id" AS "customer_id_right",
                  "t29"."revenue_before" AS "revenue_before",
                  "t29"."orders_before" AS "orders_before"
                FROM (
                  SELECT
                    "t21".*
                    EXCEPT ("customer_id_right")
                  FROM (
                    SELECT
                      "t17"."customer_id" AS "customer_id",
                      "t17"."arm" AS "arm",
                      "t17"."propensity" AS "propensity",
                      "t17"."assigned_on" AS "assigned_on",
                      "t17"."arms" AS "arms",
                      "t20"."customer_id" AS "customer_id_right",
                      "t20"."orders" AS "orders",
                      "t20"."revenue_exact" AS "revenue_exact",
                      "t20"."discount_exact" AS "discount_exact",
                      "t20"."margin_exact" AS "margin_exact",
                      "t20"."margin_known" AS "margin_known",
                      "t20"."first_order_on" AS "first_order_on"
                    FROM (
                      SELECT
                        "t9"."customer_id" AS "customer_id",
                        argMin(
                          tuple("t9"."arm"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "arm",
                        argMin(
                          tuple("t9"."propensity"),
                          COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                        ).1 AS "propensity",
                        MIN("t9"."assigned_on") AS "assigned_on",
                        uniqExact("t9"."arm") AS "arms"
                      FROM (
                        SELECT
                          *
                        FROM "assignments" AS "t3"
                        WHERE
                          "t3"."experiment_id" = 'C04-running' AND isNotNull("t3"."customer_id")
                      ) AS "t9"
                      GROUP BY
                        "t9"."customer_id"
                    ) AS "t17"
                    LEFT OUTER JOIN (
                      SELECT
                        "t7"."customer_id" AS "customer_id",
                        uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                        CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                        CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                        CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                        COUNT("t7"."margin") AS "margin_known",
                        MIN("t7"."ordered_on") AS "first_order_on"
                      FROM (
                        SELECT
                          *
                        FROM "transactions" AS "t2"
                        WHERE
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-11-03')
                          AND "t2"."ordered_on" <= toDate('2026-11-15')
                      ) AS "t7"
                      GROUP BY
                        "t7"."customer_id"
                    ) AS "t20"
                      ON "t17"."customer_id" = "t20"."customer_id"
                  ) AS "t21"
                ) AS "t23"
                LEFT OUTER JOIN (
                  SELECT
                    "t27"."customer_id" AS "customer_id",
                    CAST(SUM("t27"."revenue") AS Nullable(Float64)) AS "revenue_before",
                    uniqExact("t27"."order_id") AS "orders_before"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t25"."customer_id" AS "customer_id",
                        "t25"."assigned_on" AS "assigned_on",
                        "t10"."order_id" AS "order_id",
                        "t10"."line" AS "line",
                        "t10"."ordered_at" AS "ordered_at",
                        "t10"."ordered_on" AS "ordered_on",
                        "t10"."product_id" AS "product_id",
                        "t10"."category" AS "category",
                        "t10"."quantity" AS "quantity",
                        "t10"."revenue" AS "revenue",
                        "t10"."discount" AS "discount",
                        "t10"."margin" AS "margin",
                        "t10"."store_id" AS "store_id",
                        "t10"."channel" AS "channel",
                        "t10"."kind" AS "kind",
                        "t10"."refund_of" AS "refund_of",
                        "t10"."source" AS "source",
                        "t10"."source_line" AS "source_line"
                      FROM (
                        SELECT
                          "t22"."customer_id" AS "customer_id",
                          "t22"."assigned_on" AS "assigned_on"
                        FROM (
                          SELECT
                            "t21".*
                            EXCEPT ("customer_id_right")
                          FROM (
                            SELECT
                              "t17"."customer_id" AS "customer_id",
                              "t17"."arm" AS "arm",
                              "t17"."propensity" AS "propensity",
                              "t17"."assigned_on" AS "assigned_on",
                              "t17"."arms" AS "arms",
                              "t20"."customer_id" AS "customer_id_right",
                              "t20"."orders" AS "orders",
                              "t20"."revenue_exact" AS "revenue_exact",
                              "t20"."discount_exact" AS "discount_exact",
                              "t20"."margin_exact" AS "margin_exact",
                              "t20"."margin_known" AS "margin_known",
                              "t20"."first_order_on" AS "first_order_on"
                            FROM (
                              SELECT
                                "t9"."customer_id" AS "customer_id",
                                argMin(
                                  tuple("t9"."arm"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "arm",
                                argMin(
                                  tuple("t9"."propensity"),
                                  COALESCE("t9"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                                ).1 AS "propensity",
                                MIN("t9"."assigned_on") AS "assigned_on",
                                uniqExact("t9"."arm") AS "arms"
                              FROM (
                                SELECT
                                  *
                                FROM "assignments" AS "t3"
                                WHERE
                                  "t3"."experiment_id" = 'C04-running' AND isNotNull("t3"."customer_id")
                              ) AS "t9"
                              GROUP BY
                                "t9"."customer_id"
                            ) AS "t17"
                            LEFT OUTER JOIN (
                              SELECT
                                "t7"."customer_id" AS "customer_id",
                                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                                COUNT("t7"."margin") AS "margin_known",
                                MIN("t7"."ordered_on") AS "first_order_on"
                              FROM (
                                SELECT
                                  *
                                FROM "transactions" AS "t2"
                                WHERE
                                  isNotNull("t2"."customer_id")
                                  AND "t2"."ordered_on" >= toDate('2026-11-03')
                                  AND "t2"."ordered_on" <= toDate('2026-11-15')
                              ) AS "t7"
                              GROUP BY
                                "t7"."customer_id"
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
                          isNotNull("t2"."customer_id")
                          AND "t2"."ordered_on" >= toDate('2026-05-05')
                          AND "t2"."ordered_on" < toDate('2026-11-03')
                      ) AS "t10"
                        ON "t25"."customer_id" = "t10"."customer_id"
                    ) AS "t26"
                    WHERE
                      isNull("t26"."assigned_on") OR (
                        "t26"."ordered_on" < "t26"."assigned_on"
                      )
                  ) AS "t27"
                  GROUP BY
                    "t27"."customer_id"
                ) AS "t29"
                  ON "t23"."customer_id" = "t29"."customer_id"
              ) AS "t30"
            ) AS "t32"
            LEFT OUTER JOIN (
              SELECT
                "t6"."customer_id" AS "customer_id",
                CAST(SUM("t6"."revenue") * 10000 AS Nullable(Int64)) AS "later_revenue_exact",
                CAST(SUM("t6"."discount") * 10000 AS Nullable(Int64)) AS "later_discount_exact",
                CAST(SUM("t6"."margin") * 10000 AS Nullable(Int64)) AS "later_margin_exact"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t2"
                WHERE
                  isNotNull("t2"."customer_id")
                  AND "t2"."ordered_on" > toDate('2026-11-30')
                  AND "t2"."ordered_on" <= toDate('2026-11-30')
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t19"
              ON "t32"."customer_id" = "t19"."customer_id"
          ) AS "t33"
        ) AS "t35"
        LEFT OUTER JOIN (
          SELECT
            "t5"."customer_id" AS "customer_id",
            COUNT(*) AS "contacts",
            CAST(SUM("t5"."cost") * 10000 AS Nullable(Int64)) AS "contact_cost_exact"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t1"
            WHERE
              "t1"."campaign_id" = 'C04-running'
          ) AS "t5"
          GROUP BY
            "t5"."customer_id"
        ) AS "t18"
          ON "t35"."customer_id" = "t18"."customer_id"
      ) AS "t36"
    ) AS "t38"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id" AS "customer_id",
        COUNT(*) AS "redeemed"
      FROM (
        SELECT
          *
        FROM "redemptions" AS "t0"
        WHERE
          "t0"."offer_id" = 'O-running'
          AND "t0"."redeemed_on" >= toDate('2026-11-03')
          AND "t0"."redeemed_on" <= toDate('2026-11-15')
      ) AS "t4"
      GROUP BY
        "t4"."customer_id"
    ) AS "t12"
      ON "t38"."customer_id" = "t12"."customer_id"
  ) AS "t39"
) AS "t40";

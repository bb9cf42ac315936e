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
  "t0"."experiment_id" AS "experiment_id",
  "t0"."arm" AS "arm",
  uniqExact("t0"."customer_id") AS "n"
FROM "assignments" AS "t0"
GROUP BY
  "t0"."experiment_id",
  "t0"."arm";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-spring' AND isNotNull("t0"."reward");

SELECT
  "t23"."customer_id" AS "customer_id",
  "t23"."arm" AS "arm",
  "t23"."propensity" AS "propensity",
  "t23"."assigned_on" AS "assigned_on",
  "t23"."orders" AS "orders",
  "t23"."revenue_exact" AS "revenue_exact",
  "t23"."discount_exact" AS "discount_exact",
  "t23"."margin_exact" AS "margin_exact",
  "t23"."margin_known" AS "margin_known",
  "t23"."contacts" AS "contacts",
  "t23"."contact_cost_exact" AS "contact_cost_exact",
  "t23"."redeemed" AS "redeemed",
  COALESCE("t23"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t22".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t21"."customer_id" AS "customer_id",
      "t21"."arm" AS "arm",
      "t21"."propensity" AS "propensity",
      "t21"."assigned_on" AS "assigned_on",
      "t21"."orders" AS "orders",
      "t21"."revenue_exact" AS "revenue_exact",
      "t21"."discount_exact" AS "discount_exact",
      "t21"."margin_exact" AS "margin_exact",
      "t21"."margin_known" AS "margin_known",
      "t21"."contacts" AS "contacts",
      "t21"."contact_cost_exact" AS "contact_cost_exact",
      "t9"."customer_id" AS "customer_id_right",
      "t9"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t19".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t18"."customer_id" AS "customer_id",
          "t18"."arm" AS "arm",
          "t18"."propensity" AS "propensity",
          "t18"."assigned_on" AS "assigned_on",
          "t18"."orders" AS "orders",
          "t18"."revenue_exact" AS "revenue_exact",
          "t18"."discount_exact" AS "discount_exact",
          "t18"."margin_exact" AS "margin_exact",
          "t18"."margin_known" AS "margin_known",
          "t14"."customer_id" AS "customer_id_right",
          "t14"."contacts" AS "contacts",
          "t14"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t16".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t12"."customer_id" AS "customer_id",
              "t12"."arm" AS "arm",
              "t12"."propensity" AS "propensity",
              "t12"."assigned_on" AS "assigned_on",
              "t15"."customer_id" AS "customer_id_right",
              "t15"."orders" AS "orders",
              "t15"."revenue_exact" AS "revenue_exact",
              "t15"."discount_exact" AS "discount_exact",
              "t15"."margin_exact" AS "margin_exact",
              "t15"."margin_known" AS "margin_known"
            FROM (
              SELECT
                "t6"."customer_id" AS "customer_id",
                argMin(
                  tuple("t6"."arm"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "arm",
                argMin(
                  tuple("t6"."propensity"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "propensity",
                MIN("t6"."assigned_on") AS "assigned_on"
              FROM (
                SELECT
                  *
                FROM "assignments" AS "t2"
                WHERE
                  "t2"."experiment_id" = 'C01-spring' AND isNotNull("t2"."customer_id")
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t12"
            LEFT OUTER JOIN (
              SELECT
                "t7"."customer_id" AS "customer_id",
                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                COUNT("t7"."margin") AS "margin_known"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t3"
                WHERE
                  isNotNull("t3"."customer_id")
                  AND "t3"."ordered_on" >= toDate('2026-05-05')
                  AND "t3"."ordered_on" <= toDate('2026-06-01')
              ) AS "t7"
              GROUP BY
                "t7"."customer_id"
            ) AS "t15"
              ON "t12"."customer_id" = "t15"."customer_id"
          ) AS "t16"
        ) AS "t18"
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
        ) AS "t14"
          ON "t18"."customer_id" = "t14"."customer_id"
      ) AS "t19"
    ) AS "t21"
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
    ) AS "t9"
      ON "t21"."customer_id" = "t9"."customer_id"
  ) AS "t22"
) AS "t23";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-summer' AND isNotNull("t0"."reward");

SELECT
  "t23"."customer_id" AS "customer_id",
  "t23"."arm" AS "arm",
  "t23"."propensity" AS "propensity",
  "t23"."assigned_on" AS "assigned_on",
  "t23"."orders" AS "orders",
  "t23"."revenue_exact" AS "revenue_exact",
  "t23"."discount_exact" AS "discount_exact",
  "t23"."margin_exact" AS "margin_exact",
  "t23"."margin_known" AS "margin_known",
  "t23"."contacts" AS "contacts",
  "t23"."contact_cost_exact" AS "contact_cost_exact",
  "t23"."redeemed" AS "redeemed",
  COALESCE("t23"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t22".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t21"."customer_id" AS "customer_id",
      "t21"."arm" AS "arm",
      "t21"."propensity" AS "propensity",
      "t21"."assigned_on" AS "assigned_on",
      "t21"."orders" AS "orders",
      "t21"."revenue_exact" AS "revenue_exact",
      "t21"."discount_exact" AS "discount_exact",
      "t21"."margin_exact" AS "margin_exact",
      "t21"."margin_known" AS "margin_known",
      "t21"."contacts" AS "contacts",
      "t21"."contact_cost_exact" AS "contact_cost_exact",
      "t9"."customer_id" AS "customer_id_right",
      "t9"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t19".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t18"."customer_id" AS "customer_id",
          "t18"."arm" AS "arm",
          "t18"."propensity" AS "propensity",
          "t18"."assigned_on" AS "assigned_on",
          "t18"."orders" AS "orders",
          "t18"."revenue_exact" AS "revenue_exact",
          "t18"."discount_exact" AS "discount_exact",
          "t18"."margin_exact" AS "margin_exact",
          "t18"."margin_known" AS "margin_known",
          "t14"."customer_id" AS "customer_id_right",
          "t14"."contacts" AS "contacts",
          "t14"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t16".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t12"."customer_id" AS "customer_id",
              "t12"."arm" AS "arm",
              "t12"."propensity" AS "propensity",
              "t12"."assigned_on" AS "assigned_on",
              "t15"."customer_id" AS "customer_id_right",
              "t15"."orders" AS "orders",
              "t15"."revenue_exact" AS "revenue_exact",
              "t15"."discount_exact" AS "discount_exact",
              "t15"."margin_exact" AS "margin_exact",
              "t15"."margin_known" AS "margin_known"
            FROM (
              SELECT
                "t6"."customer_id" AS "customer_id",
                argMin(
                  tuple("t6"."arm"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "arm",
                argMin(
                  tuple("t6"."propensity"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "propensity",
                MIN("t6"."assigned_on") AS "assigned_on"
              FROM (
                SELECT
                  *
                FROM "assignments" AS "t2"
                WHERE
                  "t2"."experiment_id" = 'C02-summer' AND isNotNull("t2"."customer_id")
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t12"
            LEFT OUTER JOIN (
              SELECT
                "t7"."customer_id" AS "customer_id",
                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                COUNT("t7"."margin") AS "margin_known"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t3"
                WHERE
                  isNotNull("t3"."customer_id")
                  AND "t3"."ordered_on" >= toDate('2026-07-14')
                  AND "t3"."ordered_on" <= toDate('2026-08-10')
              ) AS "t7"
              GROUP BY
                "t7"."customer_id"
            ) AS "t15"
              ON "t12"."customer_id" = "t15"."customer_id"
          ) AS "t16"
        ) AS "t18"
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
        ) AS "t14"
          ON "t18"."customer_id" = "t14"."customer_id"
      ) AS "t19"
    ) AS "t21"
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
    ) AS "t9"
      ON "t21"."customer_id" = "t9"."customer_id"
  ) AS "t22"
) AS "t23";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-autumn' AND isNotNull("t0"."reward");

SELECT
  "t23"."customer_id" AS "customer_id",
  "t23"."arm" AS "arm",
  "t23"."propensity" AS "propensity",
  "t23"."assigned_on" AS "assigned_on",
  "t23"."orders" AS "orders",
  "t23"."revenue_exact" AS "revenue_exact",
  "t23"."discount_exact" AS "discount_exact",
  "t23"."margin_exact" AS "margin_exact",
  "t23"."margin_known" AS "margin_known",
  "t23"."contacts" AS "contacts",
  "t23"."contact_cost_exact" AS "contact_cost_exact",
  "t23"."redeemed" AS "redeemed",
  COALESCE("t23"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t22".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t21"."customer_id" AS "customer_id",
      "t21"."arm" AS "arm",
      "t21"."propensity" AS "propensity",
      "t21"."assigned_on" AS "assigned_on",
      "t21"."orders" AS "orders",
      "t21"."revenue_exact" AS "revenue_exact",
      "t21"."discount_exact" AS "discount_exact",
      "t21"."margin_exact" AS "margin_exact",
      "t21"."margin_known" AS "margin_known",
      "t21"."contacts" AS "contacts",
      "t21"."contact_cost_exact" AS "contact_cost_exact",
      "t9"."customer_id" AS "customer_id_right",
      "t9"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t19".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t18"."customer_id" AS "customer_id",
          "t18"."arm" AS "arm",
          "t18"."propensity" AS "propensity",
          "t18"."assigned_on" AS "assigned_on",
          "t18"."orders" AS "orders",
          "t18"."revenue_exact" AS "revenue_exact",
          "t18"."discount_exact" AS "discount_exact",
          "t18"."margin_exact" AS "margin_exact",
          "t18"."margin_known" AS "margin_known",
          "t14"."customer_id" AS "customer_id_right",
          "t14"."contacts" AS "contacts",
          "t14"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t16".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t12"."customer_id" AS "customer_id",
              "t12"."arm" AS "arm",
              "t12"."propensity" AS "propensity",
              "t12"."assigned_on" AS "assigned_on",
              "t15"."customer_id" AS "customer_id_right",
              "t15"."orders" AS "orders",
              "t15"."revenue_exact" AS "revenue_exact",
              "t15"."discount_exact" AS "discount_exact",
              "t15"."margin_exact" AS "margin_exact",
              "t15"."margin_known" AS "margin_known"
            FROM (
              SELECT
                "t6"."customer_id" AS "customer_id",
                argMin(
                  tuple("t6"."arm"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "arm",
                argMin(
                  tuple("t6"."propensity"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "propensity",
                MIN("t6"."assigned_on") AS "assigned_on"
              FROM (
                SELECT
                  *
                FROM "assignments" AS "t2"
                WHERE
                  "t2"."experiment_id" = 'C03-autumn' AND isNotNull("t2"."customer_id")
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t12"
            LEFT OUTER JOIN (
              SELECT
                "t7"."customer_id" AS "customer_id",
                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                COUNT("t7"."margin") AS "margin_known"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t3"
                WHERE
                  isNotNull("t3"."customer_id")
                  AND "t3"."ordered_on" >= toDate('2026-09-07')
                  AND "t3"."ordered_on" <= toDate('2026-10-04')
              ) AS "t7"
              GROUP BY
                "t7"."customer_id"
            ) AS "t15"
              ON "t12"."customer_id" = "t15"."customer_id"
          ) AS "t16"
        ) AS "t18"
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
        ) AS "t14"
          ON "t18"."customer_id" = "t14"."customer_id"
      ) AS "t19"
    ) AS "t21"
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
    ) AS "t9"
      ON "t21"."customer_id" = "t9"."customer_id"
  ) AS "t22"
) AS "t23";

SELECT
  *
FROM "offers" AS "t0"
WHERE
  "t0"."offer_id" = 'O-running' AND isNotNull("t0"."reward");

SELECT
  "t23"."customer_id" AS "customer_id",
  "t23"."arm" AS "arm",
  "t23"."propensity" AS "propensity",
  "t23"."assigned_on" AS "assigned_on",
  "t23"."orders" AS "orders",
  "t23"."revenue_exact" AS "revenue_exact",
  "t23"."discount_exact" AS "discount_exact",
  "t23"."margin_exact" AS "margin_exact",
  "t23"."margin_known" AS "margin_known",
  "t23"."contacts" AS "contacts",
  "t23"."contact_cost_exact" AS "contact_cost_exact",
  "t23"."redeemed" AS "redeemed",
  COALESCE("t23"."redeemed", 0) * 0 AS "reward_exact"
FROM (
  SELECT
    "t22".*
    EXCEPT ("customer_id_right")
  FROM (
    SELECT
      "t21"."customer_id" AS "customer_id",
      "t21"."arm" AS "arm",
      "t21"."propensity" AS "propensity",
      "t21"."assigned_on" AS "assigned_on",
      "t21"."orders" AS "orders",
      "t21"."revenue_exact" AS "revenue_exact",
      "t21"."discount_exact" AS "discount_exact",
      "t21"."margin_exact" AS "margin_exact",
      "t21"."margin_known" AS "margin_known",
      "t21"."contacts" AS "contacts",
      "t21"."contact_cost_exact" AS "contact_cost_exact",
      "t9"."customer_id" AS "customer_id_right",
      "t9"."redeemed" AS "redeemed"
    FROM (
      SELECT
        "t19".*
        EXCEPT ("customer_id_right")
      FROM (
        SELECT
          "t18"."customer_id" AS "customer_id",
          "t18"."arm" AS "arm",
          "t18"."propensity" AS "propensity",
          "t18"."assigned_on" AS "assigned_on",
          "t18"."orders" AS "orders",
          "t18"."revenue_exact" AS "revenue_exact",
          "t18"."discount_exact" AS "discount_exact",
          "t18"."margin_exact" AS "margin_exact",
          "t18"."margin_known" AS "margin_known",
          "t14"."customer_id" AS "customer_id_right",
          "t14"."contacts" AS "contacts",
          "t14"."contact_cost_exact" AS "contact_cost_exact"
        FROM (
          SELECT
            "t16".*
            EXCEPT ("customer_id_right")
          FROM (
            SELECT
              "t12"."customer_id" AS "customer_id",
              "t12"."arm" AS "arm",
              "t12"."propensity" AS "propensity",
              "t12"."assigned_on" AS "assigned_on",
              "t15"."customer_id" AS "customer_id_right",
              "t15"."orders" AS "orders",
              "t15"."revenue_exact" AS "revenue_exact",
              "t15"."discount_exact" AS "discount_exact",
              "t15"."margin_exact" AS "margin_exact",
              "t15"."margin_known" AS "margin_known"
            FROM (
              SELECT
                "t6"."customer_id" AS "customer_id",
                argMin(
                  tuple("t6"."arm"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "arm",
                argMin(
                  tuple("t6"."propensity"),
                  COALESCE("t6"."assigned_at", parseDateTimeBestEffort('1970-01-01T00:00:00'))
                ).1 AS "propensity",
                MIN("t6"."assigned_on") AS "assigned_on"
              FROM (
                SELECT
                  *
                FROM "assignments" AS "t2"
                WHERE
                  "t2"."experiment_id" = 'C04-running' AND isNotNull("t2"."customer_id")
              ) AS "t6"
              GROUP BY
                "t6"."customer_id"
            ) AS "t12"
            LEFT OUTER JOIN (
              SELECT
                "t7"."customer_id" AS "customer_id",
                uniqExactIf("t7"."order_id", "t7"."kind" = 'sale') AS "orders",
                CAST(SUM("t7"."revenue") * 10000 AS Nullable(Int64)) AS "revenue_exact",
                CAST(SUM("t7"."discount") * 10000 AS Nullable(Int64)) AS "discount_exact",
                CAST(SUM("t7"."margin") * 10000 AS Nullable(Int64)) AS "margin_exact",
                COUNT("t7"."margin") AS "margin_known"
              FROM (
                SELECT
                  *
                FROM "transactions" AS "t3"
                WHERE
                  isNotNull("t3"."customer_id")
                  AND "t3"."ordered_on" >= toDate('2026-11-03')
                  AND "t3"."ordered_on" <= toDate('2026-11-15')
              ) AS "t7"
              GROUP BY
                "t7"."customer_id"
            ) AS "t15"
              ON "t12"."customer_id" = "t15"."customer_id"
          ) AS "t16"
        ) AS "t18"
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
        ) AS "t14"
          ON "t18"."customer_id" = "t14"."customer_id"
      ) AS "t19"
    ) AS "t21"
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
    ) AS "t9"
      ON "t21"."customer_id" = "t9"."customer_id"
  ) AS "t22"
) AS "t23";

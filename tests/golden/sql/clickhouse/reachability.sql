SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "consents" AS "t0"
  WHERE
    isNotNull("t0"."channel")
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  "t33"."via_email" AS "via_email",
  "t33"."via_push" AS "via_push",
  "t33"."via_sms" AS "via_sms",
  COUNT(*) AS "customers",
  CAST(CAST(COALESCE(SUM("t33"."revenue"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue"
FROM (
  SELECT
    "t32"."customer_id" AS "customer_id",
    COALESCE("t32"."via_email", FALSE) AS "via_email",
    COALESCE("t32"."via_push", FALSE) AS "via_push",
    COALESCE("t32"."via_sms", FALSE) AS "via_sms",
    "t32"."revenue" AS "revenue"
  FROM (
    SELECT
      "t31".*
      EXCEPT ("customer_id_right")
    FROM (
      SELECT
        "t30"."customer_id" AS "customer_id",
        "t30"."via_email" AS "via_email",
        "t30"."via_push" AS "via_push",
        "t30"."via_sms" AS "via_sms",
        "t14"."customer_id" AS "customer_id_right",
        "t14"."revenue" AS "revenue"
      FROM (
        SELECT
          "t28".*
          EXCEPT ("customer_id_right")
        FROM (
          SELECT
            "t13"."customer_id" AS "customer_id",
            "t27"."customer_id" AS "customer_id_right",
            "t27"."via_email" AS "via_email",
            "t27"."via_push" AS "via_push",
            "t27"."via_sms" AS "via_sms"
          FROM (
            SELECT
              *
            FROM (
              SELECT DISTINCT
                "t1"."customer_id" AS "customer_id"
              FROM "customer_day" AS "t1"
              WHERE
                "t1"."bought_on" <= toDate(
                  CONCAT(toString(2027), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(3), 2, '0'))
                )
            ) AS "t6"
            UNION DISTINCT
            SELECT
              *
            FROM (
              SELECT DISTINCT
                "t2"."customer_id" AS "customer_id"
              FROM "customers" AS "t2"
              WHERE
                (
                  isNull(COALESCE("t2"."registered_on", "t2"."learnt_on"))
                  OR (
                    COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2027-11-03')
                  )
                )
                AND isNotNull("t2"."customer_id")
            ) AS "t10"
          ) AS "t13"
          LEFT OUTER JOIN (
            SELECT
              "t25"."customer_id" AS "customer_id",
              maxIf("t25"."reachable", "t25"."channel" = 'email') AS "via_email",
              maxIf("t25"."reachable", "t25"."channel" = 'push') AS "via_push",
              maxIf("t25"."reachable", "t25"."channel" = 'sms') AS "via_sms"
            FROM (
              SELECT
                "t24"."customer_id" AS "customer_id",
                "t24"."channel" AS "channel",
                "t24"."consent" AS "consent",
                "t24"."granted_at" AS "granted_at",
                "t24"."bounced_at" AS "bounced_at",
                "t24"."arrived_at" AS "arrived_at",
                "t24"."declined_at" AS "declined_at",
                "t24"."bounced" AS "bounced",
                "t24"."declined" AS "declined",
                "t24"."consent" AND NOT (
                  "t24"."bounced"
                ) AND NOT (
                  "t24"."declined"
                ) AS "reachable"
              FROM (
                SELECT
                  "t23"."customer_id" AS "customer_id",
                  "t23"."channel" AS "channel",
                  "t23"."consent" AS "consent",
                  "t23"."granted_at" AS "granted_at",
                  "t23"."bounced_at" AS "bounced_at",
                  "t23"."arrived_at" AS "arrived_at",
                  "t23"."declined_at" AS "declined_at",
                  isNotNull("t23"."bounced_at")
                  AND (
                    isNull("t23"."arrived_at") OR (
                      "t23"."bounced_at" > "t23"."arrived_at"
                    )
                  ) AS "bounced",
                  isNotNull("t23"."declined_at")
                  AND (
                    isNull("t23"."granted_at") OR (
                      "t23"."declined_at" >= "t23"."granted_at"
                    )
                  ) AS "declined"
                FROM (
                  SELECT
                    "t20"."customer_id" AS "customer_id",
                    "t20"."channel" AS "channel",
                    "t20"."consent" AS "consent",
                    "t20"."granted_at" AS "granted_at",
                    "t18"."bounced_at" AS "bounced_at",
                    "t18"."arrived_at" AS "arrived_at",
                    "t18"."declined_at" AS "declined_at"
                  FROM (
                    SELECT
                      "t15"."customer_id" AS "customer_id",
                      "t15"."channel" AS "channel",
                      "t15"."granted_at" AS "granted_at",
                      "t15"."revoked_at" AS "revoked_at",
                      isNotNull("t15"."granted_at")
                      AND (
                        isNull("t15"."revoked_at") OR (
                          "t15"."granted_at" > "t15"."revoked_at"
                        )
                      ) AS "consent"
                    FROM (
                      SELECT
                        "t7"."customer_id" AS "customer_id",
                        "t7"."channel" AS "channel",
                        maxIf("t7"."at", "t7"."status" = 'granted') AS "granted_at",
                        maxIf("t7"."at", "t7"."status" = 'revoked') AS "revoked_at"
                      FROM (
                        SELECT
                          *
                        FROM "consents" AS "t3"
                        WHERE
                          isNotNull("t3"."customer_id")
                          AND "t3"."at" < parseDateTimeBestEffort('2027-11-04T00:00:00')
                          AND "t3"."purpose" = 'advertising'
                      ) AS "t7"
                      GROUP BY
                        "t7"."customer_id",
                        "t7"."channel"
                    ) AS "t15"
                  ) AS "t20"
                  LEFT ANTI JOIN (
                    SELECT
                      "t16"."customer_id" AS "customer_id"
                    FROM (
                      SELECT
                        "t8"."customer_id" AS "customer_id",
                        maxIf("t8"."at", "t8"."status" = 'granted') AS "granted_at",
                        maxIf("t8"."at", "t8"."status" = 'revoked') AS "revoked_at"
                      FROM (
                        SELECT
                          *
                        FROM "consents" AS "t3"
                        WHERE
                          isNotNull("t3"."customer_id")
                          AND "t3"."at" < parseDateTimeBestEffort('2027-11-04T00:00:00')
                          AND "t3"."purpose" = 'personal_data'
                      ) AS "t8"
                      GROUP BY
                        "t8"."customer_id"
                    ) AS "t16"
                    WHERE
                      isNotNull("t16"."revoked_at")
                      AND NOT (
                        isNotNull("t16"."granted_at")
                        AND (
                          isNull("t16"."revoked_at") OR (
                            "t16"."granted_at" > "t16"."revoked_at"
                          )
                        )
                      )
                  ) AS "t22"
                    ON "t20"."customer_id" = "t22"."customer_id"
                  LEFT OUTER JOIN (
                    SELECT
                      "t9"."customer_id" AS "customer_id",
                      "t9"."channel" AS "channel",
                      maxIf("t9"."sent_at", "t9"."status" = 'bounced') AS "bounced_at",
                      maxIf("t9"."sent_at", "t9"."status" <> 'bounced') AS "arrived_at",
                      maxIf("t9"."sent_at", "t9"."status" IN ('complained', 'unsubscribed')) AS "declined_at"
                    FROM (
                      SELECT
                        *
                      FROM "contacts" AS "t4"
                      WHERE
                        isNotNull("t4"."customer_id") AND "t4"."sent_on" <= toDate('2027-11-03')
                    ) AS "t9"
                    GROUP BY
                      "t9"."customer_id",
                      "t9"."channel"
                  ) AS "t18"
                    ON "t20"."customer_id" = "t18"."customer_id" AND "t20"."channel" = "t18"."channel"
                ) AS "t23"
              ) AS "t24"
            ) AS "t25"
            GROUP BY
              "t25"."customer_id"
          ) AS "t27"
            ON "t13"."customer_id" = "t27"."customer_id"
        ) AS "t28"
      ) AS "t30"
      LEFT OUTER JOIN (
        SELECT
          "t5"."customer_id" AS "customer_id",
          SUM("t5"."revenue") AS "revenue"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(4), 2, '0'))
            )
            AND "t0"."ordered_on" <= toDate(
              CONCAT(toString(2027), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(3), 2, '0'))
            )
            AND isNotNull("t0"."customer_id")
        ) AS "t5"
        GROUP BY
          "t5"."customer_id"
      ) AS "t14"
        ON "t30"."customer_id" = "t14"."customer_id"
    ) AS "t31"
  ) AS "t32"
) AS "t33"
GROUP BY
  "t33"."via_email",
  "t33"."via_push",
  "t33"."via_sms";

SELECT
  "t23"."channel" AS "channel",
  SUM(CAST("t23"."consent" AS Nullable(Int32))) AS "consent",
  SUM(CAST("t23"."consent" AND "t23"."bounced" AS Nullable(Int32))) AS "bounced",
  SUM(
    CAST("t23"."consent" AND NOT (
      "t23"."bounced"
    ) AND "t23"."declined" AS Nullable(Int32))
  ) AS "declined",
  SUM(CAST("t23"."reachable" AS Nullable(Int32))) AS "reachable"
FROM (
  SELECT
    "t22"."customer_id" AS "customer_id",
    "t22"."channel" AS "channel",
    "t22"."consent" AS "consent",
    "t22"."granted_at" AS "granted_at",
    "t22"."bounced_at" AS "bounced_at",
    "t22"."arrived_at" AS "arrived_at",
    "t22"."declined_at" AS "declined_at",
    "t22"."bounced" AS "bounced",
    "t22"."declined" AS "declined",
    "t22"."reachable" AS "reachable"
  FROM (
    SELECT
      "t20"."customer_id" AS "customer_id",
      "t20"."channel" AS "channel",
      "t20"."consent" AS "consent",
      "t20"."granted_at" AS "granted_at",
      "t20"."bounced_at" AS "bounced_at",
      "t20"."arrived_at" AS "arrived_at",
      "t20"."declined_at" AS "declined_at",
      "t20"."bounced" AS "bounced",
      "t20"."declined" AS "declined",
      "t20"."consent" AND NOT (
        "t20"."bounced"
      ) AND NOT (
        "t20"."declined"
      ) AS "reachable"
    FROM (
      SELECT
        "t19"."customer_id" AS "customer_id",
        "t19"."channel" AS "channel",
        "t19"."consent" AS "consent",
        "t19"."granted_at" AS "granted_at",
        "t19"."bounced_at" AS "bounced_at",
        "t19"."arrived_at" AS "arrived_at",
        "t19"."declined_at" AS "declined_at",
        isNotNull("t19"."bounced_at")
        AND (
          isNull("t19"."arrived_at") OR (
            "t19"."bounced_at" > "t19"."arrived_at"
          )
        ) AS "bounced",
        isNotNull("t19"."declined_at")
        AND (
          isNull("t19"."granted_at") OR (
            "t19"."declined_at" >= "t19"."granted_at"
          )
        ) AS "declined"
      FROM (
        SELECT
          "t16"."customer_id" AS "customer_id",
          "t16"."channel" AS "channel",
          "t16"."consent" AS "consent",
          "t16"."granted_at" AS "granted_at",
          "t14"."bounced_at" AS "bounced_at",
          "t14"."arrived_at" AS "arrived_at",
          "t14"."declined_at" AS "declined_at"
        FROM (
          SELECT
            "t11"."customer_id" AS "customer_id",
            "t11"."channel" AS "channel",
            "t11"."granted_at" AS "granted_at",
            "t11"."revoked_at" AS "revoked_at",
            isNotNull("t11"."granted_at")
            AND (
              isNull("t11"."revoked_at") OR (
                "t11"."granted_at" > "t11"."revoked_at"
              )
            ) AS "consent"
          FROM (
            SELECT
              "t5"."customer_id" AS "customer_id",
              "t5"."channel" AS "channel",
              maxIf("t5"."at", "t5"."status" = 'granted') AS "granted_at",
              maxIf("t5"."at", "t5"."status" = 'revoked') AS "revoked_at"
            FROM (
              SELECT
                *
              FROM "consents" AS "t2"
              WHERE
                isNotNull("t2"."customer_id")
                AND "t2"."at" < parseDateTimeBestEffort('2027-11-04T00:00:00')
                AND "t2"."purpose" = 'advertising'
            ) AS "t5"
            GROUP BY
              "t5"."customer_id",
              "t5"."channel"
          ) AS "t11"
        ) AS "t16"
        LEFT ANTI JOIN (
          SELECT
            "t12"."customer_id" AS "customer_id"
          FROM (
            SELECT
              "t6"."customer_id" AS "customer_id",
              maxIf("t6"."at", "t6"."status" = 'granted') AS "granted_at",
              maxIf("t6"."at", "t6"."status" = 'revoked') AS "revoked_at"
            FROM (
              SELECT
                *
              FROM "consents" AS "t2"
              WHERE
                isNotNull("t2"."customer_id")
                AND "t2"."at" < parseDateTimeBestEffort('2027-11-04T00:00:00')
                AND "t2"."purpose" = 'personal_data'
            ) AS "t6"
            GROUP BY
              "t6"."customer_id"
          ) AS "t12"
          WHERE
            isNotNull("t12"."revoked_at")
            AND NOT (
              isNotNull("t12"."granted_at")
              AND (
                isNull("t12"."revoked_at") OR (
                  "t12"."granted_at" > "t12"."revoked_at"
                )
              )
            )
        ) AS "t18"
          ON "t16"."customer_id" = "t18"."customer_id"
        LEFT OUTER JOIN (
          SELECT
            "t7"."customer_id" AS "customer_id",
            "t7"."channel" AS "channel",
            maxIf("t7"."sent_at", "t7"."status" = 'bounced') AS "bounced_at",
            maxIf("t7"."sent_at", "t7"."status" <> 'bounced') AS "arrived_at",
            maxIf("t7"."sent_at", "t7"."status" IN ('complained', 'unsubscribed')) AS "declined_at"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t3"
            WHERE
              isNotNull("t3"."customer_id") AND "t3"."sent_on" <= toDate('2027-11-03')
          ) AS "t7"
          GROUP BY
            "t7"."customer_id",
            "t7"."channel"
        ) AS "t14"
          ON "t16"."customer_id" = "t14"."customer_id" AND "t16"."channel" = "t14"."channel"
      ) AS "t19"
    ) AS "t20"
  ) AS "t22"
  LEFT SEMI JOIN (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        "t0"."customer_id" AS "customer_id"
      FROM "customer_day" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate(
          CONCAT(toString(2027), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(3), 2, '0'))
        )
    ) AS "t4"
    UNION DISTINCT
    SELECT
      *
    FROM (
      SELECT DISTINCT
        "t1"."customer_id" AS "customer_id"
      FROM "customers" AS "t1"
      WHERE
        (
          isNull(COALESCE("t1"."registered_on", "t1"."learnt_on"))
          OR (
            COALESCE("t1"."registered_on", "t1"."learnt_on") <= toDate('2027-11-03')
          )
        )
        AND isNotNull("t1"."customer_id")
    ) AS "t8"
  ) AS "t10"
    ON "t22"."customer_id" = "t10"."customer_id"
) AS "t23"
GROUP BY
  "t23"."channel";

SELECT
  "t1"."channel",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "consents" AS "t0"
  WHERE
    "t0"."channel" IS NOT NULL
) AS "t1"
GROUP BY
  1;

SELECT
  "t33"."via_email",
  "t33"."via_push",
  "t33"."via_sms",
  COUNT(*) AS "customers",
  CAST(CAST(COALESCE(SUM("t33"."revenue"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "revenue"
FROM (
  SELECT
    "t32"."customer_id",
    COALESCE("t32"."via_email", FALSE) AS "via_email",
    COALESCE("t32"."via_push", FALSE) AS "via_push",
    COALESCE("t32"."via_sms", FALSE) AS "via_sms",
    "t32"."revenue"
  FROM (
    SELECT
      "t31".*
      EXCLUDE ("customer_id_right")
    FROM (
      SELECT
        "t30"."customer_id",
        "t30"."via_email",
        "t30"."via_push",
        "t30"."via_sms",
        "t14"."customer_id" AS "customer_id_right",
        "t14"."revenue"
      FROM (
        SELECT
          "t28".*
          EXCLUDE ("customer_id_right")
        FROM (
          SELECT
            "t13"."customer_id",
            "t27"."customer_id" AS "customer_id_right",
            "t27"."via_email",
            "t27"."via_push",
            "t27"."via_sms"
          FROM (
            SELECT
              *
            FROM (
              SELECT DISTINCT
                "t1"."customer_id"
              FROM "customer_day" AS "t1"
              WHERE
                "t1"."bought_on" <= MAKE_DATE(2027, 11, 3)
            ) AS "t6"
            UNION
            SELECT
              *
            FROM (
              SELECT DISTINCT
                "t2"."customer_id"
              FROM "customers" AS "t2"
              WHERE
                (
                  (
                    COALESCE("t2"."registered_on", "t2"."learnt_on") IS NULL
                  )
                  OR (
                    COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2027, 11, 3)
                  )
                )
                AND "t2"."customer_id" IS NOT NULL
            ) AS "t10"
          ) AS "t13"
          LEFT OUTER JOIN (
            SELECT
              "t25"."customer_id",
              BOOL_OR(CAST("t25"."reachable" AS BOOLEAN)) FILTER(WHERE
                "t25"."channel" = 'email') AS "via_email",
              BOOL_OR(CAST("t25"."reachable" AS BOOLEAN)) FILTER(WHERE
                "t25"."channel" = 'push') AS "via_push",
              BOOL_OR(CAST("t25"."reachable" AS BOOLEAN)) FILTER(WHERE
                "t25"."channel" = 'sms') AS "via_sms"
            FROM (
              SELECT
                "t24"."customer_id",
                "t24"."channel",
                "t24"."consent",
                "t24"."granted_at",
                "t24"."bounced_at",
                "t24"."arrived_at",
                "t24"."declined_at",
                "t24"."bounced",
                "t24"."declined",
                "t24"."consent" AND NOT (
                  "t24"."bounced"
                ) AND NOT (
                  "t24"."declined"
                ) AS "reachable"
              FROM (
                SELECT
                  "t23"."customer_id",
                  "t23"."channel",
                  "t23"."consent",
                  "t23"."granted_at",
                  "t23"."bounced_at",
                  "t23"."arrived_at",
                  "t23"."declined_at",
                  (
                    "t23"."bounced_at" IS NOT NULL
                  )
                  AND (
                    (
                      "t23"."arrived_at" IS NULL
                    ) OR (
                      "t23"."bounced_at" > "t23"."arrived_at"
                    )
                  ) AS "bounced",
                  (
                    "t23"."declined_at" IS NOT NULL
                  )
                  AND (
                    (
                      "t23"."granted_at" IS NULL
                    )
                    OR (
                      "t23"."declined_at" >= "t23"."granted_at"
                    )
                  ) AS "declined"
                FROM (
                  SELECT
                    "t20"."customer_id",
                    "t20"."channel",
                    "t20"."consent",
                    "t20"."granted_at",
                    "t18"."bounced_at",
                    "t18"."arrived_at",
                    "t18"."declined_at"
                  FROM (
                    SELECT
                      "t15"."customer_id",
                      "t15"."channel",
                      "t15"."granted_at",
                      "t15"."revoked_at",
                      (
                        "t15"."granted_at" IS NOT NULL
                      )
                      AND (
                        (
                          "t15"."revoked_at" IS NULL
                        ) OR (
                          "t15"."granted_at" > "t15"."revoked_at"
                        )
                      ) AS "consent"
                    FROM (
                      SELECT
                        "t7"."customer_id",
                        "t7"."channel",
                        MAX("t7"."at") FILTER(WHERE
                          "t7"."status" = 'granted') AS "granted_at",
                        MAX("t7"."at") FILTER(WHERE
                          "t7"."status" = 'revoked') AS "revoked_at"
                      FROM (
                        SELECT
                          *
                        FROM "consents" AS "t3"
                        WHERE
                          "t3"."customer_id" IS NOT NULL
                          AND "t3"."at" < MAKE_TIMESTAMP(2027, 11, 4, 0, 0, 0.0)
                          AND "t3"."purpose" = 'advertising'
                      ) AS "t7"
                      GROUP BY
                        1,
                        2
                    ) AS "t15"
                  ) AS "t20"
                  ANTI JOIN (
                    SELECT
                      "t16"."customer_id"
                    FROM (
                      SELECT
                        "t8"."customer_id",
                        MAX("t8"."at") FILTER(WHERE
                          "t8"."status" = 'granted') AS "granted_at",
                        MAX("t8"."at") FILTER(WHERE
                          "t8"."status" = 'revoked') AS "revoked_at"
                      FROM (
                        SELECT
                          *
                        FROM "consents" AS "t3"
                        WHERE
                          "t3"."customer_id" IS NOT NULL
                          AND "t3"."at" < MAKE_TIMESTAMP(2027, 11, 4, 0, 0, 0.0)
                          AND "t3"."purpose" = 'personal_data'
                      ) AS "t8"
                      GROUP BY
                        1
                    ) AS "t16"
                    WHERE
                      "t16"."revoked_at" IS NOT NULL
                      AND NOT (
                        (
                          "t16"."granted_at" IS NOT NULL
                        )
                        AND (
                          (
                            "t16"."revoked_at" IS NULL
                          ) OR (
                            "t16"."granted_at" > "t16"."revoked_at"
                          )
                        )
                      )
                  ) AS "t22"
                    ON "t20"."customer_id" = "t22"."customer_id"
                  LEFT OUTER JOIN (
                    SELECT
                      "t9"."customer_id",
                      "t9"."channel",
                      MAX("t9"."sent_at") FILTER(WHERE
                        "t9"."status" = 'bounced') AS "bounced_at",
                      MAX("t9"."sent_at") FILTER(WHERE
                        "t9"."status" <> 'bounced') AS "arrived_at",
                      MAX("t9"."sent_at") FILTER(WHERE
                        "t9"."status" IN ('complained', 'unsubscribed')) AS "declined_at"
                    FROM (
                      SELECT
                        *
                      FROM "contacts" AS "t4"
                      WHERE
                        "t4"."customer_id" IS NOT NULL AND "t4"."sent_on" <= MAKE_DATE(2027, 11, 3)
                    ) AS "t9"
                    GROUP BY
                      1,
                      2
                  ) AS "t18"
                    ON "t20"."customer_id" = "t18"."customer_id" AND "t20"."channel" = "t18"."channel"
                ) AS "t23"
              ) AS "t24"
            ) AS "t25"
            GROUP BY
              1
          ) AS "t27"
            ON "t13"."customer_id" = "t27"."customer_id"
        ) AS "t28"
      ) AS "t30"
      LEFT OUTER JOIN (
        SELECT
          "t5"."customer_id",
          SUM("t5"."revenue") AS "revenue"
        FROM (
          SELECT
            *
          FROM "transactions" AS "t0"
          WHERE
            "t0"."ordered_on" >= MAKE_DATE(2026, 11, 4)
            AND "t0"."ordered_on" <= MAKE_DATE(2027, 11, 3)
            AND "t0"."customer_id" IS NOT NULL
        ) AS "t5"
        GROUP BY
          1
      ) AS "t14"
        ON "t30"."customer_id" = "t14"."customer_id"
    ) AS "t31"
  ) AS "t32"
) AS "t33"
GROUP BY
  1,
  2,
  3;

SELECT
  "t23"."channel",
  SUM(CAST("t23"."consent" AS INT)) AS "consent",
  SUM(CAST("t23"."consent" AND "t23"."bounced" AS INT)) AS "bounced",
  SUM(CAST("t23"."consent" AND NOT (
    "t23"."bounced"
  ) AND "t23"."declined" AS INT)) AS "declined",
  SUM(CAST("t23"."reachable" AS INT)) AS "reachable"
FROM (
  SELECT
    "t22"."customer_id",
    "t22"."channel",
    "t22"."consent",
    "t22"."granted_at",
    "t22"."bounced_at",
    "t22"."arrived_at",
    "t22"."declined_at",
    "t22"."bounced",
    "t22"."declined",
    "t22"."reachable"
  FROM (
    SELECT
      "t20"."customer_id",
      "t20"."channel",
      "t20"."consent",
      "t20"."granted_at",
      "t20"."bounced_at",
      "t20"."arrived_at",
      "t20"."declined_at",
      "t20"."bounced",
      "t20"."declined",
      "t20"."consent" AND NOT (
        "t20"."bounced"
      ) AND NOT (
        "t20"."declined"
      ) AS "reachable"
    FROM (
      SELECT
        "t19"."customer_id",
        "t19"."channel",
        "t19"."consent",
        "t19"."granted_at",
        "t19"."bounced_at",
        "t19"."arrived_at",
        "t19"."declined_at",
        (
          "t19"."bounced_at" IS NOT NULL
        )
        AND (
          (
            "t19"."arrived_at" IS NULL
          ) OR (
            "t19"."bounced_at" > "t19"."arrived_at"
          )
        ) AS "bounced",
        (
          "t19"."declined_at" IS NOT NULL
        )
        AND (
          (
            "t19"."granted_at" IS NULL
          )
          OR (
            "t19"."declined_at" >= "t19"."granted_at"
          )
        ) AS "declined"
      FROM (
        SELECT
          "t16"."customer_id",
          "t16"."channel",
          "t16"."consent",
          "t16"."granted_at",
          "t14"."bounced_at",
          "t14"."arrived_at",
          "t14"."declined_at"
        FROM (
          SELECT
            "t11"."customer_id",
            "t11"."channel",
            "t11"."granted_at",
            "t11"."revoked_at",
            (
              "t11"."granted_at" IS NOT NULL
            )
            AND (
              (
                "t11"."revoked_at" IS NULL
              ) OR (
                "t11"."granted_at" > "t11"."revoked_at"
              )
            ) AS "consent"
          FROM (
            SELECT
              "t5"."customer_id",
              "t5"."channel",
              MAX("t5"."at") FILTER(WHERE
                "t5"."status" = 'granted') AS "granted_at",
              MAX("t5"."at") FILTER(WHERE
                "t5"."status" = 'revoked') AS "revoked_at"
            FROM (
              SELECT
                *
              FROM "consents" AS "t2"
              WHERE
                "t2"."customer_id" IS NOT NULL
                AND "t2"."at" < MAKE_TIMESTAMP(2027, 11, 4, 0, 0, 0.0)
                AND "t2"."purpose" = 'advertising'
            ) AS "t5"
            GROUP BY
              1,
              2
          ) AS "t11"
        ) AS "t16"
        ANTI JOIN (
          SELECT
            "t12"."customer_id"
          FROM (
            SELECT
              "t6"."customer_id",
              MAX("t6"."at") FILTER(WHERE
                "t6"."status" = 'granted') AS "granted_at",
              MAX("t6"."at") FILTER(WHERE
                "t6"."status" = 'revoked') AS "revoked_at"
            FROM (
              SELECT
                *
              FROM "consents" AS "t2"
              WHERE
                "t2"."customer_id" IS NOT NULL
                AND "t2"."at" < MAKE_TIMESTAMP(2027, 11, 4, 0, 0, 0.0)
                AND "t2"."purpose" = 'personal_data'
            ) AS "t6"
            GROUP BY
              1
          ) AS "t12"
          WHERE
            "t12"."revoked_at" IS NOT NULL
            AND NOT (
              (
                "t12"."granted_at" IS NOT NULL
              )
              AND (
                (
                  "t12"."revoked_at" IS NULL
                ) OR (
                  "t12"."granted_at" > "t12"."revoked_at"
                )
              )
            )
        ) AS "t18"
          ON "t16"."customer_id" = "t18"."customer_id"
        LEFT OUTER JOIN (
          SELECT
            "t7"."customer_id",
            "t7"."channel",
            MAX("t7"."sent_at") FILTER(WHERE
              "t7"."status" = 'bounced') AS "bounced_at",
            MAX("t7"."sent_at") FILTER(WHERE
              "t7"."status" <> 'bounced') AS "arrived_at",
            MAX("t7"."sent_at") FILTER(WHERE
              "t7"."status" IN ('complained', 'unsubscribed')) AS "declined_at"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t3"
            WHERE
              "t3"."customer_id" IS NOT NULL AND "t3"."sent_on" <= MAKE_DATE(2027, 11, 3)
          ) AS "t7"
          GROUP BY
            1,
            2
        ) AS "t14"
          ON "t16"."customer_id" = "t14"."customer_id" AND "t16"."channel" = "t14"."channel"
      ) AS "t19"
    ) AS "t20"
  ) AS "t22"
  SEMI JOIN (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        "t0"."customer_id"
      FROM "customer_day" AS "t0"
      WHERE
        "t0"."bought_on" <= MAKE_DATE(2027, 11, 3)
    ) AS "t4"
    UNION
    SELECT
      *
    FROM (
      SELECT DISTINCT
        "t1"."customer_id"
      FROM "customers" AS "t1"
      WHERE
        (
          (
            COALESCE("t1"."registered_on", "t1"."learnt_on") IS NULL
          )
          OR (
            COALESCE("t1"."registered_on", "t1"."learnt_on") <= MAKE_DATE(2027, 11, 3)
          )
        )
        AND "t1"."customer_id" IS NOT NULL
    ) AS "t8"
  ) AS "t10"
    ON "t22"."customer_id" = "t10"."customer_id"
) AS "t23"
GROUP BY
  1;

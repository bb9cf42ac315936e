SELECT
  "t1"."customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id",
    "t0"."ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(5 AS INT), CAST(4 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  1;

SELECT
  "t1"."customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id",
    "t0"."ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(7 AS INT), CAST(13 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  1;

SELECT
  "t1"."customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id",
    "t0"."ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(9 AS INT), CAST(6 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  1;

SELECT
  "t1"."customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id",
    "t0"."ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(2 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  1;

SELECT
  "t1"."customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id",
    "t0"."ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= MAKE_DATE(CAST(2027 AS INT), CAST(11 AS INT), CAST(3 AS INT))
    AND "t0"."customer_id" IS NOT NULL
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  1;

SELECT
  "t14"."customer_id",
  "t14"."channel"
FROM (
  SELECT
    "t13"."customer_id",
    "t13"."channel",
    "t13"."consent",
    "t13"."granted_at",
    "t13"."bounced_at",
    "t13"."arrived_at",
    "t13"."declined_at",
    (
      "t13"."bounced_at" IS NOT NULL
    )
    AND (
      (
        "t13"."arrived_at" IS NULL
      ) OR (
        "t13"."bounced_at" > "t13"."arrived_at"
      )
    ) AS "bounced",
    (
      "t13"."declined_at" IS NOT NULL
    )
    AND (
      (
        "t13"."granted_at" IS NULL
      )
      OR (
        "t13"."declined_at" >= "t13"."granted_at"
      )
    ) AS "declined"
  FROM (
    SELECT
      "t10"."customer_id",
      "t10"."channel",
      "t10"."consent",
      "t10"."granted_at",
      "t8"."bounced_at",
      "t8"."arrived_at",
      "t8"."declined_at"
    FROM (
      SELECT
        "t5"."customer_id",
        "t5"."channel",
        "t5"."granted_at",
        "t5"."revoked_at",
        (
          "t5"."granted_at" IS NOT NULL
        )
        AND (
          (
            "t5"."revoked_at" IS NULL
          ) OR (
            "t5"."granted_at" > "t5"."revoked_at"
          )
        ) AS "consent"
      FROM (
        SELECT
          "t2"."customer_id",
          "t2"."channel",
          MAX("t2"."at") FILTER(WHERE
            "t2"."status" = 'granted') AS "granted_at",
          MAX("t2"."at") FILTER(WHERE
            "t2"."status" = 'revoked') AS "revoked_at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."at" < CAST('2027-11-04T00:00:00' AS TIMESTAMP)
            AND "t0"."purpose" = 'advertising'
        ) AS "t2"
        GROUP BY
          1,
          2
      ) AS "t5"
    ) AS "t10"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id",
        "t4"."channel",
        MAX("t4"."sent_at") FILTER(WHERE
          "t4"."status" = 'bounced') AS "bounced_at",
        MAX("t4"."sent_at") FILTER(WHERE
          "t4"."status" <> 'bounced') AS "arrived_at",
        MAX("t4"."sent_at") FILTER(WHERE
          "t4"."status" IN ('complained', 'unsubscribed')) AS "declined_at"
      FROM (
        SELECT
          *
        FROM "contacts" AS "t1"
        WHERE
          "t1"."customer_id" IS NOT NULL AND "t1"."sent_on" <= MAKE_DATE(2027, 11, 3)
      ) AS "t4"
      GROUP BY
        1,
        2
    ) AS "t8"
      ON "t10"."customer_id" = "t8"."customer_id" AND "t10"."channel" = "t8"."channel"
    WHERE
      NOT EXISTS(
        SELECT
          1
        FROM (
          SELECT
            "t6"."customer_id"
          FROM (
            SELECT
              "t3"."customer_id",
              MAX("t3"."at") FILTER(WHERE
                "t3"."status" = 'granted') AS "granted_at",
              MAX("t3"."at") FILTER(WHERE
                "t3"."status" = 'revoked') AS "revoked_at"
            FROM (
              SELECT
                *
              FROM "consents" AS "t0"
              WHERE
                "t0"."customer_id" IS NOT NULL
                AND "t0"."at" < CAST('2027-11-04T00:00:00' AS TIMESTAMP)
                AND "t0"."purpose" = 'personal_data'
            ) AS "t3"
            GROUP BY
              1
          ) AS "t6"
          WHERE
            "t6"."revoked_at" IS NOT NULL
            AND NOT (
              (
                "t6"."granted_at" IS NOT NULL
              )
              AND (
                (
                  "t6"."revoked_at" IS NULL
                ) OR (
                  "t6"."granted_at" > "t6"."revoked_at"
                )
              )
            )
        ) AS "t12"
        WHERE
          "t10"."customer_id" = "t12"."customer_id"
      )
  ) AS "t13"
) AS "t14"
WHERE
  "t14"."consent" AND NOT (
    "t14"."bounced"
  ) AND NOT (
    "t14"."declined"
  );

SELECT
  SUM("t1"."cost") AS "Sum(cost)"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."sent_on" >= MAKE_DATE(2026, 11, 4)
    AND "t0"."sent_on" <= MAKE_DATE(2027, 11, 3)
) AS "t1";

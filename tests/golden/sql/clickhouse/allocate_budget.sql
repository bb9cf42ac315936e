SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(5), 2, '0'), '-', LPAD(toString(4), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(7), 2, '0'), '-', LPAD(toString(13), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(9), 2, '0'), '-', LPAD(toString(6), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(2), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t1"."customer_id" AS "customer_id",
  COUNT(*) AS "days",
  MAX("t1"."ordered_on") AS "last"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id",
    "t0"."ordered_on" AS "ordered_on"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2027), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(3), 2, '0'))
    )
    AND isNotNull("t0"."customer_id")
    AND "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."customer_id";

SELECT
  "t14"."customer_id" AS "customer_id",
  "t14"."channel" AS "channel"
FROM (
  SELECT
    "t13"."customer_id" AS "customer_id",
    "t13"."channel" AS "channel",
    "t13"."consent" AS "consent",
    "t13"."granted_at" AS "granted_at",
    "t13"."bounced_at" AS "bounced_at",
    "t13"."arrived_at" AS "arrived_at",
    "t13"."declined_at" AS "declined_at",
    isNotNull("t13"."bounced_at")
    AND (
      isNull("t13"."arrived_at") OR (
        "t13"."bounced_at" > "t13"."arrived_at"
      )
    ) AS "bounced",
    isNotNull("t13"."declined_at")
    AND (
      isNull("t13"."granted_at") OR (
        "t13"."declined_at" >= "t13"."granted_at"
      )
    ) AS "declined"
  FROM (
    SELECT
      "t10"."customer_id" AS "customer_id",
      "t10"."channel" AS "channel",
      "t10"."consent" AS "consent",
      "t10"."granted_at" AS "granted_at",
      "t8"."bounced_at" AS "bounced_at",
      "t8"."arrived_at" AS "arrived_at",
      "t8"."declined_at" AS "declined_at"
    FROM (
      SELECT
        "t5"."customer_id" AS "customer_id",
        "t5"."channel" AS "channel",
        "t5"."granted_at" AS "granted_at",
        "t5"."revoked_at" AS "revoked_at",
        isNotNull("t5"."granted_at")
        AND (
          isNull("t5"."revoked_at") OR (
            "t5"."granted_at" > "t5"."revoked_at"
          )
        ) AS "consent"
      FROM (
        SELECT
          "t2"."customer_id" AS "customer_id",
          "t2"."channel" AS "channel",
          maxIf("t2"."at", "t2"."status" = 'granted') AS "granted_at",
          maxIf("t2"."at", "t2"."status" = 'revoked') AS "revoked_at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."at" < parseDateTimeBestEffort('2027-11-04T00:00:00')
            AND "t0"."purpose" = 'advertising'
        ) AS "t2"
        GROUP BY
          "t2"."customer_id",
          "t2"."channel"
      ) AS "t5"
    ) AS "t10"
    LEFT ANTI JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id"
      FROM (
        SELECT
          "t3"."customer_id" AS "customer_id",
          maxIf("t3"."at", "t3"."status" = 'granted') AS "granted_at",
          maxIf("t3"."at", "t3"."status" = 'revoked') AS "revoked_at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."at" < parseDateTimeBestEffort('2027-11-04T00:00:00')
            AND "t0"."purpose" = 'personal_data'
        ) AS "t3"
        GROUP BY
          "t3"."customer_id"
      ) AS "t6"
      WHERE
        isNotNull("t6"."revoked_at")
        AND NOT (
          isNotNull("t6"."granted_at")
          AND (
            isNull("t6"."revoked_at") OR (
              "t6"."granted_at" > "t6"."revoked_at"
            )
          )
        )
    ) AS "t12"
      ON "t10"."customer_id" = "t12"."customer_id"
    LEFT OUTER JOIN (
      SELECT
        "t4"."customer_id" AS "customer_id",
        "t4"."channel" AS "channel",
        maxIf("t4"."sent_at", "t4"."status" = 'bounced') AS "bounced_at",
        maxIf("t4"."sent_at", "t4"."status" <> 'bounced') AS "arrived_at",
        maxIf("t4"."sent_at", "t4"."status" IN ('complained', 'unsubscribed')) AS "declined_at"
      FROM (
        SELECT
          *
        FROM "contacts" AS "t1"
        WHERE
          isNotNull("t1"."customer_id") AND "t1"."sent_on" <= toDate('2027-11-03')
      ) AS "t4"
      GROUP BY
        "t4"."customer_id",
        "t4"."channel"
    ) AS "t8"
      ON "t10"."customer_id" = "t8"."customer_id" AND "t10"."channel" = "t8"."channel"
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
    "t0"."sent_on" >= toDate('2026-11-04') AND "t0"."sent_on" <= toDate('2027-11-03')
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT DISTINCT
      "t0"."customer_id" AS "customer_id"
    FROM "customer_day" AS "t0"
    WHERE
      "t0"."bought_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
      )
  ) AS "t2"
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
          COALESCE("t1"."registered_on", "t1"."learnt_on") <= toDate('2026-11-15')
        )
      )
      AND isNotNull("t1"."customer_id")
  ) AS "t3"
) AS "t4";

SELECT
  "t11"."channel" AS "channel",
  SUM(CAST("t11"."granted" AS Nullable(Int32))) AS "granted",
  COUNT(*) AS "asked"
FROM (
  SELECT
    "t10"."customer_id" AS "customer_id",
    "t10"."channel" AS "channel",
    "t10"."granted_at" AS "granted_at",
    "t10"."revoked_at" AS "revoked_at",
    isNotNull("t10"."granted_at")
    AND (
      isNull("t10"."revoked_at") OR (
        "t10"."granted_at" > "t10"."revoked_at"
      )
    ) AS "granted"
  FROM (
    SELECT
      "t9"."customer_id" AS "customer_id",
      "t9"."channel" AS "channel",
      maxIf("t9"."at", "t9"."status" = 'granted') AS "granted_at",
      maxIf("t9"."at", "t9"."status" = 'revoked') AS "revoked_at"
    FROM (
      SELECT
        "t5"."customer_id" AS "customer_id",
        "t5"."channel" AS "channel",
        "t5"."purpose" AS "purpose",
        "t5"."status" AS "status",
        "t5"."text_version" AS "text_version",
        "t5"."proof" AS "proof",
        "t5"."at" AS "at"
      FROM (
        SELECT
          *
        FROM "consents" AS "t0"
        WHERE
          isNotNull("t0"."customer_id")
          AND "t0"."purpose" = 'advertising'
          AND "t0"."at" < parseDateTimeBestEffort('2026-11-16T00:00:00')
      ) AS "t5"
      LEFT SEMI JOIN (
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t1"."customer_id" AS "customer_id"
          FROM "customer_day" AS "t1"
          WHERE
            "t1"."bought_on" <= toDate(
              CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
            )
        ) AS "t4"
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
                COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2026-11-15')
              )
            )
            AND isNotNull("t2"."customer_id")
        ) AS "t6"
      ) AS "t8"
        ON "t5"."customer_id" = "t8"."customer_id"
    ) AS "t9"
    GROUP BY
      "t9"."customer_id",
      "t9"."channel"
  ) AS "t10"
) AS "t11"
GROUP BY
  "t11"."channel";

SELECT
  "t12"."channel" AS "channel",
  SUM(CAST("t12"."granted" AS Nullable(Int32))) AS "granted",
  COUNT(*) AS "asked"
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
    ) AS "granted"
  FROM (
    SELECT
      "t10"."customer_id" AS "customer_id",
      "t10"."channel" AS "channel",
      maxIf("t10"."at", "t10"."status" = 'granted') AS "granted_at",
      maxIf("t10"."at", "t10"."status" = 'revoked') AS "revoked_at"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t5"."customer_id" AS "customer_id",
          "t5"."channel" AS "channel",
          "t5"."purpose" AS "purpose",
          "t5"."status" AS "status",
          "t5"."text_version" AS "text_version",
          "t5"."proof" AS "proof",
          "t5"."at" AS "at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."purpose" = 'advertising'
            AND "t0"."at" < parseDateTimeBestEffort('2026-11-16T00:00:00')
        ) AS "t5"
        LEFT SEMI JOIN (
          SELECT
            *
          FROM (
            SELECT DISTINCT
              "t1"."customer_id" AS "customer_id"
            FROM "customer_day" AS "t1"
            WHERE
              "t1"."bought_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
          ) AS "t4"
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
                  COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2026-11-15')
                )
              )
              AND isNotNull("t2"."customer_id")
          ) AS "t6"
        ) AS "t8"
          ON "t5"."customer_id" = "t8"."customer_id"
      ) AS "t9"
      WHERE
        "t9"."at" < parseDateTimeBestEffort('2026-08-16T00:00:00')
    ) AS "t10"
    GROUP BY
      "t10"."customer_id",
      "t10"."channel"
  ) AS "t11"
) AS "t12"
GROUP BY
  "t12"."channel";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT DISTINCT
      "t0"."customer_id" AS "customer_id"
    FROM "customer_day" AS "t0"
    WHERE
      "t0"."bought_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(8), 2, '0'), '-', LPAD(toString(15), 2, '0'))
      )
  ) AS "t2"
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
          COALESCE("t1"."registered_on", "t1"."learnt_on") <= toDate('2026-08-15')
        )
      )
      AND isNotNull("t1"."customer_id")
  ) AS "t3"
) AS "t4";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t11"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t10"."customer_id" AS "customer_id",
      "t10"."channel" AS "channel",
      "t10"."granted_at" AS "granted_at",
      "t10"."revoked_at" AS "revoked_at",
      isNotNull("t10"."granted_at")
      AND (
        isNull("t10"."revoked_at") OR (
          "t10"."granted_at" > "t10"."revoked_at"
        )
      ) AS "granted"
    FROM (
      SELECT
        "t9"."customer_id" AS "customer_id",
        "t9"."channel" AS "channel",
        maxIf("t9"."at", "t9"."status" = 'granted') AS "granted_at",
        maxIf("t9"."at", "t9"."status" = 'revoked') AS "revoked_at"
      FROM (
        SELECT
          "t5"."customer_id" AS "customer_id",
          "t5"."channel" AS "channel",
          "t5"."purpose" AS "purpose",
          "t5"."status" AS "status",
          "t5"."text_version" AS "text_version",
          "t5"."proof" AS "proof",
          "t5"."at" AS "at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."purpose" = 'advertising'
            AND "t0"."at" < parseDateTimeBestEffort('2026-11-16T00:00:00')
        ) AS "t5"
        LEFT SEMI JOIN (
          SELECT
            *
          FROM (
            SELECT DISTINCT
              "t1"."customer_id" AS "customer_id"
            FROM "customer_day" AS "t1"
            WHERE
              "t1"."bought_on" <= toDate(
                CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
              )
          ) AS "t4"
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
                  COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2026-11-15')
                )
              )
              AND isNotNull("t2"."customer_id")
          ) AS "t6"
        ) AS "t8"
          ON "t5"."customer_id" = "t8"."customer_id"
      ) AS "t9"
      GROUP BY
        "t9"."customer_id",
        "t9"."channel"
    ) AS "t10"
  ) AS "t11"
  WHERE
    "t11"."granted" AND isNotNull("t11"."customer_id")
) AS "t12";

WITH "t9" AS (
  SELECT
    "t5"."customer_id" AS "customer_id",
    "t5"."channel" AS "channel",
    "t5"."purpose" AS "purpose",
    "t5"."status" AS "status",
    "t5"."text_version" AS "text_version",
    "t5"."proof" AS "proof",
    "t5"."at" AS "at"
  FROM (
    SELECT
      *
    FROM "consents" AS "t0"
    WHERE
      isNotNull("t0"."customer_id")
      AND "t0"."purpose" = 'advertising'
      AND "t0"."at" < parseDateTimeBestEffort('2026-11-16T00:00:00')
  ) AS "t5"
  LEFT SEMI JOIN (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        "t1"."customer_id" AS "customer_id"
      FROM "customer_day" AS "t1"
      WHERE
        "t1"."bought_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
        )
    ) AS "t4"
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
            COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2026-11-15')
          )
        )
        AND isNotNull("t2"."customer_id")
    ) AS "t6"
  ) AS "t8"
    ON "t5"."customer_id" = "t8"."customer_id"
)
SELECT
  COUNT(*) AS "n",
  COALESCE(
    SUM(
      CAST(isNull("t17"."proof") OR (
        TRIM(BOTH ' \t\n\r\v\f' FROM "t17"."proof") = ''
      ) AS Nullable(Int32))
    ),
    0
  ) AS "unproved",
  COALESCE(
    SUM(
      CAST(isNull("t17"."text_version")
      OR (
        TRIM(BOTH ' \t\n\r\v\f' FROM "t17"."text_version") = ''
      ) AS Nullable(Int32))
    ),
    0
  ) AS "unworded"
FROM (
  SELECT
    "t12"."customer_id" AS "customer_id",
    "t12"."channel" AS "channel",
    "t12"."purpose" AS "purpose",
    "t12"."status" AS "status",
    "t12"."text_version" AS "text_version",
    "t12"."proof" AS "proof",
    "t12"."at" AS "at",
    "t16"."granted_at" AS "granted_at"
  FROM (
    SELECT
      *
    FROM "t9" AS "t10"
    WHERE
      "t10"."status" = 'granted'
  ) AS "t12"
  INNER JOIN (
    SELECT
      "t14"."customer_id" AS "customer_id",
      "t14"."channel" AS "channel",
      "t14"."granted_at" AS "granted_at"
    FROM (
      SELECT
        "t13"."customer_id" AS "customer_id",
        "t13"."channel" AS "channel",
        "t13"."granted_at" AS "granted_at",
        "t13"."revoked_at" AS "revoked_at",
        isNotNull("t13"."granted_at")
        AND (
          isNull("t13"."revoked_at") OR (
            "t13"."granted_at" > "t13"."revoked_at"
          )
        ) AS "granted"
      FROM (
        SELECT
          "t10"."customer_id" AS "customer_id",
          "t10"."channel" AS "channel",
          maxIf("t10"."at", "t10"."status" = 'granted') AS "granted_at",
          maxIf("t10"."at", "t10"."status" = 'revoked') AS "revoked_at"
        FROM "t9" AS "t10"
        GROUP BY
          "t10"."customer_id",
          "t10"."channel"
      ) AS "t13"
    ) AS "t14"
    WHERE
      "t14"."granted"
  ) AS "t16"
    ON "t12"."customer_id" = "t16"."customer_id"
    AND "t12"."channel" = "t16"."channel"
    AND "t12"."at" = "t16"."granted_at"
) AS "t17";

SELECT
  "t10"."month" AS "month",
  uniqExactIf("t10"."customer_id", "t10"."status" = 'granted') AS "granted",
  uniqExactIf("t10"."customer_id", "t10"."status" = 'revoked') AS "revoked"
FROM (
  SELECT
    "t9"."customer_id" AS "customer_id",
    "t9"."channel" AS "channel",
    "t9"."purpose" AS "purpose",
    "t9"."status" AS "status",
    "t9"."text_version" AS "text_version",
    "t9"."proof" AS "proof",
    "t9"."at" AS "at",
    formatDateTime("t9"."at", '%Y-%m') AS "month"
  FROM (
    SELECT
      "t5"."customer_id" AS "customer_id",
      "t5"."channel" AS "channel",
      "t5"."purpose" AS "purpose",
      "t5"."status" AS "status",
      "t5"."text_version" AS "text_version",
      "t5"."proof" AS "proof",
      "t5"."at" AS "at"
    FROM (
      SELECT
        *
      FROM "consents" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
        AND "t0"."purpose" = 'advertising'
        AND "t0"."at" < parseDateTimeBestEffort('2026-11-16T00:00:00')
    ) AS "t5"
    LEFT SEMI JOIN (
      SELECT
        *
      FROM (
        SELECT DISTINCT
          "t1"."customer_id" AS "customer_id"
        FROM "customer_day" AS "t1"
        WHERE
          "t1"."bought_on" <= toDate(
            CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
          )
      ) AS "t4"
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
              COALESCE("t2"."registered_on", "t2"."learnt_on") <= toDate('2026-11-15')
            )
          )
          AND isNotNull("t2"."customer_id")
      ) AS "t6"
    ) AS "t8"
      ON "t5"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    "t9"."at" >= parseDateTimeBestEffort('2025-11-01T00:00:00')
) AS "t10"
GROUP BY
  "t10"."month";

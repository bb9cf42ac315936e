SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT DISTINCT
      "t0"."customer_id"
    FROM "customer_day" AS "t0"
    WHERE
      "t0"."bought_on" <= MAKE_DATE(2026, 11, 15)
  ) AS "t2"
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
          COALESCE("t1"."registered_on", "t1"."learnt_on") <= MAKE_DATE(2026, 11, 15)
        )
      )
      AND "t1"."customer_id" IS NOT NULL
  ) AS "t3"
) AS "t4";

SELECT
  "t11"."channel",
  SUM(CAST("t11"."granted" AS INT)) AS "granted",
  COUNT(*) AS "asked"
FROM (
  SELECT
    "t10"."customer_id",
    "t10"."channel",
    "t10"."granted_at",
    "t10"."revoked_at",
    (
      "t10"."granted_at" IS NOT NULL
    )
    AND (
      (
        "t10"."revoked_at" IS NULL
      ) OR (
        "t10"."granted_at" > "t10"."revoked_at"
      )
    ) AS "granted"
  FROM (
    SELECT
      "t9"."customer_id",
      "t9"."channel",
      MAX("t9"."at") FILTER(WHERE
        "t9"."status" = 'granted') AS "granted_at",
      MAX("t9"."at") FILTER(WHERE
        "t9"."status" = 'revoked') AS "revoked_at"
    FROM (
      SELECT
        "t5"."customer_id",
        "t5"."channel",
        "t5"."purpose",
        "t5"."status",
        "t5"."text_version",
        "t5"."proof",
        "t5"."at"
      FROM (
        SELECT
          *
        FROM "consents" AS "t0"
        WHERE
          "t0"."customer_id" IS NOT NULL
          AND "t0"."purpose" = 'advertising'
          AND "t0"."at" < MAKE_TIMESTAMP(2026, 11, 16, 0, 0, 0.0)
      ) AS "t5"
      SEMI JOIN (
        SELECT
          *
        FROM (
          SELECT DISTINCT
            "t1"."customer_id"
          FROM "customer_day" AS "t1"
          WHERE
            "t1"."bought_on" <= MAKE_DATE(2026, 11, 15)
        ) AS "t4"
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
                COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2026, 11, 15)
              )
            )
            AND "t2"."customer_id" IS NOT NULL
        ) AS "t6"
      ) AS "t8"
        ON "t5"."customer_id" = "t8"."customer_id"
    ) AS "t9"
    GROUP BY
      1,
      2
  ) AS "t10"
) AS "t11"
GROUP BY
  1;

SELECT
  "t12"."channel",
  SUM(CAST("t12"."granted" AS INT)) AS "granted",
  COUNT(*) AS "asked"
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
    ) AS "granted"
  FROM (
    SELECT
      "t10"."customer_id",
      "t10"."channel",
      MAX("t10"."at") FILTER(WHERE
        "t10"."status" = 'granted') AS "granted_at",
      MAX("t10"."at") FILTER(WHERE
        "t10"."status" = 'revoked') AS "revoked_at"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t5"."customer_id",
          "t5"."channel",
          "t5"."purpose",
          "t5"."status",
          "t5"."text_version",
          "t5"."proof",
          "t5"."at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."purpose" = 'advertising'
            AND "t0"."at" < MAKE_TIMESTAMP(2026, 11, 16, 0, 0, 0.0)
        ) AS "t5"
        SEMI JOIN (
          SELECT
            *
          FROM (
            SELECT DISTINCT
              "t1"."customer_id"
            FROM "customer_day" AS "t1"
            WHERE
              "t1"."bought_on" <= MAKE_DATE(2026, 11, 15)
          ) AS "t4"
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
                  COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2026, 11, 15)
                )
              )
              AND "t2"."customer_id" IS NOT NULL
          ) AS "t6"
        ) AS "t8"
          ON "t5"."customer_id" = "t8"."customer_id"
      ) AS "t9"
      WHERE
        "t9"."at" < MAKE_TIMESTAMP(2026, 8, 16, 0, 0, 0.0)
    ) AS "t10"
    GROUP BY
      1,
      2
  ) AS "t11"
) AS "t12"
GROUP BY
  1;

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT DISTINCT
      "t0"."customer_id"
    FROM "customer_day" AS "t0"
    WHERE
      "t0"."bought_on" <= MAKE_DATE(2026, 8, 15)
  ) AS "t2"
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
          COALESCE("t1"."registered_on", "t1"."learnt_on") <= MAKE_DATE(2026, 8, 15)
        )
      )
      AND "t1"."customer_id" IS NOT NULL
  ) AS "t3"
) AS "t4";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t11"."customer_id"
  FROM (
    SELECT
      "t10"."customer_id",
      "t10"."channel",
      "t10"."granted_at",
      "t10"."revoked_at",
      (
        "t10"."granted_at" IS NOT NULL
      )
      AND (
        (
          "t10"."revoked_at" IS NULL
        ) OR (
          "t10"."granted_at" > "t10"."revoked_at"
        )
      ) AS "granted"
    FROM (
      SELECT
        "t9"."customer_id",
        "t9"."channel",
        MAX("t9"."at") FILTER(WHERE
          "t9"."status" = 'granted') AS "granted_at",
        MAX("t9"."at") FILTER(WHERE
          "t9"."status" = 'revoked') AS "revoked_at"
      FROM (
        SELECT
          "t5"."customer_id",
          "t5"."channel",
          "t5"."purpose",
          "t5"."status",
          "t5"."text_version",
          "t5"."proof",
          "t5"."at"
        FROM (
          SELECT
            *
          FROM "consents" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."purpose" = 'advertising'
            AND "t0"."at" < MAKE_TIMESTAMP(2026, 11, 16, 0, 0, 0.0)
        ) AS "t5"
        SEMI JOIN (
          SELECT
            *
          FROM (
            SELECT DISTINCT
              "t1"."customer_id"
            FROM "customer_day" AS "t1"
            WHERE
              "t1"."bought_on" <= MAKE_DATE(2026, 11, 15)
          ) AS "t4"
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
                  COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2026, 11, 15)
                )
              )
              AND "t2"."customer_id" IS NOT NULL
          ) AS "t6"
        ) AS "t8"
          ON "t5"."customer_id" = "t8"."customer_id"
      ) AS "t9"
      GROUP BY
        1,
        2
    ) AS "t10"
  ) AS "t11"
  WHERE
    "t11"."granted" AND "t11"."customer_id" IS NOT NULL
) AS "t12";

WITH "t9" AS (
  SELECT
    "t5"."customer_id",
    "t5"."channel",
    "t5"."purpose",
    "t5"."status",
    "t5"."text_version",
    "t5"."proof",
    "t5"."at"
  FROM (
    SELECT
      *
    FROM "consents" AS "t0"
    WHERE
      "t0"."customer_id" IS NOT NULL
      AND "t0"."purpose" = 'advertising'
      AND "t0"."at" < MAKE_TIMESTAMP(2026, 11, 16, 0, 0, 0.0)
  ) AS "t5"
  SEMI JOIN (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        "t1"."customer_id"
      FROM "customer_day" AS "t1"
      WHERE
        "t1"."bought_on" <= MAKE_DATE(2026, 11, 15)
    ) AS "t4"
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
            COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2026, 11, 15)
          )
        )
        AND "t2"."customer_id" IS NOT NULL
    ) AS "t6"
  ) AS "t8"
    ON "t5"."customer_id" = "t8"."customer_id"
)
SELECT
  COUNT(*) AS "n",
  COALESCE(
    SUM(
      CAST((
        "t17"."proof" IS NULL
      )
      OR (
        TRIM("t17"."proof", ' 	
') = ''
      ) AS INT)
    ),
    0
  ) AS "unproved",
  COALESCE(
    SUM(
      CAST((
        "t17"."text_version" IS NULL
      )
      OR (
        TRIM("t17"."text_version", ' 	
') = ''
      ) AS INT)
    ),
    0
  ) AS "unworded"
FROM (
  SELECT
    "t12"."customer_id",
    "t12"."channel",
    "t12"."purpose",
    "t12"."status",
    "t12"."text_version",
    "t12"."proof",
    "t12"."at",
    "t16"."granted_at"
  FROM (
    SELECT
      *
    FROM "t9" AS "t10"
    WHERE
      "t10"."status" = 'granted'
  ) AS "t12"
  INNER JOIN (
    SELECT
      "t14"."customer_id",
      "t14"."channel",
      "t14"."granted_at"
    FROM (
      SELECT
        "t13"."customer_id",
        "t13"."channel",
        "t13"."granted_at",
        "t13"."revoked_at",
        (
          "t13"."granted_at" IS NOT NULL
        )
        AND (
          (
            "t13"."revoked_at" IS NULL
          ) OR (
            "t13"."granted_at" > "t13"."revoked_at"
          )
        ) AS "granted"
      FROM (
        SELECT
          "t10"."customer_id",
          "t10"."channel",
          MAX("t10"."at") FILTER(WHERE
            "t10"."status" = 'granted') AS "granted_at",
          MAX("t10"."at") FILTER(WHERE
            "t10"."status" = 'revoked') AS "revoked_at"
        FROM "t9" AS "t10"
        GROUP BY
          1,
          2
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
  "t10"."month",
  COUNT(DISTINCT "t10"."customer_id") FILTER(WHERE
    "t10"."status" = 'granted') AS "granted",
  COUNT(DISTINCT "t10"."customer_id") FILTER(WHERE
    "t10"."status" = 'revoked') AS "revoked"
FROM (
  SELECT
    "t9"."customer_id",
    "t9"."channel",
    "t9"."purpose",
    "t9"."status",
    "t9"."text_version",
    "t9"."proof",
    "t9"."at",
    STRFTIME("t9"."at", '%Y-%m') AS "month"
  FROM (
    SELECT
      "t5"."customer_id",
      "t5"."channel",
      "t5"."purpose",
      "t5"."status",
      "t5"."text_version",
      "t5"."proof",
      "t5"."at"
    FROM (
      SELECT
        *
      FROM "consents" AS "t0"
      WHERE
        "t0"."customer_id" IS NOT NULL
        AND "t0"."purpose" = 'advertising'
        AND "t0"."at" < MAKE_TIMESTAMP(2026, 11, 16, 0, 0, 0.0)
    ) AS "t5"
    SEMI JOIN (
      SELECT
        *
      FROM (
        SELECT DISTINCT
          "t1"."customer_id"
        FROM "customer_day" AS "t1"
        WHERE
          "t1"."bought_on" <= MAKE_DATE(2026, 11, 15)
      ) AS "t4"
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
              COALESCE("t2"."registered_on", "t2"."learnt_on") <= MAKE_DATE(2026, 11, 15)
            )
          )
          AND "t2"."customer_id" IS NOT NULL
      ) AS "t6"
    ) AS "t8"
      ON "t5"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    "t9"."at" >= MAKE_TIMESTAMP(2025, 11, 1, 0, 0, 0.0)
) AS "t10"
GROUP BY
  1;

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t14"."customer_id" AS "customer_id"
      FROM (
        SELECT
          "t7"."customer_id" AS "customer_id",
          COUNT(*) AS "n"
        FROM (
          SELECT
            *
          FROM "feedback" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
        ) AS "t7"
        GROUP BY
          "t7"."customer_id"
      ) AS "t14"
    ) AS "t21"
    UNION DISTINCT
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t15"."customer_id" AS "customer_id"
        FROM (
          SELECT
            "t8"."customer_id" AS "customer_id",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM "transactions" AS "t1"
            WHERE
              isNotNull("t1"."customer_id")
          ) AS "t8"
          GROUP BY
            "t8"."customer_id"
        ) AS "t15"
      ) AS "t22"
      UNION DISTINCT
      SELECT
        *
      FROM (
        SELECT
          "t16"."customer_id" AS "customer_id"
        FROM (
          SELECT
            "t9"."customer_id" AS "customer_id",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM "customers" AS "t2"
            WHERE
              isNotNull("t2"."customer_id")
          ) AS "t9"
          GROUP BY
            "t9"."customer_id"
        ) AS "t16"
      ) AS "t23"
    ) AS "t28"
  ) AS "t31"
  UNION DISTINCT
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t17"."customer_id" AS "customer_id"
        FROM (
          SELECT
            "t10"."customer_id" AS "customer_id",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM "identities" AS "t3"
            WHERE
              isNotNull("t3"."customer_id")
          ) AS "t10"
          GROUP BY
            "t10"."customer_id"
        ) AS "t17"
      ) AS "t24"
      UNION DISTINCT
      SELECT
        *
      FROM (
        SELECT
          "t18"."customer_id" AS "customer_id"
        FROM (
          SELECT
            "t11"."customer_id" AS "customer_id",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM "consents" AS "t4"
            WHERE
              isNotNull("t4"."customer_id")
          ) AS "t11"
          GROUP BY
            "t11"."customer_id"
        ) AS "t18"
      ) AS "t25"
    ) AS "t29"
    UNION DISTINCT
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t19"."customer_id" AS "customer_id"
        FROM (
          SELECT
            "t12"."customer_id" AS "customer_id",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM "contacts" AS "t5"
            WHERE
              isNotNull("t5"."customer_id")
          ) AS "t12"
          GROUP BY
            "t12"."customer_id"
        ) AS "t19"
      ) AS "t26"
      UNION DISTINCT
      SELECT
        *
      FROM (
        SELECT
          "t20"."customer_id" AS "customer_id"
        FROM (
          SELECT
            "t13"."customer_id" AS "customer_id",
            COUNT(*) AS "n"
          FROM (
            SELECT
              *
            FROM "surveys" AS "t6"
            WHERE
              isNotNull("t6"."customer_id")
          ) AS "t13"
          GROUP BY
            "t13"."customer_id"
        ) AS "t20"
      ) AS "t27"
    ) AS "t30"
  ) AS "t32"
) AS "t33";

SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    isNotNull("t0"."channel")
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t2"."customer_id" AS "customer_id",
      COUNT(*) AS "channels"
    FROM (
      SELECT
        "t1"."customer_id" AS "customer_id",
        "t1"."channel" AS "channel",
        COUNT(*) AS "n"
      FROM (
        SELECT
          *
        FROM "transactions" AS "t0"
        WHERE
          isNotNull("t0"."customer_id")
          AND "t0"."channel" IN ('not_named', 'store', 'online', 'app', 'marketplace')
      ) AS "t1"
      GROUP BY
        "t1"."customer_id",
        "t1"."channel"
    ) AS "t2"
    GROUP BY
      "t2"."customer_id"
  ) AS "t3"
  WHERE
    "t3"."channels" > 1
) AS "t4";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "customers" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "identities" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "consents" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "contacts" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "surveys" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      COUNT(*) AS "n"
    FROM (
      SELECT
        *
      FROM "feedback" AS "t0"
      WHERE
        isNotNull("t0"."customer_id")
    ) AS "t1"
    GROUP BY
      "t1"."customer_id"
  ) AS "t2"
) AS "t3";

SELECT
  "t1"."source" AS "source",
  COUNT(*) AS "people"
FROM (
  SELECT
    "t0"."source" AS "source",
    "t0"."customer_id" AS "customer_id",
    COUNT(*) AS "n"
  FROM "identities" AS "t0"
  GROUP BY
    "t0"."source",
    "t0"."customer_id"
) AS "t1"
GROUP BY
  "t1"."source";

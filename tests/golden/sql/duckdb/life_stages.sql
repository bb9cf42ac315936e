SELECT
  "t1"."category",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."category" IS NOT NULL
) AS "t1"
GROUP BY
  1;

SELECT
  "t0"."product_id",
  "t0"."name",
  "t0"."category"
FROM "products" AS "t0";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2026, 1, 19) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2023, 11, 16) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE
              OR COALESCE("t0"."product_id" IN ('P0153', 'P0154', 'P0155', 'P0156'), FALSE)
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2023, 11, 16) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2022, 11, 16) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2015, 11, 18) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2025, 11, 15) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2024, 11, 15) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS BIGINT)), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."began_on",
    "t4"."began_on" < MAKE_DATE(2020, 11, 16) AS "over"
  FROM (
    SELECT
      "t3"."customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id",
          "t1"."bought_on",
          (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) IS NULL
          )
          OR (
            DATE_DIFF(
              'DAY',
              LAG("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            "t0"."customer_id" IS NOT NULL
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < MAKE_DATE(2023, 11, 16) AS BIGINT)) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    "t0"."region" IS NOT NULL AND "t0"."learnt_on" IS NOT NULL
) AS "t1";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < MAKE_DATE(2023, 11, 16) AS BIGINT)) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    "t0"."city" IS NOT NULL AND "t0"."learnt_on" IS NOT NULL
) AS "t1";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < MAKE_DATE(2016, 11, 17) AS BIGINT)) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    "t0"."language" IS NOT NULL AND "t0"."learnt_on" IS NOT NULL
) AS "t1";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < MAKE_DATE(1926, 12, 10) AS BIGINT)) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    "t0"."acquisition_channel" IS NOT NULL AND "t0"."learnt_on" IS NOT NULL
) AS "t1";

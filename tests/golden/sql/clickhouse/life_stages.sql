SELECT
  "t1"."category" AS "category",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    isNotNull("t0"."category")
) AS "t1"
GROUP BY
  "t1"."category";

SELECT
  "t0"."product_id" AS "product_id",
  "t0"."name" AS "name",
  "t0"."category" AS "category"
FROM "products" AS "t0";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2026-01-19') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2023-11-16') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
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
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2023-11-16') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2022-11-16') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2015-11-18') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2025-11-15') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2024-11-15') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  COALESCE(SUM(CAST("t5"."over" AS Nullable(Int64))), 0) AS "over"
FROM (
  SELECT
    "t4"."customer_id" AS "customer_id",
    "t4"."began_on" AS "began_on",
    "t4"."began_on" < toDate('2020-11-16') AS "over"
  FROM (
    SELECT
      "t3"."customer_id" AS "customer_id",
      MAX("t3"."bought_on") AS "began_on"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t1"."customer_id" AS "customer_id",
          "t1"."bought_on" AS "bought_on",
          isNull(
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            )
          )
          OR (
            DATE_DIFF(
              DAY,
              lagInFrame("t1"."bought_on") OVER (
                PARTITION BY "t1"."customer_id"
                ORDER BY "t1"."bought_on" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              "t1"."bought_on"
            ) > 540
          ) AS "starts"
        FROM (
          SELECT DISTINCT
            "t0"."customer_id" AS "customer_id",
            "t0"."ordered_on" AS "bought_on"
          FROM "transactions" AS "t0"
          WHERE
            isNotNull("t0"."customer_id")
            AND "t0"."kind" = 'sale'
            AND "t0"."ordered_on" <= toDate('2026-11-15')
            AND (
              FALSE OR FALSE
            )
        ) AS "t1"
      ) AS "t2"
      WHERE
        "t2"."starts"
    ) AS "t3"
    GROUP BY
      "t3"."customer_id"
  ) AS "t4"
) AS "t5";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < toDate('2023-11-16') AS Nullable(Int64))) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    isNotNull("t0"."region") AND isNotNull("t0"."learnt_on")
) AS "t1";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < toDate('2023-11-16') AS Nullable(Int64))) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    isNotNull("t0"."city") AND isNotNull("t0"."learnt_on")
) AS "t1";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < toDate('2016-11-17') AS Nullable(Int64))) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    isNotNull("t0"."language") AND isNotNull("t0"."learnt_on")
) AS "t1";

SELECT
  COUNT(*) AS "n",
  SUM(CAST("t1"."learnt_on" < toDate('1926-12-10') AS Nullable(Int64))) AS "stale"
FROM (
  SELECT
    *
  FROM "customers" AS "t0"
  WHERE
    isNotNull("t0"."acquisition_channel") AND isNotNull("t0"."learnt_on")
) AS "t1";

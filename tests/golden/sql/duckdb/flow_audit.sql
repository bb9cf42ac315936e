SELECT
  "t1"."campaign_id",
  COUNT(*) AS "messages",
  COUNT(*) FILTER(WHERE
    "t1"."sent_on" >= MAKE_DATE(2026, 10, 19)) AS "recent",
  CAST(CAST(COALESCE(SUM("t1"."cost"), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS "cost",
  COUNT(DISTINCT "t1"."sent_on") AS "sending_days",
  MIN("t1"."sent_on") AS "first_sent",
  MAX("t1"."sent_on") AS "last_sent",
  COUNT(DISTINCT "t1"."customer_id") FILTER(WHERE
    "t1"."sent_on" >= MAKE_DATE(2026, 10, 19)) AS "customers"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" IS NOT NULL AND "t0"."sent_on" <= MAKE_DATE(2026, 11, 15)
) AS "t1"
GROUP BY
  1;

WITH "t1" AS (
  SELECT DISTINCT
    "t0"."campaign_id",
    "t0"."customer_id"
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" IS NOT NULL
    AND "t0"."sent_on" <= MAKE_DATE(2026, 11, 15)
    AND "t0"."sent_on" >= MAKE_DATE(2026, 10, 19)
    AND "t0"."customer_id" IS NOT NULL
)
SELECT
  "t6"."campaign_id",
  COUNT(*) FILTER(WHERE
    "t6"."flows" > 1) AS "also"
FROM (
  SELECT
    "t3"."campaign_id",
    "t3"."customer_id",
    "t5"."flows"
  FROM "t1" AS "t3"
  INNER JOIN (
    SELECT
      "t2"."customer_id",
      COUNT(*) AS "flows"
    FROM "t1" AS "t2"
    GROUP BY
      1
  ) AS "t5"
    ON "t3"."customer_id" = "t5"."customer_id"
) AS "t6"
GROUP BY
  1;

SELECT
  COUNT(*) AS "n",
  COUNT(*) FILTER(WHERE
    "t2"."flows" > 1) AS "several"
FROM (
  SELECT
    "t1"."customer_id",
    COUNT(*) AS "flows"
  FROM (
    SELECT DISTINCT
      "t0"."campaign_id",
      "t0"."customer_id"
    FROM "contacts" AS "t0"
    WHERE
      "t0"."campaign_id" IS NOT NULL
      AND "t0"."sent_on" <= MAKE_DATE(2026, 11, 15)
      AND "t0"."sent_on" >= MAKE_DATE(2026, 10, 19)
      AND "t0"."customer_id" IS NOT NULL
  ) AS "t1"
  GROUP BY
    1
) AS "t2";

SELECT
  "t0"."campaign_id",
  "t0"."name",
  "t0"."channel",
  "t0"."started_on",
  "t0"."ended_on"
FROM "campaigns" AS "t0";

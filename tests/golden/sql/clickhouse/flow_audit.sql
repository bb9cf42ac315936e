SELECT
  "t1"."campaign_id" AS "campaign_id",
  COUNT(*) AS "messages",
  countIf("t1"."sent_on" >= toDate('2026-10-19')) AS "recent",
  CAST(CAST(COALESCE(SUM("t1"."cost"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "cost",
  uniqExact("t1"."sent_on") AS "sending_days",
  MIN("t1"."sent_on") AS "first_sent",
  MAX("t1"."sent_on") AS "last_sent",
  uniqExactIf("t1"."customer_id", "t1"."sent_on" >= toDate('2026-10-19')) AS "customers"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."campaign_id") AND "t0"."sent_on" <= toDate('2026-11-15')
) AS "t1"
GROUP BY
  "t1"."campaign_id";

WITH "t1" AS (
  SELECT DISTINCT
    "t0"."campaign_id" AS "campaign_id",
    "t0"."customer_id" AS "customer_id"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."campaign_id")
    AND "t0"."sent_on" <= toDate('2026-11-15')
    AND "t0"."sent_on" >= toDate('2026-10-19')
    AND isNotNull("t0"."customer_id")
)
SELECT
  "t6"."campaign_id" AS "campaign_id",
  countIf("t6"."flows" > 1) AS "also"
FROM (
  SELECT
    "t3"."campaign_id" AS "campaign_id",
    "t3"."customer_id" AS "customer_id",
    "t5"."flows" AS "flows"
  FROM "t1" AS "t3"
  INNER JOIN (
    SELECT
      "t2"."customer_id" AS "customer_id",
      COUNT(*) AS "flows"
    FROM "t1" AS "t2"
    GROUP BY
      "t2"."customer_id"
  ) AS "t5"
    ON "t3"."customer_id" = "t5"."customer_id"
) AS "t6"
GROUP BY
  "t6"."campaign_id";

SELECT
  COUNT(*) AS "n",
  countIf("t2"."flows" > 1) AS "several"
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    COUNT(*) AS "flows"
  FROM (
    SELECT DISTINCT
      "t0"."campaign_id" AS "campaign_id",
      "t0"."customer_id" AS "customer_id"
    FROM "contacts" AS "t0"
    WHERE
      isNotNull("t0"."campaign_id")
      AND "t0"."sent_on" <= toDate('2026-11-15')
      AND "t0"."sent_on" >= toDate('2026-10-19')
      AND isNotNull("t0"."customer_id")
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2";

SELECT
  "t0"."campaign_id" AS "campaign_id",
  "t0"."name" AS "name",
  "t0"."channel" AS "channel",
  "t0"."started_on" AS "started_on",
  "t0"."ended_on" AS "ended_on"
FROM "campaigns" AS "t0";

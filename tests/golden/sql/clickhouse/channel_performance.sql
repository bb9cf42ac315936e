SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "contacts",
  uniqExact("t1"."customer_id") AS "customers",
  SUM("t1"."cost") AS "cost",
  SUM(CAST(COALESCE("t1"."status", 'delivered') <> 'bounced' AS Nullable(Int32))) AS "delivered",
  SUM(CAST("t1"."status" = 'unsubscribed' AS Nullable(Int32))) AS "unsubscribed",
  SUM(CAST("t1"."status" = 'complained' AS Nullable(Int32))) AS "complained",
  SUM(CAST("t1"."opened" AS Nullable(Int32))) AS "opened",
  SUM(CAST(isNotNull("t1"."opened") AS Nullable(Int32))) AS "with_opens"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id") AND isNotNull("t0"."channel")
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT DISTINCT
    "t0"."channel" AS "channel",
    "t0"."customer_id" AS "customer_id",
    "t0"."sent_on" AS "sent_on"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id") AND isNotNull("t0"."channel")
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  "t6"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT
    "t4"."channel" AS "channel",
    "t4"."customer_id" AS "customer_id",
    "t4"."sent_on" AS "sent_on"
  FROM (
    SELECT DISTINCT
      "t0"."channel" AS "channel",
      "t0"."customer_id" AS "customer_id",
      "t0"."sent_on" AS "sent_on"
    FROM "contacts" AS "t0"
    WHERE
      isNotNull("t0"."customer_id") AND isNotNull("t0"."channel")
  ) AS "t4"
  LEFT SEMI JOIN (
    SELECT DISTINCT
      "t1"."customer_id" AS "customer_id",
      "t1"."ordered_on" AS "bought_on"
    FROM "transactions" AS "t1"
    WHERE
      isNotNull("t1"."customer_id") AND "t1"."kind" = 'sale'
  ) AS "t5"
    ON "t4"."customer_id" = "t5"."customer_id"
    AND "t5"."bought_on" >= "t4"."sent_on"
    AND "t5"."bought_on" < (
      "t4"."sent_on" + INTERVAL '7' DAY
    )
) AS "t6"
GROUP BY
  "t6"."channel";

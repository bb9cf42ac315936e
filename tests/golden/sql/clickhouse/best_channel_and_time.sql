SELECT
  "t1"."weekday" AS "weekday",
  COUNT(*) AS "n"
FROM (
  SELECT
    "t0"."contact_id" AS "contact_id",
    "t0"."customer_id" AS "customer_id",
    "t0"."sent_on" AS "sent_on",
    CAST((
      (
        (
          toDayOfWeek("t0"."sent_on") - 1
        ) % 7
      ) + 7
    ) % 7 AS Nullable(Int64)) AS "weekday",
    CAST(toHour("t0"."sent_at") AS Nullable(Int64)) AS "at_hour"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND isNotNull("t0"."sent_on")
    AND "t0"."sent_on" <= toDate('2026-11-12')
) AS "t1"
GROUP BY
  "t1"."weekday";

SELECT
  "t6"."weekday" AS "weekday",
  COUNT(*) AS "n"
FROM (
  SELECT
    "t5"."contact_id" AS "contact_id",
    "t5"."customer_id" AS "customer_id",
    "t5"."sent_on" AS "sent_on",
    "t5"."weekday" AS "weekday",
    "t5"."at_hour" AS "at_hour"
  FROM (
    SELECT
      "t0"."contact_id" AS "contact_id",
      "t0"."customer_id" AS "customer_id",
      "t0"."sent_on" AS "sent_on",
      CAST((
        (
          (
            toDayOfWeek("t0"."sent_on") - 1
          ) % 7
        ) + 7
      ) % 7 AS Nullable(Int64)) AS "weekday",
      CAST(toHour("t0"."sent_at") AS Nullable(Int64)) AS "at_hour"
    FROM "contacts" AS "t0"
    WHERE
      isNotNull("t0"."customer_id")
      AND isNotNull("t0"."sent_on")
      AND "t0"."sent_on" <= toDate('2026-11-12')
  ) AS "t5"
  LEFT SEMI JOIN (
    SELECT DISTINCT
      "t1"."customer_id" AS "customer_id",
      "t1"."ordered_on" AS "bought_on"
    FROM "transactions" AS "t1"
    WHERE
      isNotNull("t1"."customer_id") AND "t1"."kind" = 'sale'
  ) AS "t4"
    ON "t5"."customer_id" = "t4"."customer_id"
    AND "t4"."bought_on" >= "t5"."sent_on"
    AND "t4"."bought_on" < (
      "t5"."sent_on" + INTERVAL '3' DAY
    )
) AS "t6"
GROUP BY
  "t6"."weekday";

SELECT
  "t1"."at_hour" AS "at_hour",
  COUNT(*) AS "n"
FROM (
  SELECT
    "t0"."contact_id" AS "contact_id",
    "t0"."customer_id" AS "customer_id",
    "t0"."sent_on" AS "sent_on",
    CAST((
      (
        (
          toDayOfWeek("t0"."sent_on") - 1
        ) % 7
      ) + 7
    ) % 7 AS Nullable(Int64)) AS "weekday",
    CAST(toHour("t0"."sent_at") AS Nullable(Int64)) AS "at_hour"
  FROM "contacts" AS "t0"
  WHERE
    isNotNull("t0"."customer_id")
    AND isNotNull("t0"."sent_on")
    AND "t0"."sent_on" <= toDate('2026-11-12')
) AS "t1"
GROUP BY
  "t1"."at_hour";

SELECT
  "t6"."at_hour" AS "at_hour",
  COUNT(*) AS "n"
FROM (
  SELECT
    "t5"."contact_id" AS "contact_id",
    "t5"."customer_id" AS "customer_id",
    "t5"."sent_on" AS "sent_on",
    "t5"."weekday" AS "weekday",
    "t5"."at_hour" AS "at_hour"
  FROM (
    SELECT
      "t0"."contact_id" AS "contact_id",
      "t0"."customer_id" AS "customer_id",
      "t0"."sent_on" AS "sent_on",
      CAST((
        (
          (
            toDayOfWeek("t0"."sent_on") - 1
          ) % 7
        ) + 7
      ) % 7 AS Nullable(Int64)) AS "weekday",
      CAST(toHour("t0"."sent_at") AS Nullable(Int64)) AS "at_hour"
    FROM "contacts" AS "t0"
    WHERE
      isNotNull("t0"."customer_id")
      AND isNotNull("t0"."sent_on")
      AND "t0"."sent_on" <= toDate('2026-11-12')
  ) AS "t5"
  LEFT SEMI JOIN (
    SELECT DISTINCT
      "t1"."customer_id" AS "customer_id",
      "t1"."ordered_on" AS "bought_on"
    FROM "transactions" AS "t1"
    WHERE
      isNotNull("t1"."customer_id") AND "t1"."kind" = 'sale'
  ) AS "t4"
    ON "t5"."customer_id" = "t4"."customer_id"
    AND "t4"."bought_on" >= "t5"."sent_on"
    AND "t4"."bought_on" < (
      "t5"."sent_on" + INTERVAL '3' DAY
    )
) AS "t6"
GROUP BY
  "t6"."at_hour";

SELECT
  "t0"."sent_on",
  "t0"."channel",
  SUM("t0"."cost") AS "cost"
FROM "contacts" AS "t0"
GROUP BY
  1,
  2;

SELECT
  "t1"."ordered_on",
  SUM("t1"."revenue") AS "revenue",
  SUM("t1"."margin") AS "margin",
  SUM("t1"."revenue") FILTER(WHERE
    "t1"."margin" IS NOT NULL) AS "priced"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= MAKE_DATE(2026, 11, 15)
) AS "t1"
GROUP BY
  1;

SELECT
  "t0"."sent_on" AS "sent_on",
  "t0"."channel" AS "channel",
  SUM("t0"."cost") AS "cost"
FROM "contacts" AS "t0"
GROUP BY
  "t0"."sent_on",
  "t0"."channel";

SELECT
  "t1"."ordered_on" AS "ordered_on",
  SUM("t1"."revenue") AS "revenue",
  SUM("t1"."margin") AS "margin",
  sumIf("t1"."revenue", isNotNull("t1"."margin")) AS "priced"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
) AS "t1"
GROUP BY
  "t1"."ordered_on";

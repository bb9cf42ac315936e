SELECT
  MIN("t1"."written_on") AS "first",
  MAX("t1"."written_on") AS "last"
FROM (
  SELECT
    *
  FROM "feedback" AS "t0"
  WHERE
    isNotNull("t0"."written_on") AND isNotNull("t0"."text")
) AS "t1";

SELECT
  "t0"."text" AS "text",
  "t0"."stars" AS "stars",
  "t0"."customer_id" AS "customer_id"
FROM "feedback" AS "t0"
WHERE
  isNotNull("t0"."written_on")
  AND isNotNull("t0"."text")
  AND "t0"."written_on" BETWEEN toDate('2025-11-16') AND toDate('2026-11-15');

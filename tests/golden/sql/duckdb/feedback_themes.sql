SELECT
  MIN("t1"."written_on") AS "first",
  MAX("t1"."written_on") AS "last"
FROM (
  SELECT
    *
  FROM "feedback" AS "t0"
  WHERE
    "t0"."written_on" IS NOT NULL AND "t0"."text" IS NOT NULL
) AS "t1";

SELECT
  "t0"."text",
  "t0"."stars",
  "t0"."customer_id"
FROM "feedback" AS "t0"
WHERE
  "t0"."written_on" IS NOT NULL
  AND "t0"."text" IS NOT NULL
  AND "t0"."written_on" BETWEEN MAKE_DATE(2025, 11, 16) AND MAKE_DATE(2026, 11, 15);

SELECT
  "t1"."source",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "identities" AS "t0"
  WHERE
    "t0"."source" IS NOT NULL
) AS "t1"
GROUP BY
  1;

SELECT
  "t1"."channel",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "consents" AS "t0"
  WHERE
    "t0"."channel" IS NOT NULL
) AS "t1"
GROUP BY
  1;

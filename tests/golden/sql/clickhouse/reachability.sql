SELECT
  "t1"."source" AS "source",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "identities" AS "t0"
  WHERE
    isNotNull("t0"."source")
) AS "t1"
GROUP BY
  "t1"."source";

SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT
    *
  FROM "consents" AS "t0"
  WHERE
    isNotNull("t0"."channel")
) AS "t1"
GROUP BY
  "t1"."channel";

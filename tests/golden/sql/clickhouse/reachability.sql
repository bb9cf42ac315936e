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

SELECT
  SUM("t1"."cost") AS "Sum(cost)"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" = 'cart'
) AS "t1";

SELECT
  SUM("t1"."cost") AS "Sum(cost)"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" = 'digest'
) AS "t1";

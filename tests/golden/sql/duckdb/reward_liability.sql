SELECT
  *
FROM "offers";

SELECT
  "t0"."customer_id",
  "t0"."arm"
FROM "assignments" AS "t0"
WHERE
  "t0"."experiment_id" = 'C01-spring'
  AND "t0"."assigned_on" <= MAKE_DATE(2026, 11, 15);

SELECT
  "t0"."customer_id",
  "t0"."arm"
FROM "assignments" AS "t0"
WHERE
  "t0"."experiment_id" = 'C02-summer'
  AND "t0"."assigned_on" <= MAKE_DATE(2026, 11, 15);

SELECT
  "t0"."customer_id",
  "t0"."arm"
FROM "assignments" AS "t0"
WHERE
  "t0"."experiment_id" = 'C03-autumn'
  AND "t0"."assigned_on" <= MAKE_DATE(2026, 11, 15);

SELECT
  "t0"."customer_id",
  "t0"."arm"
FROM "assignments" AS "t0"
WHERE
  "t0"."experiment_id" = 'C04-running'
  AND "t0"."assigned_on" <= MAKE_DATE(2026, 11, 15);

SELECT
  *
FROM "redemptions";

SELECT
  COUNT(*) AS "customers",
  SUM("t1"."value") AS "sum_value",
  SUM("t1"."purchases") AS "sum_purchases",
  SUM("t1"."spend") AS "sum_spend",
  SUM("t1"."alive") AS "sum_alive",
  SUM("t1"."none") AS "sum_none",
  SUM((
    "t1"."value" / GREATEST("t1"."alive", 1e-09)
  ) - "t1"."value") AS "sum_at_risk",
  SUM("t1"."chance") AS "sum_chance",
  SUM("t1"."value") FILTER(WHERE
    "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    *
  FROM "temp"."main"."kept_1" AS "t0"
  WHERE
    "t0"."frequency" >= 0 AND "t0"."alive" < 0.5
) AS "t1";

SELECT
  "t1"."band",
  COUNT(*) AS "customers",
  SUM("t1"."value") AS "sum_value",
  SUM("t1"."purchases") AS "sum_purchases",
  SUM("t1"."spend") AS "sum_spend",
  SUM("t1"."alive") AS "sum_alive",
  SUM("t1"."none") AS "sum_none",
  SUM((
    "t1"."value" / GREATEST("t1"."alive", 1e-09)
  ) - "t1"."value") AS "sum_at_risk",
  SUM("t1"."chance") AS "sum_chance",
  SUM("t1"."value") FILTER(WHERE
    "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    "t0"."customer_id",
    "t0"."first_on",
    "t0"."frequency",
    "t0"."purchases",
    "t0"."alive",
    "t0"."none",
    "t0"."spend",
    "t0"."value",
    "t0"."chance",
    CASE
      WHEN "t0"."alive" < 0.2
      THEN 0
      WHEN "t0"."alive" < 0.5
      THEN 1
      WHEN "t0"."alive" < 0.8
      THEN 2
      WHEN "t0"."alive" < 1.01
      THEN 3
      ELSE 3
    END AS "band"
  FROM "temp"."main"."kept_1" AS "t0"
  WHERE
    "t0"."frequency" >= 0
) AS "t1"
GROUP BY
  1;

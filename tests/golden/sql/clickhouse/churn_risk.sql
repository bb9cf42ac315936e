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
  sumIf("t1"."value", "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    *
  FROM "temp"."main"."kept_1" AS "t0"
  WHERE
    "t0"."frequency" >= 0 AND "t0"."alive" < 0.5
) AS "t1";

SELECT
  "t1"."band" AS "band",
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
  sumIf("t1"."value", "t1"."frequency" = 0) AS "sum_once"
FROM (
  SELECT
    "t0"."customer_id" AS "customer_id",
    "t0"."first_on" AS "first_on",
    "t0"."frequency" AS "frequency",
    "t0"."purchases" AS "purchases",
    "t0"."alive" AS "alive",
    "t0"."none" AS "none",
    "t0"."spend" AS "spend",
    "t0"."value" AS "value",
    "t0"."chance" AS "chance",
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
  "t1"."band";

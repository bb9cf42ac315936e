SELECT
  "t6"."survey_id" AS "survey_id",
  "t6"."customer_id" AS "customer_id",
  "t6"."asked_on" AS "asked_on",
  "t6"."score" AS "score",
  COALESCE("t6"."region", "t6"."home") AS "region"
FROM (
  SELECT
    "t5"."survey_id" AS "survey_id",
    "t5"."customer_id" AS "customer_id",
    "t5"."asked_on" AS "asked_on",
    "t5"."kind" AS "kind",
    "t5"."score" AS "score",
    "t5"."region" AS "region",
    "t3"."customer_id" AS "customer_id_right",
    "t3"."home" AS "home"
  FROM (
    SELECT
      *
    FROM "surveys" AS "t0"
    WHERE
      lowerUTF8("t0"."kind") = 'nps'
      AND "t0"."asked_on" BETWEEN toDate('2025-09-01') AND toDate('2026-10-31')
      AND isNotNull("t0"."score")
  ) AS "t5"
  LEFT OUTER JOIN (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."region" AS "home"
    FROM "customers" AS "t1"
  ) AS "t3"
    ON "t5"."customer_id" = "t3"."customer_id"
) AS "t6";

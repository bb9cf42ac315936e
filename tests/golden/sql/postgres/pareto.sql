SELECT
  "t2"."amount",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t1"."customer_id",
    COALESCE(CAST(CAST(SUM("t1"."revenue") * 10000 AS DECIMAL(38, 0)) AS BIGINT), 0) AS "amount"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
      AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
      AND "t0"."customer_id" IS NOT NULL
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
GROUP BY
  1;

SELECT
  "t2"."amount",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t1"."customer_id",
    COALESCE(CAST(CAST(SUM("t1"."margin") * 10000 AS DECIMAL(38, 0)) AS BIGINT), 0) AS "amount"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= MAKE_DATE(CAST(2024 AS INT), CAST(2 AS INT), CAST(29 AS INT))
      AND "t0"."ordered_on" <= MAKE_DATE(CAST(2026 AS INT), CAST(11 AS INT), CAST(15 AS INT))
      AND "t0"."customer_id" IS NOT NULL
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
GROUP BY
  1;

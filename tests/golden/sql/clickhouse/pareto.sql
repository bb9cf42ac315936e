SELECT
  "t2"."amount" AS "amount",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    COALESCE(
      CAST(CAST(SUM("t1"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)),
      0
    ) AS "amount"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
      )
      AND isNotNull("t0"."customer_id")
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2"
GROUP BY
  "t2"."amount";

SELECT
  "t2"."amount" AS "amount",
  COUNT(*) AS "held"
FROM (
  SELECT
    "t1"."customer_id" AS "customer_id",
    COALESCE(
      CAST(CAST(SUM("t1"."margin") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)),
      0
    ) AS "amount"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."ordered_on" >= toDate(
        CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
      )
      AND "t0"."ordered_on" <= toDate(
        CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
      )
      AND isNotNull("t0"."customer_id")
  ) AS "t1"
  GROUP BY
    "t1"."customer_id"
) AS "t2"
GROUP BY
  "t2"."amount";

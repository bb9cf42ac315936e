SELECT
  MIN("t0"."ordered_on") AS "first",
  MAX("t0"."ordered_on") AS "last"
FROM "transactions" AS "t0";

SELECT
  COUNT(*) AS "lines",
  SUM("t0"."revenue") AS "revenue",
  SUM(
    CASE
      WHEN "t0"."kind" = 'refund'
      THEN CAST(0 AS Nullable(Decimal(18, 4)))
      ELSE "t0"."revenue"
    END
  ) AS "sales",
  SUM(
    CASE
      WHEN "t0"."kind" = 'refund'
      THEN -(
        "t0"."revenue"
      )
      ELSE CAST(0 AS Nullable(Decimal(18, 4)))
    END
  ) AS "refunds",
  SUM(CAST("t0"."kind" = 'refund' AS Nullable(Int32))) AS "refund_lines",
  SUM(
    CASE
      WHEN isNull("t0"."customer_id")
      THEN "t0"."revenue"
      ELSE CAST(0 AS Nullable(Decimal(18, 4)))
    END
  ) AS "revenue_unknown",
  SUM(CAST(isNull("t0"."customer_id") AS Nullable(Int32))) AS "lines_unknown",
  COUNT("t0"."margin") AS "margin_lines"
FROM "transactions" AS "t0";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t0"."customer_id" AS "customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."kind" = 'sale' AND isNotNull("t0"."customer_id")
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT DISTINCT
    "t0"."order_id" AS "order_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."kind" = 'sale'
) AS "t1";

SELECT
  "t1"."channel" AS "channel",
  SUM("t1"."revenue") AS "revenue"
FROM (
  SELECT
    "t0"."customer_id" AS "customer_id",
    "t0"."order_id" AS "order_id",
    "t0"."line" AS "line",
    "t0"."ordered_at" AS "ordered_at",
    "t0"."ordered_on" AS "ordered_on",
    "t0"."product_id" AS "product_id",
    "t0"."category" AS "category",
    "t0"."quantity" AS "quantity",
    "t0"."revenue" AS "revenue",
    "t0"."discount" AS "discount",
    "t0"."margin" AS "margin",
    "t0"."store_id" AS "store_id",
    COALESCE("t0"."channel", 'not_named') AS "channel",
    "t0"."kind" AS "kind",
    "t0"."refund_of" AS "refund_of",
    "t0"."source" AS "source",
    "t0"."source_line" AS "source_line"
  FROM "transactions" AS "t0"
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT DISTINCT
    COALESCE("t0"."channel", 'not_named') AS "channel",
    "t0"."customer_id" AS "customer_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."kind" = 'sale' AND isNotNull("t0"."customer_id")
) AS "t1"
GROUP BY
  "t1"."channel";

SELECT
  "t1"."channel" AS "channel",
  COUNT(*) AS "n"
FROM (
  SELECT DISTINCT
    COALESCE("t0"."channel", 'not_named') AS "channel",
    "t0"."order_id" AS "order_id"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."kind" = 'sale'
) AS "t1"
GROUP BY
  "t1"."channel";

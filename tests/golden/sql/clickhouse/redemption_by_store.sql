SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" = 'C01-spring' AND "t0"."status" <> 'bounced'
) AS "t1";

SELECT
  "t12"."store_id" AS "store_id",
  "t12"."order_id" AS "order_id",
  "t12"."customer_id" AS "customer_id",
  "t12"."ordered_on" AS "ordered_on",
  "t9"."hit" AS "hit"
FROM (
  SELECT
    "t10"."store_id" AS "store_id",
    "t10"."order_id" AS "order_id",
    "t10"."customer_id" AS "customer_id",
    MIN("t10"."ordered_on") AS "ordered_on"
  FROM (
    SELECT
      "t6"."customer_id" AS "customer_id",
      "t6"."order_id" AS "order_id",
      "t6"."line" AS "line",
      "t6"."ordered_at" AS "ordered_at",
      "t6"."ordered_on" AS "ordered_on",
      "t6"."product_id" AS "product_id",
      "t6"."category" AS "category",
      "t6"."quantity" AS "quantity",
      "t6"."revenue" AS "revenue",
      "t6"."discount" AS "discount",
      "t6"."margin" AS "margin",
      "t6"."store_id" AS "store_id",
      "t6"."channel" AS "channel",
      "t6"."kind" AS "kind",
      "t6"."refund_of" AS "refund_of",
      "t6"."source" AS "source",
      "t6"."source_line" AS "source_line"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t1"
      WHERE
        isNotNull("t1"."store_id")
        AND "t1"."kind" = 'sale'
        AND "t1"."ordered_on" >= toDate('2026-05-05')
        AND "t1"."ordered_on" <= toDate('2026-06-01')
    ) AS "t6"
    LEFT SEMI JOIN (
      SELECT DISTINCT
        "t2"."customer_id" AS "customer_id"
      FROM "contacts" AS "t2"
      WHERE
        "t2"."campaign_id" = 'C01-spring' AND "t2"."status" <> 'bounced'
    ) AS "t7"
      ON "t6"."customer_id" = "t7"."customer_id"
  ) AS "t10"
  GROUP BY
    "t10"."store_id",
    "t10"."order_id",
    "t10"."customer_id"
) AS "t12"
LEFT OUTER JOIN (
  SELECT
    "t3"."order_id" AS "order_id",
    1 AS "hit"
  FROM (
    SELECT DISTINCT
      "t0"."order_id" AS "order_id"
    FROM "redemptions" AS "t0"
    WHERE
      "t0"."offer_id" = 'O-spring'
  ) AS "t3"
) AS "t9"
  ON "t12"."order_id" = "t9"."order_id";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" = 'C02-summer' AND "t0"."status" <> 'bounced'
) AS "t1";

SELECT
  "t12"."store_id" AS "store_id",
  "t12"."order_id" AS "order_id",
  "t12"."customer_id" AS "customer_id",
  "t12"."ordered_on" AS "ordered_on",
  "t9"."hit" AS "hit"
FROM (
  SELECT
    "t10"."store_id" AS "store_id",
    "t10"."order_id" AS "order_id",
    "t10"."customer_id" AS "customer_id",
    MIN("t10"."ordered_on") AS "ordered_on"
  FROM (
    SELECT
      "t6"."customer_id" AS "customer_id",
      "t6"."order_id" AS "order_id",
      "t6"."line" AS "line",
      "t6"."ordered_at" AS "ordered_at",
      "t6"."ordered_on" AS "ordered_on",
      "t6"."product_id" AS "product_id",
      "t6"."category" AS "category",
      "t6"."quantity" AS "quantity",
      "t6"."revenue" AS "revenue",
      "t6"."discount" AS "discount",
      "t6"."margin" AS "margin",
      "t6"."store_id" AS "store_id",
      "t6"."channel" AS "channel",
      "t6"."kind" AS "kind",
      "t6"."refund_of" AS "refund_of",
      "t6"."source" AS "source",
      "t6"."source_line" AS "source_line"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t1"
      WHERE
        isNotNull("t1"."store_id")
        AND "t1"."kind" = 'sale'
        AND "t1"."ordered_on" >= toDate('2026-07-14')
        AND "t1"."ordered_on" <= toDate('2026-08-10')
    ) AS "t6"
    LEFT SEMI JOIN (
      SELECT DISTINCT
        "t2"."customer_id" AS "customer_id"
      FROM "contacts" AS "t2"
      WHERE
        "t2"."campaign_id" = 'C02-summer' AND "t2"."status" <> 'bounced'
    ) AS "t7"
      ON "t6"."customer_id" = "t7"."customer_id"
  ) AS "t10"
  GROUP BY
    "t10"."store_id",
    "t10"."order_id",
    "t10"."customer_id"
) AS "t12"
LEFT OUTER JOIN (
  SELECT
    "t3"."order_id" AS "order_id",
    1 AS "hit"
  FROM (
    SELECT DISTINCT
      "t0"."order_id" AS "order_id"
    FROM "redemptions" AS "t0"
    WHERE
      "t0"."offer_id" = 'O-summer'
  ) AS "t3"
) AS "t9"
  ON "t12"."order_id" = "t9"."order_id";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" = 'C03-autumn' AND "t0"."status" <> 'bounced'
) AS "t1";

SELECT
  "t12"."store_id" AS "store_id",
  "t12"."order_id" AS "order_id",
  "t12"."customer_id" AS "customer_id",
  "t12"."ordered_on" AS "ordered_on",
  "t9"."hit" AS "hit"
FROM (
  SELECT
    "t10"."store_id" AS "store_id",
    "t10"."order_id" AS "order_id",
    "t10"."customer_id" AS "customer_id",
    MIN("t10"."ordered_on") AS "ordered_on"
  FROM (
    SELECT
      "t6"."customer_id" AS "customer_id",
      "t6"."order_id" AS "order_id",
      "t6"."line" AS "line",
      "t6"."ordered_at" AS "ordered_at",
      "t6"."ordered_on" AS "ordered_on",
      "t6"."product_id" AS "product_id",
      "t6"."category" AS "category",
      "t6"."quantity" AS "quantity",
      "t6"."revenue" AS "revenue",
      "t6"."discount" AS "discount",
      "t6"."margin" AS "margin",
      "t6"."store_id" AS "store_id",
      "t6"."channel" AS "channel",
      "t6"."kind" AS "kind",
      "t6"."refund_of" AS "refund_of",
      "t6"."source" AS "source",
      "t6"."source_line" AS "source_line"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t1"
      WHERE
        isNotNull("t1"."store_id")
        AND "t1"."kind" = 'sale'
        AND "t1"."ordered_on" >= toDate('2026-09-07')
        AND "t1"."ordered_on" <= toDate('2026-10-04')
    ) AS "t6"
    LEFT SEMI JOIN (
      SELECT DISTINCT
        "t2"."customer_id" AS "customer_id"
      FROM "contacts" AS "t2"
      WHERE
        "t2"."campaign_id" = 'C03-autumn' AND "t2"."status" <> 'bounced'
    ) AS "t7"
      ON "t6"."customer_id" = "t7"."customer_id"
  ) AS "t10"
  GROUP BY
    "t10"."store_id",
    "t10"."order_id",
    "t10"."customer_id"
) AS "t12"
LEFT OUTER JOIN (
  SELECT
    "t3"."order_id" AS "order_id",
    1 AS "hit"
  FROM (
    SELECT DISTINCT
      "t0"."order_id" AS "order_id"
    FROM "redemptions" AS "t0"
    WHERE
      "t0"."offer_id" = 'O-autumn'
  ) AS "t3"
) AS "t9"
  ON "t12"."order_id" = "t9"."order_id";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "contacts" AS "t0"
  WHERE
    "t0"."campaign_id" = 'C04-running' AND "t0"."status" <> 'bounced'
) AS "t1";

SELECT
  "t12"."store_id" AS "store_id",
  "t12"."order_id" AS "order_id",
  "t12"."customer_id" AS "customer_id",
  "t12"."ordered_on" AS "ordered_on",
  "t9"."hit" AS "hit"
FROM (
  SELECT
    "t10"."store_id" AS "store_id",
    "t10"."order_id" AS "order_id",
    "t10"."customer_id" AS "customer_id",
    MIN("t10"."ordered_on") AS "ordered_on"
  FROM (
    SELECT
      "t6"."customer_id" AS "customer_id",
      "t6"."order_id" AS "order_id",
      "t6"."line" AS "line",
      "t6"."ordered_at" AS "ordered_at",
      "t6"."ordered_on" AS "ordered_on",
      "t6"."product_id" AS "product_id",
      "t6"."category" AS "category",
      "t6"."quantity" AS "quantity",
      "t6"."revenue" AS "revenue",
      "t6"."discount" AS "discount",
      "t6"."margin" AS "margin",
      "t6"."store_id" AS "store_id",
      "t6"."channel" AS "channel",
      "t6"."kind" AS "kind",
      "t6"."refund_of" AS "refund_of",
      "t6"."source" AS "source",
      "t6"."source_line" AS "source_line"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t1"
      WHERE
        isNotNull("t1"."store_id")
        AND "t1"."kind" = 'sale'
        AND "t1"."ordered_on" >= toDate('2026-11-03')
        AND "t1"."ordered_on" <= toDate('2026-11-15')
    ) AS "t6"
    LEFT SEMI JOIN (
      SELECT DISTINCT
        "t2"."customer_id" AS "customer_id"
      FROM "contacts" AS "t2"
      WHERE
        "t2"."campaign_id" = 'C04-running' AND "t2"."status" <> 'bounced'
    ) AS "t7"
      ON "t6"."customer_id" = "t7"."customer_id"
  ) AS "t10"
  GROUP BY
    "t10"."store_id",
    "t10"."order_id",
    "t10"."customer_id"
) AS "t12"
LEFT OUTER JOIN (
  SELECT
    "t3"."order_id" AS "order_id",
    1 AS "hit"
  FROM (
    SELECT DISTINCT
      "t0"."order_id" AS "order_id"
    FROM "redemptions" AS "t0"
    WHERE
      "t0"."offer_id" = 'O-running'
  ) AS "t3"
) AS "t9"
  ON "t12"."order_id" = "t9"."order_id";

SELECT
  *
FROM "stores";

WITH "t3" AS (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."steps" AS "steps",
    SUM(CAST("t2"."revenue" > 0 AS Nullable(Int32))) AS "orders",
    SUM("t2"."revenue") AS "revenue",
    SUM("t2"."margin") AS "margin"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."steps" AS "steps",
      "t1"."order_id" AS "order_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
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
        "t0"."channel" AS "channel",
        "t0"."kind" AS "kind",
        "t0"."refund_of" AS "refund_of",
        "t0"."source" AS "source",
        "t0"."source_line" AS "source_line",
        CAST(FLOOR((
          DATE_DIFF(DAY, "t0"."ordered_on", toDate('2026-11-15'))
        ) / (
          7
        )) AS Nullable(Int64)) AS "steps"
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
      "t1"."customer_id",
      "t1"."steps",
      "t1"."order_id"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id",
    "t2"."steps"
)
SELECT
  "t10"."steps" AS "steps",
  SUM(CAST("t10"."orders" > 0 AS Nullable(Int32))) AS "customers",
  SUM("t10"."orders") AS "orders",
  CAST(CAST(SUM("t10"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue",
  CAST(CAST(COALESCE(SUM("t10"."margin"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "margin",
  SUM(
    CAST((
      "t10"."orders" > 0
    ) AND (
      "t10"."first_steps" = "t10"."steps"
    ) AS Nullable(Int32))
  ) AS "new"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."customer_id" AS "customer_id",
      "t5"."steps" AS "steps",
      "t5"."orders" AS "orders",
      "t5"."revenue" AS "revenue",
      "t5"."margin" AS "margin",
      "t8"."first_steps" AS "first_steps"
    FROM "t3" AS "t5"
    LEFT OUTER JOIN (
      SELECT
        "t6"."customer_id" AS "customer_id",
        MAX("t6"."steps") AS "first_steps"
      FROM (
        SELECT
          *
        FROM "t3" AS "t4"
        WHERE
          "t4"."orders" > 0
      ) AS "t6"
      GROUP BY
        "t6"."customer_id"
    ) AS "t8"
      ON "t5"."customer_id" = "t8"."customer_id"
  ) AS "t9"
  WHERE
    "t9"."steps" < 53
) AS "t10"
GROUP BY
  "t10"."steps";

WITH "t3" AS (
  SELECT
    "t2"."customer_id" AS "customer_id",
    "t2"."steps" AS "steps",
    SUM(CAST("t2"."revenue" > 0 AS Nullable(Int32))) AS "orders",
    SUM("t2"."revenue") AS "revenue",
    SUM("t2"."margin") AS "margin"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."steps" AS "steps",
      "t1"."order_id" AS "order_id",
      SUM("t1"."revenue") AS "revenue",
      SUM("t1"."margin") AS "margin"
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
        "t0"."channel" AS "channel",
        "t0"."kind" AS "kind",
        "t0"."refund_of" AS "refund_of",
        "t0"."source" AS "source",
        "t0"."source_line" AS "source_line",
        CAST(FLOOR((
          DATE_DIFF(DAY, "t0"."ordered_on", toDate('2026-11-15'))
        ) / (
          7
        )) AS Nullable(Int64)) AS "steps"
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
      "t1"."customer_id",
      "t1"."steps",
      "t1"."order_id"
  ) AS "t2"
  GROUP BY
    "t2"."customer_id",
    "t2"."steps"
)
SELECT
  "t9"."steps" AS "steps",
  COUNT(*) AS "retained"
FROM (
  SELECT
    "t7"."customer_id" AS "customer_id",
    "t7"."steps" AS "steps"
  FROM (
    SELECT
      "t4"."customer_id" AS "customer_id",
      "t4"."steps" AS "steps"
    FROM "t3" AS "t4"
    WHERE
      "t4"."orders" > 0 AND "t4"."steps" < 53
  ) AS "t7"
  INNER JOIN (
    SELECT
      "t4"."customer_id" AS "customer_id",
      "t4"."steps" - 1 AS "steps"
    FROM "t3" AS "t4"
    WHERE
      "t4"."orders" > 0
  ) AS "t8"
    ON "t7"."customer_id" = "t8"."customer_id" AND "t7"."steps" = "t8"."steps"
) AS "t9"
GROUP BY
  "t9"."steps";

SELECT
  "t1"."steps" AS "steps",
  CAST(CAST(SUM("t1"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "unknown_revenue"
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
    "t0"."channel" AS "channel",
    "t0"."kind" AS "kind",
    "t0"."refund_of" AS "refund_of",
    "t0"."source" AS "source",
    "t0"."source_line" AS "source_line",
    CAST(FLOOR((
      DATE_DIFF(DAY, "t0"."ordered_on", toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) AS "steps"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
    AND isNull("t0"."customer_id")
    AND CAST(FLOOR((
      DATE_DIFF(DAY, "t0"."ordered_on", toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) < 53
) AS "t1"
GROUP BY
  "t1"."steps";

SELECT
  "t1"."back" AS "back",
  CAST(CAST(SUM("t1"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue",
  CAST(CAST(COALESCE(SUM("t1"."margin"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "margin",
  CAST(CAST(COALESCE(sumIf("t1"."discount", "t1"."sale"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "given",
  CAST(CAST(COALESCE(sumIf("t1"."revenue", "t1"."sale"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "paid"
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
    "t0"."channel" AS "channel",
    "t0"."kind" AS "kind",
    "t0"."refund_of" AS "refund_of",
    "t0"."source" AS "source",
    "t0"."source_line" AS "source_line",
    CAST(FLOOR((
      DATE_DIFF(DAY, "t0"."ordered_on", toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) AS "back",
    "t0"."kind" = 'sale' AS "sale"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."ordered_on" >= toDate(
      CONCAT(toString(2024), '-', LPAD(toString(2), 2, '0'), '-', LPAD(toString(29), 2, '0'))
    )
    AND "t0"."ordered_on" <= toDate(
      CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
    )
) AS "t1"
GROUP BY
  "t1"."back";

SELECT
  "t3"."back" AS "back",
  COUNT("t3"."customer_id") AS "people"
FROM (
  SELECT DISTINCT
    "t2"."back" AS "back",
    "t2"."customer_id" AS "customer_id"
  FROM (
    SELECT
      "t1"."customer_id" AS "customer_id",
      "t1"."bought_on" AS "bought_on",
      "t1"."amount" AS "amount",
      DATE_DIFF(
        DAY,
        lagInFrame("t1"."bought_on") OVER (
          PARTITION BY "t1"."customer_id"
          ORDER BY "t1"."bought_on" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t1"."bought_on"
      ) AS "silent",
      CAST(FLOOR((
        DATE_DIFF(DAY, "t1"."bought_on", toDate('2026-11-15'))
      ) / (
        7
      )) AS Nullable(Int64)) AS "back"
    FROM (
      SELECT
        "t0"."customer_id" AS "customer_id",
        "t0"."bought_on" AS "bought_on",
        "t0"."amount" AS "amount"
      FROM "customer_day" AS "t0"
      WHERE
        "t0"."bought_on" <= toDate(
          CONCAT(toString(2026), '-', LPAD(toString(11), 2, '0'), '-', LPAD(toString(15), 2, '0'))
        )
        AND (
          (
            "t0"."amount" > 0
          ) OR (
            "t0"."smallest" >= 0
          )
        )
    ) AS "t1"
  ) AS "t2"
  WHERE
    "t2"."silent" > 90
) AS "t3"
GROUP BY
  "t3"."back";

SELECT
  "t8"."back" AS "back",
  COUNT(*) AS "messages",
  uniqExact("t8"."customer_id") AS "people",
  CAST(CAST(COALESCE(SUM("t8"."cost"), 0) * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "cost",
  SUM(CAST("t8"."status" <> 'bounced' AS Nullable(Int32))) AS "reached",
  SUM(CAST("t8"."status" = 'unsubscribed' AS Nullable(Int32))) AS "unsubscribed",
  SUM(CAST("t8"."status" = 'complained' AS Nullable(Int32))) AS "complained",
  SUM(CAST(COALESCE("t8"."tested", FALSE) AS Nullable(Int32))) AS "tested"
FROM (
  SELECT
    "t7".*
    EXCEPT ("campaign_id_right")
  FROM (
    SELECT
      "t6"."contact_id" AS "contact_id",
      "t6"."customer_id" AS "customer_id",
      "t6"."campaign_id" AS "campaign_id",
      "t6"."channel" AS "channel",
      "t6"."sent_at" AS "sent_at",
      "t6"."sent_on" AS "sent_on",
      "t6"."cost" AS "cost",
      "t6"."status" AS "status",
      "t6"."opened" AS "opened",
      "t6"."clicked" AS "clicked",
      "t6"."back" AS "back",
      "t5"."campaign_id" AS "campaign_id_right",
      "t5"."tested" AS "tested"
    FROM (
      SELECT
        "t0"."contact_id" AS "contact_id",
        "t0"."customer_id" AS "customer_id",
        "t0"."campaign_id" AS "campaign_id",
        "t0"."channel" AS "channel",
        "t0"."sent_at" AS "sent_at",
        "t0"."sent_on" AS "sent_on",
        "t0"."cost" AS "cost",
        "t0"."status" AS "status",
        "t0"."opened" AS "opened",
        "t0"."clicked" AS "clicked",
        CAST(FLOOR((
          DATE_DIFF(DAY, "t0"."sent_on", toDate('2026-11-15'))
        ) / (
          7
        )) AS Nullable(Int64)) AS "back"
      FROM "contacts" AS "t0"
      WHERE
        "t0"."sent_on" <= toDate('2026-11-15')
        AND CAST(FLOOR((
          DATE_DIFF(DAY, "t0"."sent_on", toDate('2026-11-15'))
        ) / (
          7
        )) AS Nullable(Int64)) < 141
    ) AS "t6"
    LEFT OUTER JOIN (
      SELECT
        "t2"."campaign_id" AS "campaign_id",
        TRUE AS "tested"
      FROM (
        SELECT DISTINCT
          "t1"."experiment_id" AS "campaign_id"
        FROM "assignments" AS "t1"
      ) AS "t2"
    ) AS "t5"
      ON "t6"."campaign_id" = "t5"."campaign_id"
  ) AS "t7"
) AS "t8"
GROUP BY
  "t8"."back";

SELECT
  "t1"."back" AS "back",
  COUNT(*) AS "withdrawals"
FROM (
  SELECT
    "t0"."customer_id" AS "customer_id",
    "t0"."channel" AS "channel",
    "t0"."purpose" AS "purpose",
    "t0"."status" AS "status",
    "t0"."text_version" AS "text_version",
    "t0"."proof" AS "proof",
    "t0"."at" AS "at",
    toDate("t0"."at") AS "on",
    CAST(FLOOR((
      DATE_DIFF(DAY, toDate("t0"."at"), toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) AS "back"
  FROM "consents" AS "t0"
  WHERE
    "t0"."purpose" = 'advertising'
    AND "t0"."status" = 'revoked'
    AND toDate("t0"."at") <= toDate('2026-11-15')
    AND CAST(FLOOR((
      DATE_DIFF(DAY, toDate("t0"."at"), toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) < 141
) AS "t1"
GROUP BY
  "t1"."back";

SELECT
  "t1"."back" AS "back",
  COUNT(*) AS "answers",
  SUM(CAST("t1"."score" >= 9 AS Nullable(Int32))) AS "promoters",
  SUM(CAST("t1"."score" <= 6 AS Nullable(Int32))) AS "detractors"
FROM (
  SELECT
    "t0"."survey_id" AS "survey_id",
    "t0"."customer_id" AS "customer_id",
    "t0"."asked_on" AS "asked_on",
    "t0"."kind" AS "kind",
    "t0"."score" AS "score",
    "t0"."region" AS "region",
    CAST(FLOOR((
      DATE_DIFF(DAY, "t0"."asked_on", toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) AS "back"
  FROM "surveys" AS "t0"
  WHERE
    "t0"."kind" = 'nps'
    AND isNotNull("t0"."score")
    AND "t0"."asked_on" <= toDate('2026-11-15')
    AND CAST(FLOOR((
      DATE_DIFF(DAY, "t0"."asked_on", toDate('2026-11-15'))
    ) / (
      7
    )) AS Nullable(Int64)) < 141
) AS "t1"
GROUP BY
  "t1"."back";

SELECT
  "t2"."store_id" AS "store_id",
  "t2"."age" AS "age",
  COUNT("t2"."order_id") AS "orders",
  CAST(CAST(SUM("t2"."revenue") * 10000 AS Nullable(Decimal(38, 0))) AS Nullable(Int64)) AS "revenue"
FROM (
  SELECT
    "t1"."store_id" AS "store_id",
    "t1"."age" AS "age",
    "t1"."order_id" AS "order_id",
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
      "t0"."channel" AS "channel",
      "t0"."kind" AS "kind",
      "t0"."refund_of" AS "refund_of",
      "t0"."source" AS "source",
      "t0"."source_line" AS "source_line",
      DATE_DIFF(DAY, "t0"."ordered_on", toDate('2026-11-15')) AS "age"
    FROM "transactions" AS "t0"
    WHERE
      isNotNull("t0"."store_id")
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN toDate('2026-10-12') AND toDate('2026-11-15')
  ) AS "t1"
  GROUP BY
    "t1"."store_id",
    "t1"."age",
    "t1"."order_id"
) AS "t2"
GROUP BY
  "t2"."store_id",
  "t2"."age";

SELECT
  "t0"."store_id" AS "store_id",
  "t0"."name" AS "name"
FROM "stores" AS "t0";

SELECT
  COUNT(*) AS "lines",
  SUM(CAST("t0"."customer_id" IS NULL AS INT)) AS "without_customer",
  SUM(CAST("t0"."product_id" IS NULL AS INT)) AS "without_product",
  SUM(CAST("t0"."margin" IS NULL AS INT)) AS "without_margin",
  SUM(CAST("t0"."channel" IS NULL AS INT)) AS "without_channel",
  SUM(CAST("t0"."category" IS NULL AS INT)) AS "without_category",
  SUM(CAST((
    "t0"."kind" = 'sale'
  ) AND (
    "t0"."revenue" = 0
  ) AS INT)) AS "zero_revenue",
  SUM(CAST(NOT (
    "t0"."kind" = 'sale'
  ) AS INT)) AS "refunds",
  SUM(CAST(NOT (
    "t0"."kind" = 'sale'
  ) AND (
    "t0"."refund_of" IS NULL
  ) AS INT)) AS "unmatched",
  SUM(CAST((
    "t0"."kind" = 'sale'
  ) AND (
    "t0"."margin" < 0
  ) AS INT)) AS "above_cost",
  SUM(
    CAST((
      "t0"."kind" = 'sale'
    )
    AND (
      COALESCE("t0"."discount" < 0, FALSE)
      OR COALESCE((
        "t0"."quantity" = 0
      ) AND (
        "t0"."revenue" <> 0
      ), FALSE)
      OR COALESCE((
        "t0"."revenue" >= 0
      ) AND (
        "t0"."margin" > "t0"."revenue"
      ), FALSE)
    ) AS INT)
  ) AS "out_of_range"
FROM "transactions" AS "t0";

SELECT
  "t0"."ordered_on",
  COUNT(*) AS "n"
FROM "transactions" AS "t0"
GROUP BY
  1;

SELECT
  *
FROM (
  SELECT
    "t1"."revenue",
    COUNT(*) AS "n"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."kind" = 'sale' AND "t0"."revenue" > 0
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."revenue" ASC;

WITH "t1" AS (
  SELECT
    "t0"."product_id",
    CAST("t0"."revenue" + COALESCE("t0"."discount", 0) AS DOUBLE) / CAST("t0"."quantity" AS DOUBLE) AS "price"
  FROM "transactions" AS "t0"
  WHERE
    "t0"."kind" = 'sale'
    AND "t0"."product_id" IS NOT NULL
    AND "t0"."quantity" > 0
    AND "t0"."revenue" > 0
)
SELECT
  SUM(
    CAST((
      "t7"."price" > (
        "t7"."middle" * 10.0
      )
    )
    OR (
      (
        "t7"."price" * 10.0
      ) < "t7"."middle"
    ) AS INT)
  ) AS "odd",
  COUNT(*) AS "n"
FROM (
  SELECT
    "t3"."product_id",
    "t3"."price",
    "t6"."middle"
  FROM "t1" AS "t3"
  INNER JOIN (
    SELECT
      "t4"."product_id",
      "t4"."price" AS "middle"
    FROM (
      SELECT
        "t2"."product_id",
        "t2"."price",
        ROW_NUMBER() OVER (
          PARTITION BY "t2"."product_id"
          ORDER BY "t2"."price" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "rank",
        COUNT(*) OVER (
          PARTITION BY "t2"."product_id"
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "n"
      FROM "t1" AS "t2"
    ) AS "t4"
    WHERE
      "t4"."rank" = CAST(FLOOR((
        "t4"."n" - 1
      ) / (
        2
      )) AS BIGINT)
      AND "t4"."n" >= 8
  ) AS "t6"
    ON "t3"."product_id" = "t6"."product_id"
) AS "t7";

SELECT
  COALESCE(SUM("t3"."orders" - 1), 0) AS "Coalesce((Sum(Subtract(orders, 1)), 0))"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t1"."customer_id",
      "t1"."ordered_at",
      "t1"."product_id",
      "t1"."quantity",
      "t1"."revenue",
      COUNT(DISTINCT "t1"."order_id") AS "orders"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."kind" = 'sale'
        AND "t0"."customer_id" IS NOT NULL
        AND "t0"."product_id" IS NOT NULL
        AND DATE_TRUNC('DAY', "t0"."ordered_at") <> "t0"."ordered_at"
    ) AS "t1"
    GROUP BY
      1,
      2,
      3,
      4,
      5
  ) AS "t2"
  WHERE
    "t2"."orders" > 1
) AS "t3";

SELECT
  COUNT(*) AS "customers",
  SUM("t2"."orders") AS "orders",
  SUM(CAST("t2"."worth" < 0 AS INT)) AS "refunds_above_sales"
FROM (
  SELECT
    "t1"."customer_id",
    COUNT(*) AS "lines",
    COUNT(DISTINCT "t1"."order_id") AS "orders",
    SUM("t1"."revenue") AS "worth"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."customer_id" IS NOT NULL
  ) AS "t1"
  GROUP BY
    1
) AS "t2";

SELECT
  COALESCE(SUM("t3"."lines"), 0) AS "Coalesce((Sum(lines), 0))"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t1"."customer_id",
      COUNT(*) AS "lines",
      COUNT(DISTINCT "t1"."order_id") AS "orders",
      SUM("t1"."revenue") AS "worth"
    FROM (
      SELECT
        *
      FROM "transactions" AS "t0"
      WHERE
        "t0"."customer_id" IS NOT NULL
    ) AS "t1"
    GROUP BY
      1
  ) AS "t2"
  WHERE
    LOWER(TRIM("t2"."customer_id", ' 	
')) IN (
      '0',
      '00',
      '000',
      '0000000000',
      '-1',
      '1111111111',
      '9999999999',
      '99999999',
      '999999',
      'none',
      'null',
      'nan',
      'n/a',
      'unknown',
      'anonymous',
      'anon',
      'guest',
      'гость',
      'аноним',
      'неизвестно',
      'розничный покупатель',
      'частное лицо'
    )
    OR (
      "t2"."orders" > 1619.0195355694802
    )
) AS "t3";

SELECT
  "t0"."product_id"
FROM "products" AS "t0"
WHERE
  COALESCE(
    REGEXP_MATCHES(
      LOWER("t0"."name"),
      '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
    ),
    FALSE
  );

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "transactions" AS "t0"
  WHERE
    COALESCE(
      REGEXP_MATCHES(
        LOWER("t0"."customer_id"),
        '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
      ),
      FALSE
    )
    OR COALESCE(
      REGEXP_MATCHES(
        LOWER("t0"."order_id"),
        '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
      ),
      FALSE
    )
    OR COALESCE(
      REGEXP_MATCHES(
        LOWER("t0"."product_id"),
        '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
      ),
      FALSE
    )
    OR COALESCE(
      REGEXP_MATCHES(
        LOWER("t0"."category"),
        '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
      ),
      FALSE
    )
    OR COALESCE(
      REGEXP_MATCHES(
        LOWER("t0"."store_id"),
        '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
      ),
      FALSE
    )
    OR COALESCE(
      REGEXP_MATCHES(
        LOWER("t0"."channel"),
        '(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)'
      ),
      FALSE
    )
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "surveys" AS "t0"
  WHERE
    LOWER("t0"."kind") = 'nps' AND "t0"."score" IS NOT NULL
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "surveys" AS "t0"
  WHERE
    LOWER("t0"."kind") = 'nps'
    AND "t0"."score" IS NOT NULL
    AND NOT (
      "t0"."score" BETWEEN 0 AND 10
    )
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "feedback" AS "t0"
  WHERE
    "t0"."stars" IS NOT NULL
) AS "t1";

SELECT
  COUNT(*) AS "CountStar()"
FROM (
  SELECT
    *
  FROM "feedback" AS "t0"
  WHERE
    "t0"."stars" IS NOT NULL AND NOT (
      "t0"."stars" BETWEEN 1 AND 5
    )
) AS "t1";

SELECT
  "t2"."source",
  "t2"."day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS DOUBLE) AS "money"
FROM (
  SELECT
    "t1"."channel" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."channel" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN MAKE_DATE(2025, 1, 14) AND MAKE_DATE(2026, 11, 15)
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
GROUP BY
  1,
  2;

SELECT
  "t2"."source",
  "t2"."day",
  COUNT("t2"."order_id") AS "orders",
  CAST(SUM("t2"."money") AS DOUBLE) AS "money"
FROM (
  SELECT
    "t1"."store_id" AS "source",
    "t1"."ordered_on" AS "day",
    "t1"."order_id",
    SUM("t1"."revenue") AS "money"
  FROM (
    SELECT
      *
    FROM "transactions" AS "t0"
    WHERE
      "t0"."store_id" IS NOT NULL
      AND "t0"."kind" = 'sale'
      AND "t0"."ordered_on" BETWEEN MAKE_DATE(2025, 1, 14) AND MAKE_DATE(2026, 11, 15)
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
GROUP BY
  1,
  2;

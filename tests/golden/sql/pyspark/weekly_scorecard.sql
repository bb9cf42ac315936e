WITH `t3` AS (
  SELECT
    `t2`.`customer_id`,
    `t2`.`steps`,
    SUM(CAST(`t2`.`revenue` > 0 AS INT)) AS `orders`,
    SUM(`t2`.`revenue`) AS `revenue`,
    SUM(`t2`.`margin`) AS `margin`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`steps`,
      `t1`.`order_id`,
      SUM(`t1`.`revenue`) AS `revenue`,
      SUM(`t1`.`margin`) AS `margin`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`order_id`,
        `t0`.`line`,
        `t0`.`ordered_at`,
        `t0`.`ordered_on`,
        `t0`.`product_id`,
        `t0`.`category`,
        `t0`.`quantity`,
        `t0`.`revenue`,
        `t0`.`discount`,
        `t0`.`margin`,
        `t0`.`store_id`,
        `t0`.`channel`,
        `t0`.`kind`,
        `t0`.`refund_of`,
        `t0`.`source`,
        `t0`.`source_line`,
        CAST(FLOOR((
          DATEDIFF(DAY, `t0`.`ordered_on`, MAKE_DATE(2026, 11, 15))
        ) / (
          7
        )) AS BIGINT) AS `steps`
      FROM `transactions` AS `t0`
      WHERE
        `t0`.`ordered_on` >= MAKE_DATE(2024, 2, 29)
        AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
        AND `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1,
      2,
      3
  ) AS `t2`
  GROUP BY
    1,
    2
)
SELECT
  `t10`.`steps`,
  SUM(CAST(`t10`.`orders` > 0 AS INT)) AS `customers`,
  SUM(`t10`.`orders`) AS `orders`,
  CAST(CAST(SUM(`t10`.`revenue`) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `revenue`,
  CAST(CAST(COALESCE(SUM(`t10`.`margin`), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `margin`,
  SUM(
    CAST((
      `t10`.`orders` > 0
    ) AND (
      `t10`.`first_steps` = `t10`.`steps`
    ) AS INT)
  ) AS `new`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t5`.`customer_id`,
      `t5`.`steps`,
      `t5`.`orders`,
      `t5`.`revenue`,
      `t5`.`margin`,
      `t8`.`first_steps`
    FROM `t3` AS `t5`
    LEFT OUTER JOIN (
      SELECT
        `t6`.`customer_id`,
        MAX(`t6`.`steps`) AS `first_steps`
      FROM (
        SELECT
          *
        FROM `t3` AS `t4`
        WHERE
          `t4`.`orders` > 0
      ) AS `t6`
      GROUP BY
        1
    ) AS `t8`
      ON `t5`.`customer_id` = `t8`.`customer_id`
  ) AS `t9`
  WHERE
    `t9`.`steps` < 53
) AS `t10`
GROUP BY
  1;

WITH `t3` AS (
  SELECT
    `t2`.`customer_id`,
    `t2`.`steps`,
    SUM(CAST(`t2`.`revenue` > 0 AS INT)) AS `orders`,
    SUM(`t2`.`revenue`) AS `revenue`,
    SUM(`t2`.`margin`) AS `margin`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`steps`,
      `t1`.`order_id`,
      SUM(`t1`.`revenue`) AS `revenue`,
      SUM(`t1`.`margin`) AS `margin`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`order_id`,
        `t0`.`line`,
        `t0`.`ordered_at`,
        `t0`.`ordered_on`,
        `t0`.`product_id`,
        `t0`.`category`,
        `t0`.`quantity`,
        `t0`.`revenue`,
        `t0`.`discount`,
        `t0`.`margin`,
        `t0`.`store_id`,
        `t0`.`channel`,
        `t0`.`kind`,
        `t0`.`refund_of`,
        `t0`.`source`,
        `t0`.`source_line`,
        CAST(FLOOR((
          DATEDIFF(DAY, `t0`.`ordered_on`, MAKE_DATE(2026, 11, 15))
        ) / (
          7
        )) AS BIGINT) AS `steps`
      FROM `transactions` AS `t0`
      WHERE
        `t0`.`ordered_on` >= MAKE_DATE(2024, 2, 29)
        AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
        AND `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1,
      2,
      3
  ) AS `t2`
  GROUP BY
    1,
    2
)
SELECT
  `t9`.`steps`,
  COUNT(*) AS `retained`
FROM (
  SELECT
    `t7`.`customer_id`,
    `t7`.`steps`
  FROM (
    SELECT
      `t4`.`customer_id`,
      `t4`.`steps`
    FROM `t3` AS `t4`
    WHERE
      `t4`.`orders` > 0 AND `t4`.`steps` < 53
  ) AS `t7`
  INNER JOIN (
    SELECT
      `t4`.`customer_id`,
      `t4`.`steps` - 1 AS `steps`
    FROM `t3` AS `t4`
    WHERE
      `t4`.`orders` > 0
  ) AS `t8`
    ON `t7`.`customer_id` = `t8`.`customer_id` AND `t7`.`steps` = `t8`.`steps`
) AS `t9`
GROUP BY
  1;

SELECT
  `t1`.`steps`,
  CAST(CAST(SUM(`t1`.`revenue`) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `unknown_revenue`
FROM (
  SELECT
    `t0`.`customer_id`,
    `t0`.`order_id`,
    `t0`.`line`,
    `t0`.`ordered_at`,
    `t0`.`ordered_on`,
    `t0`.`product_id`,
    `t0`.`category`,
    `t0`.`quantity`,
    `t0`.`revenue`,
    `t0`.`discount`,
    `t0`.`margin`,
    `t0`.`store_id`,
    `t0`.`channel`,
    `t0`.`kind`,
    `t0`.`refund_of`,
    `t0`.`source`,
    `t0`.`source_line`,
    CAST(FLOOR((
      DATEDIFF(DAY, `t0`.`ordered_on`, MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) AS `steps`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` >= MAKE_DATE(2024, 2, 29)
    AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
    AND `t0`.`customer_id` IS NULL
    AND CAST(FLOOR((
      DATEDIFF(DAY, `t0`.`ordered_on`, MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) < 53
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`back`,
  CAST(CAST(SUM(`t1`.`revenue`) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `revenue`,
  CAST(CAST(COALESCE(SUM(`t1`.`margin`), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `margin`,
  CAST(CAST(COALESCE(SUM(IF(`t1`.`sale`, `t1`.`discount`, NULL)), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `given`,
  CAST(CAST(COALESCE(SUM(IF(`t1`.`sale`, `t1`.`revenue`, NULL)), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `paid`
FROM (
  SELECT
    `t0`.`customer_id`,
    `t0`.`order_id`,
    `t0`.`line`,
    `t0`.`ordered_at`,
    `t0`.`ordered_on`,
    `t0`.`product_id`,
    `t0`.`category`,
    `t0`.`quantity`,
    `t0`.`revenue`,
    `t0`.`discount`,
    `t0`.`margin`,
    `t0`.`store_id`,
    `t0`.`channel`,
    `t0`.`kind`,
    `t0`.`refund_of`,
    `t0`.`source`,
    `t0`.`source_line`,
    CAST(FLOOR((
      DATEDIFF(DAY, `t0`.`ordered_on`, MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) AS `back`,
    `t0`.`kind` = 'sale' AS `sale`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` >= MAKE_DATE(2024, 2, 29)
    AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
) AS `t1`
GROUP BY
  1;

SELECT
  `t3`.`back`,
  COUNT(`t3`.`customer_id`) AS `people`
FROM (
  SELECT DISTINCT
    `t2`.`back`,
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`bought_on`,
      `t1`.`amount`,
      DATEDIFF(
        DAY,
        LAG(`t1`.`bought_on`) OVER (PARTITION BY `t1`.`customer_id` ORDER BY `t1`.`bought_on` ASC NULLS LAST),
        `t1`.`bought_on`
      ) AS `silent`,
      CAST(FLOOR((
        DATEDIFF(DAY, `t1`.`bought_on`, MAKE_DATE(2026, 11, 15))
      ) / (
        7
      )) AS BIGINT) AS `back`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`bought_on`,
        `t0`.`amount`
      FROM `customer_day` AS `t0`
      WHERE
        `t0`.`bought_on` <= MAKE_DATE(2026, 11, 15)
        AND (
          (
            `t0`.`amount` > 0
          ) OR (
            `t0`.`smallest` >= 0
          )
        )
    ) AS `t1`
  ) AS `t2`
  WHERE
    `t2`.`silent` > 90
) AS `t3`
GROUP BY
  1;

SELECT
  `t8`.`back`,
  COUNT(*) AS `messages`,
  COUNT(DISTINCT `t8`.`customer_id`) AS `people`,
  CAST(CAST(COALESCE(SUM(`t8`.`cost`), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `cost`,
  SUM(CAST(`t8`.`status` <> 'bounced' AS INT)) AS `reached`,
  SUM(CAST(`t8`.`status` = 'unsubscribed' AS INT)) AS `unsubscribed`,
  SUM(CAST(`t8`.`status` = 'complained' AS INT)) AS `complained`,
  SUM(CAST(COALESCE(`t8`.`tested`, FALSE) AS INT)) AS `tested`
FROM (
  SELECT
    `t7`.`contact_id`,
    `t7`.`customer_id`,
    `t7`.`campaign_id`,
    `t7`.`channel`,
    `t7`.`sent_at`,
    `t7`.`sent_on`,
    `t7`.`cost`,
    `t7`.`status`,
    `t7`.`opened`,
    `t7`.`clicked`,
    `t7`.`back`,
    `t7`.`tested`
  FROM (
    SELECT
      `t6`.`contact_id`,
      `t6`.`customer_id`,
      `t6`.`campaign_id`,
      `t6`.`channel`,
      `t6`.`sent_at`,
      `t6`.`sent_on`,
      `t6`.`cost`,
      `t6`.`status`,
      `t6`.`opened`,
      `t6`.`clicked`,
      `t6`.`back`,
      `t5`.`campaign_id` AS `campaign_id_right`,
      `t5`.`tested`
    FROM (
      SELECT
        `t0`.`contact_id`,
        `t0`.`customer_id`,
        `t0`.`campaign_id`,
        `t0`.`channel`,
        `t0`.`sent_at`,
        `t0`.`sent_on`,
        `t0`.`cost`,
        `t0`.`status`,
        `t0`.`opened`,
        `t0`.`clicked`,
        CAST(FLOOR((
          DATEDIFF(DAY, `t0`.`sent_on`, MAKE_DATE(2026, 11, 15))
        ) / (
          7
        )) AS BIGINT) AS `back`
      FROM `contacts` AS `t0`
      WHERE
        `t0`.`sent_on` <= MAKE_DATE(2026, 11, 15)
        AND CAST(FLOOR((
          DATEDIFF(DAY, `t0`.`sent_on`, MAKE_DATE(2026, 11, 15))
        ) / (
          7
        )) AS BIGINT) < 141
    ) AS `t6`
    LEFT OUTER JOIN (
      SELECT
        `t2`.`campaign_id`,
        TRUE AS `tested`
      FROM (
        SELECT DISTINCT
          `t1`.`experiment_id` AS `campaign_id`
        FROM `assignments` AS `t1`
      ) AS `t2`
    ) AS `t5`
      ON `t6`.`campaign_id` = `t5`.`campaign_id`
  ) AS `t7`
) AS `t8`
GROUP BY
  1;

SELECT
  `t1`.`back`,
  COUNT(*) AS `withdrawals`
FROM (
  SELECT
    `t0`.`customer_id`,
    `t0`.`channel`,
    `t0`.`purpose`,
    `t0`.`status`,
    `t0`.`text_version`,
    `t0`.`proof`,
    `t0`.`at`,
    CAST(`t0`.`at` AS DATE) AS `on`,
    CAST(FLOOR((
      DATEDIFF(DAY, CAST(`t0`.`at` AS DATE), MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) AS `back`
  FROM `consents` AS `t0`
  WHERE
    `t0`.`purpose` = 'advertising'
    AND `t0`.`status` = 'revoked'
    AND CAST(`t0`.`at` AS DATE) <= MAKE_DATE(2026, 11, 15)
    AND CAST(FLOOR((
      DATEDIFF(DAY, CAST(`t0`.`at` AS DATE), MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) < 141
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`back`,
  COUNT(*) AS `answers`,
  SUM(CAST(`t1`.`score` >= 9 AS INT)) AS `promoters`,
  SUM(CAST(`t1`.`score` <= 6 AS INT)) AS `detractors`
FROM (
  SELECT
    `t0`.`survey_id`,
    `t0`.`customer_id`,
    `t0`.`asked_on`,
    `t0`.`kind`,
    `t0`.`score`,
    `t0`.`region`,
    CAST(FLOOR((
      DATEDIFF(DAY, `t0`.`asked_on`, MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) AS `back`
  FROM `surveys` AS `t0`
  WHERE
    `t0`.`kind` = 'nps'
    AND `t0`.`score` IS NOT NULL
    AND `t0`.`asked_on` <= MAKE_DATE(2026, 11, 15)
    AND CAST(FLOOR((
      DATEDIFF(DAY, `t0`.`asked_on`, MAKE_DATE(2026, 11, 15))
    ) / (
      7
    )) AS BIGINT) < 141
) AS `t1`
GROUP BY
  1;

SELECT
  `t2`.`store_id`,
  `t2`.`age`,
  COUNT(`t2`.`order_id`) AS `orders`,
  CAST(CAST(SUM(`t2`.`revenue`) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `revenue`
FROM (
  SELECT
    `t1`.`store_id`,
    `t1`.`age`,
    `t1`.`order_id`,
    SUM(`t1`.`revenue`) AS `revenue`
  FROM (
    SELECT
      `t0`.`customer_id`,
      `t0`.`order_id`,
      `t0`.`line`,
      `t0`.`ordered_at`,
      `t0`.`ordered_on`,
      `t0`.`product_id`,
      `t0`.`category`,
      `t0`.`quantity`,
      `t0`.`revenue`,
      `t0`.`discount`,
      `t0`.`margin`,
      `t0`.`store_id`,
      `t0`.`channel`,
      `t0`.`kind`,
      `t0`.`refund_of`,
      `t0`.`source`,
      `t0`.`source_line`,
      DATEDIFF(DAY, `t0`.`ordered_on`, MAKE_DATE(2026, 11, 15)) AS `age`
    FROM `transactions` AS `t0`
    WHERE
      `t0`.`store_id` IS NOT NULL
      AND `t0`.`kind` = 'sale'
      AND `t0`.`ordered_on` BETWEEN MAKE_DATE(2026, 10, 12) AND MAKE_DATE(2026, 11, 15)
  ) AS `t1`
  GROUP BY
    1,
    2,
    3
) AS `t2`
GROUP BY
  1,
  2;

SELECT
  `t0`.`store_id`,
  `t0`.`name`
FROM `stores` AS `t0`;

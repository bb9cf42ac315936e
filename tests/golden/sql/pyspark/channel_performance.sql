SELECT
  `t1`.`channel`,
  COUNT(*) AS `contacts`,
  COUNT(DISTINCT `t1`.`customer_id`) AS `customers`,
  SUM(`t1`.`cost`) AS `cost`,
  SUM(CAST(COALESCE(`t1`.`status`, 'delivered') <> 'bounced' AS INT)) AS `delivered`,
  SUM(CAST(`t1`.`status` = 'unsubscribed' AS INT)) AS `unsubscribed`,
  SUM(CAST(`t1`.`status` = 'complained' AS INT)) AS `complained`,
  SUM(CAST(`t1`.`opened` AS INT)) AS `opened`,
  SUM(CAST(`t1`.`opened` IS NOT NULL AS INT)) AS `with_opens`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL AND `t0`.`channel` IS NOT NULL
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`channel`,
  COUNT(*) AS `n`
FROM (
  SELECT DISTINCT
    `t0`.`channel`,
    `t0`.`customer_id`,
    `t0`.`sent_on`
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL AND `t0`.`channel` IS NOT NULL
) AS `t1`
GROUP BY
  1;

SELECT
  `t6`.`channel`,
  COUNT(*) AS `n`
FROM (
  SELECT
    `t4`.`channel`,
    `t4`.`customer_id`,
    `t4`.`sent_on`
  FROM (
    SELECT DISTINCT
      `t0`.`channel`,
      `t0`.`customer_id`,
      `t0`.`sent_on`
    FROM `contacts` AS `t0`
    WHERE
      `t0`.`customer_id` IS NOT NULL AND `t0`.`channel` IS NOT NULL
  ) AS `t4`
  LEFT SEMI JOIN (
    SELECT DISTINCT
      `t1`.`customer_id`,
      `t1`.`ordered_on` AS `bought_on`
    FROM `transactions` AS `t1`
    WHERE
      `t1`.`customer_id` IS NOT NULL AND `t1`.`kind` = 'sale'
  ) AS `t5`
    ON `t4`.`customer_id` = `t5`.`customer_id`
    AND `t5`.`bought_on` >= `t4`.`sent_on`
    AND `t5`.`bought_on` < (
      `t4`.`sent_on` + INTERVAL '7' DAY
    )
) AS `t6`
GROUP BY
  1;

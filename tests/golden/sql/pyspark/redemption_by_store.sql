SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`campaign_id` = 'C01-spring' AND `t0`.`status` <> 'bounced'
) AS `t1`;

SELECT
  `t12`.`store_id`,
  `t12`.`order_id`,
  `t12`.`customer_id`,
  `t12`.`ordered_on`,
  `t9`.`hit`
FROM (
  SELECT
    `t10`.`store_id`,
    `t10`.`order_id`,
    `t10`.`customer_id`,
    MIN(`t10`.`ordered_on`) AS `ordered_on`
  FROM (
    SELECT
      `t6`.`customer_id`,
      `t6`.`order_id`,
      `t6`.`line`,
      `t6`.`ordered_at`,
      `t6`.`ordered_on`,
      `t6`.`product_id`,
      `t6`.`category`,
      `t6`.`quantity`,
      `t6`.`revenue`,
      `t6`.`discount`,
      `t6`.`margin`,
      `t6`.`store_id`,
      `t6`.`channel`,
      `t6`.`kind`,
      `t6`.`refund_of`,
      `t6`.`source`,
      `t6`.`source_line`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t1`
      WHERE
        `t1`.`store_id` IS NOT NULL
        AND `t1`.`kind` = 'sale'
        AND `t1`.`ordered_on` >= MAKE_DATE(2026, 5, 5)
        AND `t1`.`ordered_on` <= MAKE_DATE(2026, 6, 1)
    ) AS `t6`
    LEFT SEMI JOIN (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `contacts` AS `t2`
      WHERE
        `t2`.`campaign_id` = 'C01-spring' AND `t2`.`status` <> 'bounced'
    ) AS `t7`
      ON `t6`.`customer_id` = `t7`.`customer_id`
  ) AS `t10`
  GROUP BY
    1,
    2,
    3
) AS `t12`
LEFT OUTER JOIN (
  SELECT
    `t3`.`order_id`,
    1 AS `hit`
  FROM (
    SELECT DISTINCT
      `t0`.`order_id`
    FROM `redemptions` AS `t0`
    WHERE
      `t0`.`offer_id` = 'O-spring'
  ) AS `t3`
) AS `t9`
  ON `t12`.`order_id` = `t9`.`order_id`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`campaign_id` = 'C02-summer' AND `t0`.`status` <> 'bounced'
) AS `t1`;

SELECT
  `t12`.`store_id`,
  `t12`.`order_id`,
  `t12`.`customer_id`,
  `t12`.`ordered_on`,
  `t9`.`hit`
FROM (
  SELECT
    `t10`.`store_id`,
    `t10`.`order_id`,
    `t10`.`customer_id`,
    MIN(`t10`.`ordered_on`) AS `ordered_on`
  FROM (
    SELECT
      `t6`.`customer_id`,
      `t6`.`order_id`,
      `t6`.`line`,
      `t6`.`ordered_at`,
      `t6`.`ordered_on`,
      `t6`.`product_id`,
      `t6`.`category`,
      `t6`.`quantity`,
      `t6`.`revenue`,
      `t6`.`discount`,
      `t6`.`margin`,
      `t6`.`store_id`,
      `t6`.`channel`,
      `t6`.`kind`,
      `t6`.`refund_of`,
      `t6`.`source`,
      `t6`.`source_line`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t1`
      WHERE
        `t1`.`store_id` IS NOT NULL
        AND `t1`.`kind` = 'sale'
        AND `t1`.`ordered_on` >= MAKE_DATE(2026, 7, 14)
        AND `t1`.`ordered_on` <= MAKE_DATE(2026, 8, 10)
    ) AS `t6`
    LEFT SEMI JOIN (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `contacts` AS `t2`
      WHERE
        `t2`.`campaign_id` = 'C02-summer' AND `t2`.`status` <> 'bounced'
    ) AS `t7`
      ON `t6`.`customer_id` = `t7`.`customer_id`
  ) AS `t10`
  GROUP BY
    1,
    2,
    3
) AS `t12`
LEFT OUTER JOIN (
  SELECT
    `t3`.`order_id`,
    1 AS `hit`
  FROM (
    SELECT DISTINCT
      `t0`.`order_id`
    FROM `redemptions` AS `t0`
    WHERE
      `t0`.`offer_id` = 'O-summer'
  ) AS `t3`
) AS `t9`
  ON `t12`.`order_id` = `t9`.`order_id`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`campaign_id` = 'C03-autumn' AND `t0`.`status` <> 'bounced'
) AS `t1`;

SELECT
  `t12`.`store_id`,
  `t12`.`order_id`,
  `t12`.`customer_id`,
  `t12`.`ordered_on`,
  `t9`.`hit`
FROM (
  SELECT
    `t10`.`store_id`,
    `t10`.`order_id`,
    `t10`.`customer_id`,
    MIN(`t10`.`ordered_on`) AS `ordered_on`
  FROM (
    SELECT
      `t6`.`customer_id`,
      `t6`.`order_id`,
      `t6`.`line`,
      `t6`.`ordered_at`,
      `t6`.`ordered_on`,
      `t6`.`product_id`,
      `t6`.`category`,
      `t6`.`quantity`,
      `t6`.`revenue`,
      `t6`.`discount`,
      `t6`.`margin`,
      `t6`.`store_id`,
      `t6`.`channel`,
      `t6`.`kind`,
      `t6`.`refund_of`,
      `t6`.`source`,
      `t6`.`source_line`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t1`
      WHERE
        `t1`.`store_id` IS NOT NULL
        AND `t1`.`kind` = 'sale'
        AND `t1`.`ordered_on` >= MAKE_DATE(2026, 9, 7)
        AND `t1`.`ordered_on` <= MAKE_DATE(2026, 10, 4)
    ) AS `t6`
    LEFT SEMI JOIN (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `contacts` AS `t2`
      WHERE
        `t2`.`campaign_id` = 'C03-autumn' AND `t2`.`status` <> 'bounced'
    ) AS `t7`
      ON `t6`.`customer_id` = `t7`.`customer_id`
  ) AS `t10`
  GROUP BY
    1,
    2,
    3
) AS `t12`
LEFT OUTER JOIN (
  SELECT
    `t3`.`order_id`,
    1 AS `hit`
  FROM (
    SELECT DISTINCT
      `t0`.`order_id`
    FROM `redemptions` AS `t0`
    WHERE
      `t0`.`offer_id` = 'O-autumn'
  ) AS `t3`
) AS `t9`
  ON `t12`.`order_id` = `t9`.`order_id`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`campaign_id` = 'C04-running' AND `t0`.`status` <> 'bounced'
) AS `t1`;

SELECT
  `t12`.`store_id`,
  `t12`.`order_id`,
  `t12`.`customer_id`,
  `t12`.`ordered_on`,
  `t9`.`hit`
FROM (
  SELECT
    `t10`.`store_id`,
    `t10`.`order_id`,
    `t10`.`customer_id`,
    MIN(`t10`.`ordered_on`) AS `ordered_on`
  FROM (
    SELECT
      `t6`.`customer_id`,
      `t6`.`order_id`,
      `t6`.`line`,
      `t6`.`ordered_at`,
      `t6`.`ordered_on`,
      `t6`.`product_id`,
      `t6`.`category`,
      `t6`.`quantity`,
      `t6`.`revenue`,
      `t6`.`discount`,
      `t6`.`margin`,
      `t6`.`store_id`,
      `t6`.`channel`,
      `t6`.`kind`,
      `t6`.`refund_of`,
      `t6`.`source`,
      `t6`.`source_line`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t1`
      WHERE
        `t1`.`store_id` IS NOT NULL
        AND `t1`.`kind` = 'sale'
        AND `t1`.`ordered_on` >= MAKE_DATE(2026, 11, 3)
        AND `t1`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
    ) AS `t6`
    LEFT SEMI JOIN (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `contacts` AS `t2`
      WHERE
        `t2`.`campaign_id` = 'C04-running' AND `t2`.`status` <> 'bounced'
    ) AS `t7`
      ON `t6`.`customer_id` = `t7`.`customer_id`
  ) AS `t10`
  GROUP BY
    1,
    2,
    3
) AS `t12`
LEFT OUTER JOIN (
  SELECT
    `t3`.`order_id`,
    1 AS `hit`
  FROM (
    SELECT DISTINCT
      `t0`.`order_id`
    FROM `redemptions` AS `t0`
    WHERE
      `t0`.`offer_id` = 'O-running'
  ) AS `t3`
) AS `t9`
  ON `t12`.`order_id` = `t9`.`order_id`;

SELECT
  *
FROM `stores`;

SELECT
  MIN(`t0`.`ordered_on`) AS `first`,
  MAX(`t0`.`ordered_on`) AS `last`
FROM `transactions` AS `t0`;

SELECT
  COUNT(*) AS `lines`,
  SUM(`t0`.`revenue`) AS `revenue`,
  SUM(IF(`t0`.`kind` = 'refund', CAST(0 AS DECIMAL(18, 4)), `t0`.`revenue`)) AS `sales`,
  SUM(IF(`t0`.`kind` = 'refund', -(
    `t0`.`revenue`
  ), CAST(0 AS DECIMAL(18, 4)))) AS `refunds`,
  SUM(CAST(`t0`.`kind` = 'refund' AS INT)) AS `refund_lines`,
  SUM(IF(`t0`.`customer_id` IS NULL, `t0`.`revenue`, CAST(0 AS DECIMAL(18, 4)))) AS `revenue_unknown`,
  SUM(CAST(`t0`.`customer_id` IS NULL AS INT)) AS `lines_unknown`,
  COUNT(`t0`.`margin`) AS `margin_lines`
FROM `transactions` AS `t0`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT DISTINCT
    `t0`.`customer_id`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`kind` = 'sale' AND `t0`.`customer_id` IS NOT NULL
) AS `t1`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT DISTINCT
    `t0`.`order_id`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`kind` = 'sale'
) AS `t1`;

SELECT
  `t1`.`channel`,
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
    COALESCE(`t0`.`channel`, 'not_named') AS `channel`,
    `t0`.`kind`,
    `t0`.`refund_of`,
    `t0`.`source`,
    `t0`.`source_line`
  FROM `transactions` AS `t0`
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`channel`,
  COUNT(*) AS `n`
FROM (
  SELECT DISTINCT
    COALESCE(`t0`.`channel`, 'not_named') AS `channel`,
    `t0`.`customer_id`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`kind` = 'sale' AND `t0`.`customer_id` IS NOT NULL
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`channel`,
  COUNT(*) AS `n`
FROM (
  SELECT DISTINCT
    COALESCE(`t0`.`channel`, 'not_named') AS `channel`,
    `t0`.`order_id`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`kind` = 'sale'
) AS `t1`
GROUP BY
  1;

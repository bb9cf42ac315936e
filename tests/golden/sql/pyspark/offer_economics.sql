SELECT
  COUNT(DISTINCT IF(`t1`.`kind` = 'sale', `t1`.`customer_id`, NULL)) AS `customers`,
  COUNT(DISTINCT IF(`t1`.`kind` = 'sale', `t1`.`order_id`, NULL)) AS `orders`,
  SUM(`t1`.`revenue`) AS `revenue`,
  SUM(`t1`.`margin`) AS `margin`,
  SUM(IF(`t1`.`margin` IS NOT NULL, `t1`.`revenue`, NULL)) AS `covered`
FROM (
  SELECT
    *
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` >= MAKE_DATE(2025, 11, 16)
    AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
    AND `t0`.`customer_id` IS NOT NULL
) AS `t1`;

SELECT
  COUNT(`t1`.`customer_id`) AS `Count(customer_id)`
FROM (
  SELECT DISTINCT
    `t0`.`customer_id`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` >= MAKE_DATE(2025, 11, 16)
    AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
    AND `t0`.`customer_id` IS NOT NULL
    AND `t0`.`ordered_on` >= MAKE_DATE(2026, 10, 19)
    AND `t0`.`kind` = 'sale'
) AS `t1`;

SELECT
  AVG(`t0`.`cost`) AS `Mean(cost)`
FROM `contacts` AS `t0`;

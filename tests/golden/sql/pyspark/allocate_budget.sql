SELECT
  `t1`.`customer_id`,
  COUNT(*) AS `days`,
  MAX(`t1`.`ordered_on`) AS `last`
FROM (
  SELECT DISTINCT
    `t0`.`customer_id`,
    `t0`.`ordered_on`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` <= MAKE_DATE(2026, 5, 4)
    AND `t0`.`customer_id` IS NOT NULL
    AND `t0`.`kind` = 'sale'
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`customer_id`,
  COUNT(*) AS `days`,
  MAX(`t1`.`ordered_on`) AS `last`
FROM (
  SELECT DISTINCT
    `t0`.`customer_id`,
    `t0`.`ordered_on`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` <= MAKE_DATE(2026, 7, 13)
    AND `t0`.`customer_id` IS NOT NULL
    AND `t0`.`kind` = 'sale'
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`customer_id`,
  COUNT(*) AS `days`,
  MAX(`t1`.`ordered_on`) AS `last`
FROM (
  SELECT DISTINCT
    `t0`.`customer_id`,
    `t0`.`ordered_on`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` <= MAKE_DATE(2026, 9, 6)
    AND `t0`.`customer_id` IS NOT NULL
    AND `t0`.`kind` = 'sale'
) AS `t1`
GROUP BY
  1;

SELECT
  `t1`.`customer_id`,
  COUNT(*) AS `days`,
  MAX(`t1`.`ordered_on`) AS `last`
FROM (
  SELECT DISTINCT
    `t0`.`customer_id`,
    `t0`.`ordered_on`
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
    AND `t0`.`customer_id` IS NOT NULL
    AND `t0`.`kind` = 'sale'
) AS `t1`
GROUP BY
  1;

SELECT
  SUM(`t1`.`cost`) AS `Sum(cost)`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`sent_on` >= MAKE_DATE(2025, 11, 16)
    AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 15)
) AS `t1`;

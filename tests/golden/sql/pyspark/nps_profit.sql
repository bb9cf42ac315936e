SELECT
  `t6`.`survey_id`,
  `t6`.`customer_id`,
  `t6`.`asked_on`,
  `t6`.`score`,
  COALESCE(`t6`.`region`, `t6`.`home`) AS `region`
FROM (
  SELECT
    `t5`.`survey_id`,
    `t5`.`customer_id`,
    `t5`.`asked_on`,
    `t5`.`kind`,
    `t5`.`score`,
    `t5`.`region`,
    `t3`.`customer_id` AS `customer_id_right`,
    `t3`.`home`
  FROM (
    SELECT
      *
    FROM `surveys` AS `t0`
    WHERE
      LOWER(`t0`.`kind`) = 'nps'
      AND `t0`.`asked_on` BETWEEN MAKE_DATE(2025, 9, 1) AND MAKE_DATE(2026, 10, 31)
      AND `t0`.`score` IS NOT NULL
  ) AS `t5`
  LEFT OUTER JOIN (
    SELECT
      `t1`.`customer_id`,
      `t1`.`region` AS `home`
    FROM `customers` AS `t1`
  ) AS `t3`
    ON `t5`.`customer_id` = `t3`.`customer_id`
) AS `t6`;

SELECT
  SUM(CAST(`t2`.`before` AS INT)) AS `customers`,
  SUM(CAST(`t2`.`before` AND `t2`.`during` AS INT)) AS `buyers`,
  SUM(CAST(`t2`.`first` > MAKE_DATE(2026, 8, 17) AS INT)) AS `new`
FROM (
  SELECT
    `t1`.`customer_id`,
    BOOL_OR(
      (
        `t1`.`ordered_on` < MAKE_DATE(2026, 10, 19)
      )
      AND (
        `t1`.`ordered_on` >= MAKE_DATE(2025, 10, 19)
      )
    ) AS `before`,
    BOOL_OR(`t1`.`ordered_on` >= MAKE_DATE(2026, 10, 19)) AS `during`,
    MIN(`t1`.`ordered_on`) AS `first`
  FROM (
    SELECT
      *
    FROM `transactions` AS `t0`
    WHERE
      `t0`.`customer_id` IS NOT NULL AND `t0`.`kind` = 'sale'
  ) AS `t1`
  GROUP BY
    1
) AS `t2`;

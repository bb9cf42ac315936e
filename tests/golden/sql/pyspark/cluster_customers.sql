SELECT
  *
FROM (
  SELECT
    `t11`.`customer_id`,
    `t11`.`last_on`,
    `t11`.`frequency`,
    `t11`.`revenue`,
    `t11`.`margin`,
    `t11`.`weekend`,
    `t8`.`discount`,
    `t8`.`paid`,
    `t8`.`categories`,
    `t8`.`pieces`,
    `t6`.`first_on`
  FROM (
    SELECT
      `t9`.`customer_id`,
      MAX(`t9`.`ordered_on`) AS `last_on`,
      CAST(COUNT(*) AS DOUBLE) AS `frequency`,
      CAST(SUM(`t9`.`revenue`) AS DOUBLE) AS `revenue`,
      CAST(SUM(`t9`.`margin`) AS DOUBLE) AS `margin`,
      CAST(SUM(CAST((
        (
          DAYOFWEEK(`t9`.`ordered_on`) + 5
        ) % 7
      ) >= 5 AS INT)) AS DOUBLE) AS `weekend`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t2`.`customer_id`,
          `t2`.`order_id`,
          MIN(`t2`.`ordered_on`) AS `ordered_on`,
          SUM(`t2`.`revenue`) AS `revenue`,
          SUM(`t2`.`margin`) AS `margin`
        FROM (
          SELECT
            *
          FROM `transactions` AS `t0`
          WHERE
            `t0`.`ordered_on` >= MAKE_DATE(2025, 11, 16)
            AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
            AND `t0`.`customer_id` IS NOT NULL
        ) AS `t2`
        GROUP BY
          1,
          2
      ) AS `t4`
      WHERE
        `t4`.`revenue` > 0
    ) AS `t9`
    GROUP BY
      1
  ) AS `t11`
  INNER JOIN (
    SELECT
      `t1`.`customer_id`,
      CAST(COALESCE(SUM(`t1`.`discount`), 0) AS DOUBLE) AS `discount`,
      CAST(SUM(`t1`.`revenue`) AS DOUBLE) AS `paid`,
      CAST(COUNT(DISTINCT `t1`.`category`) AS DOUBLE) AS `categories`,
      CAST(COALESCE(SUM(`t1`.`quantity`), 0) AS DOUBLE) AS `pieces`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t0`
      WHERE
        `t0`.`ordered_on` >= MAKE_DATE(2025, 11, 16)
        AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
        AND `t0`.`customer_id` IS NOT NULL
        AND `t0`.`revenue` > 0
    ) AS `t1`
    GROUP BY
      1
  ) AS `t8`
    ON `t11`.`customer_id` = `t8`.`customer_id`
  INNER JOIN (
    SELECT
      `t3`.`customer_id`,
      MIN(`t3`.`ordered_on`) AS `first_on`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t0`
      WHERE
        `t0`.`ordered_on` >= MAKE_DATE(2024, 2, 29)
        AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
        AND `t0`.`customer_id` IS NOT NULL
    ) AS `t3`
    GROUP BY
      1
  ) AS `t6`
    ON `t11`.`customer_id` = `t6`.`customer_id`
) AS `t12`
ORDER BY
  `t12`.`customer_id` ASC NULLS LAST;

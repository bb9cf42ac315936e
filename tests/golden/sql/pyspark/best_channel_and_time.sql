SELECT
  `t1`.`weekday`,
  COUNT(*) AS `n`
FROM (
  SELECT
    `t0`.`contact_id`,
    `t0`.`customer_id`,
    `t0`.`sent_on`,
    CAST((
      DAYOFWEEK(`t0`.`sent_on`) + 5
    ) % 7 AS BIGINT) AS `weekday`,
    CAST(EXTRACT(hour FROM `t0`.`sent_at`) AS BIGINT) AS `at_hour`
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL
    AND `t0`.`sent_on` IS NOT NULL
    AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 12)
) AS `t1`
GROUP BY
  1;

SELECT
  `t6`.`weekday`,
  COUNT(*) AS `n`
FROM (
  SELECT
    `t5`.`contact_id`,
    `t5`.`customer_id`,
    `t5`.`sent_on`,
    `t5`.`weekday`,
    `t5`.`at_hour`
  FROM (
    SELECT
      `t0`.`contact_id`,
      `t0`.`customer_id`,
      `t0`.`sent_on`,
      CAST((
        DAYOFWEEK(`t0`.`sent_on`) + 5
      ) % 7 AS BIGINT) AS `weekday`,
      CAST(EXTRACT(hour FROM `t0`.`sent_at`) AS BIGINT) AS `at_hour`
    FROM `contacts` AS `t0`
    WHERE
      `t0`.`customer_id` IS NOT NULL
      AND `t0`.`sent_on` IS NOT NULL
      AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 12)
  ) AS `t5`
  LEFT SEMI JOIN (
    SELECT DISTINCT
      `t1`.`customer_id`,
      `t1`.`ordered_on` AS `bought_on`
    FROM `transactions` AS `t1`
    WHERE
      `t1`.`customer_id` IS NOT NULL AND `t1`.`kind` = 'sale'
  ) AS `t4`
    ON `t5`.`customer_id` = `t4`.`customer_id`
    AND `t4`.`bought_on` >= `t5`.`sent_on`
    AND `t4`.`bought_on` < (
      `t5`.`sent_on` + INTERVAL '3' DAY
    )
) AS `t6`
GROUP BY
  1;

SELECT
  `t1`.`at_hour`,
  COUNT(*) AS `n`
FROM (
  SELECT
    `t0`.`contact_id`,
    `t0`.`customer_id`,
    `t0`.`sent_on`,
    CAST((
      DAYOFWEEK(`t0`.`sent_on`) + 5
    ) % 7 AS BIGINT) AS `weekday`,
    CAST(EXTRACT(hour FROM `t0`.`sent_at`) AS BIGINT) AS `at_hour`
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL
    AND `t0`.`sent_on` IS NOT NULL
    AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 12)
) AS `t1`
GROUP BY
  1;

SELECT
  `t6`.`at_hour`,
  COUNT(*) AS `n`
FROM (
  SELECT
    `t5`.`contact_id`,
    `t5`.`customer_id`,
    `t5`.`sent_on`,
    `t5`.`weekday`,
    `t5`.`at_hour`
  FROM (
    SELECT
      `t0`.`contact_id`,
      `t0`.`customer_id`,
      `t0`.`sent_on`,
      CAST((
        DAYOFWEEK(`t0`.`sent_on`) + 5
      ) % 7 AS BIGINT) AS `weekday`,
      CAST(EXTRACT(hour FROM `t0`.`sent_at`) AS BIGINT) AS `at_hour`
    FROM `contacts` AS `t0`
    WHERE
      `t0`.`customer_id` IS NOT NULL
      AND `t0`.`sent_on` IS NOT NULL
      AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 12)
  ) AS `t5`
  LEFT SEMI JOIN (
    SELECT DISTINCT
      `t1`.`customer_id`,
      `t1`.`ordered_on` AS `bought_on`
    FROM `transactions` AS `t1`
    WHERE
      `t1`.`customer_id` IS NOT NULL AND `t1`.`kind` = 'sale'
  ) AS `t4`
    ON `t5`.`customer_id` = `t4`.`customer_id`
    AND `t4`.`bought_on` >= `t5`.`sent_on`
    AND `t4`.`bought_on` < (
      `t5`.`sent_on` + INTERVAL '3' DAY
    )
) AS `t6`
GROUP BY
  1;

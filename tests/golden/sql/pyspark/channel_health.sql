SELECT
  `t1`.`channel`,
  SUM(CAST(`t1`.`now` AS BIGINT)) AS `contacts`,
  COUNT(DISTINCT IF(`t1`.`now`, `t1`.`customer_id`, NULL)) AS `customers`,
  CAST(CAST(COALESCE(SUM(IF(`t1`.`now`, `t1`.`cost`, NULL)), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `cost`,
  SUM(CAST(`t1`.`now` AND (
    `t1`.`status` <> 'bounced'
  ) AS BIGINT)) AS `delivered`,
  SUM(CAST(`t1`.`now` AND (
    `t1`.`status` = 'complained'
  ) AS BIGINT)) AS `complained`,
  SUM(CAST(`t1`.`now` AND (
    `t1`.`status` = 'unsubscribed'
  ) AS BIGINT)) AS `unsubscribed`
FROM (
  SELECT
    `t0`.`contact_id`,
    `t0`.`customer_id`,
    `t0`.`campaign_id`,
    `t0`.`channel`,
    `t0`.`sent_at`,
    `t0`.`sent_on`,
    `t0`.`cost`,
    COALESCE(`t0`.`status`, 'delivered') AS `status`,
    `t0`.`opened`,
    `t0`.`clicked`,
    `t0`.`sent_on` >= MAKE_DATE(2026, 8, 18) AS `now`
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL
    AND `t0`.`sent_on` BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
) AS `t1`
GROUP BY
  1;

SELECT DISTINCT
  `t1`.`channel`
FROM (
  SELECT DISTINCT
    `t0`.`channel`,
    `t0`.`customer_id`,
    `t0`.`sent_on`,
    `t0`.`sent_on` >= MAKE_DATE(2026, 8, 18) AS `now`
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL
    AND `t0`.`sent_on` BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
) AS `t1`;

SELECT
  `t1`.`channel`,
  SUM(CAST(`t1`.`now` AS BIGINT)) AS `sends_now`,
  SUM(CAST(NOT (
    `t1`.`now`
  ) AS BIGINT)) AS `sends_before`
FROM (
  SELECT DISTINCT
    `t0`.`channel`,
    `t0`.`customer_id`,
    `t0`.`sent_on`,
    `t0`.`sent_on` >= MAKE_DATE(2026, 8, 18) AS `now`
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`customer_id` IS NOT NULL
    AND `t0`.`sent_on` BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
    AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 9)
) AS `t1`
GROUP BY
  1;

SELECT
  `t7`.`channel`,
  SUM(CAST(`t7`.`now` AS BIGINT)) AS `hits_now`,
  SUM(CAST(NOT (
    `t7`.`now`
  ) AS BIGINT)) AS `hits_before`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t4`.`channel`,
      `t4`.`customer_id`,
      `t4`.`sent_on`,
      `t4`.`now`
    FROM (
      SELECT DISTINCT
        `t0`.`channel`,
        `t0`.`customer_id`,
        `t0`.`sent_on`,
        `t0`.`sent_on` >= MAKE_DATE(2026, 8, 18) AS `now`
      FROM `contacts` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
        AND `t0`.`sent_on` BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
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
  WHERE
    `t6`.`sent_on` <= MAKE_DATE(2026, 11, 9)
) AS `t7`
GROUP BY
  1;

SELECT
  `t7`.`channel`,
  SUM(CAST(`t7`.`was` AS BIGINT)) AS `before`,
  SUM(CAST(`t7`.`was` AND `t7`.`is_now` AS BIGINT)) AS `back`,
  SUM(`t7`.`revenue`) AS `revenue`,
  SUM(CAST(`t7`.`is_now` AS BIGINT)) AS `buyers`
FROM (
  SELECT
    `t4`.`channel`,
    `t4`.`customer_id`,
    `t6`.`was`,
    `t6`.`is_now`,
    `t6`.`revenue`
  FROM (
    SELECT DISTINCT
      `t0`.`channel`,
      `t0`.`customer_id`
    FROM `contacts` AS `t0`
    WHERE
      `t0`.`customer_id` IS NOT NULL
      AND `t0`.`sent_on` BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
      AND COALESCE(`t0`.`status`, 'delivered') <> 'bounced'
  ) AS `t4`
  INNER JOIN (
    SELECT
      `t2`.`customer_id`,
      BOOL_OR(NOT (
        `t2`.`ordered_on` >= MAKE_DATE(2026, 8, 18)
      )) AS `was`,
      BOOL_OR(`t2`.`ordered_on` >= MAKE_DATE(2026, 8, 18)) AS `is_now`,
      CAST(CAST(COALESCE(SUM(IF(`t2`.`ordered_on` >= MAKE_DATE(2026, 8, 18), `t2`.`revenue`, NULL)), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `revenue`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t1`
      WHERE
        `t1`.`customer_id` IS NOT NULL
        AND `t1`.`kind` = 'sale'
        AND `t1`.`ordered_on` BETWEEN MAKE_DATE(2026, 5, 20) AND MAKE_DATE(2026, 11, 15)
    ) AS `t2`
    GROUP BY
      1
  ) AS `t6`
    ON `t4`.`customer_id` = `t6`.`customer_id`
) AS `t7`
GROUP BY
  1;

SELECT
  *
FROM `campaigns`;

SELECT
  `t0`.`experiment_id`,
  `t0`.`arm`,
  COUNT(DISTINCT `t0`.`customer_id`) AS `n`
FROM `assignments` AS `t0`
GROUP BY
  1,
  2;

SELECT
  *
FROM `offers` AS `t0`
WHERE
  `t0`.`offer_id` = 'O-spring' AND `t0`.`reward` IS NOT NULL;

SELECT
  `t23`.`customer_id`,
  `t23`.`arm`,
  `t23`.`propensity`,
  `t23`.`assigned_on`,
  `t23`.`orders`,
  `t23`.`revenue_exact`,
  `t23`.`discount_exact`,
  `t23`.`margin_exact`,
  `t23`.`margin_known`,
  `t23`.`contacts`,
  `t23`.`contact_cost_exact`,
  `t23`.`redeemed`,
  COALESCE(`t23`.`redeemed`, 0) * 0 AS `reward_exact`
FROM (
  SELECT
    `t22`.`customer_id`,
    `t22`.`arm`,
    `t22`.`propensity`,
    `t22`.`assigned_on`,
    `t22`.`orders`,
    `t22`.`revenue_exact`,
    `t22`.`discount_exact`,
    `t22`.`margin_exact`,
    `t22`.`margin_known`,
    `t22`.`contacts`,
    `t22`.`contact_cost_exact`,
    `t22`.`redeemed`
  FROM (
    SELECT
      `t21`.`customer_id`,
      `t21`.`arm`,
      `t21`.`propensity`,
      `t21`.`assigned_on`,
      `t21`.`orders`,
      `t21`.`revenue_exact`,
      `t21`.`discount_exact`,
      `t21`.`margin_exact`,
      `t21`.`margin_known`,
      `t21`.`contacts`,
      `t21`.`contact_cost_exact`,
      `t9`.`customer_id` AS `customer_id_right`,
      `t9`.`redeemed`
    FROM (
      SELECT
        `t19`.`customer_id`,
        `t19`.`arm`,
        `t19`.`propensity`,
        `t19`.`assigned_on`,
        `t19`.`orders`,
        `t19`.`revenue_exact`,
        `t19`.`discount_exact`,
        `t19`.`margin_exact`,
        `t19`.`margin_known`,
        `t19`.`contacts`,
        `t19`.`contact_cost_exact`
      FROM (
        SELECT
          `t18`.`customer_id`,
          `t18`.`arm`,
          `t18`.`propensity`,
          `t18`.`assigned_on`,
          `t18`.`orders`,
          `t18`.`revenue_exact`,
          `t18`.`discount_exact`,
          `t18`.`margin_exact`,
          `t18`.`margin_known`,
          `t14`.`customer_id` AS `customer_id_right`,
          `t14`.`contacts`,
          `t14`.`contact_cost_exact`
        FROM (
          SELECT
            `t16`.`customer_id`,
            `t16`.`arm`,
            `t16`.`propensity`,
            `t16`.`assigned_on`,
            `t16`.`orders`,
            `t16`.`revenue_exact`,
            `t16`.`discount_exact`,
            `t16`.`margin_exact`,
            `t16`.`margin_known`
          FROM (
            SELECT
              `t12`.`customer_id`,
              `t12`.`arm`,
              `t12`.`propensity`,
              `t12`.`assigned_on`,
              `t15`.`customer_id` AS `customer_id_right`,
              `t15`.`orders`,
              `t15`.`revenue_exact`,
              `t15`.`discount_exact`,
              `t15`.`margin_exact`,
              `t15`.`margin_known`
            FROM (
              SELECT
                `t6`.`customer_id`,
                MIN_BY(`t6`.`arm`, COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))) AS `arm`,
                MIN_BY(
                  `t6`.`propensity`,
                  COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))
                ) AS `propensity`,
                MIN(`t6`.`assigned_on`) AS `assigned_on`
              FROM (
                SELECT
                  *
                FROM `assignments` AS `t2`
                WHERE
                  `t2`.`experiment_id` = 'C01-spring' AND `t2`.`customer_id` IS NOT NULL
              ) AS `t6`
              GROUP BY
                1
            ) AS `t12`
            LEFT OUTER JOIN (
              SELECT
                `t7`.`customer_id`,
                COUNT(DISTINCT IF(`t7`.`kind` = 'sale', `t7`.`order_id`, NULL)) AS `orders`,
                CAST(SUM(`t7`.`revenue`) * 10000 AS BIGINT) AS `revenue_exact`,
                CAST(SUM(`t7`.`discount`) * 10000 AS BIGINT) AS `discount_exact`,
                CAST(SUM(`t7`.`margin`) * 10000 AS BIGINT) AS `margin_exact`,
                COUNT(`t7`.`margin`) AS `margin_known`
              FROM (
                SELECT
                  *
                FROM `transactions` AS `t3`
                WHERE
                  `t3`.`customer_id` IS NOT NULL
                  AND `t3`.`ordered_on` >= MAKE_DATE(2026, 5, 5)
                  AND `t3`.`ordered_on` <= MAKE_DATE(2026, 6, 1)
              ) AS `t7`
              GROUP BY
                1
            ) AS `t15`
              ON `t12`.`customer_id` = `t15`.`customer_id`
          ) AS `t16`
        ) AS `t18`
        LEFT OUTER JOIN (
          SELECT
            `t5`.`customer_id`,
            COUNT(*) AS `contacts`,
            CAST(SUM(`t5`.`cost`) * 10000 AS BIGINT) AS `contact_cost_exact`
          FROM (
            SELECT
              *
            FROM `contacts` AS `t1`
            WHERE
              `t1`.`campaign_id` = 'C01-spring'
          ) AS `t5`
          GROUP BY
            1
        ) AS `t14`
          ON `t18`.`customer_id` = `t14`.`customer_id`
      ) AS `t19`
    ) AS `t21`
    LEFT OUTER JOIN (
      SELECT
        `t4`.`customer_id`,
        COUNT(*) AS `redeemed`
      FROM (
        SELECT
          *
        FROM `redemptions` AS `t0`
        WHERE
          `t0`.`offer_id` = 'O-spring'
          AND `t0`.`redeemed_on` >= MAKE_DATE(2026, 5, 5)
          AND `t0`.`redeemed_on` <= MAKE_DATE(2026, 6, 1)
      ) AS `t4`
      GROUP BY
        1
    ) AS `t9`
      ON `t21`.`customer_id` = `t9`.`customer_id`
  ) AS `t22`
) AS `t23`;

SELECT
  *
FROM `offers` AS `t0`
WHERE
  `t0`.`offer_id` = 'O-summer' AND `t0`.`reward` IS NOT NULL;

SELECT
  `t23`.`customer_id`,
  `t23`.`arm`,
  `t23`.`propensity`,
  `t23`.`assigned_on`,
  `t23`.`orders`,
  `t23`.`revenue_exact`,
  `t23`.`discount_exact`,
  `t23`.`margin_exact`,
  `t23`.`margin_known`,
  `t23`.`contacts`,
  `t23`.`contact_cost_exact`,
  `t23`.`redeemed`,
  COALESCE(`t23`.`redeemed`, 0) * 0 AS `reward_exact`
FROM (
  SELECT
    `t22`.`customer_id`,
    `t22`.`arm`,
    `t22`.`propensity`,
    `t22`.`assigned_on`,
    `t22`.`orders`,
    `t22`.`revenue_exact`,
    `t22`.`discount_exact`,
    `t22`.`margin_exact`,
    `t22`.`margin_known`,
    `t22`.`contacts`,
    `t22`.`contact_cost_exact`,
    `t22`.`redeemed`
  FROM (
    SELECT
      `t21`.`customer_id`,
      `t21`.`arm`,
      `t21`.`propensity`,
      `t21`.`assigned_on`,
      `t21`.`orders`,
      `t21`.`revenue_exact`,
      `t21`.`discount_exact`,
      `t21`.`margin_exact`,
      `t21`.`margin_known`,
      `t21`.`contacts`,
      `t21`.`contact_cost_exact`,
      `t9`.`customer_id` AS `customer_id_right`,
      `t9`.`redeemed`
    FROM (
      SELECT
        `t19`.`customer_id`,
        `t19`.`arm`,
        `t19`.`propensity`,
        `t19`.`assigned_on`,
        `t19`.`orders`,
        `t19`.`revenue_exact`,
        `t19`.`discount_exact`,
        `t19`.`margin_exact`,
        `t19`.`margin_known`,
        `t19`.`contacts`,
        `t19`.`contact_cost_exact`
      FROM (
        SELECT
          `t18`.`customer_id`,
          `t18`.`arm`,
          `t18`.`propensity`,
          `t18`.`assigned_on`,
          `t18`.`orders`,
          `t18`.`revenue_exact`,
          `t18`.`discount_exact`,
          `t18`.`margin_exact`,
          `t18`.`margin_known`,
          `t14`.`customer_id` AS `customer_id_right`,
          `t14`.`contacts`,
          `t14`.`contact_cost_exact`
        FROM (
          SELECT
            `t16`.`customer_id`,
            `t16`.`arm`,
            `t16`.`propensity`,
            `t16`.`assigned_on`,
            `t16`.`orders`,
            `t16`.`revenue_exact`,
            `t16`.`discount_exact`,
            `t16`.`margin_exact`,
            `t16`.`margin_known`
          FROM (
            SELECT
              `t12`.`customer_id`,
              `t12`.`arm`,
              `t12`.`propensity`,
              `t12`.`assigned_on`,
              `t15`.`customer_id` AS `customer_id_right`,
              `t15`.`orders`,
              `t15`.`revenue_exact`,
              `t15`.`discount_exact`,
              `t15`.`margin_exact`,
              `t15`.`margin_known`
            FROM (
              SELECT
                `t6`.`customer_id`,
                MIN_BY(`t6`.`arm`, COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))) AS `arm`,
                MIN_BY(
                  `t6`.`propensity`,
                  COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))
                ) AS `propensity`,
                MIN(`t6`.`assigned_on`) AS `assigned_on`
              FROM (
                SELECT
                  *
                FROM `assignments` AS `t2`
                WHERE
                  `t2`.`experiment_id` = 'C02-summer' AND `t2`.`customer_id` IS NOT NULL
              ) AS `t6`
              GROUP BY
                1
            ) AS `t12`
            LEFT OUTER JOIN (
              SELECT
                `t7`.`customer_id`,
                COUNT(DISTINCT IF(`t7`.`kind` = 'sale', `t7`.`order_id`, NULL)) AS `orders`,
                CAST(SUM(`t7`.`revenue`) * 10000 AS BIGINT) AS `revenue_exact`,
                CAST(SUM(`t7`.`discount`) * 10000 AS BIGINT) AS `discount_exact`,
                CAST(SUM(`t7`.`margin`) * 10000 AS BIGINT) AS `margin_exact`,
                COUNT(`t7`.`margin`) AS `margin_known`
              FROM (
                SELECT
                  *
                FROM `transactions` AS `t3`
                WHERE
                  `t3`.`customer_id` IS NOT NULL
                  AND `t3`.`ordered_on` >= MAKE_DATE(2026, 7, 14)
                  AND `t3`.`ordered_on` <= MAKE_DATE(2026, 8, 10)
              ) AS `t7`
              GROUP BY
                1
            ) AS `t15`
              ON `t12`.`customer_id` = `t15`.`customer_id`
          ) AS `t16`
        ) AS `t18`
        LEFT OUTER JOIN (
          SELECT
            `t5`.`customer_id`,
            COUNT(*) AS `contacts`,
            CAST(SUM(`t5`.`cost`) * 10000 AS BIGINT) AS `contact_cost_exact`
          FROM (
            SELECT
              *
            FROM `contacts` AS `t1`
            WHERE
              `t1`.`campaign_id` = 'C02-summer'
          ) AS `t5`
          GROUP BY
            1
        ) AS `t14`
          ON `t18`.`customer_id` = `t14`.`customer_id`
      ) AS `t19`
    ) AS `t21`
    LEFT OUTER JOIN (
      SELECT
        `t4`.`customer_id`,
        COUNT(*) AS `redeemed`
      FROM (
        SELECT
          *
        FROM `redemptions` AS `t0`
        WHERE
          `t0`.`offer_id` = 'O-summer'
          AND `t0`.`redeemed_on` >= MAKE_DATE(2026, 7, 14)
          AND `t0`.`redeemed_on` <= MAKE_DATE(2026, 8, 10)
      ) AS `t4`
      GROUP BY
        1
    ) AS `t9`
      ON `t21`.`customer_id` = `t9`.`customer_id`
  ) AS `t22`
) AS `t23`;

SELECT
  *
FROM `offers` AS `t0`
WHERE
  `t0`.`offer_id` = 'O-autumn' AND `t0`.`reward` IS NOT NULL;

SELECT
  `t23`.`customer_id`,
  `t23`.`arm`,
  `t23`.`propensity`,
  `t23`.`assigned_on`,
  `t23`.`orders`,
  `t23`.`revenue_exact`,
  `t23`.`discount_exact`,
  `t23`.`margin_exact`,
  `t23`.`margin_known`,
  `t23`.`contacts`,
  `t23`.`contact_cost_exact`,
  `t23`.`redeemed`,
  COALESCE(`t23`.`redeemed`, 0) * 0 AS `reward_exact`
FROM (
  SELECT
    `t22`.`customer_id`,
    `t22`.`arm`,
    `t22`.`propensity`,
    `t22`.`assigned_on`,
    `t22`.`orders`,
    `t22`.`revenue_exact`,
    `t22`.`discount_exact`,
    `t22`.`margin_exact`,
    `t22`.`margin_known`,
    `t22`.`contacts`,
    `t22`.`contact_cost_exact`,
    `t22`.`redeemed`
  FROM (
    SELECT
      `t21`.`customer_id`,
      `t21`.`arm`,
      `t21`.`propensity`,
      `t21`.`assigned_on`,
      `t21`.`orders`,
      `t21`.`revenue_exact`,
      `t21`.`discount_exact`,
      `t21`.`margin_exact`,
      `t21`.`margin_known`,
      `t21`.`contacts`,
      `t21`.`contact_cost_exact`,
      `t9`.`customer_id` AS `customer_id_right`,
      `t9`.`redeemed`
    FROM (
      SELECT
        `t19`.`customer_id`,
        `t19`.`arm`,
        `t19`.`propensity`,
        `t19`.`assigned_on`,
        `t19`.`orders`,
        `t19`.`revenue_exact`,
        `t19`.`discount_exact`,
        `t19`.`margin_exact`,
        `t19`.`margin_known`,
        `t19`.`contacts`,
        `t19`.`contact_cost_exact`
      FROM (
        SELECT
          `t18`.`customer_id`,
          `t18`.`arm`,
          `t18`.`propensity`,
          `t18`.`assigned_on`,
          `t18`.`orders`,
          `t18`.`revenue_exact`,
          `t18`.`discount_exact`,
          `t18`.`margin_exact`,
          `t18`.`margin_known`,
          `t14`.`customer_id` AS `customer_id_right`,
          `t14`.`contacts`,
          `t14`.`contact_cost_exact`
        FROM (
          SELECT
            `t16`.`customer_id`,
            `t16`.`arm`,
            `t16`.`propensity`,
            `t16`.`assigned_on`,
            `t16`.`orders`,
            `t16`.`revenue_exact`,
            `t16`.`discount_exact`,
            `t16`.`margin_exact`,
            `t16`.`margin_known`
          FROM (
            SELECT
              `t12`.`customer_id`,
              `t12`.`arm`,
              `t12`.`propensity`,
              `t12`.`assigned_on`,
              `t15`.`customer_id` AS `customer_id_right`,
              `t15`.`orders`,
              `t15`.`revenue_exact`,
              `t15`.`discount_exact`,
              `t15`.`margin_exact`,
              `t15`.`margin_known`
            FROM (
              SELECT
                `t6`.`customer_id`,
                MIN_BY(`t6`.`arm`, COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))) AS `arm`,
                MIN_BY(
                  `t6`.`propensity`,
                  COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))
                ) AS `propensity`,
                MIN(`t6`.`assigned_on`) AS `assigned_on`
              FROM (
                SELECT
                  *
                FROM `assignments` AS `t2`
                WHERE
                  `t2`.`experiment_id` = 'C03-autumn' AND `t2`.`customer_id` IS NOT NULL
              ) AS `t6`
              GROUP BY
                1
            ) AS `t12`
            LEFT OUTER JOIN (
              SELECT
                `t7`.`customer_id`,
                COUNT(DISTINCT IF(`t7`.`kind` = 'sale', `t7`.`order_id`, NULL)) AS `orders`,
                CAST(SUM(`t7`.`revenue`) * 10000 AS BIGINT) AS `revenue_exact`,
                CAST(SUM(`t7`.`discount`) * 10000 AS BIGINT) AS `discount_exact`,
                CAST(SUM(`t7`.`margin`) * 10000 AS BIGINT) AS `margin_exact`,
                COUNT(`t7`.`margin`) AS `margin_known`
              FROM (
                SELECT
                  *
                FROM `transactions` AS `t3`
                WHERE
                  `t3`.`customer_id` IS NOT NULL
                  AND `t3`.`ordered_on` >= MAKE_DATE(2026, 9, 7)
                  AND `t3`.`ordered_on` <= MAKE_DATE(2026, 10, 4)
              ) AS `t7`
              GROUP BY
                1
            ) AS `t15`
              ON `t12`.`customer_id` = `t15`.`customer_id`
          ) AS `t16`
        ) AS `t18`
        LEFT OUTER JOIN (
          SELECT
            `t5`.`customer_id`,
            COUNT(*) AS `contacts`,
            CAST(SUM(`t5`.`cost`) * 10000 AS BIGINT) AS `contact_cost_exact`
          FROM (
            SELECT
              *
            FROM `contacts` AS `t1`
            WHERE
              `t1`.`campaign_id` = 'C03-autumn'
          ) AS `t5`
          GROUP BY
            1
        ) AS `t14`
          ON `t18`.`customer_id` = `t14`.`customer_id`
      ) AS `t19`
    ) AS `t21`
    LEFT OUTER JOIN (
      SELECT
        `t4`.`customer_id`,
        COUNT(*) AS `redeemed`
      FROM (
        SELECT
          *
        FROM `redemptions` AS `t0`
        WHERE
          `t0`.`offer_id` = 'O-autumn'
          AND `t0`.`redeemed_on` >= MAKE_DATE(2026, 9, 7)
          AND `t0`.`redeemed_on` <= MAKE_DATE(2026, 10, 4)
      ) AS `t4`
      GROUP BY
        1
    ) AS `t9`
      ON `t21`.`customer_id` = `t9`.`customer_id`
  ) AS `t22`
) AS `t23`;

SELECT
  *
FROM `offers` AS `t0`
WHERE
  `t0`.`offer_id` = 'O-running' AND `t0`.`reward` IS NOT NULL;

SELECT
  `t23`.`customer_id`,
  `t23`.`arm`,
  `t23`.`propensity`,
  `t23`.`assigned_on`,
  `t23`.`orders`,
  `t23`.`revenue_exact`,
  `t23`.`discount_exact`,
  `t23`.`margin_exact`,
  `t23`.`margin_known`,
  `t23`.`contacts`,
  `t23`.`contact_cost_exact`,
  `t23`.`redeemed`,
  COALESCE(`t23`.`redeemed`, 0) * 0 AS `reward_exact`
FROM (
  SELECT
    `t22`.`customer_id`,
    `t22`.`arm`,
    `t22`.`propensity`,
    `t22`.`assigned_on`,
    `t22`.`orders`,
    `t22`.`revenue_exact`,
    `t22`.`discount_exact`,
    `t22`.`margin_exact`,
    `t22`.`margin_known`,
    `t22`.`contacts`,
    `t22`.`contact_cost_exact`,
    `t22`.`redeemed`
  FROM (
    SELECT
      `t21`.`customer_id`,
      `t21`.`arm`,
      `t21`.`propensity`,
      `t21`.`assigned_on`,
      `t21`.`orders`,
      `t21`.`revenue_exact`,
      `t21`.`discount_exact`,
      `t21`.`margin_exact`,
      `t21`.`margin_known`,
      `t21`.`contacts`,
      `t21`.`contact_cost_exact`,
      `t9`.`customer_id` AS `customer_id_right`,
      `t9`.`redeemed`
    FROM (
      SELECT
        `t19`.`customer_id`,
        `t19`.`arm`,
        `t19`.`propensity`,
        `t19`.`assigned_on`,
        `t19`.`orders`,
        `t19`.`revenue_exact`,
        `t19`.`discount_exact`,
        `t19`.`margin_exact`,
        `t19`.`margin_known`,
        `t19`.`contacts`,
        `t19`.`contact_cost_exact`
      FROM (
        SELECT
          `t18`.`customer_id`,
          `t18`.`arm`,
          `t18`.`propensity`,
          `t18`.`assigned_on`,
          `t18`.`orders`,
          `t18`.`revenue_exact`,
          `t18`.`discount_exact`,
          `t18`.`margin_exact`,
          `t18`.`margin_known`,
          `t14`.`customer_id` AS `customer_id_right`,
          `t14`.`contacts`,
          `t14`.`contact_cost_exact`
        FROM (
          SELECT
            `t16`.`customer_id`,
            `t16`.`arm`,
            `t16`.`propensity`,
            `t16`.`assigned_on`,
            `t16`.`orders`,
            `t16`.`revenue_exact`,
            `t16`.`discount_exact`,
            `t16`.`margin_exact`,
            `t16`.`margin_known`
          FROM (
            SELECT
              `t12`.`customer_id`,
              `t12`.`arm`,
              `t12`.`propensity`,
              `t12`.`assigned_on`,
              `t15`.`customer_id` AS `customer_id_right`,
              `t15`.`orders`,
              `t15`.`revenue_exact`,
              `t15`.`discount_exact`,
              `t15`.`margin_exact`,
              `t15`.`margin_known`
            FROM (
              SELECT
                `t6`.`customer_id`,
                MIN_BY(`t6`.`arm`, COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))) AS `arm`,
                MIN_BY(
                  `t6`.`propensity`,
                  COALESCE(`t6`.`assigned_at`, CAST('1970-01-01T00:00:00' AS TIMESTAMP))
                ) AS `propensity`,
                MIN(`t6`.`assigned_on`) AS `assigned_on`
              FROM (
                SELECT
                  *
                FROM `assignments` AS `t2`
                WHERE
                  `t2`.`experiment_id` = 'C04-running' AND `t2`.`customer_id` IS NOT NULL
              ) AS `t6`
              GROUP BY
                1
            ) AS `t12`
            LEFT OUTER JOIN (
              SELECT
                `t7`.`customer_id`,
                COUNT(DISTINCT IF(`t7`.`kind` = 'sale', `t7`.`order_id`, NULL)) AS `orders`,
                CAST(SUM(`t7`.`revenue`) * 10000 AS BIGINT) AS `revenue_exact`,
                CAST(SUM(`t7`.`discount`) * 10000 AS BIGINT) AS `discount_exact`,
                CAST(SUM(`t7`.`margin`) * 10000 AS BIGINT) AS `margin_exact`,
                COUNT(`t7`.`margin`) AS `margin_known`
              FROM (
                SELECT
                  *
                FROM `transactions` AS `t3`
                WHERE
                  `t3`.`customer_id` IS NOT NULL
                  AND `t3`.`ordered_on` >= MAKE_DATE(2026, 11, 3)
                  AND `t3`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
              ) AS `t7`
              GROUP BY
                1
            ) AS `t15`
              ON `t12`.`customer_id` = `t15`.`customer_id`
          ) AS `t16`
        ) AS `t18`
        LEFT OUTER JOIN (
          SELECT
            `t5`.`customer_id`,
            COUNT(*) AS `contacts`,
            CAST(SUM(`t5`.`cost`) * 10000 AS BIGINT) AS `contact_cost_exact`
          FROM (
            SELECT
              *
            FROM `contacts` AS `t1`
            WHERE
              `t1`.`campaign_id` = 'C04-running'
          ) AS `t5`
          GROUP BY
            1
        ) AS `t14`
          ON `t18`.`customer_id` = `t14`.`customer_id`
      ) AS `t19`
    ) AS `t21`
    LEFT OUTER JOIN (
      SELECT
        `t4`.`customer_id`,
        COUNT(*) AS `redeemed`
      FROM (
        SELECT
          *
        FROM `redemptions` AS `t0`
        WHERE
          `t0`.`offer_id` = 'O-running'
          AND `t0`.`redeemed_on` >= MAKE_DATE(2026, 11, 3)
          AND `t0`.`redeemed_on` <= MAKE_DATE(2026, 11, 15)
      ) AS `t4`
      GROUP BY
        1
    ) AS `t9`
      ON `t21`.`customer_id` = `t9`.`customer_id`
  ) AS `t22`
) AS `t23`;

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
    `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 2)
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
    `t0`.`ordered_on` <= MAKE_DATE(2027, 11, 3)
    AND `t0`.`customer_id` IS NOT NULL
    AND `t0`.`kind` = 'sale'
) AS `t1`
GROUP BY
  1;

SELECT
  `t14`.`customer_id`,
  `t14`.`channel`
FROM (
  SELECT
    `t13`.`customer_id`,
    `t13`.`channel`,
    `t13`.`consent`,
    `t13`.`granted_at`,
    `t13`.`bounced_at`,
    `t13`.`arrived_at`,
    `t13`.`declined_at`,
    (
      `t13`.`bounced_at` IS NOT NULL
    )
    AND (
      (
        `t13`.`arrived_at` IS NULL
      ) OR (
        `t13`.`bounced_at` > `t13`.`arrived_at`
      )
    ) AS `bounced`,
    (
      `t13`.`declined_at` IS NOT NULL
    )
    AND (
      (
        `t13`.`granted_at` IS NULL
      )
      OR (
        `t13`.`declined_at` >= `t13`.`granted_at`
      )
    ) AS `declined`
  FROM (
    SELECT
      `t10`.`customer_id`,
      `t10`.`channel`,
      `t10`.`consent`,
      `t10`.`granted_at`,
      `t8`.`bounced_at`,
      `t8`.`arrived_at`,
      `t8`.`declined_at`
    FROM (
      SELECT
        `t5`.`customer_id`,
        `t5`.`channel`,
        `t5`.`granted_at`,
        `t5`.`revoked_at`,
        (
          `t5`.`granted_at` IS NOT NULL
        )
        AND (
          (
            `t5`.`revoked_at` IS NULL
          ) OR (
            `t5`.`granted_at` > `t5`.`revoked_at`
          )
        ) AS `consent`
      FROM (
        SELECT
          `t2`.`customer_id`,
          `t2`.`channel`,
          MAX(IF(`t2`.`status` = 'granted', `t2`.`at`, NULL)) AS `granted_at`,
          MAX(IF(`t2`.`status` = 'revoked', `t2`.`at`, NULL)) AS `revoked_at`
        FROM (
          SELECT
            *
          FROM `consents` AS `t0`
          WHERE
            `t0`.`customer_id` IS NOT NULL
            AND `t0`.`at` < CAST('2027-11-04T00:00:00' AS TIMESTAMP)
            AND `t0`.`purpose` = 'advertising'
        ) AS `t2`
        GROUP BY
          1,
          2
      ) AS `t5`
    ) AS `t10`
    LEFT ANTI JOIN (
      SELECT
        `t6`.`customer_id`
      FROM (
        SELECT
          `t3`.`customer_id`,
          MAX(IF(`t3`.`status` = 'granted', `t3`.`at`, NULL)) AS `granted_at`,
          MAX(IF(`t3`.`status` = 'revoked', `t3`.`at`, NULL)) AS `revoked_at`
        FROM (
          SELECT
            *
          FROM `consents` AS `t0`
          WHERE
            `t0`.`customer_id` IS NOT NULL
            AND `t0`.`at` < CAST('2027-11-04T00:00:00' AS TIMESTAMP)
            AND `t0`.`purpose` = 'personal_data'
        ) AS `t3`
        GROUP BY
          1
      ) AS `t6`
      WHERE
        `t6`.`revoked_at` IS NOT NULL
        AND NOT (
          (
            `t6`.`granted_at` IS NOT NULL
          )
          AND (
            (
              `t6`.`revoked_at` IS NULL
            ) OR (
              `t6`.`granted_at` > `t6`.`revoked_at`
            )
          )
        )
    ) AS `t12`
      ON `t10`.`customer_id` = `t12`.`customer_id`
    LEFT OUTER JOIN (
      SELECT
        `t4`.`customer_id`,
        `t4`.`channel`,
        MAX(IF(`t4`.`status` = 'bounced', `t4`.`sent_at`, NULL)) AS `bounced_at`,
        MAX(IF(`t4`.`status` <> 'bounced', `t4`.`sent_at`, NULL)) AS `arrived_at`,
        MAX(IF(`t4`.`status` IN ('complained', 'unsubscribed'), `t4`.`sent_at`, NULL)) AS `declined_at`
      FROM (
        SELECT
          *
        FROM `contacts` AS `t1`
        WHERE
          `t1`.`customer_id` IS NOT NULL AND `t1`.`sent_on` <= MAKE_DATE(2027, 11, 3)
      ) AS `t4`
      GROUP BY
        1,
        2
    ) AS `t8`
      ON `t10`.`customer_id` = `t8`.`customer_id` AND `t10`.`channel` = `t8`.`channel`
  ) AS `t13`
) AS `t14`
WHERE
  `t14`.`consent` AND NOT (
    `t14`.`bounced`
  ) AND NOT (
    `t14`.`declined`
  );

SELECT
  SUM(`t1`.`cost`) AS `Sum(cost)`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`sent_on` >= MAKE_DATE(2026, 11, 4)
    AND `t0`.`sent_on` <= MAKE_DATE(2027, 11, 3)
) AS `t1`;

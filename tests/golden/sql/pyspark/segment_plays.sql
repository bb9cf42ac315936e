SELECT
  `t3`.`customer_id`,
  `t3`.`purchases`,
  `t3`.`first_on`,
  `t3`.`last_on`,
  `t3`.`gap_squares`
FROM (
  SELECT
    `t2`.`customer_id`,
    SUM(CAST(`t2`.`bought` AS INT)) AS `purchases`,
    MIN(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `first_on`,
    MAX(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `last_on`,
    CAST(SUM(IF(`t2`.`bought`, `t2`.`amount`, NULL)) - MIN_BY(IF(`t2`.`bought`, `t2`.`amount`, NULL), IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS DOUBLE) AS `repeat_money`,
    COALESCE(SUM(IF(`t2`.`bought`, `t2`.`gap` * `t2`.`gap`, NULL)), 0) AS `gap_squares`,
    COALESCE(SUM(`t2`.`amount`), 0) AS `net`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`bought_on`,
      `t1`.`lines`,
      `t1`.`amount`,
      `t1`.`smallest`,
      `t1`.`margin`,
      `t1`.`with_margin`,
      `t1`.`bought`,
      DATEDIFF(
        DAY,
        LAG(`t1`.`bought_on`) OVER (
          PARTITION BY `t1`.`customer_id`, `t1`.`bought`
          ORDER BY `t1`.`bought_on` ASC NULLS LAST
        ),
        `t1`.`bought_on`
      ) AS `gap`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`bought_on`,
        `t0`.`lines`,
        `t0`.`amount`,
        `t0`.`smallest`,
        `t0`.`margin`,
        `t0`.`with_margin`,
        (
          `t0`.`amount` > 0
        ) OR (
          `t0`.`smallest` >= 0
        ) AS `bought`
      FROM `customer_day` AS `t0`
      WHERE
        `t0`.`bought_on` <= MAKE_DATE(2026, 5, 4)
    ) AS `t1`
  ) AS `t2`
  GROUP BY
    1
) AS `t3`
WHERE
  `t3`.`purchases` > 0;

SELECT
  `t1`.`mean_gap`,
  COUNT(*) AS `held`,
  SUM(`t1`.`repeats`) AS `repeats`,
  SUM(`t1`.`observed_days`) AS `observed_days`
FROM (
  SELECT
    IF(
      (
        `t0`.`purchases` - 1
      ) > 0,
      CAST(FLOOR(
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
        ) / (
          GREATEST(`t0`.`purchases` - 1, 1)
        )
      ) AS BIGINT),
      CAST(NULL AS BIGINT)
    ) AS `mean_gap`,
    `t0`.`purchases` - 1 AS `repeats`,
    DATEDIFF(DAY, `t0`.`first_on`, MAKE_DATE(2026, 5, 4)) AS `observed_days`
  FROM `temp`.`main`.`kept_1` AS `t0`
) AS `t1`
GROUP BY
  1;

SELECT
  *
FROM (
  SELECT
    `t0`.`customer_id`,
    CASE
      WHEN (
        DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 5, 4)) * 100 * (
          (
            `t0`.`purchases` - 1
          ) + 2
        )
      ) > (
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 48
        ) * 400
      )
      THEN 'long_inactive'
      WHEN (
        DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 5, 4)) * 100 * (
          (
            `t0`.`purchases` - 1
          ) + 2
        )
      ) > (
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 48
        ) * 200
      )
      THEN 'about_to_leave'
      WHEN `t0`.`purchases` = 1
      THEN 'first_time'
      WHEN (
        `t0`.`purchases` >= 4
      )
      AND (
        (
          (
            (
              `t0`.`purchases` - 1
            ) * `t0`.`gap_squares`
          ) <= (
            DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) * 2 * DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
          )
        )
        OR (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) <= (
            (
              `t0`.`purchases` - 1
            ) * 24
          )
        )
      )
      THEN 'loyal'
      ELSE 'rare'
    END AS `segment`
  FROM `temp`.`main`.`kept_1` AS `t0`
) AS `t8`
UNION ALL
SELECT
  *
FROM (
  SELECT
    `t7`.`customer_id`,
    'prospect' AS `segment`
  FROM (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        `t1`.`customer_id`
      FROM `customer_day` AS `t1`
      WHERE
        `t1`.`bought_on` <= MAKE_DATE(2026, 5, 4)
    ) AS `t4`
    UNION
    SELECT
      *
    FROM (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `customers` AS `t2`
      WHERE
        (
          (
            COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) IS NULL
          )
          OR (
            COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) <= MAKE_DATE(2026, 5, 4)
          )
        )
        AND `t2`.`customer_id` IS NOT NULL
    ) AS `t5`
  ) AS `t7`
  LEFT ANTI JOIN `temp`.`main`.`kept_1` AS `t3`
    ON `t7`.`customer_id` = `t3`.`customer_id`
) AS `t9`;

SELECT
  `t3`.`customer_id`,
  `t3`.`purchases`,
  `t3`.`first_on`,
  `t3`.`last_on`,
  `t3`.`gap_squares`
FROM (
  SELECT
    `t2`.`customer_id`,
    SUM(CAST(`t2`.`bought` AS INT)) AS `purchases`,
    MIN(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `first_on`,
    MAX(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `last_on`,
    CAST(SUM(IF(`t2`.`bought`, `t2`.`amount`, NULL)) - MIN_BY(IF(`t2`.`bought`, `t2`.`amount`, NULL), IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS DOUBLE) AS `repeat_money`,
    COALESCE(SUM(IF(`t2`.`bought`, `t2`.`gap` * `t2`.`gap`, NULL)), 0) AS `gap_squares`,
    COALESCE(SUM(`t2`.`amount`), 0) AS `net`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`bought_on`,
      `t1`.`lines`,
      `t1`.`amount`,
      `t1`.`smallest`,
      `t1`.`margin`,
      `t1`.`with_margin`,
      `t1`.`bought`,
      DATEDIFF(
        DAY,
        LAG(`t1`.`bought_on`) OVER (
          PARTITION BY `t1`.`customer_id`, `t1`.`bought`
          ORDER BY `t1`.`bought_on` ASC NULLS LAST
        ),
        `t1`.`bought_on`
      ) AS `gap`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`bought_on`,
        `t0`.`lines`,
        `t0`.`amount`,
        `t0`.`smallest`,
        `t0`.`margin`,
        `t0`.`with_margin`,
        (
          `t0`.`amount` > 0
        ) OR (
          `t0`.`smallest` >= 0
        ) AS `bought`
      FROM `customer_day` AS `t0`
      WHERE
        `t0`.`bought_on` <= MAKE_DATE(2026, 7, 13)
    ) AS `t1`
  ) AS `t2`
  GROUP BY
    1
) AS `t3`
WHERE
  `t3`.`purchases` > 0;

SELECT
  `t1`.`mean_gap`,
  COUNT(*) AS `held`,
  SUM(`t1`.`repeats`) AS `repeats`,
  SUM(`t1`.`observed_days`) AS `observed_days`
FROM (
  SELECT
    IF(
      (
        `t0`.`purchases` - 1
      ) > 0,
      CAST(FLOOR(
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
        ) / (
          GREATEST(`t0`.`purchases` - 1, 1)
        )
      ) AS BIGINT),
      CAST(NULL AS BIGINT)
    ) AS `mean_gap`,
    `t0`.`purchases` - 1 AS `repeats`,
    DATEDIFF(DAY, `t0`.`first_on`, MAKE_DATE(2026, 7, 13)) AS `observed_days`
  FROM `temp`.`main`.`kept_2` AS `t0`
) AS `t1`
GROUP BY
  1;

SELECT
  *
FROM (
  SELECT
    `t0`.`customer_id`,
    CASE
      WHEN (
        DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 7, 13)) * 100 * (
          (
            `t0`.`purchases` - 1
          ) + 2
        )
      ) > (
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 54
        ) * 400
      )
      THEN 'long_inactive'
      WHEN (
        DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 7, 13)) * 100 * (
          (
            `t0`.`purchases` - 1
          ) + 2
        )
      ) > (
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 54
        ) * 200
      )
      THEN 'about_to_leave'
      WHEN `t0`.`purchases` = 1
      THEN 'first_time'
      WHEN (
        `t0`.`purchases` >= 4
      )
      AND (
        (
          (
            (
              `t0`.`purchases` - 1
            ) * `t0`.`gap_squares`
          ) <= (
            DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) * 2 * DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
          )
        )
        OR (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) <= (
            (
              `t0`.`purchases` - 1
            ) * 27
          )
        )
      )
      THEN 'loyal'
      ELSE 'rare'
    END AS `segment`
  FROM `temp`.`main`.`kept_2` AS `t0`
) AS `t8`
UNION ALL
SELECT
  *
FROM (
  SELECT
    `t7`.`customer_id`,
    'prospect' AS `segment`
  FROM (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        `t1`.`customer_id`
      FROM `customer_day` AS `t1`
      WHERE
        `t1`.`bought_on` <= MAKE_DATE(2026, 7, 13)
    ) AS `t4`
    UNION
    SELECT
      *
    FROM (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `customers` AS `t2`
      WHERE
        (
          (
            COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) IS NULL
          )
          OR (
            COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) <= MAKE_DATE(2026, 7, 13)
          )
        )
        AND `t2`.`customer_id` IS NOT NULL
    ) AS `t5`
  ) AS `t7`
  LEFT ANTI JOIN `temp`.`main`.`kept_2` AS `t3`
    ON `t7`.`customer_id` = `t3`.`customer_id`
) AS `t9`;

SELECT
  `t3`.`customer_id`,
  `t3`.`purchases`,
  `t3`.`first_on`,
  `t3`.`last_on`,
  `t3`.`gap_squares`
FROM (
  SELECT
    `t2`.`customer_id`,
    SUM(CAST(`t2`.`bought` AS INT)) AS `purchases`,
    MIN(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `first_on`,
    MAX(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `last_on`,
    CAST(SUM(IF(`t2`.`bought`, `t2`.`amount`, NULL)) - MIN_BY(IF(`t2`.`bought`, `t2`.`amount`, NULL), IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS DOUBLE) AS `repeat_money`,
    COALESCE(SUM(IF(`t2`.`bought`, `t2`.`gap` * `t2`.`gap`, NULL)), 0) AS `gap_squares`,
    COALESCE(SUM(`t2`.`amount`), 0) AS `net`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`bought_on`,
      `t1`.`lines`,
      `t1`.`amount`,
      `t1`.`smallest`,
      `t1`.`margin`,
      `t1`.`with_margin`,
      `t1`.`bought`,
      DATEDIFF(
        DAY,
        LAG(`t1`.`bought_on`) OVER (
          PARTITION BY `t1`.`customer_id`, `t1`.`bought`
          ORDER BY `t1`.`bought_on` ASC NULLS LAST
        ),
        `t1`.`bought_on`
      ) AS `gap`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`bought_on`,
        `t0`.`lines`,
        `t0`.`amount`,
        `t0`.`smallest`,
        `t0`.`margin`,
        `t0`.`with_margin`,
        (
          `t0`.`amount` > 0
        ) OR (
          `t0`.`smallest` >= 0
        ) AS `bought`
      FROM `customer_day` AS `t0`
      WHERE
        `t0`.`bought_on` <= MAKE_DATE(2026, 9, 6)
    ) AS `t1`
  ) AS `t2`
  GROUP BY
    1
) AS `t3`
WHERE
  `t3`.`purchases` > 0;

SELECT
  `t1`.`mean_gap`,
  COUNT(*) AS `held`,
  SUM(`t1`.`repeats`) AS `repeats`,
  SUM(`t1`.`observed_days`) AS `observed_days`
FROM (
  SELECT
    IF(
      (
        `t0`.`purchases` - 1
      ) > 0,
      CAST(FLOOR(
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
        ) / (
          GREATEST(`t0`.`purchases` - 1, 1)
        )
      ) AS BIGINT),
      CAST(NULL AS BIGINT)
    ) AS `mean_gap`,
    `t0`.`purchases` - 1 AS `repeats`,
    DATEDIFF(DAY, `t0`.`first_on`, MAKE_DATE(2026, 9, 6)) AS `observed_days`
  FROM `temp`.`main`.`kept_3` AS `t0`
) AS `t1`
GROUP BY
  1;

SELECT
  *
FROM (
  SELECT
    `t0`.`customer_id`,
    CASE
      WHEN (
        DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 9, 6)) * 100 * (
          (
            `t0`.`purchases` - 1
          ) + 2
        )
      ) > (
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 56
        ) * 400
      )
      THEN 'long_inactive'
      WHEN (
        DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 9, 6)) * 100 * (
          (
            `t0`.`purchases` - 1
          ) + 2
        )
      ) > (
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 56
        ) * 200
      )
      THEN 'about_to_leave'
      WHEN `t0`.`purchases` = 1
      THEN 'first_time'
      WHEN (
        `t0`.`purchases` >= 4
      )
      AND (
        (
          (
            (
              `t0`.`purchases` - 1
            ) * `t0`.`gap_squares`
          ) <= (
            DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) * 2 * DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
          )
        )
        OR (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) <= (
            (
              `t0`.`purchases` - 1
            ) * 28
          )
        )
      )
      THEN 'loyal'
      ELSE 'rare'
    END AS `segment`
  FROM `temp`.`main`.`kept_3` AS `t0`
) AS `t8`
UNION ALL
SELECT
  *
FROM (
  SELECT
    `t7`.`customer_id`,
    'prospect' AS `segment`
  FROM (
    SELECT
      *
    FROM (
      SELECT DISTINCT
        `t1`.`customer_id`
      FROM `customer_day` AS `t1`
      WHERE
        `t1`.`bought_on` <= MAKE_DATE(2026, 9, 6)
    ) AS `t4`
    UNION
    SELECT
      *
    FROM (
      SELECT DISTINCT
        `t2`.`customer_id`
      FROM `customers` AS `t2`
      WHERE
        (
          (
            COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) IS NULL
          )
          OR (
            COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) <= MAKE_DATE(2026, 9, 6)
          )
        )
        AND `t2`.`customer_id` IS NOT NULL
    ) AS `t5`
  ) AS `t7`
  LEFT ANTI JOIN `temp`.`main`.`kept_3` AS `t3`
    ON `t7`.`customer_id` = `t3`.`customer_id`
) AS `t9`;

SELECT
  `t3`.`customer_id`,
  `t3`.`purchases`,
  `t3`.`first_on`,
  `t3`.`last_on`,
  `t3`.`gap_squares`
FROM (
  SELECT
    `t2`.`customer_id`,
    SUM(CAST(`t2`.`bought` AS INT)) AS `purchases`,
    MIN(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `first_on`,
    MAX(IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS `last_on`,
    CAST(SUM(IF(`t2`.`bought`, `t2`.`amount`, NULL)) - MIN_BY(IF(`t2`.`bought`, `t2`.`amount`, NULL), IF(`t2`.`bought`, `t2`.`bought_on`, NULL)) AS DOUBLE) AS `repeat_money`,
    COALESCE(SUM(IF(`t2`.`bought`, `t2`.`gap` * `t2`.`gap`, NULL)), 0) AS `gap_squares`,
    COALESCE(SUM(`t2`.`amount`), 0) AS `net`
  FROM (
    SELECT
      `t1`.`customer_id`,
      `t1`.`bought_on`,
      `t1`.`lines`,
      `t1`.`amount`,
      `t1`.`smallest`,
      `t1`.`margin`,
      `t1`.`with_margin`,
      `t1`.`bought`,
      DATEDIFF(
        DAY,
        LAG(`t1`.`bought_on`) OVER (
          PARTITION BY `t1`.`customer_id`, `t1`.`bought`
          ORDER BY `t1`.`bought_on` ASC NULLS LAST
        ),
        `t1`.`bought_on`
      ) AS `gap`
    FROM (
      SELECT
        `t0`.`customer_id`,
        `t0`.`bought_on`,
        `t0`.`lines`,
        `t0`.`amount`,
        `t0`.`smallest`,
        `t0`.`margin`,
        `t0`.`with_margin`,
        (
          `t0`.`amount` > 0
        ) OR (
          `t0`.`smallest` >= 0
        ) AS `bought`
      FROM `customer_day` AS `t0`
      WHERE
        `t0`.`bought_on` <= MAKE_DATE(2026, 10, 18)
    ) AS `t1`
  ) AS `t2`
  GROUP BY
    1
) AS `t3`
WHERE
  `t3`.`purchases` > 0;

SELECT
  `t1`.`mean_gap`,
  COUNT(*) AS `held`,
  SUM(`t1`.`repeats`) AS `repeats`,
  SUM(`t1`.`observed_days`) AS `observed_days`
FROM (
  SELECT
    IF(
      (
        `t0`.`purchases` - 1
      ) > 0,
      CAST(FLOOR(
        (
          DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
        ) / (
          GREATEST(`t0`.`purchases` - 1, 1)
        )
      ) AS BIGINT),
      CAST(NULL AS BIGINT)
    ) AS `mean_gap`,
    `t0`.`purchases` - 1 AS `repeats`,
    DATEDIFF(DAY, `t0`.`first_on`, MAKE_DATE(2026, 10, 18)) AS `observed_days`
  FROM `temp`.`main`.`kept_4` AS `t0`
) AS `t1`
GROUP BY
  1;

SELECT
  `t18`.`segment`,
  COUNT(*) AS `customers`,
  COALESCE(SUM(`t18`.`bought`), 0) AS `bought`
FROM (
  SELECT
    `t17`.`customer_id`,
    `t17`.`segment`,
    `t16`.`customer_id` AS `customer_id_right`,
    `t16`.`bought`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t0`.`customer_id`,
        CASE
          WHEN (
            DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 10, 18)) * 100 * (
              (
                `t0`.`purchases` - 1
              ) + 2
            )
          ) > (
            (
              DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 58
            ) * 400
          )
          THEN 'long_inactive'
          WHEN (
            DATEDIFF(DAY, `t0`.`last_on`, MAKE_DATE(2026, 10, 18)) * 100 * (
              (
                `t0`.`purchases` - 1
              ) + 2
            )
          ) > (
            (
              DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) + 58
            ) * 200
          )
          THEN 'about_to_leave'
          WHEN `t0`.`purchases` = 1
          THEN 'first_time'
          WHEN (
            `t0`.`purchases` >= 4
          )
          AND (
            (
              (
                (
                  `t0`.`purchases` - 1
                ) * `t0`.`gap_squares`
              ) <= (
                DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) * 2 * DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`)
              )
            )
            OR (
              DATEDIFF(DAY, `t0`.`first_on`, `t0`.`last_on`) <= (
                (
                  `t0`.`purchases` - 1
                ) * 29
              )
            )
          )
          THEN 'loyal'
          ELSE 'rare'
        END AS `segment`
      FROM `temp`.`main`.`kept_4` AS `t0`
    ) AS `t11`
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        `t10`.`customer_id`,
        'prospect' AS `segment`
      FROM (
        SELECT
          *
        FROM (
          SELECT DISTINCT
            `t1`.`customer_id`
          FROM `customer_day` AS `t1`
          WHERE
            `t1`.`bought_on` <= MAKE_DATE(2026, 10, 18)
        ) AS `t5`
        UNION
        SELECT
          *
        FROM (
          SELECT DISTINCT
            `t2`.`customer_id`
          FROM `customers` AS `t2`
          WHERE
            (
              (
                COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) IS NULL
              )
              OR (
                COALESCE(`t2`.`registered_on`, `t2`.`learnt_on`) <= MAKE_DATE(2026, 10, 18)
              )
            )
            AND `t2`.`customer_id` IS NOT NULL
        ) AS `t7`
      ) AS `t10`
      LEFT ANTI JOIN `temp`.`main`.`kept_4` AS `t4`
        ON `t10`.`customer_id` = `t4`.`customer_id`
    ) AS `t13`
  ) AS `t17`
  LEFT OUTER JOIN (
    SELECT
      `t12`.`customer_id`,
      1 AS `bought`
    FROM (
      SELECT DISTINCT
        `t9`.`customer_id`
      FROM (
        SELECT
          `t6`.`customer_id`,
          `t6`.`order_id`,
          MIN(`t6`.`ordered_on`) AS `ordered_on`,
          SUM(`t6`.`revenue`) AS `revenue`,
          SUM(`t6`.`margin`) AS `margin`
        FROM (
          SELECT
            *
          FROM `transactions` AS `t3`
          WHERE
            `t3`.`ordered_on` >= MAKE_DATE(2026, 10, 19)
            AND `t3`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
            AND `t3`.`customer_id` IS NOT NULL
        ) AS `t6`
        GROUP BY
          1,
          2
      ) AS `t9`
      WHERE
        `t9`.`revenue` > 0
    ) AS `t12`
  ) AS `t16`
    ON `t17`.`customer_id` = `t16`.`customer_id`
) AS `t18`
GROUP BY
  1;

SELECT
  AVG(CAST(`t1`.`cost` AS DOUBLE)) AS `Mean(Cast(cost, float64))`
FROM (
  SELECT
    *
  FROM `contacts` AS `t0`
  WHERE
    `t0`.`sent_on` > MAKE_DATE(2025, 11, 15)
    AND `t0`.`sent_on` <= MAKE_DATE(2026, 11, 15)
) AS `t1`;

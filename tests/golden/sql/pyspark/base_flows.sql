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
        `t0`.`bought_on` <= MAKE_DATE(2026, 11, 8)
    ) AS `t1`
  ) AS `t2`
  GROUP BY
    1
) AS `t3`
WHERE
  `t3`.`purchases` > 0;

SELECT
  `t9`.`before`,
  `t9`.`now`,
  COUNT(*) AS `customers`
FROM (
  SELECT
    COALESCE(`t8`.`now`, 'prospect') AS `now`,
    COALESCE(`t8`.`before`, IF(`t8`.`known` = 1, 'prospect', 'outside')) AS `before`
  FROM (
    SELECT
      `t7`.`customer_id`,
      MAX(`t7`.`now`) AS `now`,
      MAX(`t7`.`before`) AS `before`,
      MAX(`t7`.`known`) AS `known`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t0`.`customer_id`,
          CAST(NULL AS STRING) AS `now`,
          CAST(NULL AS STRING) AS `before`,
          IF(
            (
              `t0`.`registered_on` IS NULL
            )
            OR (
              `t0`.`registered_on` <= MAKE_DATE(2026, 11, 8)
            ),
            1,
            0
          ) AS `known`
        FROM `customers` AS `t0`
        WHERE
          (
            `t0`.`registered_on` IS NULL
          )
          OR (
            `t0`.`registered_on` <= MAKE_DATE(2026, 11, 15)
          )
      ) AS `t3`
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            `t1`.`customer_id`,
            CASE
              WHEN (
                DATEDIFF(DAY, `t1`.`last_on`, MAKE_DATE(2026, 11, 15)) * 100 * (
                  (
                    `t1`.`purchases` - 1
                  ) + 2
                )
              ) > (
                (
                  DATEDIFF(DAY, `t1`.`first_on`, `t1`.`last_on`) + 58
                ) * 400
              )
              THEN 'long_inactive'
              WHEN (
                DATEDIFF(DAY, `t1`.`last_on`, MAKE_DATE(2026, 11, 15)) * 100 * (
                  (
                    `t1`.`purchases` - 1
                  ) + 2
                )
              ) > (
                (
                  DATEDIFF(DAY, `t1`.`first_on`, `t1`.`last_on`) + 58
                ) * 200
              )
              THEN 'about_to_leave'
              WHEN `t1`.`purchases` = 1
              THEN 'first_time'
              WHEN (
                `t1`.`purchases` >= 4
              )
              AND (
                (
                  (
                    (
                      `t1`.`purchases` - 1
                    ) * `t1`.`gap_squares`
                  ) <= (
                    DATEDIFF(DAY, `t1`.`first_on`, `t1`.`last_on`) * 2 * DATEDIFF(DAY, `t1`.`first_on`, `t1`.`last_on`)
                  )
                )
                OR (
                  DATEDIFF(DAY, `t1`.`first_on`, `t1`.`last_on`) <= (
                    (
                      `t1`.`purchases` - 1
                    ) * 29
                  )
                )
              )
              THEN 'loyal'
              ELSE 'rare'
            END AS `now`,
            CAST(NULL AS STRING) AS `before`,
            0 AS `known`
          FROM `temp`.`main`.`kept_1` AS `t1`
        ) AS `t4`
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            `t2`.`customer_id`,
            CAST(NULL AS STRING) AS `now`,
            CASE
              WHEN (
                DATEDIFF(DAY, `t2`.`last_on`, MAKE_DATE(2026, 11, 8)) * 100 * (
                  (
                    `t2`.`purchases` - 1
                  ) + 2
                )
              ) > (
                (
                  DATEDIFF(DAY, `t2`.`first_on`, `t2`.`last_on`) + 58
                ) * 400
              )
              THEN 'long_inactive'
              WHEN (
                DATEDIFF(DAY, `t2`.`last_on`, MAKE_DATE(2026, 11, 8)) * 100 * (
                  (
                    `t2`.`purchases` - 1
                  ) + 2
                )
              ) > (
                (
                  DATEDIFF(DAY, `t2`.`first_on`, `t2`.`last_on`) + 58
                ) * 200
              )
              THEN 'about_to_leave'
              WHEN `t2`.`purchases` = 1
              THEN 'first_time'
              WHEN (
                `t2`.`purchases` >= 4
              )
              AND (
                (
                  (
                    (
                      `t2`.`purchases` - 1
                    ) * `t2`.`gap_squares`
                  ) <= (
                    DATEDIFF(DAY, `t2`.`first_on`, `t2`.`last_on`) * 2 * DATEDIFF(DAY, `t2`.`first_on`, `t2`.`last_on`)
                  )
                )
                OR (
                  DATEDIFF(DAY, `t2`.`first_on`, `t2`.`last_on`) <= (
                    (
                      `t2`.`purchases` - 1
                    ) * 29
                  )
                )
              )
              THEN 'loyal'
              ELSE 'rare'
            END AS `before`,
            0 AS `known`
          FROM `temp`.`main`.`kept_2` AS `t2`
        ) AS `t5`
      ) AS `t6`
    ) AS `t7`
    GROUP BY
      1
  ) AS `t8`
) AS `t9`
GROUP BY
  1,
  2;

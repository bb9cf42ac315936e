SELECT
  `t3`.`customer_id`,
  DATEDIFF(DAY, `t3`.`last_on`, MAKE_DATE(2026, 11, 15)) AS `recency_days`,
  `t3`.`purchases` AS `frequency`,
  `t3`.`net` AS `monetary`
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
        `t0`.`bought_on` <= MAKE_DATE(2026, 11, 15)
    ) AS `t1`
  ) AS `t2`
  GROUP BY
    1
) AS `t3`
WHERE
  `t3`.`purchases` > 0;

WITH `t11` AS (
  SELECT
    `t3`.`customer_id`,
    `t3`.`recency_days`,
    `t3`.`frequency`,
    `t3`.`monetary`,
    `t10`.`r`
  FROM `temp`.`main`.`kept_1` AS `t3`
  INNER JOIN (
    SELECT
      `t4`.`recency_days`,
      CAST(FLOOR(
        (
          (
            SUM(`t4`.`held`) OVER (
              ORDER BY `t4`.`recency_days` DESC
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) - `t4`.`held`
          ) * 5
        ) / (
          SUM(`t4`.`held`) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
      ) AS BIGINT) + 1 AS `r`
    FROM (
      SELECT
        `t1`.`recency_days`,
        COUNT(*) AS `held`
      FROM `temp`.`main`.`kept_1` AS `t1`
      GROUP BY
        1
    ) AS `t4`
  ) AS `t10`
    ON `t3`.`recency_days` = `t10`.`recency_days`
), `t18` AS (
  SELECT
    `t14`.`customer_id`,
    `t14`.`recency_days`,
    `t14`.`frequency`,
    `t14`.`monetary`,
    `t14`.`r`,
    `t17`.`f`
  FROM `t11` AS `t14`
  INNER JOIN (
    SELECT
      `t15`.`frequency`,
      CAST(FLOOR(
        (
          (
            SUM(`t15`.`held`) OVER (
              ORDER BY `t15`.`frequency` ASC NULLS LAST
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) - `t15`.`held`
          ) * 5
        ) / (
          SUM(`t15`.`held`) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
      ) AS BIGINT) + 1 AS `f`
    FROM (
      SELECT
        `t12`.`frequency`,
        COUNT(*) AS `held`
      FROM `t11` AS `t12`
      GROUP BY
        1
    ) AS `t15`
  ) AS `t17`
    ON `t14`.`frequency` = `t17`.`frequency`
)
SELECT
  `t28`.`segment`,
  COUNT(*) AS `customers`,
  COALESCE(SUM(`t28`.`orders`), 0) AS `orders`,
  CAST(CAST(COALESCE(SUM(`t28`.`revenue`), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `revenue`,
  CAST(CAST(COALESCE(SUM(`t28`.`margin`), 0) * 10000 AS DECIMAL(38, 0)) AS BIGINT) AS `margin`
FROM (
  SELECT
    `t27`.`customer_id`,
    `t27`.`segment`,
    `t9`.`customer_id` AS `customer_id_right`,
    `t9`.`orders`,
    `t9`.`revenue`,
    `t9`.`margin`
  FROM (
    SELECT
      `t25`.`customer_id`,
      CASE
        WHEN `t25`.`r` BETWEEN 4 AND 5 AND `t25`.`f` + `t25`.`m` BETWEEN 8 AND 10
        THEN 'champions'
        WHEN `t25`.`r` BETWEEN 3 AND 3 AND `t25`.`f` + `t25`.`m` BETWEEN 7 AND 10
        THEN 'regulars'
        WHEN `t25`.`r` BETWEEN 4 AND 5 AND `t25`.`f` + `t25`.`m` BETWEEN 5 AND 7
        THEN 'growing'
        WHEN `t25`.`r` BETWEEN 4 AND 5 AND `t25`.`f` + `t25`.`m` BETWEEN 2 AND 4
        THEN 'newcomers'
        WHEN `t25`.`r` BETWEEN 3 AND 3 AND `t25`.`f` + `t25`.`m` BETWEEN 2 AND 6
        THEN 'fading'
        WHEN `t25`.`r` BETWEEN 1 AND 2 AND `t25`.`f` + `t25`.`m` BETWEEN 7 AND 10
        THEN 'at_risk'
        WHEN `t25`.`r` BETWEEN 2 AND 2 AND `t25`.`f` + `t25`.`m` BETWEEN 2 AND 6
        THEN 'sleeping'
        WHEN `t25`.`r` BETWEEN 1 AND 1 AND `t25`.`f` + `t25`.`m` BETWEEN 2 AND 6
        THEN 'lost'
        ELSE NULL
      END AS `segment`
    FROM (
      SELECT
        `t21`.`customer_id`,
        `t21`.`recency_days`,
        `t21`.`frequency`,
        `t21`.`monetary`,
        `t21`.`r`,
        `t21`.`f`,
        `t24`.`m`
      FROM `t18` AS `t21`
      INNER JOIN (
        SELECT
          `t22`.`monetary`,
          CAST(FLOOR(
            (
              (
                SUM(`t22`.`held`) OVER (
                  ORDER BY `t22`.`monetary` ASC NULLS LAST
                  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                ) - `t22`.`held`
              ) * 5
            ) / (
              SUM(`t22`.`held`) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            )
          ) AS BIGINT) + 1 AS `m`
        FROM (
          SELECT
            `t19`.`monetary`,
            COUNT(*) AS `held`
          FROM `t18` AS `t19`
          GROUP BY
            1
        ) AS `t22`
      ) AS `t24`
        ON `t21`.`monetary` = `t24`.`monetary`
    ) AS `t25`
  ) AS `t27`
  LEFT OUTER JOIN (
    SELECT
      `t6`.`customer_id`,
      SUM(CAST(`t6`.`revenue` > 0 AS INT)) AS `orders`,
      SUM(`t6`.`revenue`) AS `revenue`,
      SUM(`t6`.`margin`) AS `margin`
    FROM (
      SELECT
        `t5`.`customer_id`,
        `t5`.`order_id`,
        SUM(`t5`.`revenue`) AS `revenue`,
        SUM(`t5`.`margin`) AS `margin`
      FROM (
        SELECT
          *
        FROM `transactions` AS `t0`
        WHERE
          `t0`.`ordered_on` >= MAKE_DATE(2025, 11, 16)
          AND `t0`.`ordered_on` <= MAKE_DATE(2026, 11, 15)
          AND `t0`.`customer_id` IS NOT NULL
      ) AS `t5`
      GROUP BY
        1,
        2
    ) AS `t6`
    GROUP BY
      1
  ) AS `t9`
    ON `t27`.`customer_id` = `t9`.`customer_id`
) AS `t28`
GROUP BY
  1;

SELECT
  `t3`.`channel`,
  `t3`.`dose`,
  `t3`.`recent`,
  COUNT(*) AS `messages`,
  SUM(`t3`.`left`) AS `left`,
  SUM(`t3`.`complained`) AS `complained`,
  SUM(`t3`.`cost`) AS `cost`
FROM (
  SELECT
    `t2`.`contact_id`,
    `t2`.`customer_id`,
    `t2`.`campaign_id`,
    `t2`.`channel`,
    `t2`.`sent_at`,
    `t2`.`sent_on`,
    `t2`.`cost`,
    `t2`.`status`,
    `t2`.`opened`,
    `t2`.`clicked`,
    `t2`.`dose`,
    IF(`t2`.`sent_on` >= MAKE_DATE(2026, 10, 19), 1, 0) AS `recent`,
    IF(`t2`.`status` = 'unsubscribed', 1, 0) AS `left`,
    IF(`t2`.`status` = 'complained', 1, 0) AS `complained`
  FROM (
    SELECT
      `t1`.`contact_id`,
      `t1`.`customer_id`,
      `t1`.`campaign_id`,
      `t1`.`channel`,
      `t1`.`sent_at`,
      `t1`.`sent_on`,
      `t1`.`cost`,
      `t1`.`status`,
      `t1`.`opened`,
      `t1`.`clicked`,
      COALESCE(
        IF(
          DATEDIFF(
            DAY,
            LAG(`t1`.`sent_on`, 1) OVER (
              PARTITION BY `t1`.`customer_id`
              ORDER BY `t1`.`sent_on` ASC NULLS LAST, `t1`.`contact_id` ASC NULLS LAST
            ),
            `t1`.`sent_on`
          ) < 7,
          1,
          0
        ),
        0
      ) + COALESCE(
        IF(
          DATEDIFF(
            DAY,
            LAG(`t1`.`sent_on`, 2) OVER (
              PARTITION BY `t1`.`customer_id`
              ORDER BY `t1`.`sent_on` ASC NULLS LAST, `t1`.`contact_id` ASC NULLS LAST
            ),
            `t1`.`sent_on`
          ) < 7,
          1,
          0
        ),
        0
      ) + COALESCE(
        IF(
          DATEDIFF(
            DAY,
            LAG(`t1`.`sent_on`, 3) OVER (
              PARTITION BY `t1`.`customer_id`
              ORDER BY `t1`.`sent_on` ASC NULLS LAST, `t1`.`contact_id` ASC NULLS LAST
            ),
            `t1`.`sent_on`
          ) < 7,
          1,
          0
        ),
        0
      ) AS `dose`
    FROM (
      SELECT
        *
      FROM `contacts` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
        AND `t0`.`channel` IS NOT NULL
        AND `t0`.`sent_on` IS NOT NULL
    ) AS `t1`
  ) AS `t2`
  WHERE
    `t2`.`sent_on` >= MAKE_DATE(2026, 7, 20)
    AND `t2`.`sent_on` <= MAKE_DATE(2026, 11, 15)
) AS `t3`
GROUP BY
  1,
  2,
  3;

SELECT
  `t4`.`most`,
  COUNT(*) AS `people`,
  SUM(`t4`.`messages`) AS `messages`
FROM (
  SELECT
    `t3`.`customer_id`,
    COUNT(*) AS `messages`,
    MAX(`t3`.`dose`) AS `most`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t1`.`contact_id`,
        `t1`.`customer_id`,
        `t1`.`campaign_id`,
        `t1`.`channel`,
        `t1`.`sent_at`,
        `t1`.`sent_on`,
        `t1`.`cost`,
        `t1`.`status`,
        `t1`.`opened`,
        `t1`.`clicked`,
        COALESCE(
          IF(
            DATEDIFF(
              DAY,
              LAG(`t1`.`sent_on`, 1) OVER (
                PARTITION BY `t1`.`customer_id`
                ORDER BY `t1`.`sent_on` ASC NULLS LAST, `t1`.`contact_id` ASC NULLS LAST
              ),
              `t1`.`sent_on`
            ) < 7,
            1,
            0
          ),
          0
        ) + COALESCE(
          IF(
            DATEDIFF(
              DAY,
              LAG(`t1`.`sent_on`, 2) OVER (
                PARTITION BY `t1`.`customer_id`
                ORDER BY `t1`.`sent_on` ASC NULLS LAST, `t1`.`contact_id` ASC NULLS LAST
              ),
              `t1`.`sent_on`
            ) < 7,
            1,
            0
          ),
          0
        ) + COALESCE(
          IF(
            DATEDIFF(
              DAY,
              LAG(`t1`.`sent_on`, 3) OVER (
                PARTITION BY `t1`.`customer_id`
                ORDER BY `t1`.`sent_on` ASC NULLS LAST, `t1`.`contact_id` ASC NULLS LAST
              ),
              `t1`.`sent_on`
            ) < 7,
            1,
            0
          ),
          0
        ) AS `dose`
      FROM (
        SELECT
          *
        FROM `contacts` AS `t0`
        WHERE
          `t0`.`customer_id` IS NOT NULL
          AND `t0`.`channel` IS NOT NULL
          AND `t0`.`sent_on` IS NOT NULL
      ) AS `t1`
    ) AS `t2`
    WHERE
      `t2`.`sent_on` >= MAKE_DATE(2026, 7, 20)
      AND `t2`.`sent_on` <= MAKE_DATE(2026, 11, 15)
      AND `t2`.`sent_on` >= MAKE_DATE(2026, 10, 19)
  ) AS `t3`
  GROUP BY
    1
) AS `t4`
GROUP BY
  1;

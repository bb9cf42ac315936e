SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t14`.`customer_id`
      FROM (
        SELECT
          `t7`.`customer_id`,
          COUNT(*) AS `n`
        FROM (
          SELECT
            *
          FROM `feedback` AS `t0`
          WHERE
            `t0`.`customer_id` IS NOT NULL
        ) AS `t7`
        GROUP BY
          1
      ) AS `t14`
    ) AS `t21`
    UNION
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t15`.`customer_id`
        FROM (
          SELECT
            `t8`.`customer_id`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM `transactions` AS `t1`
            WHERE
              `t1`.`customer_id` IS NOT NULL
          ) AS `t8`
          GROUP BY
            1
        ) AS `t15`
      ) AS `t22`
      UNION
      SELECT
        *
      FROM (
        SELECT
          `t16`.`customer_id`
        FROM (
          SELECT
            `t9`.`customer_id`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM `customers` AS `t2`
            WHERE
              `t2`.`customer_id` IS NOT NULL
          ) AS `t9`
          GROUP BY
            1
        ) AS `t16`
      ) AS `t23`
    ) AS `t28`
  ) AS `t31`
  UNION
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t17`.`customer_id`
        FROM (
          SELECT
            `t10`.`customer_id`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM `identities` AS `t3`
            WHERE
              `t3`.`customer_id` IS NOT NULL
          ) AS `t10`
          GROUP BY
            1
        ) AS `t17`
      ) AS `t24`
      UNION
      SELECT
        *
      FROM (
        SELECT
          `t18`.`customer_id`
        FROM (
          SELECT
            `t11`.`customer_id`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM `consents` AS `t4`
            WHERE
              `t4`.`customer_id` IS NOT NULL
          ) AS `t11`
          GROUP BY
            1
        ) AS `t18`
      ) AS `t25`
    ) AS `t29`
    UNION
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t19`.`customer_id`
        FROM (
          SELECT
            `t12`.`customer_id`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM `contacts` AS `t5`
            WHERE
              `t5`.`customer_id` IS NOT NULL
          ) AS `t12`
          GROUP BY
            1
        ) AS `t19`
      ) AS `t26`
      UNION
      SELECT
        *
      FROM (
        SELECT
          `t20`.`customer_id`
        FROM (
          SELECT
            `t13`.`customer_id`,
            COUNT(*) AS `n`
          FROM (
            SELECT
              *
            FROM `surveys` AS `t6`
            WHERE
              `t6`.`customer_id` IS NOT NULL
          ) AS `t13`
          GROUP BY
            1
        ) AS `t20`
      ) AS `t27`
    ) AS `t30`
  ) AS `t32`
) AS `t33`;

SELECT
  `t1`.`channel`,
  COUNT(*) AS `n`
FROM (
  SELECT
    *
  FROM `transactions` AS `t0`
  WHERE
    `t0`.`channel` IS NOT NULL
) AS `t1`
GROUP BY
  1;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t2`.`customer_id`,
      COUNT(*) AS `channels`
    FROM (
      SELECT
        `t1`.`customer_id`,
        `t1`.`channel`,
        COUNT(*) AS `n`
      FROM (
        SELECT
          *
        FROM `transactions` AS `t0`
        WHERE
          `t0`.`customer_id` IS NOT NULL
          AND `t0`.`channel` IN ('not_named', 'store', 'online', 'app', 'marketplace')
      ) AS `t1`
      GROUP BY
        1,
        2
    ) AS `t2`
    GROUP BY
      1
  ) AS `t3`
  WHERE
    `t3`.`channels` > 1
) AS `t4`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `transactions` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `customers` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `identities` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `consents` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `contacts` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `surveys` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  COUNT(*) AS `CountStar()`
FROM (
  SELECT
    `t2`.`customer_id`
  FROM (
    SELECT
      `t1`.`customer_id`,
      COUNT(*) AS `n`
    FROM (
      SELECT
        *
      FROM `feedback` AS `t0`
      WHERE
        `t0`.`customer_id` IS NOT NULL
    ) AS `t1`
    GROUP BY
      1
  ) AS `t2`
) AS `t3`;

SELECT
  `t1`.`source`,
  COUNT(*) AS `people`
FROM (
  SELECT
    `t0`.`source`,
    `t0`.`customer_id`,
    COUNT(*) AS `n`
  FROM `identities` AS `t0`
  GROUP BY
    1,
    2
) AS `t1`
GROUP BY
  1;

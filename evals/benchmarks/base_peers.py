"""Summary, RFM and lifecycle of a file of lines as one would write them without our tools: raw DuckDB SQL and pandas.

Both read the lines once and give the three tables as pandas frames with the columns that ours have. The SQL is
written with care (one temporary table of customer days, one of customers); pandas gets the money as floats.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""Summary, RFM, lifecycle."""

CELLS = (  # segment, recency scores, sums of the two others: tools.segmentation.rfm_names
    ("champions", (4, 5), (8, 10)),
    ("regulars", (3, 3), (7, 10)),
    ("growing", (4, 5), (5, 7)),
    ("newcomers", (4, 5), (2, 4)),
    ("fading", (3, 3), (2, 6)),
    ("at_risk", (1, 2), (7, 10)),
    ("sleeping", (2, 2), (2, 6)),
    ("lost", (1, 1), (2, 6)),
)
PRIOR, LEAVING, INACTIVE, LOYAL, REPEAT_SHARE = 2, 200, 400, 4, 20

DAYS = """
CREATE TEMP TABLE days AS SELECT customer_id, ordered_on AS d, CAST(sum(revenue) AS DECIMAL(18,4)) AS amount,
    sum(revenue) > 0 OR min(revenue) >= 0 AS bought
FROM read_parquet('{path}') GROUP BY customer_id, ordered_on
"""
BASE = """
CREATE TEMP TABLE base AS
WITH gaps AS (SELECT *, d - lag(d) OVER (PARTITION BY customer_id, bought ORDER BY d) AS gap FROM days)
SELECT customer_id, count(*) FILTER (bought) AS purchases, min(d) FILTER (bought) AS first_on,
    max(d) FILTER (bought) AS last_on,
    CAST(sum(amount) FILTER (bought) - arg_min(amount, d) FILTER (bought) AS DOUBLE) AS repeat_money,
    coalesce(sum(gap * gap) FILTER (bought), 0) AS gap_squares, sum(amount) AS net
FROM gaps GROUP BY customer_id
"""
SUMMARY = """
SELECT customer_id, purchases - 1 AS frequency, CAST(last_on - first_on AS DOUBLE) AS recency,
    CAST(day - first_on AS DOUBLE) AS T, CASE WHEN purchases > 1 THEN repeat_money / (purchases - 1) ELSE 0 END AS monetary_value
FROM base, look WHERE purchases > 0 ORDER BY customer_id
"""
SCORES = """
WITH each AS (SELECT customer_id, day - last_on AS recency_days, purchases AS frequency, net FROM base, look WHERE purchases > 0),
r AS (SELECT recency_days, 5 * (sum(c) OVER (ORDER BY recency_days DESC) - c) // sum(c) OVER () + 1 AS r FROM (SELECT recency_days, count(*) AS c FROM each GROUP BY 1)),
f AS (SELECT frequency, 5 * (sum(c) OVER (ORDER BY frequency) - c) // sum(c) OVER () + 1 AS f FROM (SELECT frequency, count(*) AS c FROM each GROUP BY 1)),
m AS (SELECT net, 5 * (sum(c) OVER (ORDER BY net) - c) // sum(c) OVER () + 1 AS m FROM (SELECT net, count(*) AS c FROM each GROUP BY 1))
SELECT customer_id, CAST(recency_days AS BIGINT) AS recency_days, frequency, CAST(net AS DOUBLE) AS monetary,
    CAST(r AS BIGINT) AS r, CAST(f AS BIGINT) AS f, CAST(m AS BIGINT) AS m, CASE {cells} END AS segment
FROM each JOIN r USING (recency_days) JOIN f USING (frequency) JOIN m USING (net) ORDER BY customer_id
"""
RHYTHM = """
SELECT (last_on - first_on) // nullif(purchases - 1, 0) AS mean_gap, count(*) AS held, sum(purchases - 1) AS repeats,
    sum(day - first_on) AS observed FROM base, look WHERE purchases > 0 GROUP BY 1 ORDER BY 1
"""
STAGES = """
WITH each AS (SELECT *, day - last_on AS silent, purchases - 1 AS gaps, last_on - first_on AS own FROM base, look),
judged AS (SELECT *, {prior} * {typical} + own AS waited, {prior} + gaps AS seen FROM each)
SELECT customer_id, purchases, first_on, last_on, CAST(silent AS BIGINT) AS silent_days, waited / seen AS usual_gap_days,
    CASE WHEN purchases = 0 THEN 'prospect' WHEN 100 * silent * seen > {inactive} * waited THEN 'long_inactive'
    WHEN 100 * silent * seen > {leaving} * waited THEN 'about_to_leave' WHEN purchases = 1 THEN 'first_time'
    WHEN purchases >= {loyal} AND (gaps * gap_squares <= 2 * own * own OR own <= {typical} * gaps) THEN 'loyal'
    ELSE 'rare' END AS segment FROM judged ORDER BY customer_id
"""


def by_sql(path: str, memory: str | None) -> Frames:
    """Raw DuckDB."""
    import duckdb

    with duckdb.connect() as db:
        if memory:
            db.execute(f"SET memory_limit = '{memory}'")
        db.execute(DAYS.format(path=path))
        db.execute("CREATE TEMP TABLE look AS SELECT max(d) AS day FROM days")
        db.execute(BASE)
        db.execute("DROP TABLE days")
        cells = " ".join(
            f"WHEN r BETWEEN {r[0]} AND {r[1]} AND f + m BETWEEN {v[0]} AND {v[1]} THEN '{key}'"
            for key, r, v in CELLS
        )
        rhythm = db.execute(RHYTHM).df()
        stages = STAGES.format(
            typical=_typical(rhythm), prior=PRIOR, inactive=INACTIVE, leaving=LEAVING, loyal=LOYAL
        )
        statements = (SUMMARY, SCORES.format(cells=cells), stages)
        summary, scores, placed = (db.execute(sql).to_arrow_table().to_pandas() for sql in statements)
    return summary, scores, placed


def by_pandas(path: str) -> Frames:
    """pandas, reading with pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines = pq.read_table(path, columns=["customer_id", "ordered_on", "revenue"])
    lines = lines.set_column(2, "revenue", lines["revenue"].cast(pa.float64()))
    tx = lines.to_pandas()
    tx["ordered_on"] = tx["ordered_on"].astype("datetime64[s]")
    end = tx["ordered_on"].max()
    days = tx.groupby(["customer_id", "ordered_on"], as_index=False)["revenue"].agg(["sum", "min"])
    days["sum"] = days["sum"].round(4)
    net = days.groupby("customer_id")["sum"].sum()
    bought = days[(days["sum"] > 0) | (days["min"] >= 0)]
    gaps = bought.groupby("customer_id")["ordered_on"].diff().dt.days
    each = bought.assign(squares=gaps * gaps).groupby("customer_id")
    base = each.agg(
        purchases=("sum", "size"),
        first_on=("ordered_on", "min"),
        last_on=("ordered_on", "max"),
        total=("sum", "sum"),
        first_amount=("sum", "first"),
        gap_squares=("squares", "sum"),
    )
    own, silent = (base["last_on"] - base["first_on"]).dt.days, (end - base["last_on"]).dt.days
    gaps_seen = base["purchases"] - 1
    mean = ((base["total"] - base["first_amount"]) / gaps_seen.where(gaps_seen > 0)).fillna(0.0)
    age = (end - base["first_on"]).dt.days
    summary = pd.DataFrame(
        {"frequency": gaps_seen, "recency": own * 1.0, "T": age * 1.0, "monetary_value": mean}
    )
    scores = pd.DataFrame(
        {"recency_days": silent, "frequency": base["purchases"], "monetary": net.reindex(base.index)}
    )
    for score, column, sign in (("r", "recency_days", -1), ("f", "frequency", 1), ("m", "monetary", 1)):
        worse = (sign * scores[column].round(4)).rank(method="min") - 1
        scores[score] = (5 * worse // len(scores) + 1).astype("int64")
    value = scores["f"] + scores["m"]
    scores["segment"] = np.select(
        [scores["r"].between(*r) & value.between(*v) for _, r, v in CELLS], [key for key, *_ in CELLS], ""
    )
    counts = pd.DataFrame(
        {"mean_gap": own // gaps_seen.where(gaps_seen > 0), "held": 1, "repeats": gaps_seen, "observed": age}
    )
    typical = _typical(counts.groupby("mean_gap", dropna=False).sum().reset_index())
    waited, seen = PRIOR * typical + own, PRIOR + gaps_seen
    steady = (gaps_seen * base["gap_squares"] <= 2 * own * own) | (own <= typical * gaps_seen)
    segment = np.select(
        [
            100 * silent * seen > INACTIVE * waited,
            100 * silent * seen > LEAVING * waited,
            base["purchases"] == 1,
            (base["purchases"] >= LOYAL) & steady,
        ],
        ["long_inactive", "about_to_leave", "first_time", "loyal"],
        "rare",
    )
    placed = base[["purchases", "first_on", "last_on"]].assign(
        silent_days=silent, usual_gap_days=waited / seen, segment=segment
    )
    known = net.index.difference(base.index)
    prospects = pd.DataFrame({"purchases": 0, "segment": "prospect"}, index=known)
    placed = pd.concat([placed, prospects]).sort_index() if len(known) else placed
    return summary.reset_index(), scores.reset_index(), placed.rename_axis("customer_id").reset_index()


def _typical(rhythm: Any) -> int:
    """The base's typical gap in days: see `tools.segmentation.lifecycle.rhythm_of`."""
    repeat = rhythm.dropna(subset=["mean_gap"]).sort_values("mean_gap")
    repeaters, everyone = int(repeat["held"].sum()), int(rhythm["held"].sum())
    if 100 * repeaters < REPEAT_SHARE * everyone:
        return max(int(rhythm["observed"].sum()) // max(int(rhythm["repeats"].sum()), 1), 1)
    middle = (2 * repeat["held"].cumsum() >= repeaters).to_numpy()
    return max(int(repeat["mean_gap"].to_numpy()[middle][0]), 1)

"""The same persons by a fitted model: Splink's Fellegi-Sunter with expectation-maximisation (extra `identity`).

What the rules cannot see - two slips at once, a moved and married customer - a model that learns from the
table itself often can. It sees the normalised values, without the keys that stand for nobody, and runs on one
thread from a given seed, so that the same table gives the same persons.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from tools.errors import MissingData
from tools.identity.components import connected
from tools.identity.linking import BLOCKS, Links
from tools.identity.pairs import among
from tools.identity.records import Records
from tools.identity.rules import HARD

Ints = NDArray[np.int64]
LIKELY, CERTAIN = 0.9, 0.99
"""From which probability a pair is linked, and from which the model overrules a contradiction."""
TRAIN_ON = (
    ("exact",),
    ("email",),
    ("phone",),
    ("card",),
    ("birth",),
    ("surname", "given"),
    ("postcode",),
    ("surname",),
    ("given",),
)
SAMPLE_PAIRS = 2e6
SEEN = ("given", "surname", "middle", "birth", "postcode", "house", "street", "locality", "address")
SLIP_OF = {"birth": [1, 2], "exact": [1, 2], "email": [1, 3], "phone": [1, 2], "card": [1]}


def likely_links(
    table: Records,
    found: Links,
    doubts: Links,
    counts: dict[str, dict[str, int]],
    *,
    largest_key: int,
    seed: int,
) -> tuple[Links, Links, dict[str, dict[str, int]]]:
    """(links, doubts, counts) with what the model adds to the links of the keys, and without the doubts that it
    is certain about. Raises MissingData where Splink is not installed."""
    frame = _frame(table, largest_key)
    pairs = _predict(frame, _prior(table, found), seed)
    left, right = pairs["unique_id_l"].to_numpy(np.int64), pairs["unique_id_r"].to_numpy(np.int64)
    low, high, likely = (
        np.minimum(left, right),
        np.maximum(left, right),
        pairs["match_probability"].to_numpy(),
    )
    order = np.lexsort((high, low))
    low, high, likely = low[order], high[order], likely[order]
    certain = (low * table.size + high)[likely >= CERTAIN]
    settled = among(doubts.left * table.size + doubts.right, certain)
    keep = ~among(
        low * table.size + high,
        (doubts.left * table.size + doubts.right)[~settled & np.isin(doubts.reason, list(HARD))],
    )
    low, high = low[keep], high[keep]
    blank = np.full(low.size, "", object)
    added = Links(low, high, np.full(low.size, "evidence", object), blank, blank)
    counts = {**counts, "evidence": {"pairs": len(pairs), "links": int(low.size), "conflicts": 0}}
    return found.plus(added), doubts.only(~settled), counts


def _frame(table: Records, largest_key: int) -> pd.DataFrame:
    """One column a field, normalised; of several values of a key the first that is somebody's own."""
    columns: dict[str, Any] = {"unique_id": np.arange(table.size)}
    for name, attribute in table.attributes.items():
        if name in SEEN:
            codes = pa.array(attribute.codes, mask=attribute.codes < 0)
            columns[name] = attribute.values.take(codes).to_pandas()
    for kind, key in table.keys.items():
        held = np.bincount(key.codes, minlength=len(key.values))
        own = ~key.placeholder[key.codes] & (held[key.codes] <= largest_key)
        rows, first = np.unique(key.rows[own], return_index=True)
        code = np.full(table.size, -1)
        code[rows] = key.codes[own][first]
        columns[kind] = key.values.take(pa.array(code, mask=code < 0)).to_pandas()
    frame = pd.DataFrame(columns)
    return frame[[name for name in frame.columns if frame[name].notna().any()]]


def _prior(table: Records, found: Links) -> float:
    """The chance that two records drawn at random are one person: the pairs the keys join, and as many again
    as a tenth of them for what the keys miss."""
    sizes = np.bincount(connected(found.left, found.right, table.size))
    joined = float((sizes * (sizes - 1) // 2).sum())
    everything = table.size * (table.size - 1) / 2
    return float(np.clip(max(joined * 1.1, table.size * 0.05) / max(everything, 1), 1e-9, 0.5))


def _predict(frame: pd.DataFrame, prior: float, seed: int) -> pd.DataFrame:
    """Pairs with the probability of being one person, from `LIKELY` on."""
    try:
        import splink.comparison_library as library
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    except ImportError:
        raise MissingData(
            "method = 'probabilistic' needs Splink, which is not installed: pip install cvm-copilot[identity]",
            message_ru="Для method = 'probabilistic' нужен Splink, он не установлен: pip install cvm-copilot[identity]",
            argument="method",
        ) from None
    import duckdb

    names = [name for name in frame.columns if name != "unique_id"]
    comparisons: list[Any] = []
    for name in names:
        made: Any
        if name in ("given", "surname", "middle"):
            made = library.JaroWinklerAtThresholds(name, [0.92, 0.8])
        elif name in SLIP_OF:
            made = library.DamerauLevenshteinAtThresholds(name, SLIP_OF[name])
        else:
            made = library.LevenshteinAtThresholds(name, [2])
        frequent = name in ("given", "surname", "locality", "postcode", "street")
        comparisons.append(made.configure(term_frequency_adjustments=frequent))
    blocks = [
        block for block in (*((n,) for n in names if n in SLIP_OF), *BLOCKS) if set(block) <= set(names)
    ]
    blocks += [pair for pair in (("given", "locality"), ("surname", "locality")) if set(pair) <= set(names)]
    log = logging.getLogger("splink")
    level = log.level
    log.setLevel(logging.ERROR)
    connection = duckdb.connect()
    try:
        connection.execute("SET threads = 1")
        connection.execute("SET enable_progress_bar = false")
        database = DuckDBAPI(connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=comparisons,
            blocking_rules_to_generate_predictions=[block_on(*block) for block in dict.fromkeys(blocks)],
            probability_two_random_records_match=prior,
            retain_intermediate_calculation_columns=False,
        )
        linker = Linker(database.register(frame), settings, log_level=logging.ERROR)
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE_PAIRS, seed=seed)
        trained: set[str] = set()
        for rule in (
            rule for rule in TRAIN_ON if set(rule) <= set(names) and frame.duplicated(list(rule)).any()
        ):
            if not set(names) - trained - set(rule) and len(trained) == len(names):
                break
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), fix_probability_two_random_records_match=True, record_sample_proportion=1.0
            )
            trained |= set(names) - set(rule)
        predicted: Any = linker.inference.predict(threshold_match_probability=LIKELY)
        found: pd.DataFrame = predicted.as_pandas_dataframe()
    finally:
        connection.close()
        log.setLevel(level)
    return found[["unique_id_l", "unique_id_r", "match_probability"]]

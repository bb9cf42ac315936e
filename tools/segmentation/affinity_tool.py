"""The tool on what is bought together and which segment prefers what."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd, slugs
from tools.customers.periods import Period, asked_period, period_facts
from tools.customers.sales import fetch, lines_of
from tools.errors import MissingData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.affinity import MINIMUM_BASKETS, Affinity, affinity
from tools.segmentation.audience import all_segments, lifecycle_table, rfm_table
from tools.segmentation.lift import FALSE_FINDS, LEVEL
from tools.segmentation.segments import Segment, by_key
from tools.tool import PeriodSelection, Tool

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

YEAR = timedelta(days=364)
SHOWN = 10
MOST = {"categories": 40, "products": 40}


class AffinityArguments(PeriodSelection):
    """What is compared, and over which segments."""

    by: Literal["categories", "products"] | None = Field(
        None,
        description="Pairs of product categories or of single products. Default: categories where known.",
    )
    scheme: Literal["lifecycle", "rfm"] = Field("lifecycle", description="Which segments to set apart.")
    minimum: int = Field(
        MINIMUM_BASKETS,
        ge=20,
        le=100_000,
        description="Orders in which chance alone must put a pair to be tested.",
    )


def compute(warehouse: Warehouse, args: AffinityArguments) -> Findings:
    """Pairs beyond chance, segments' preferences beyond chance."""
    warehouse.table("transactions")  # no purchases at all is the first thing to say
    by = args.by or ("categories" if warehouse.has_values("transactions", "category") else "products")
    thing = {"categories": "category", "products": "product_id"}[by]
    if not warehouse.has_values("transactions", thing):
        raise MissingData(
            f"The sales do not name {by}, so it cannot be said what is bought together.",
            message_ru="В продажах не указаны категории или товары, поэтому неизвестно, что покупают вместе.",
            argument="by",
        )
    period = _period(warehouse, args)
    lines = lines_of(warehouse, period, args)
    if args.scheme == "rfm":
        placed = rfm_table(warehouse, period.end, args)
    else:
        placed = lifecycle_table(warehouse, period.end, args)[0]
    segments = fetch(placed.select("customer_id", "segment"))
    found = affinity(lines, segments, thing=thing, minimum=args.minimum, most=MOST[by])
    require_crowd(found.customers)
    names = _names(warehouse, found.things) if by == "products" else {name: name for name in found.things}
    keys = dict(zip(found.things, slugs(list(found.things)), strict=True))
    pairs = _pairs_table(found, names, keys)
    segment_rows = _segments_table(found, all_segments(warehouse), names, keys)
    return Findings(
        tuple(_facts(found, period, pairs)),
        tuple(t for t in (pairs, segment_rows) if t.rows),
        (Chart("bar", "pairs", ("lift",), "Что берут вместе", "Bought together"),) if pairs.rows else (),
        tuple(_notes(args, by, found)),
    )


def _period(warehouse: Warehouse, args: AffinityArguments) -> Period:
    period = asked_period(warehouse, args, otherwise=None)
    if args.start is None and args.end is None:
        return Period(max(period.start, period.end - YEAR), period.end)
    return period


def _names(warehouse: Warehouse, things: tuple[str, ...]) -> dict[str, str]:
    out = {thing: thing for thing in things}
    if warehouse.has("products"):
        goods = warehouse.table("products")
        goods = goods.filter(goods.product_id.isin(list(things)) & goods.name.notnull())
        frame = fetch(goods.select("product_id", "name"))
        out |= dict(zip(frame["product_id"], frame["name"], strict=True))
    return out


def _facts(found: Affinity, period: Period, pairs: Table) -> list[Fact]:
    fact = partial(
        Fact, as_of=period.end.isoformat(), n=found.customers, method="conditional Rasch model of baskets"
    )
    notable = found.pairs[found.pairs["notable"]]
    facts = [
        *period_facts(fact, period),
        fact("customers", found.customers, "customers", "Клиентов с покупками", "Customers who bought"),
        fact("orders", found.baskets, "orders", "Заказов", "Orders"),
        fact("tested_pairs", found.tested_pairs, "number", "Проверено пар", "Pairs tested"),
        fact(
            "pairs_found",
            int((notable["lift"] > 1).sum()),
            "number",
            "Пар, которые берут вместе чаще случайного",
            "Pairs bought together more than by chance",
        ),
        fact(
            "pairs_apart",
            int((notable["lift"] < 1).sum()),
            "number",
            "Пар, которые берут вместе реже случайного",
            "Pairs bought together less than by chance",
        ),
        fact(
            "tested_segments", found.tested_segments, "number", "Проверено предпочтений", "Preferences tested"
        ),
        fact(
            "segments_found",
            int(found.segments["notable"].astype(bool).sum()),
            "number",
            "Отличий сегментов, которые не объяснить случайностью",
            "Differences of segments beyond chance",
        ),
        fact(
            "false_finds",
            FALSE_FINDS,
            "share",
            "Ожидаемая доля ложных находок, не больше",
            "Expected share of false finds, at most",
        ),
    ]
    if pairs.rows and pairs.rows[0].values[6] == 1:
        top = found.pairs[found.pairs["customers"] >= K_ANONYMITY].iloc[0]
        facts.append(
            fact(
                "top_lift",
                float(top["lift"]),
                "ratio",
                f"Чаще случайного: {pairs.rows[0].label_ru}",
                f"Times as often as by chance: {pairs.rows[0].label_en}",
                low=float(top["low"]),
                high=float(top["high"]),
                level=LEVEL,
            )
        )
    return facts


def _pairs_table(found: Affinity, names: dict[str, str], keys: dict[str, str]) -> Table:
    shown = found.pairs[found.pairs["customers"] >= K_ANONYMITY]
    shown = shown.sort_values(["notable", "lift"], ascending=False, kind="stable").head(SHOWN)
    rows = []
    for row in shown.to_dict("records"):
        first, second = row["first"], row["second"]
        label = f"{names[first]} + {names[second]}"
        values = (
            int(row["together"]),
            int(row["customers"]),
            round(float(row["expected"]), 1),
            float(row["lift"]),
            float(row["low"]),
            float(row["high"]),
            int(row["notable"]),
        )
        rows.append(Row(f"{keys[first]}__{keys[second]}", label, label, values))
    columns = (
        Column("together", "orders", "Заказов с обоими", "Orders with both"),
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("expected", "orders", "Было бы случайно", "Expected by chance"),
        Column("lift", "ratio", "Чаще случайного", "Times as often as by chance"),
        Column("low", "ratio", "Не меньше", "At least"),
        Column("high", "ratio", "Не больше", "At most"),
        Column("notable", "number", "Неслучайно (1 — да)", "Beyond chance (1 = yes)"),
    )
    return Table("pairs", "Что берут вместе", "Bought together", columns, tuple(rows))


def _segments_table(
    found: Affinity, segments: tuple[Segment, ...], names: dict[str, str], keys: dict[str, str]
) -> Table:
    frame: pd.DataFrame = found.segments[found.segments["customers"] >= K_ANONYMITY]
    frame = frame[frame["notable"].astype(bool)]
    frame = frame.sort_values("ratio", ascending=False, kind="stable").head(SHOWN)
    rows = []
    for row in frame.to_dict("records"):
        segment = by_key(segments, row["segment"])
        labels = (f"{segment.name_ru}: {names[row['thing']]}", f"{segment.name_en}: {names[row['thing']]}")
        figures = tuple(float(row[c]) for c in ("share_inside", "share_outside", "ratio", "low", "high"))
        rows.append(Row(f"{segment.key}__{keys[row['thing']]}", *labels, (int(row["customers"]), *figures)))
    columns = (
        Column("customers", "customers", "Клиентов сегмента", "Customers of the segment"),
        Column("inside", "share", "Доля в сегменте", "Share in the segment"),
        Column("outside", "share", "Доля у остальных", "Share among the rest"),
        Column("ratio", "ratio", "Во сколько раз чаще", "Times as common"),
        Column("low", "ratio", "Не меньше", "At least"),
        Column("high", "ratio", "Не больше", "At most"),
    )
    return Table("segments", "Что любят сегменты", "What segments prefer", columns, tuple(rows))


def _notes(args: AffinityArguments, by: str, found: Affinity) -> list[Note]:
    notes = [
        Note(
            f"Вместе — в одном заказе. Сравниваем со случайным наполнением корзин того же размера: без этого любая пара выглядит связанной, "
            f"потому что в больших корзинах есть всё. Интервалы {LEVEL:.0%}, ожидаемая доля ложных находок не больше {FALSE_FINDS:.0%}; заказы одного "
            "клиента не считаются независимыми. Предпочтение сегмента — категория, на которую клиент тратит больше всего.",
            f"Together means in one order, set against baskets of the same sizes filled at random: otherwise every pair looks connected, because "
            f"big baskets hold everything. Intervals are {LEVEL:.0%}, the expected share of false finds at most {FALSE_FINDS:.0%}; orders of one customer are "
            "not taken as independent. A segment's preference is where a customer spends most.",
            "definition",
        ),
        Note(
            "Связь покупок не доказывает, что предложение второй категории продаст её: проверьте тестом с контрольной группой.",
            "That two things are bought together does not prove that offering one sells it: test with a control group.",
            "next_step",
        ),
    ]
    if by == "products":
        notes.append(
            Note(
                f"Сравнены {len(found.things)} товаров, которые встречаются в заказах чаще всего.",
                f"The {len(found.things)} products found in most orders were compared.",
            )
        )
        if args.by is None:
            notes.append(
                Note(
                    "Категории в продажах не указаны, поэтому сравниваются отдельные товары.",
                    "The sales name no categories, so single products are compared.",
                    "warning",
                )
            )
    if found.tested_pairs == 0:
        notes.append(
            Note(
                "Данных мало: ни одна пара не встретилась бы достаточно часто даже случайно.",
                "The data are few: chance alone would put no pair into enough orders.",
                "warning",
            )
        )
    return notes


AFFINITY = Tool(
    name="affinity",
    version=1,
    effect="read",
    arguments=AffinityArguments,
    compute=compute,
    title_ru="Что покупают вместе",
    title_en="What is bought together",
    description_ru=(
        "Какие категории или товары берут в одном заказе чаще, чем случайно, и какие категории предпочитает каждый сегмент: с интервалом, "
        "минимальной поддержкой и защитой от ложных находок. Для кросс-продаж и наборов."
    ),
    description_en=(
        "Which categories or products share an order more often than by chance, and which categories each segment prefers: with intervals, "
        "minimum support and control of false finds. For cross-selling and bundles."
    ),
    examples_ru=(
        "что покупают вместе",
        "какие категории берут в одном чеке",
        "что предложить вдогонку к кофе",
        "кросс-сейл: с чем продавать",
        "анализ корзины",
        "анализ потребительской корзины",
        "какие товары ходят парами",
        "что добавить в набор",
        "с чем чаще всего берут сладости",
        "сопутствующие товары",
        "какие категории любит каждый сегмент",
        "афинити по категориям",
        "affinity категорий",
        "какие товары часто кладут в корзину вместе",
        "что докупают к одежде",
        "предпочтения сегментов по категориям",
    ),
    examples_en=(
        "what is bought together",
        "market basket analysis",
        "which categories share a basket",
        "what to cross-sell with coffee",
        "product affinity",
        "which products go in pairs",
        "what should we bundle",
        "frequently bought together",
        "category affinity by segment",
        "which categories does each segment prefer",
        "what do people add to clothing",
        "complementary products",
        "basket pairs with lift",
    ),
)

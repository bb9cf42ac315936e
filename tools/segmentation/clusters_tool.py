"""The tool that looks for groups of alike customers and says whether they may be used."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import Period, asked_period, period_facts
from tools.customers.sales import require_margin
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.attributes import numbers_of
from tools.segmentation.behaviour import FEATURES, LOGGED, customer_figures, require_figures, telling_name
from tools.segmentation.clusters import BOOTSTRAPS, STABLE, Clusters, cluster_customers
from tools.segmentation.sensitive import require_allowed
from tools.tool import PeriodSelection, Tool

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Feature = Literal[
    "recency", "frequency", "revenue", "margin", "average_order", "discount_share", "categories", "items", "tenure",
    "weekend_share",
]  # fmt: skip
YEAR = timedelta(days=364)
LETTERS = "ABCDEFGH"
METHODS = {
    "kmeans": ("Метод k-средних", "K-means"),
    "gmm": ("Смесь нормальных распределений", "A mixture of normal distributions"),
}


class ClusterArguments(PeriodSelection):
    """By what, and into how many."""

    features: tuple[Feature | str, ...] = Field(
        ("recency", "frequency", "average_order"),
        min_length=1,
        max_length=10,
        description="Figures to compare customers by: recency, frequency, revenue, margin, average_order, discount_share, "
        "categories, items, tenure, weekend_share, or the name of a numeric customer attribute.",
    )
    k: int | None = Field(
        None, ge=2, le=8, description="How many clusters. Default: the best number of 2 to 8."
    )
    method: Literal["kmeans", "gmm"] = Field(
        "kmeans", description="k-means (round groups), or a mixture of normal distributions (stretched ones)."
    )
    purpose: Literal["message", "price"] = Field(
        "message",
        description="What the groups are for. Sensitive attributes (sex, age, health) are refused for a price.",
    )
    allow_sensitive: bool = Field(
        False, description="Let sensitive attributes in; needs a legal ground, never for a price."
    )


def compute(warehouse: Warehouse, args: ClusterArguments) -> Findings:
    """Clusters with size, money, figures and stability."""
    names: list[str] = list(dict.fromkeys(args.features))
    others = [name for name in names if name not in FEATURES]
    warnings = require_allowed(others, allow_sensitive=args.allow_sensitive, purpose=args.purpose)
    if "margin" in names:
        require_margin(warehouse)
    require_figures(warehouse, names)
    period = _period(warehouse, args)
    people = customer_figures(warehouse, args, period)
    asked = len(people)
    for name in others:
        known = numbers_of(warehouse, name, period.end).rename(name)
        people = people.merge(known, left_on="customer_id", right_index=True)
    require_crowd(len(people))
    found = cluster_customers(
        people,
        columns=names,
        log=[n for n in names if n in LOGGED],
        value="revenue",
        k=args.k,
        method=args.method,
        allow_sensitive=args.allow_sensitive,
    )
    table = _table(warehouse, found, people, names)
    fact = partial(Fact, as_of=period.end.isoformat(), n=len(people))
    facts = [
        *period_facts(partial(fact, method="arguments"), period),
        fact("customers", len(people), "customers", "Клиентов с покупками", "Customers who bought"),
        fact("clusters", found.k, "number", "Групп", "Clusters", method=args.method),
        fact(
            "silhouette",
            found.silhouette,
            "number",
            "Силуэт (1 — группы далеко друг от друга)",
            "Silhouette (1: clusters far apart)",
            method="mean silhouette, Rousseeuw 1987",
        ),
        fact(
            "cloud_silhouette",
            found.cloud_silhouette,
            "number",
            "Силуэт облака без групп, не больше",
            "Silhouette of a cloud without groups, at most",
            method="normal clouds of the same covariance",
        ),
        fact(
            "stability",
            found.stability,
            "number",
            "Устойчивость: скорректированный индекс Рэнда на бутстрэпе",
            "Stability: adjusted Rand index over bootstraps",
            method=f"mean of {BOOTSTRAPS} bootstraps",
        ),
        fact("stable_from", STABLE, "number", "Устойчиво от", "Stable from", method="definition"),
        fact(
            "stable",
            int(found.stable),
            "number",
            "Группы можно использовать (1 — да)",
            "The clusters may be used (1 = yes)",
            method="stability against its threshold",
        ),
        fact(
            "natural",
            int(found.natural),
            "number",
            "Группы отделены друг от друга (1 — да)",
            "The clusters stand apart (1 = yes)",
            method="silhouette above that of clouds without groups",
        ),
    ]
    chart = Chart("bar", "clusters", ("customers",), "Клиенты по группам", "Customers by cluster")
    return Findings(
        tuple(facts),
        (table,),
        (chart,),
        (*warnings, *_notes(args, found, table, left_out=asked - len(people))),
    )


def _period(warehouse: Warehouse, args: PeriodSelection) -> Period:
    period = asked_period(warehouse, args, otherwise=None)
    if args.start is None and args.end is None:
        return Period(max(period.start, period.end - YEAR), period.end)
    return period


def _table(warehouse: Warehouse, found: Clusters, people: pd.DataFrame, names: list[str]) -> Table:
    labels = found.labels.to_numpy()
    total = float(people["revenue"].sum())
    rows = []
    for cluster in range(found.k):
        mine = people[labels == cluster]
        if len(mine) < K_ANONYMITY:
            continue
        money = float(mine["revenue"].sum())
        values = [
            len(mine),
            len(mine) / len(people),
            money,
            money / total,
            *(float(mine[n].mean()) for n in names),
        ]
        ru, en = telling_name(mine, people, names)
        letter = LETTERS[cluster]
        rows.append(
            Row(
                f"cluster_{letter.lower()}",
                f"группа {letter} ({ru})",
                f"cluster {letter} ({en})",
                tuple(values),
            )
        )
    columns = [
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("share", "share", "Доля клиентов", "Share of customers"),
        Column("total", warehouse.currency, "Выручка группы", "Revenue of the cluster"),
        Column("total_share", "share", "Доля выручки", "Share of revenue"),
    ]
    for name in names:
        unit, ru, en = FEATURES[name][:3] if name in FEATURES else ("number", name, name)
        columns.append(
            Column(name, warehouse.currency if unit == "money" else unit, f"{ru}, в среднем", f"{en}, mean")
        )
    return Table("clusters", "Группы", "Clusters", tuple(columns), tuple(rows))


def _notes(args: ClusterArguments, found: Clusters, table: Table, *, left_out: int) -> list[Note]:
    notes = []
    if left_out:
        notes.append(
            Note(
                "Покупатели, о которых названный признак неизвестен, в разбиение не вошли.",
                "Buyers of whom the named attribute is not known are not in the clusters.",
                "warning",
            )
        )
    if not found.stable:
        notes.append(
            Note(
                "Неустойчиво, не используйте: на другой выборке тех же клиентов группы получаются другими.",
                "Unstable, do not use: another sample of the same customers gives other groups.",
                "warning",
            )
        )
    if not found.natural:
        notes.append(
            Note(
                "Разрывов между группами не больше, чем в облаке без групп: это условные срезы, а не естественные типы клиентов.",
                "The gaps between the groups are no larger than in a cloud without groups: these are cuts, not natural types of customers.",
                "warning",
            )
        )
    if len(table.rows) < found.k:
        notes.append(
            Note(
                f"Группы меньше {K_ANONYMITY} клиентов не показаны, чтобы не раскрывать отдельных людей.",
                f"Clusters of fewer than {K_ANONYMITY} customers are not shown, to protect the individual.",
                "warning",
            )
        )
    how_ru, how_en = ("задано", "given") if args.k else ("выбрано по данным", "chosen from the data")
    method_ru, method_en = METHODS[args.method]
    notes.append(
        Note(
            f"{method_ru} на стандартизованных показателях (деньги и частота — логарифмы, выбросы подрезаны), зерно постоянное, число групп {how_ru}. "
            f"Устойчивость — согласие разбиений на {BOOTSTRAPS} бутстрэп-выборках. Группы названы по показателям и упорядочены по выручке на клиента.",
            f"{method_en} on standardised figures (money and frequency logged, outliers clipped), fixed seed, number of clusters {how_en}. Stability is the agreement "
            f"over {BOOTSTRAPS} bootstrap samples. Clusters are named by their figures and ordered by revenue a customer.",
            "definition",
        )
    )
    return notes


CLUSTER_CUSTOMERS = Tool(
    name="cluster_customers",
    version=2,
    effect="read",
    arguments=ClusterArguments,
    compute=compute,
    title_ru="Кластеры клиентов",
    title_en="Clusters of customers",
    description_ru=(
        "Кластерный анализ: группы похожих клиентов по выбранным показателям (давность, частота, чек, выручка, маржа, скидки, категории, числовые признаки) "
        "методом k-средних или смесью распределений, с проверкой устойчивости. Прямо говорит, когда группы использовать нельзя."
    ),
    description_en=(
        "Cluster analysis: groups of alike customers by chosen figures (recency, frequency, order, revenue, margin, discounts, categories, numeric attributes) with "
        "k-means or a normal mixture and a stability check. Says plainly when the groups must not be used."
    ),
    examples_ru=(
        "кластерный анализ клиентов",
        "разбей клиентов на кластеры",
        "кластеризация базы по частоте и чеку",
        "k-means по базе",
        "найди группы похожих клиентов",
        "сделай кластеры по скидкам и среднему чеку",
        "какие типы покупателей у нас есть",
        "раздели базу на пять кластеров",
        "кластера по марже и давности плиз",
        "есть ли в базе естественные группы",
        "насколько устойчивы кластеры",
        "сгруппируй похожих покупателей",
        "автоматическая сегментация без правил",
        "кластерезация клиентов",
    ),
    examples_en=(
        "cluster the customers",
        "cluster analysis of the base",
        "k-means on frequency and average order",
        "find groups of similar customers",
        "clusters by discount and order size",
        "what types of buyers do we have",
        "split the base into five clusters",
        "are there natural groups in the base",
        "how stable are the clusters",
        "group alike customers",
        "unsupervised segmentation",
        "data-driven segments without rules",
        "cluster by margin and recency",
    ),
)

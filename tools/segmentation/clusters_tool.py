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
from tools.customers.sales import fetch, has_margin, lines_of, orders_of, require_margin
from tools.errors import InvalidArgument
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.clusters import BOOTSTRAPS, STABLE, Clusters, cluster_customers
from tools.tool import PeriodSelection, Tool

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Feature = Literal[
    "recency", "frequency", "revenue", "margin", "average_order", "discount_share", "categories"
]
YEAR = timedelta(days=364)
LOGGED = ("frequency", "revenue", "margin", "average_order")
LETTERS = "ABCDEFGH"
CLEAR = 0.5
"""A figure names a cluster when its mean differs from everybody's by this many standard deviations or more."""
FEATURES: dict[str, tuple[str, str, str, tuple[str, str], tuple[str, str]]] = {
    # unit, labels, words for above and below everybody's mean (ru, en)
    "recency": ("days", "Дней с последней покупки", "Days since the last purchase", ("давно молчат", "long silent"), ("недавние покупки", "bought lately")),
    "frequency": ("orders", "Заказов за период", "Orders in the period", ("покупают часто", "buy often"), ("покупают редко", "buy rarely")),
    "revenue": ("money", "Выручка на клиента", "Revenue a customer", ("тратят много", "spend much"), ("тратят мало", "spend little")),
    "margin": ("money", "Маржа на клиента", "Margin a customer", ("высокая маржа", "high margin"), ("низкая маржа", "low margin")),
    "average_order": ("money", "Средний чек", "Average order", ("крупный чек", "large orders"), ("мелкий чек", "small orders")),
    "discount_share": ("share", "Доля скидок", "Share of discounts", ("берут по скидкам", "buy at a discount"), ("берут без скидок", "buy at full price")),
    "categories": ("number", "Разных категорий", "Different categories", ("широкий выбор", "many categories"), ("узкий выбор", "few categories")),
}  # fmt: skip


class ClusterArguments(PeriodSelection):
    """By what, and into how many."""

    features: tuple[Feature, ...] = Field(
        ("recency", "frequency", "average_order"),
        min_length=1,
        max_length=7,
        description="Figures to compare customers by: recency, frequency, revenue, margin, average_order, "
        "discount_share, categories.",
    )
    k: int | None = Field(
        None, ge=2, le=8, description="How many clusters. Default: the best silhouette of 2 to 8."
    )


def compute(warehouse: Warehouse, args: ClusterArguments) -> Findings:
    """Clusters with size, money, figures and stability."""
    names: list[str] = list(dict.fromkeys(args.features))
    if "margin" in names:
        require_margin(warehouse)
    for feature, column in (("discount_share", "discount"), ("categories", "category")):
        if feature in names and not warehouse.has_values("transactions", column):
            raise InvalidArgument(
                f"The sales hold no {column}, so {feature} cannot be used.",
                message_ru=f"В продажах нет поля {column}, поэтому {feature} использовать нельзя.",
                argument="features",
            )
    period = _period(warehouse, args)
    people = customer_figures(warehouse, args, period)
    require_crowd(len(people))
    found = cluster_customers(
        people, columns=names, log=[n for n in names if n in LOGGED], value="revenue", k=args.k
    )
    table = _table(warehouse, found, people, names)
    fact = partial(Fact, as_of=period.end.isoformat(), n=len(people))
    facts = [
        *period_facts(partial(fact, method="arguments"), period),
        fact("customers", len(people), "customers", "Клиентов с покупками", "Customers who bought"),
        fact("clusters", found.k, "number", "Групп", "Clusters", method="k-means"),
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
    return Findings(tuple(facts), (table,), (chart,), tuple(_notes(args, found, table)))


def customer_figures(warehouse: Warehouse, args: PeriodSelection, period: Period) -> pd.DataFrame:
    """One row per customer with an order in the period: `customer_id` and every figure of `FEATURES`."""
    lines = lines_of(warehouse, period, args)
    orders = orders_of(lines)
    each = orders.group_by("customer_id").aggregate(
        last_on=orders.ordered_on.max(),
        frequency=orders.count().cast("float64"),
        revenue=orders.revenue.sum().cast("float64"),
        margin=orders.margin.sum().cast("float64"),
    )
    sales = lines.filter(lines.revenue > 0)
    habits = sales.group_by("customer_id").aggregate(
        discount=sales.discount.sum().fill_null(0).cast("float64"),
        paid=sales.revenue.sum().cast("float64"),
        categories=sales.category.nunique().cast("float64"),
    )
    frame = fetch(each.inner_join(habits, "customer_id").order_by("customer_id"))
    frame["recency"] = (pd.Timestamp(period.end) - pd.to_datetime(frame.pop("last_on"))).dt.days.astype(float)
    frame["average_order"] = frame["revenue"] / frame["frequency"]
    discount = frame.pop("discount")
    frame["discount_share"] = discount / (discount + frame.pop("paid"))
    if not has_margin(warehouse):
        frame = frame.drop(columns="margin")
    return frame


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
        ru, en = _name(mine, people, names)
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
        unit, ru, en = FEATURES[name][:3]
        columns.append(
            Column(name, warehouse.currency if unit == "money" else unit, f"{ru}, в среднем", f"{en}, mean")
        )
    return Table("clusters", "Группы", "Clusters", tuple(columns), tuple(rows))


def _name(mine: pd.DataFrame, people: pd.DataFrame, names: list[str]) -> tuple[str, str]:
    """What sets the cluster apart, strongest first: words for figures, no portrait."""
    import numpy as np

    distances = []
    for name in names:
        figures = np.log1p(people[name].clip(lower=0)) if name in LOGGED else people[name]
        gap = (figures.loc[mine.index].mean() - figures.mean()) / figures.std()
        distances.append((abs(gap), name, gap))
    clear = [(name, gap) for size, name, gap in sorted(distances, reverse=True) if size >= CLEAR]
    words = [FEATURES[name][3] if gap > 0 else FEATURES[name][4] for name, gap in clear[:3]]
    if not words:
        return "близки к среднему", "close to the average"
    return ", ".join(ru for ru, _ in words), ", ".join(en for _, en in words)


def _notes(args: ClusterArguments, found: Clusters, table: Table) -> list[Note]:
    notes = []
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
    how_ru, how_en = ("задано", "given") if args.k else ("выбрано по силуэту", "chosen by silhouette")
    notes.append(
        Note(
            f"Метод k-средних на стандартизованных показателях (деньги и частота — логарифмы), зерно постоянное, число групп {how_ru}. "
            f"Устойчивость — согласие разбиений на {BOOTSTRAPS} бутстрэп-выборках. Группы названы по показателям и упорядочены по выручке на клиента.",
            f"K-means on standardised figures (money and frequency logged), fixed seed, number of clusters {how_en}. Stability is the agreement "
            f"over {BOOTSTRAPS} bootstrap samples. Clusters are named by their figures and ordered by revenue a customer.",
            "definition",
        )
    )
    return notes


CLUSTER_CUSTOMERS = Tool(
    name="cluster_customers",
    version=1,
    effect="read",
    arguments=ClusterArguments,
    compute=compute,
    title_ru="Кластеры клиентов",
    title_en="Clusters of customers",
    description_ru=(
        "Кластерный анализ: группы похожих клиентов по выбранным показателям (давность, частота, чек, выручка, маржа, скидки, категории) "
        "методом k-средних, с проверкой устойчивости. Прямо говорит, когда группы использовать нельзя."
    ),
    description_en=(
        "Cluster analysis: groups of alike customers by chosen figures (recency, frequency, order, revenue, margin, discounts, categories) with "
        "k-means and a stability check. Says plainly when the groups must not be used."
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

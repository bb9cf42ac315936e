"""`describe_base`: how large the base is, what period it covers and what it cannot tell.

Definitions. Customer: an id with at least one sale. Order: an order with at least one line of sale. Revenue:
net of discount and of refunds. The share without a customer is that part of revenue on which nobody was
recognised; no figure about customers can include it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection
from tools.warehouse.connect import Warehouse
from tools.warehouse.schema import TABLES
from tools.warehouse.selection import select_transactions

if TYPE_CHECKING:
    import ibis

NO_CHANNEL = "not_named"
CHANNEL_NAMES = {
    NO_CHANNEL: ("канал не указан", "channel not named"),
    "store": ("магазины", "stores"),
    "online": ("онлайн", "online"),
    "app": ("приложение", "app"),
    "marketplace": ("маркетплейс", "marketplace"),
}
TABLE_NAMES = {
    "transactions": ("покупки", "purchases"),
    "customers": ("анкеты клиентов", "customer attributes"),
    "identities": ("связи идентификаторов", "identity links"),
    "consents": ("согласия", "consents"),
    "contacts": ("история контактов", "contact history"),
    "assignments": ("распределение по группам", "assignments to groups"),
    "campaigns": ("кампании", "campaigns"),
    "products": ("товары", "products"),
    "stores": ("магазины", "stores"),
    "offers": ("предложения", "offers"),
    "redemptions": ("погашения предложений", "redemptions"),
    "ad_costs": ("расходы на рекламу", "advertising costs"),
    "surveys": ("опросы", "surveys"),
    "feedback": ("отзывы", "feedback"),
    "attributes": ("дополнительные признаки клиентов", "further customer attributes"),
    "segment_rules": ("правила сегментов", "segment rules"),
}


class DescribeArguments(BaseSelection):
    """The whole base, or a part of it."""


@dataclass(frozen=True, slots=True)
class Size:
    """The counts of one part of the base; money in the warehouse's currency."""

    customers: int
    orders: int
    lines: int
    revenue: float
    sales: float
    refunds: float
    refund_lines: int
    revenue_unknown: float
    lines_unknown: int
    margin_lines: int


def compute(warehouse: Warehouse, args: DescribeArguments) -> Findings:
    """Counts, money, period, refunds, channels and coverage of the base; without purchases only what is loaded."""
    if not warehouse.has("transactions") and args == DescribeArguments():
        return _without_purchases(warehouse)
    lines = select_transactions(
        warehouse,
        end=args.as_of,
        channel=args.channel,
        category=args.category,
        region=args.region,
        known_customers=False,
    )
    first, last = _period(lines)
    size = _size(lines)
    if 0 < size.customers < K_ANONYMITY:
        raise NotEnoughData(
            f"This selection has fewer than {K_ANONYMITY} customers; figures about so few people are not shown.",
            message_ru=f"В этом отборе меньше {K_ANONYMITY} клиентов; показатели по такой малой группе не показываются.",
            argument="selection",
        )
    as_of = str(last)
    facts = _facts(warehouse, size, str(first), as_of, days=(last - first).days + 1)
    channels = _channels(warehouse, lines)
    notes = [
        Note(
            "Клиент – покупатель хотя бы с одной продажей; заказ – чек или счёт хотя бы с одной строкой продажи; выручка – за вычетом скидок и возвратов.",
            "A customer has at least one sale; an order has at least one line of sale; revenue is net of discounts and refunds.",
            kind="definition",
        )
    ]
    if size.lines_unknown:
        notes.append(
            Note(
                "Строки без распознанного клиента входят в выручку, но не в показатели на клиента.",
                "Lines without a recognised customer count in revenue, not in figures per customer.",
                kind="warning",
            )
        )
    if not size.margin_lines:
        notes.append(
            Note(
                "В данных нет себестоимости: прибыль и маржу посчитать нельзя.",
                "The data have no cost of goods: profit and margin cannot be computed.",
                kind="warning",
            )
        )
    tables = [t for t in (channels, _coverage(warehouse)) if t is not None]
    charts: tuple[Chart, ...] = ()
    if channels is not None:
        charts = (Chart("bar", "channels", ("revenue",), "Выручка по каналам", "Revenue by channel"),)
    return Findings(facts, tuple(tables), charts, tuple(notes))


def _without_purchases(warehouse: Warehouse) -> Findings:
    tables = _coverage(warehouse)
    fact = Fact("tables_loaded", len(tables.rows), "number", "Таблиц загружено", "Tables loaded")
    note = Note(
        "Покупок в данных нет: выручку, заказы, сегменты и ценность клиентов посчитать нельзя. Нужна строка на покупку: кто, когда, на сколько.",
        "The data hold no purchases: revenue, orders, segments and customer value cannot be computed. A row a purchase is needed: who, when, how much.",
        kind="warning",
    )
    return Findings((fact,), (tables,), (), (note,))


def _period(lines: ibis.Table) -> tuple[Any, Any]:
    row = (
        lines.aggregate(first=lines.ordered_on.min(), last=lines.ordered_on.max()).to_pyarrow().to_pylist()[0]
    )
    if row["first"] is None:
        raise NotEnoughData(
            "There are no purchases in this selection.",
            message_ru="По этому отбору нет ни одной покупки.",
            argument="as_of",
        )
    return row["first"], row["last"]


def _size(lines: ibis.Table) -> Size:
    import ibis

    unknown, refund = lines.customer_id.isnull(), lines.kind == "refund"
    zero = ibis.literal(0).cast(lines.revenue.type())
    sums = lines.aggregate(
        lines=lines.count(),
        revenue=lines.revenue.sum(),
        sales=ibis.ifelse(refund, zero, lines.revenue).sum(),
        refunds=ibis.ifelse(refund, -lines.revenue, zero).sum(),
        refund_lines=refund.sum(),
        revenue_unknown=ibis.ifelse(unknown, lines.revenue, zero).sum(),
        lines_unknown=unknown.sum(),
        margin_lines=lines.margin.count(),
    )
    row = sums.to_pyarrow().to_pylist()[0]
    sold = lines.filter(lines.kind == "sale")
    return Size(
        customers=distinct(sold.filter(sold.customer_id.notnull()), "customer_id"),
        orders=distinct(sold, "order_id"),
        lines=int(row["lines"]),
        revenue=float(row["revenue"]),
        sales=float(row["sales"]),
        refunds=float(row["refunds"]),
        refund_lines=int(row["refund_lines"]),
        revenue_unknown=float(row["revenue_unknown"]),
        lines_unknown=int(row["lines_unknown"]),
        margin_lines=int(row["margin_lines"]),
    )


def distinct(lines: ibis.Table, column: str) -> int:
    return int(lines.select(column).distinct().count().execute())


def _facts(warehouse: Warehouse, size: Size, first: str, last: str, *, days: int) -> tuple[Fact, ...]:
    money = warehouse.currency

    def fact(key: str, value: float | int | str, unit: str, ru: str, en: str, n: int | None = None) -> Fact:
        return Fact(key, value, unit, ru, en, n=n, as_of=last, method="exact count or sum over the lines")

    facts = [
        fact("customers", size.customers, "customers", "Клиенты с покупкой", "Customers with a purchase"),
        fact("orders", size.orders, "orders", "Заказы", "Orders"),
        fact("lines", size.lines, "lines", "Строки чеков", "Receipt lines"),
        fact(
            "revenue",
            size.revenue,
            money,
            "Выручка за вычетом возвратов",
            "Revenue net of refunds",
            size.lines,
        ),
        fact("first_day", first, "date", "Первый день данных", "First day of the data"),
        fact("last_day", last, "date", "Последний день данных", "Last day of the data"),
        fact("days", days, "days", "Длина периода", "Length of the period"),
        fact("refund_lines", size.refund_lines, "lines", "Строки возвратов", "Refund lines"),
        fact("refunds", size.refunds, money, "Сумма возвратов", "Refunds", size.refund_lines),
        fact(
            "lines_without_customer",
            size.lines_unknown,
            "lines",
            "Строки без клиента",
            "Lines without a customer",
        ),
    ]
    if size.sales > 0:
        share = size.refunds / size.sales
        facts.append(
            fact("refund_share", share, "share", "Возвраты, доля продаж", "Refunds as a share of sales")
        )
    if size.revenue > 0:
        share = size.revenue_unknown / size.revenue
        ru, en = "Доля выручки без клиента", "Share of revenue without a customer"
        facts.append(fact("share_without_customer", share, "share", ru, en))
    if size.orders:
        average = size.sales / size.orders
        ru, en = "Средний чек до возвратов", "Average order before refunds"
        facts.append(fact("average_order", average, money, ru, en, size.orders))
    return tuple(facts)


def _channels(warehouse: Warehouse, lines: ibis.Table) -> Table | None:
    if not warehouse.has_values("transactions", "channel"):
        return None
    named = lines.mutate(channel=lines.channel.fill_null(NO_CHANNEL))
    money = named.group_by("channel").aggregate(revenue=named.revenue.sum()).to_pyarrow().to_pylist()
    sold = named.filter(named.kind == "sale")
    known = sold.filter(sold.customer_id.notnull())
    customers = _by_channel(known, "customer_id")
    orders = _by_channel(sold, "order_id")
    total = sum(float(row["revenue"]) for row in money)
    rows: list[Row] = []
    small = 0
    for row in sorted(money, key=lambda r: (-r["revenue"], r["channel"])):
        name, revenue = str(row["channel"]), float(row["revenue"])
        if customers.get(name, 0) < K_ANONYMITY:
            small += 1
            continue
        share = revenue / total if total > 0 else None
        label_ru, label_en = CHANNEL_NAMES.get(name, (name, name))
        values = (customers[name], orders.get(name, 0), revenue, share)
        rows.append(Row(_slug(name, len(rows)), label_ru, label_en, values))
    if not rows:
        return None
    columns = (
        Column("customers", "customers", "Клиенты", "Customers"),
        Column("orders", "orders", "Заказы", "Orders"),
        Column("revenue", warehouse.currency, "Выручка", "Revenue"),
        Column("share", "share", "Доля выручки", "Share of revenue"),
    )
    hidden_ru = f" (без мелких: {small})" if small else ""
    hidden_en = f" (small ones left out: {small})" if small else ""
    return Table("channels", f"Каналы продаж{hidden_ru}", f"Sales channels{hidden_en}", columns, tuple(rows))


def _by_channel(lines: ibis.Table, column: str) -> dict[str, int]:
    pairs = lines.select("channel", column).distinct()
    counted = pairs.group_by("channel").aggregate(n=pairs.count()).to_pyarrow().to_pylist()
    return {str(row["channel"]): int(row["n"]) for row in counted}


def _coverage(warehouse: Warehouse) -> Table:
    rows = tuple(
        Row(name, TABLE_NAMES[name][0], TABLE_NAMES[name][1], (warehouse.rows(name),))
        for name in TABLES
        if warehouse.has(name)
    )
    columns = (Column("rows", "number", "Строк", "Rows"),)
    return Table("tables", "Что загружено", "What is loaded", columns, rows)


def _slug(name: str, position: int) -> str:
    slug = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.lower()).strip("_")
    return slug if slug and slug != "_" * len(slug) and name.isascii() else f"channel_{position + 1}"

"""What the checks of `data_quality` count, over the lines of sale and the record of their loads.

There is no clock here: a day is "ahead" when it stands alone behind a gap after the bulk of the file's days, and
freshness is judged against a day that is given or the newest day of any other table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tools.errors import NotEnoughData
from tools.warehouse.demands import DAY_OF

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.connect import Warehouse

EXTREME = 1000.0
"""A line of more than so many times the middle line is looked at."""
STRAY_SHARE, STRAY_LINES = 0.001, 3
"""At most so many lines can be strays: mistyped dates that stand alone."""
GAP_DAYS, GAP_TIMES = 14, 5
"""Strays are divided from the bulk by more days than this, and by so many times the bulk's own longest gap."""
ODD_PRICE, LINES_OF_PRODUCT = 10.0, 8
"""A price so many times off the middle price of a product with at least so many lines is odd."""
STALE_DAYS = 30
SHARED_SHARE, SHARED_TIMES = 0.02, 200
"""One id with more than this share of all orders, and so many times the mean of the others, is no person."""
TEST_WORDS = r"(^|[^a-zа-яё])(test|тест|demo|dummy|fake|qwerty|asdf)([^a-zа-яё]|$)|тестов(ый|ая|ое|ые)|test[ _-]?(order|user|client|customer|sku|product|item)"
PLACEHOLDERS = ("0", "00", "000", "0000000000", "-1", "1111111111", "9999999999", "99999999", "999999", "none", "null", "nan", "n/a", "unknown", "anonymous", "anon", "guest", "гость", "аноним", "неизвестно", "розничный покупатель", "частное лицо")  # fmt: skip


def measure(warehouse: Warehouse, today: date | None) -> dict[str, int]:
    """Every count by name. Raises NotEnoughData when there is no transaction."""
    lines = warehouse.table("transactions")
    found = _counts(lines)
    if not found["lines"]:
        raise NotEnoughData(
            "There are no transactions.", message_ru="Нет ни одной транзакции.", argument="transactions"
        )
    loads = warehouse.loads.of("transactions")
    for name in ("read", "accepted", "set_aside", "rejected"):
        found[name] = sum(getattr(load, name) for load in loads)
    found["duplicates"] = sum(
        n for load in loads for _, reason, n in load.reasons if reason.startswith("duplicate")
    )
    for column in ("channel", "category"):
        found[f"lines_if_{column}"] = found["lines"] if warehouse.has_values("transactions", column) else 0
        if not found[f"lines_if_{column}"]:
            found[f"without_{column}"] = 0
    days = _days(lines)
    first, last = trusted_span(warehouse, today)
    found["future"] = sum(n for day, n in days if day > last)
    found["past"] = sum(n for day, n in days if day < first)
    found["missing_days"], found["period_days"] = _missing_days([day for day, _ in days], first, last)
    found["extreme"] = _extreme(lines)
    found["odd_prices"], found["priced"] = _odd_prices(warehouse, lines)
    found["repeated_sales"] = _repeated(lines)
    found |= _customers(lines)
    found["test_orders"] = _test_orders(warehouse, lines)
    found["wrong_scale"], found["voices"] = _off_scale(warehouse)
    newest = today or _newest_of_others(warehouse)
    found["stale"] = max(0, (newest - last).days) if newest is not None else 0
    found["stale_limit"] = STALE_DAYS
    return found


def trusted_span(warehouse: Warehouse, today: date | None) -> tuple[date, date]:
    """The first and last day of the data without stray dates, and without days after `today`."""
    days = _days(warehouse.table("transactions"))
    first, last = strays(days[::-1])[1], strays(days)[1]
    if today is not None and last > today:
        last = max((day for day, _ in days if day <= today), default=today)
    return min(first, last), last


def _counts(lines: ibis.Table) -> dict[str, int]:
    sale = lines.kind == "sale"
    wrong = sale & (
        (lines.discount < 0).fill_null(False)
        | ((lines.quantity == 0) & (lines.revenue != 0)).fill_null(False)
        | ((lines.revenue >= 0) & (lines.margin > lines.revenue)).fill_null(False)
    )
    row = (
        lines.aggregate(
            lines=lines.count(),
            without_customer=lines.customer_id.isnull().sum(),
            without_product=lines.product_id.isnull().sum(),
            without_margin=lines.margin.isnull().sum(),
            without_channel=lines.channel.isnull().sum(),
            without_category=lines.category.isnull().sum(),
            zero_revenue=(sale & (lines.revenue == 0)).sum(),
            refunds=(~sale).sum(),
            unmatched=(~sale & lines.refund_of.isnull()).sum(),
            above_cost=(sale & (lines.margin < 0)).sum(),
            out_of_range=wrong.sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    return {name: int(value or 0) for name, value in row.items()}


def _days(lines: ibis.Table) -> list[tuple[date, int]]:
    counted = lines.group_by("ordered_on").aggregate(n=lines.count())
    return sorted((row["ordered_on"], int(row["n"])) for row in counted.to_pyarrow().to_pylist())


def strays(days: Sequence[tuple[date, int]]) -> tuple[int, date]:
    """How many lines stand alone beyond the end of the list, and the last day before them.

    `days` are (day, lines), in either order of time. A handful of lines is divided from the rest by a gap that
    is long and far longer than any gap within the rest.
    """
    most = max(STRAY_LINES, sum(n for _, n in days) * STRAY_SHARE)
    gaps = [abs((later - earlier).days) for (earlier, _), (later, _) in pairwise(days)]
    longest = [0]
    for gap in gaps:
        longest.append(max(longest[-1], gap))
    beyond, cut, lines = 0, len(days), 0
    for at in range(len(days) - 1, 0, -1):
        lines += days[at][1]
        if lines > most:
            break
        if gaps[at - 1] > max(GAP_DAYS, GAP_TIMES * longest[at - 1]) and at > 1:
            beyond, cut = lines, at
    return beyond, days[cut - 1][0]


def _missing_days(days: Sequence[date], first: date, last: date) -> tuple[int, int]:
    """Days without any line, not counting a weekday on which the shop is hardly ever open."""
    known = set(days)
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    open_share = {}
    for weekday in range(7):
        own = [day for day in span if day.weekday() == weekday]
        open_share[weekday] = sum(day in known for day in own) / len(own) if own else 0.0
    expected = [day for day in span if open_share[day.weekday()] > 0.5]
    return sum(day not in known for day in expected), len(expected)


def _extreme(lines: ibis.Table) -> int:
    """Lines beyond EXTREME times the middle line; the middle is found from a histogram of amounts, which is
    the same on every engine, unlike a quantile."""
    sold = lines.filter((lines.kind == "sale") & (lines.revenue > 0))
    counted = sold.group_by("revenue").aggregate(n=sold.count()).order_by("revenue").to_pyarrow().to_pylist()
    total, seen, middle = sum(int(r["n"]) for r in counted), 0, None
    for row in counted:
        seen += int(row["n"])
        if seen * 2 >= total:
            middle = float(row["revenue"])
            break
    if middle is None:
        return 0
    return sum(int(r["n"]) for r in counted if float(r["revenue"]) > EXTREME * middle)


def _odd_prices(warehouse: Warehouse, lines: ibis.Table) -> tuple[int, int]:
    """Lines whose price of a piece is many times off the middle price of the same product, and lines compared.

    The middle is the one that as many lines of the product lie above as below, counted by ranks, so that it is
    the same on every engine. A part of a product's lines in another currency or unit stands out; a product
    that was only ever sold so does not.
    """
    import ibis

    if not all(warehouse.has_values("transactions", name) for name in ("product_id", "quantity")):
        return 0, 0
    sold = lines.filter(
        (lines.kind == "sale") & lines.product_id.notnull() & (lines.quantity > 0) & (lines.revenue > 0)
    )
    priced = sold.select(
        "product_id",
        price=(sold.revenue + sold.discount.fill_null(0)).cast("float64") / sold.quantity.cast("float64"),
    )
    by = ibis.window(group_by=priced.product_id, order_by=priced.price)
    ranked = priced.mutate(
        rank=ibis.row_number().over(by), n=priced.count().over(ibis.window(group_by=priced.product_id))
    )
    middles = ranked.filter((ranked["rank"] == (ranked.n - 1) // 2) & (ranked.n >= LINES_OF_PRODUCT))
    middles = middles.select("product_id", middle=middles.price)
    both = priced.inner_join(middles, "product_id")
    odd = (both.price > ODD_PRICE * both.middle) | (both.price * ODD_PRICE < both.middle)
    row = both.aggregate(odd=odd.sum(), n=both.count()).to_pyarrow().to_pylist()[0]
    return int(row["odd"] or 0), int(row["n"] or 0)


def _repeated(lines: ibis.Table) -> int:
    """Lines beyond the first of a sale that stands under several order numbers, to the second the same.

    Days without a time of day are left out: two like purchases on one day are nothing strange.
    """
    timed = lines.filter(
        (lines.kind == "sale")
        & lines.customer_id.notnull()
        & lines.product_id.notnull()
        & (lines.ordered_at.truncate("D") != lines.ordered_at)
    )
    same = timed.group_by("customer_id", "ordered_at", "product_id", "quantity", "revenue").aggregate(
        orders=timed.order_id.nunique()
    )
    same = same.filter(same.orders > 1)
    return int((same.orders - 1).sum().fill_null(0).execute())


def _customers(lines: ibis.Table) -> dict[str, int]:
    """Customers, those with more refunds than sales, and lines of ids that are no person."""
    import ibis

    known = lines.filter(lines.customer_id.notnull())
    each = known.group_by("customer_id").aggregate(
        lines=known.count(), orders=known.order_id.nunique(), worth=known.revenue.sum()
    )
    totals = (
        each.aggregate(
            customers=each.count(),
            orders=each.orders.sum(),
            refunds_above_sales=(each.worth < 0).sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    customers, orders = int(totals["customers"] or 0), int(totals["orders"] or 0)
    most = max(SHARED_SHARE * orders, SHARED_TIMES * orders / max(customers, 1))
    named = each.customer_id.strip().lower().isin(list(PLACEHOLDERS))
    crowd = named | (each.orders > ibis.literal(most))
    shared = int(each.filter(crowd).lines.sum().fill_null(0).execute())
    return {
        "customers": customers,
        "refunds_above_sales": int(totals["refunds_above_sales"] or 0),
        "shared_customers": shared,
    }


def _test_orders(warehouse: Warehouse, lines: ibis.Table) -> int:
    """Lines whose customer, order, product, category, store or channel is called a test."""

    def test(column: Any) -> Any:
        return column.lower().re_search(TEST_WORDS).fill_null(False)

    found = (
        test(lines.customer_id)
        | test(lines.order_id)
        | test(lines.product_id)
        | test(lines.category)
        | test(lines.store_id)
        | test(lines.channel)
    )
    if warehouse.has_values("products", "name"):
        products = warehouse.table("products")
        named = products.filter(test(products.name)).select("product_id").execute()["product_id"].tolist()
        if named:
            found = found | lines.product_id.isin(named).fill_null(False)
    return int(lines.filter(found).count().execute())


def _off_scale(warehouse: Warehouse) -> tuple[int, int]:
    """Answers outside 0-10 and stars outside 1-5, and how many answers and stars there are."""
    wrong = everything = 0
    if warehouse.has("surveys"):
        table = warehouse.table("surveys")
        table = table.filter((table.kind.lower() == "nps") & table.score.notnull())
        everything += int(table.count().execute())
        wrong += int(table.filter(~table.score.between(0, 10)).count().execute())
    if warehouse.has_values("feedback", "stars"):
        table = warehouse.table("feedback")
        table = table.filter(table.stars.notnull())
        everything += int(table.count().execute())
        wrong += int(table.filter(~table.stars.between(1, 5)).count().execute())
    return wrong, everything


def _newest_of_others(warehouse: Warehouse) -> date | None:
    days = [warehouse.loads.days(name) for name in DAY_OF if name != "transactions" and warehouse.has(name)]
    return max((d[1] for d in days if d is not None), default=None)

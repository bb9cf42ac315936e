"""The tools on the base against plain pandas, on a simulated retailer."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tools.columns import K_ANONYMITY
from tools.customers.catalogue import TOOLS
from tools.errors import InvalidArgument, NotEnoughData
from tools.facts import ToolResult
from tools.tool import execute

BY_NAME = {tool.name: tool for tool in TOOLS}


@pytest.fixture(scope="module")
def lines(warehouse: Any) -> pd.DataFrame:
    frame = warehouse.table("transactions").execute()
    frame["day"] = pd.to_datetime(frame["ordered_on"])
    for column in ("revenue", "margin"):
        frame[column] = frame[column].astype(float)
    return frame


def run(warehouse: Any, name: str, **arguments: Any) -> ToolResult:
    return execute(BY_NAME[name], warehouse, arguments)


def value(result: ToolResult, key: str) -> Any:
    return result.fact(key).value


def test_pareto_equals_a_sort_and_a_running_sum(warehouse: Any, lines: pd.DataFrame) -> None:
    result = run(warehouse, "pareto")
    known = lines.dropna(subset=["customer_id"])
    for measure, key in (("revenue", "needed_share"), ("margin", "margin_needed_share")):
        each = known.groupby("customer_id")[measure].sum().sort_values(ascending=False)
        needed = int((each.cumsum() < 0.8 * each.sum() - 1e-6).sum()) + 1
        assert value(result, key) == pytest.approx(needed / len(each))
    each = known.groupby("customer_id")["revenue"].sum().sort_values(ascending=False)
    assert value(result, "total") == pytest.approx(each.sum())
    top = -(-len(each) // 5)
    assert value(result, "top_20_share") == pytest.approx(each.iloc[:top].sum() / each.sum())


def test_pareto_over_segments_adds_up_to_everything(warehouse: Any) -> None:
    result = run(warehouse, "pareto", by="segments", start=warehouse.first_day)
    table = result.tables[0]
    assert sum(row.values[1] for row in table.rows) == pytest.approx(value(result, "total"))  # type: ignore[misc]
    whole = run(warehouse, "pareto")
    assert value(result, "total") == pytest.approx(value(whole, "total"))
    assert table.rows[-1].values[3] == pytest.approx(1)


@pytest.mark.parametrize("by", ["categories", "products"])
def test_pareto_over_groups_needs_as_many_as_a_running_sum(
    warehouse: Any, lines: pd.DataFrame, by: str
) -> None:
    column = {"categories": "category", "products": "product_id"}[by]
    known = lines.dropna(subset=["customer_id"])
    sums = known.groupby(column)["revenue"].sum().sort_values(ascending=False)
    result = run(warehouse, "pareto", by=by, share=0.5)
    assert value(result, "groups_needed") == int((sums.cumsum() < 0.5 * sums.sum()).sum()) + 1


def test_an_even_base_is_said_not_to_be_pareto(monkeypatch: pytest.MonkeyPatch, warehouse: Any) -> None:
    from tools.customers import pareto
    from tools.customers.concentration import Concentration

    monkeypatch.setattr(pareto, "customers_amounts", lambda *_: Concentration.of([100] * 1000))
    result = run(warehouse, "pareto")
    assert value(result, "needed_share") == 0.8
    assert any("not Pareto here" in note.en for note in result.notes)


def test_metrics_of_a_month_equal_plain_counts(warehouse: Any, lines: pd.DataFrame) -> None:
    result = run(warehouse, "base_metrics", start="2026-09-01", end="2026-09-30")

    def month(at: str) -> pd.DataFrame:
        here = lines[lines["day"].dt.strftime("%Y-%m") == at].dropna(subset=["customer_id"])
        orders = here.groupby(["customer_id", "order_id"])["revenue"].sum().reset_index()
        return orders[orders["revenue"] > 0]

    now, before = month("2026-09"), month("2026-08")
    net = lines[(lines["day"].dt.strftime("%Y-%m") == "2026-09")]
    known = net.dropna(subset=["customer_id"])["revenue"].sum()
    active, earlier = set(now["customer_id"]), set(before["customer_id"])
    assert value(result, "customers") == len(active)
    assert value(result, "orders") == len(now)
    assert value(result, "revenue") == pytest.approx(net["revenue"].sum())
    assert value(result, "arpu") == pytest.approx(known / len(active))
    assert value(result, "retention") == pytest.approx(len(active & earlier) / len(earlier), abs=1e-6)
    assert value(result, "arpu") == pytest.approx(
        value(result, "frequency") * value(result, "average_order"), rel=1e-4
    )


def test_retention_and_churn_of_the_same_period_add_up_to_one(warehouse: Any) -> None:
    for period in ("week", "month", "quarter"):
        result = run(warehouse, "base_metrics", period=period)
        assert value(result, "retention") + value(result, "churn") == pytest.approx(1)
        assert value(result, "retention_change") == pytest.approx(-value(result, "churn_change"), abs=2e-6)


@pytest.mark.parametrize("arguments", [{}, {"period": "month"}, {"value": "margin"}, {"compare": "year_ago"}])
def test_every_view_of_a_change_adds_up_to_it(warehouse: Any, arguments: dict[str, str]) -> None:
    result = run(warehouse, "explain_change", **arguments)
    change = value(result, "change")
    assert change == pytest.approx(value(result, "value") - value(result, "previous"), abs=0.01)
    factors = [fact for fact in result.facts if fact.key.startswith("part_")]
    assert sum(round(100 * float(fact.value)) for fact in factors) == round(100 * change)
    assert all(fact.is_change for fact in factors)
    for table in result.tables[1:]:
        at = [column.key for column in table.columns].index("change")
        assert sum(float(row.values[at]) for row in table.rows) == pytest.approx(change, abs=0.005)  # type: ignore[arg-type]


def test_a_comparison_before_the_data_is_refused(warehouse: Any) -> None:
    with pytest.raises(NotEnoughData, match="begins before the data"):
        run(warehouse, "explain_change", start=warehouse.first_day, end=warehouse.first_day)


def test_cohorts_equal_a_plain_count(warehouse: Any, lines: pd.DataFrame) -> None:
    result = run(warehouse, "cohort_retention")
    known = lines.dropna(subset=["customer_id"])
    orders = known.groupby(["customer_id", "order_id"]).agg(day=("day", "min"), revenue=("revenue", "sum"))
    orders = orders[orders["revenue"] > 0].reset_index()
    orders["at"] = orders["day"].dt.year * 12 + orders["day"].dt.month
    first = orders.groupby("customer_id")["at"].min()
    label = "2026-03"
    cohort = set(first[first == 2026 * 12 + 3].index)
    later = set(orders["customer_id"][orders["at"] == 2026 * 12 + 6])
    assert value(result, f"cohorts.{label}.customers") == len(cohort)
    assert value(result, f"cohorts.{label}.step_3") == pytest.approx(len(cohort & later) / len(cohort))


def test_rhythm_counts_every_order_once(warehouse: Any, lines: pd.DataFrame) -> None:
    result = run(warehouse, "purchase_rhythm")
    orders = lines.dropna(subset=["customer_id"]).groupby(["customer_id", "order_id"])
    wanted = int((orders["revenue"].sum() > 0).sum())
    days = next(table for table in result.tables if table.key == "weekdays")
    assert value(result, "orders") == wanted == sum(row.values[0] for row in days.rows)  # type: ignore[misc]
    first = orders["day"].min()[orders["revenue"].sum() > 0]
    saturday = int((first.dt.day_of_week == 5).sum())
    assert value(result, "weekdays.sat.orders") == saturday


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_no_row_of_any_table_is_about_a_handful_of_customers(warehouse: Any, name: str) -> None:
    for table in run(warehouse, name).tables:
        counts = [i for i, column in enumerate(table.columns) if column.key == "customers"]
        for row in table.rows:
            assert all(row.values[i] is None or row.values[i] >= K_ANONYMITY for i in counts)  # type: ignore[operator]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_no_customer_is_named_anywhere(warehouse: Any, lines: pd.DataFrame, name: str) -> None:
    result = run(warehouse, name)
    ids = set(lines["customer_id"].dropna())
    said = {row.key for table in result.tables for row in table.rows} | {
        str(fact.value) for fact in result.facts
    }
    assert not said & ids


def test_an_unknown_region_is_refused_with_those_there_are(warehouse: Any) -> None:
    with pytest.raises(InvalidArgument, match="known are"):
        run(warehouse, "pareto", region="Атлантида")


def test_a_selection_of_a_few_is_refused(warehouse: Any) -> None:
    day = str(warehouse.first_day)
    with pytest.raises(NotEnoughData, match="to protect"):
        run(warehouse, "pareto", start=day, end=day, category=warehouse.values("transactions", "category")[0])

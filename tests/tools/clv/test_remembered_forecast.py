"""One fitted forecast serves every question about a snapshot, and tells nobody a different figure."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tools.clv import forecast as forecasting
from tools.clv import rolling
from tools.clv.catalogue import CHURN_RISK, CLV, MODEL_HEALTH
from tools.tool import execute
from tools.warehouse.connect import MOST_REMEMBERED


@pytest.fixture
def fits(warehouse: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Calls of the comparison at an origin from now on, on a warehouse that remembers nothing yet."""
    warehouse._remembered.clear()
    warehouse._per_thread.__dict__.pop("remembered", None)
    asked: list[Any] = []
    compare = rolling.compare_at

    def counted(history: Any, day: Any, ahead_days: int) -> Any:
        asked.append((day, ahead_days))
        return compare(history, day, ahead_days)

    monkeypatch.setattr(rolling, "compare_at", counted)
    return asked


def assert_same(one: Any, other: Any) -> None:
    """Equal figures; an engine adds up rows in no fixed order, so sums may differ in the last digits."""
    assert [fact.key for fact in one.facts] == [fact.key for fact in other.facts]
    for fact, wanted in zip(one.facts, other.facts, strict=True):
        number = isinstance(wanted.value, int | float)
        assert fact.value == (pytest.approx(wanted.value, rel=1e-9) if number else wanted.value), fact.key


def test_another_segment_group_rate_or_tool_fits_nothing_again(warehouse: Any, fits: list[Any]) -> None:
    first = execute(CLV, warehouse, {})
    fitted = len(fits)
    assert fitted > 0
    execute(CLV, warehouse, {"segment": "loyal"})
    execute(CLV, warehouse, {"group": "one_time", "annual_discount_rate": 0.05})
    execute(CHURN_RISK, warehouse, {})
    assert len(fits) == fitted
    assert_same(execute(CLV, warehouse, {}), first)
    execute(CLV, warehouse, {"horizon_months": 6})
    assert len(fits) > fitted


def test_what_is_remembered_is_what_a_fresh_fit_says(warehouse: Any, fits: list[Any]) -> None:
    arguments = {"segment": "loyal", "annual_discount_rate": 0.1}
    execute(CLV, warehouse, {})
    remembered = execute(CLV, warehouse, arguments)
    warehouse._remembered.clear()
    warehouse._per_thread.__dict__.pop("remembered", None)
    assert_same(execute(CLV, warehouse, arguments), remembered)


def test_another_thread_uses_the_fit_with_tables_of_its_own(warehouse: Any, fits: list[Any]) -> None:
    here = execute(CLV, warehouse, {"segment": "loyal"})
    fitted, there = len(fits), []
    asking = threading.Thread(target=lambda: there.append(execute(CLV, warehouse, {"segment": "loyal"})))
    asking.start()
    asking.join()
    assert_same(there[0], here)
    assert len(fits) == fitted


def test_only_the_newest_few_are_kept(warehouse: Any, fits: list[Any]) -> None:
    for number in range(MOST_REMEMBERED + 3):
        assert warehouse.remembered(("number", number), lambda number=number: number) == number
    assert len(warehouse._remembered) == MOST_REMEMBERED
    assert warehouse.remembered(("number", 0), lambda: "made again") == "made again"
    assert warehouse.remembered(("number", MOST_REMEMBERED + 2), lambda: "made again") == MOST_REMEMBERED + 2


def test_model_health_is_fitted_once(warehouse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = execute(MODEL_HEALTH, warehouse, {})
    monkeypatch.setattr(forecasting, "purchase_history", None)
    assert execute(MODEL_HEALTH, warehouse, {}).facts == first.facts

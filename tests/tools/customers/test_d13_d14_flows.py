"""What already runs (D13), whether channels are sound (D14), and that nothing is measured without a contact log (D10)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from copilot.agent.offline.wording import words_for
from copilot.domain.campaign import DraftRequest
from copilot.domain.people import Person
from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import verify_text
from copilot.services import campaigns
from tools.catalogue import tools
from tools.customers.channel_health import require_sound
from tools.customers.contact_rates import FAULTS
from tools.errors import InvalidArgument, MissingData
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

END = date(2026, 6, 30)
PEOPLE = 600


def write(folder: Path, **tables: pd.DataFrame) -> Path:
    """Brings the tables in as a user would, from files."""
    folder.mkdir(exist_ok=True)
    for name, frame in tables.items():
        path = folder / f"{name}.csv"
        frame.to_csv(path, index=False)
        ingest([path], lake=folder / "lake")
    return folder / "lake"


def run(lake: Path, name: str, **arguments: Any) -> ToolResult:
    with open_warehouse(lake) as warehouse:
        return execute(tools()[name], warehouse, arguments)


def sales(*, bonus: set[str] | None = None) -> pd.DataFrame:
    """Half a year in which everybody buys once a month; those with a bonus buy once more in June."""
    rng = np.random.default_rng(3)
    rows = []
    for who in range(PEOPLE):
        for month in range(1, 7):
            day = 1 + int(rng.integers(0, 28))
            rows.append((f"K{who}", f"O{who}-{month}", f"2026-{month:02d}-{day:02d}", 100.0, 40.0))
    rows += [(who, f"B{who}", "2026-06-20", 500.0, 300.0) for who in sorted(bonus or set())]
    rows.append(("K0", "last", END.isoformat(), 100.0, 40.0))
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "ordered_on", "revenue", "margin"])


def contacts(
    *sends: tuple[str, str, date, range], status: dict[str, dict[int, str]] | None = None
) -> pd.DataFrame:
    """Messages (campaign, channel, day, customers); `status` of a channel by position, otherwise delivered."""
    rows = []
    seen: dict[str, int] = {}
    for campaign, channel, day, people in sends:
        for who in people:
            at = seen[channel] = seen.get(channel, -1) + 1
            kinds = (status or {}).get(channel, {})
            found = next((kind for every, kind in kinds.items() if at % every == 0), "delivered")
            rows.append((f"M{len(rows)}", f"K{who}", campaign, channel, day.isoformat(), 0.5, found))
    names = ["contact_id", "customer_id", "campaign_id", "channel", "sent_on", "cost", "status"]
    return pd.DataFrame(rows, columns=names)


def weekly(
    campaign: str, channel: str, last: date, people: range, weeks: int = 20
) -> list[tuple[str, str, date, range]]:
    return [(campaign, channel, last - timedelta(weeks=i), people) for i in range(weeks)]


def flows_lake(folder: Path) -> Path:
    """Five flows: a digest, a trigger that died in April, one that never sent, a proven and a harmless one-off."""
    plans = pd.DataFrame(
        [
            ("digest", "Digest", "email", "2026-01-01", None),
            ("cart", "Abandoned cart", "push", "2026-01-01", None),
            ("never", "Birthday", "email", "2026-02-01", None),
            ("promo", "June promo", "email", "2026-06-01", "2026-06-30"),
            ("old", "March sale", "email", "2026-03-01", "2026-03-31"),
        ],
        columns=["campaign_id", "name", "channel", "started_on", "ended_on"],
    )  # fmt: skip
    log = contacts(
        *weekly("digest", "email", END - timedelta(days=2), range(200)),
        *weekly("cart", "push", date(2026, 4, 10), range(60)),
        ("promo", "email", date(2026, 6, 2), range(100, 400)),
        ("old", "email", date(2026, 3, 2), range(300)),
    )
    assigned = pd.DataFrame(
        [
            ("promo", f"K{w}", "treatment" if w < 400 else "control", 0.6, "2026-06-01")
            for w in range(100, 600)
        ],
        columns=["experiment_id", "customer_id", "arm", "propensity", "assigned_on"],
    )
    assigned["propensity"] = np.where(assigned["arm"] == "treatment", 0.6, 0.4)
    bonus = {f"K{w}" for w in range(100, 400, 2)}
    return write(folder, transactions=sales(bonus=bonus), campaigns=plans, contacts=log, assignments=assigned)


def test_d13_a_planted_dead_trigger_comes_first(tmp_path: Path) -> None:
    result = run(flows_lake(tmp_path), "flow_audit")
    rows = {row.key: row.values for row in result.tables[0].rows}
    assert list(rows) == ["cart", "never", "digest", "promo"]  # the sale of March is over
    assert [values[0] for values in rows.values()] == ["dead", "dead", "unmeasured", "proven"]
    assert result.fact("first").value == "Abandoned cart"
    assert rows["cart"][10] == (END - date(2026, 4, 10)).days
    assert rows["never"][4] == 0
    assert {key: result.fact(key).value for key in ("flows", "dead", "unmeasured", "proven")} == {
        "flows": 4, "dead": 2, "unmeasured": 1, "proven": 1,
    }  # fmt: skip


def test_d13_profit_is_that_of_the_ledger_and_overlap_that_of_the_log(tmp_path: Path) -> None:
    lake = flows_lake(tmp_path)
    result = run(lake, "flow_audit", days=30)
    book = run(lake, "profit_ledger", campaign="promo")
    assert result.fact("flows.promo.profit").value == pytest.approx(book.fact("incremental_profit").value)
    # 300 heard of the promotion and 200 read the digest; 100 customers got both
    assert result.fact("flows.promo.overlap").value == pytest.approx(100 / 300)
    assert result.fact("flows.digest.overlap").value == pytest.approx(100 / 200)
    assert result.fact("several_share").value == pytest.approx(100 / 400)
    assert result.fact("unmeasured_cost").value == pytest.approx(0.5 * (200 * 20 + 60 * 20))


def test_d13_a_trigger_on_its_own_slow_rhythm_is_alive(tmp_path: Path) -> None:
    plans = pd.DataFrame([("q", "Monthly", "email", "2026-01-01", None)], columns=["campaign_id", "name", "channel", "started_on", "ended_on"])  # fmt: skip
    days = [date(2026, month, 5) for month in range(1, 7)]
    log = contacts(*(("q", "email", day, range(100)) for day in days))
    result = run(write(tmp_path, transactions=sales(), campaigns=plans, contacts=log), "flow_audit")
    assert result.fact("flows.q.state").value == "unmeasured"


def health(folder: Path, **status: dict[int, str]) -> tuple[Path, ToolResult]:
    log = contacts(*weekly("d", "email", END - timedelta(days=8), range(200)), status=status)
    lake = write(folder, transactions=sales(), contacts=log)
    return lake, run(lake, "channel_health")


def test_d14_a_sound_channel_may_be_used_but_not_scaled_without_proof(tmp_path: Path) -> None:
    lake, result = health(tmp_path)
    assert result.fact("channels.email.verdict").value == "healthy"
    assert result.fact("fix_first").value == result.fact("ready_to_scale").value == 0
    assert any("control group" in note.en for note in result.notes if note.kind == "next_step")
    with open_warehouse(lake) as warehouse:
        require_sound(warehouse, "email")
        require_sound(warehouse, "sms")  # nothing is known against a channel never used


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ({4: "bounced"}, "delivered"),
        ({50: "complained"}, "complained"),
        ({20: "unsubscribed"}, "unsubscribed"),
    ],
)
def test_d14_a_broken_channel_is_fixed_first(tmp_path: Path, status: dict[int, str], fault: str) -> None:
    lake, result = health(tmp_path, email=status)
    assert result.fact("channels.email.verdict").value == "fix_first"
    warnings = [note.en for note in result.notes if note.kind == "warning"]
    assert warnings == [f"Channel e-mail, fix first: {FAULTS[fault][1]}."]
    for language in ("ru", "en"):
        text = words_for(result, language)
        assert not [v.sentence for v in verify_text(text, Evidence((result,)), language) if not v.holds]
    with open_warehouse(lake) as warehouse, pytest.raises(InvalidArgument, match="fixed first"):
        require_sound(warehouse, "email")


def test_d14_rates_equal_plain_counts(tmp_path: Path) -> None:
    _, result = health(tmp_path, email={10: "bounced"})
    n = 200 * 12  # the last ninety days hold twelve of the weekly mailings
    assert result.fact("channels.email.contacts").value == n
    assert result.fact("channels.email.delivered").value == pytest.approx(0.9)
    assert result.fact("channels.email.cost").value == pytest.approx(n * 0.5)


def test_d14_a_collapse_of_the_response_is_a_fault(tmp_path: Path) -> None:
    frame = sales()
    readers = frame["customer_id"].isin([f"K{n}" for n in range(200)])
    gone = frame[~(readers & (frame["ordered_on"] >= "2026-04-10"))]
    log = contacts(*weekly("d", "email", END - timedelta(days=8), range(200), weeks=24))
    result = run(write(tmp_path, transactions=gone, contacts=log), "channel_health")
    assert result.fact("channels.email.verdict").value == "fix_first"
    assert any("halved" in note.en for note in result.notes if note.kind == "warning")


def test_d14_a_few_messages_judge_nothing(tmp_path: Path) -> None:
    log = contacts(("d", "email", END - timedelta(days=9), range(60)), status={"email": {2: "bounced"}})
    result = run(write(tmp_path, transactions=sales(), contacts=log), "channel_health")
    assert result.fact("channels.email.verdict").value == "too_few"


def test_d14_no_campaign_is_drafted_on_a_broken_channel(application: Any, tmp_path: Path) -> None:
    author = Person("maria", "Мария", "marketer")
    application.ports.people.add(author)
    lake = application.ports.settings.home / "lake"
    last = application.ports.warehouse().last_day
    log = contacts(("broken", "sms", last - timedelta(days=9), range(400)), status={"sms": {2: "bounced"}})
    log["contact_id"] = "X" + log["contact_id"]
    path = tmp_path / "contacts.csv"
    log.to_csv(path, index=False)
    ingest([path], lake=lake)
    request = DraftRequest(brief="Вернуть готовых уйти", segment="about_to_leave", channel="sms")
    with pytest.raises(InvalidArgument, match="fixed first") as refused:
        campaigns.draft(application.ports, author, request)
    assert "сначала нужно починить" in refused.value.message_ru


@pytest.mark.parametrize(
    "name", ["experiment_result", "profit_ledger", "channel_performance", "channel_health", "flow_audit"]
)
def test_d10_without_a_contact_log_nothing_is_measured(tmp_path: Path, name: str) -> None:
    plans = pd.DataFrame([("promo", "Promo", "email", "2026-06-01", "2026-06-30")], columns=["campaign_id", "name", "channel", "started_on", "ended_on"])  # fmt: skip
    assigned = pd.DataFrame(
        [("promo", f"K{w}", "control" if w % 2 else "treatment", 0.5, "2026-06-01") for w in range(400)],
        columns=["experiment_id", "customer_id", "arm", "propensity", "assigned_on"],
    )
    lake = write(tmp_path, transactions=sales(), campaigns=plans, assignments=assigned)
    with pytest.raises(MissingData, match="contact") as refused:
        run(lake, name)
    assert refused.value.argument == "contacts"


@pytest.mark.parametrize("name", ["flow_audit", "channel_health"])
def test_d13_d14_answers_are_worded_from_facts_alone(tmp_path: Path, name: str) -> None:
    result = run(flows_lake(tmp_path), name)
    for language in ("ru", "en"):
        text = words_for(result, language)
        assert not [v for v in verify_text(text, Evidence((result,)), language) if not v.holds]

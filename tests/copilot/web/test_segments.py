"""The page of segments: aggregates, the definition with its version, and editing it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copilot.bootstrap import Application, build
from copilot.config import Settings
from copilot.domain.people import Person
from copilot.errors import Conflict, NotAllowed
from copilot.services import segments
from copilot.services.runs import run_tool
from copilot.web import create_app
from tests.copilot.web.conftest import Visitor
from tools.errors import InvalidArgument

ANNA, BORIS = (
    Person("anna", "Анна Смирнова", "marketer", "ru"),
    Person("boris", "Борис Котов", "approver", "ru"),
)


@pytest.fixture
def house(retailer_lake: Path, tmp_path: Path) -> Application:
    """The application over the simulated retailer with two people."""
    home = tmp_path / "home"
    shutil.copytree(retailer_lake, home / "lake")
    built = build(Settings(home=home))
    for person in (ANNA, BORIS):
        built.ports.people.add(person)
    return built


@pytest.fixture
def enter(house: Application) -> Any:
    made = create_app(house)
    yield lambda person_id: Visitor(made, house, person_id)
    made.state.answering.close()


def test_the_page_shows_sums_and_the_version(enter: Callable[[str], Visitor]) -> None:
    shown = enter("anna").get("/segments").text
    for word in ("готовые уйти", "чемпионы", "<code>rfm-1</code>", "/segments/plays", "Переименовать"):
        assert word in shown
    assert not re.search(r"\bC0\d{4}", shown)
    assert "Переименовать" not in enter("boris").get("/segments").text


def test_m1_a_new_name_is_a_new_version_with_an_author_and_is_named_by_results(
    enter: Callable[[str], Visitor], house: Application
) -> None:
    anna = enter("anna")
    before = run_tool(house.ports, "rfm_segments", {})
    answer = anna.post(
        "/segments/names", {"seen": "rfm-1", "ru:champions": "звёзды", "en:champions": "stars"}
    )
    assert answer.status_code == 303
    shown = anna.get("/segments").text
    assert "звёзды" in shown
    assert "<code>rfm-2</code> · Анна Смирнова" in shown
    after = run_tool(house.ports, "rfm_segments", {})
    assert after.run_id != before.run_id
    assert (before.fact("definition").value, after.fact("definition").value) == ("rfm-1", "rfm-2")
    assert after.fact("champions_customers").value == before.fact("champions_customers").value
    assert "stars" in after.fact("champions_customers").label_en.lower()
    assert any(entry["kind"] == "segments_defined" for entry in house.ports.audit.tail(5))


def test_m1_somebody_elses_change_is_not_overwritten(house: Application) -> None:
    segments.rename(house.ports, ANNA, {"lost": ("ушедшие", "gone")}, seen="rfm-1")
    with pytest.raises(Conflict, match="has saved rfm-2"):
        segments.rename(house.ports, ANNA, {"lost": ("забытые", "forgotten")}, seen="rfm-1")
    with pytest.raises(NotAllowed, match="marketers"):
        segments.rename(house.ports, BORIS, {}, seen="rfm-2")
    # Nothing changed is no new version.
    assert (
        segments.save(house.ports, ANNA, segments.in_force(house.ports).to_toml(), seen="rfm-2").version
        == "rfm-2"
    )
    assert [one.version for one in segments.versions(house.ports)] == ["rfm-2"]


def test_m1_a_definition_of_ones_own_reaches_tools_and_audiences(house: Application) -> None:
    from tools.segmentation import segment_customers

    text = segments.in_force(house.ports).to_toml().replace('key = "champions"', 'key = "stars"')
    text = "[edges]\nfrequency = [1, 2, 4, 8]\n".join(text.split("\n\n", 1)).replace("rfm-1", "stars-2026")
    text = text.replace('version = "stars-2026"[edges]', 'version = "stars-2026"\n[edges]')
    segments.save(house.ports, ANNA, text, seen="rfm-1")
    result = run_tool(house.ports, "rfm_segments", {"segment": "stars"})
    assert result.fact("definition").value == "stars-2026"
    assert len(segment_customers(house.ports.warehouse(), "stars")) == result.fact("stars_customers").value
    for name, arguments in (("segment_profile", {"segment": "stars"}), ("segment_plays", {"scheme": "rfm"})):
        assert run_tool(house.ports, name, arguments).tables[0].rows[0].key == "stars"
    migration = run_tool(house.ports, "segment_migration", {"scheme": "rfm"})
    assert "stars" in {row.key for row in migration.tables[0].rows}


def test_a_broken_definition_is_refused_in_one_sentence_and_changes_nothing(
    enter: Callable[[str], Visitor], house: Application
) -> None:
    anna = enter("anna")
    broken = segments.in_force(house.ports).to_toml().replace("value = [8, 10]", "value = [9, 10]")
    answer = anna.post("/segments/definition", {"text": broken, "seen": "rfm-1"})
    assert answer.status_code == 422
    assert "должна принадлежать одному сегменту" in answer.text
    with pytest.raises(InvalidArgument, match="name_ru"):
        segments.rename(house.ports, ANNA, {"lost": ("", "gone")}, seen="rfm-1")
    assert segments.in_force(house.ports).version == "rfm-1"


def test_the_definition_can_be_taken_away_as_a_file(
    enter: Callable[[str], Visitor], house: Application
) -> None:
    from tools.segmentation.rfm_definition import read_definition

    answer = enter("anna").get("/segments/definition.toml")
    assert read_definition(answer.text) == segments.in_force(house.ports)


def test_without_data_the_page_says_what_to_do(tmp_path: Path) -> None:
    empty = build(Settings(home=tmp_path / "home"))
    empty.ports.people.add(ANNA)
    made = create_app(empty)
    answer = Visitor(made, empty, "anna").get("/segments")
    made.state.answering.close()
    assert answer.status_code == 200
    assert "copilot ingest" in answer.text

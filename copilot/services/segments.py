"""The named segments: what is in force, who saved which version, and putting a new one in force."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from copilot.domain.people import Person
from copilot.errors import BadRequest, Conflict, NotAllowed
from copilot.ports import Ports

if TYPE_CHECKING:
    from tools.segmentation.rfm_definition import RfmDefinition
    from tools.segmentation.stored_rules import SavedRules

LONGEST_TEXT = 60_000


def in_force(ports: Ports) -> RfmDefinition:
    """The definition that every question is answered with now."""
    from tools.segmentation.stored_rules import rfm_definition

    return rfm_definition(ports.warehouse())


def versions(ports: Ports) -> Sequence[SavedRules]:
    """Every saved version, the latest first; the built-in one is not among them."""
    from tools.segmentation.stored_rules import saved_rules

    return saved_rules(ports.warehouse())


def save(ports: Ports, person: Person, text: str, *, seen: str) -> RfmDefinition:
    """Puts the definition written in TOML or JSON in force, under the next version.

    `seen` is the version that the person was looking at; Conflict where somebody saved another since. What
    the text names as its version is kept only where it is new. Raises InvalidArgument with what is wrong in it.
    """
    from tools.segmentation.rfm_definition import read_definition

    if len(text) > LONGEST_TEXT:
        raise BadRequest(
            f"The definition has {len(text)} characters; {LONGEST_TEXT} are the most.",
            message_ru=f"В определении {len(text)} знаков; можно не больше {LONGEST_TEXT}.",
        )
    return _put(ports, person, read_definition(text), seen=seen)


def rename(ports: Ports, person: Person, names: Mapping[str, tuple[str, str]], *, seen: str) -> RfmDefinition:
    """Gives segments other names, (Russian, English) by key; the scores and borders stay as they are."""
    from tools.segmentation.rfm_definition import read_definition

    before = in_force(ports)
    boxes = []
    for box in before.segments:
        ru, en = names.get(box.segment.key, (box.segment.name_ru, box.segment.name_en))
        boxes.append(replace(box, segment=replace(box.segment, name_ru=ru, name_en=en)))
    # Through the text, because that is where every name is checked.
    return _put(ports, person, read_definition(replace(before, segments=tuple(boxes)).to_json()), seen=seen)


def _put(ports: Ports, person: Person, wanted: RfmDefinition, *, seen: str) -> RfmDefinition:
    from tools.segmentation.rfm_names import DEFINITION
    from tools.segmentation.stored_rules import store_rules

    if person.role == "approver":
        raise NotAllowed(
            "Approvers decide on campaigns; segments are defined by marketers and administrators.",
            message_ru="Согласующие решают по кампаниям; сегменты определяют маркетологи и администраторы.",
        )
    now = in_force(ports)
    if now.version != seen:
        raise Conflict(
            f"Somebody has saved {now.version} since; reload the page and make your change there.",
            message_ru=f"Пока вы правили, сохранили {now.version}; обновите страницу и внесите правку там.",
        )
    taken = {DEFINITION.version, *(one.version for one in versions(ports))}
    if wanted.version in taken:
        if replace(wanted, version=now.version).to_json() == now.to_json():
            return now
        wanted = replace(wanted, version=_next(taken))
    at = ports.clock().astimezone(UTC).replace(tzinfo=None)
    snapshot = store_rules(ports.settings.lake, wanted, author=person.id, at=at)
    ports.audit.append(
        "segments_defined",
        person_id=person.id,
        at=ports.clock(),
        data={"version": wanted.version, "before": now.version, "snapshot": snapshot},
    )
    return wanted


def _next(taken: set[str]) -> str:
    numbers = [int(found[1]) for version in taken if (found := re.fullmatch(r"rfm-(\d{1,9})", version))]
    return f"rfm-{max(numbers) + 1}"

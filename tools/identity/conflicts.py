"""What a person must decide, in words and without anybody's address."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from types import MappingProxyType

import pandas as pd

from tools.identity.codes import mask_code
from tools.identity.emails import mask_email
from tools.identity.phones import mask_phone

COLUMNS = ("conflict_id", "reason", "rule", "left", "right", "records", "text_ru", "text_en")
MASKS = MappingProxyType({"phone": mask_phone, "email": mask_email, "card": mask_code, "exact": mask_code})
KEYS_IN_WORDS = MappingProxyType(
    {
        "phone": ("Один телефон {value}", "The same telephone {value}"),
        "email": ("Одна почта {value}", "The same e-mail {value}"),
        "card": ("Одна карта {value}", "The same card {value}"),
        "exact": ("Один внешний номер {value}", "The same external id {value}"),
        "evidence": ("Совпадают имя, дата рождения или адрес", "Name, date of birth or address agree"),
    }
)
REASONS = MappingProxyType(
    {
        "birth": ("но даты рождения противоречат друг другу", "but the dates of birth contradict each other"),
        "sex": ("но пол разный", "but the sex differs"),
        "name": ("но имена разные", "but the given names differ"),
        "surname": ("и имя, но фамилии разные", "and given name, but the surnames differ"),
        "keys": (
            "но карта или почта у записей разные, а имя частое или не указано",
            "but card or e-mail differ and the given name is common or missing",
        ),
        "several": (
            "но имя, фамилия и дата рождения не сходятся",
            "but name, surname and date of birth do not agree",
        ),
        "chain": (
            "связи ведут от одной записи к другой, но сами они друг другу противоречат",
            "links lead from one record to the other, but the two contradict each other",
        ),
        "large": (
            "связи собрали {count} записей в одного человека, это слишком много",
            "links made {count} records one person, which is too many",
        ),
        "split": (
            "решение держать порознь противоречит связи между записями",
            "the decision to keep them apart contradicts a link between the records",
        ),
    }
)


def conflict(
    reason: str, rule: str, value: str, left: str, right: str, records: Sequence[str]
) -> dict[str, object]:
    """One question for a person about two records (`records`: everybody whom the answer touches)."""
    key = hashlib.sha256("\x1f".join((reason, *sorted(records))).encode()).hexdigest()
    masked = MASKS[rule](value) if rule in MASKS and value else ""
    words = {}
    for place, language in enumerate(("ru", "en")):
        why = REASONS[reason][place].format(count=len(records))
        if reason in ("chain", "large", "split"):
            words[language] = why[:1].upper() + why[1:] + "."
        else:
            what = KEYS_IN_WORDS[rule][place].format(value=masked)
            words[language] = f"{what}{' ' if reason == 'surname' else ', '}{why}."
    return {
        "conflict_id": f"q{key[:10]}",
        "reason": reason,
        "rule": rule,
        "left": left,
        "right": right,
        "records": " ".join(sorted(records)) if reason != "large" else " ".join(records),
        "text_ru": words["ru"],
        "text_en": words["en"],
    }


def queue(items: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The questions as a table, one row each, in the order of their ids."""
    frame = pd.DataFrame(list(items), columns=list(COLUMNS))
    return (
        frame.drop_duplicates("conflict_id").sort_values("conflict_id", kind="stable").reset_index(drop=True)
    )

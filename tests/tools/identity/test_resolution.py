"""Who is who: links, guards, conflicts, decisions; and what must hold of any partition."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument, MissingData
from tools.identity import Resolution, resolve, score_pairs


def table(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"id": f"r{i}", **row} for i, row in enumerate(rows)])


def persons(found: Resolution) -> dict[str, str]:
    return dict(zip(found.persons["record_id"], found.persons["person_id"], strict=True))


def test_d2_a_telephone_an_email_or_a_card_in_any_spelling_makes_one_person() -> None:
    found = resolve(
        table(
            {"Имя": "Анна", "Телефон": "8 (903) 123-45-67"},
            {"Имя": "Аня", "Телефон": "+79031234567", "Почта": "Anna.K@gmail.com"},
            {"Имя": "анна", "Почта": "annak+shop@googlemail.com", "Карта": "2200 0017"},
            {"Карта": "22000017"},
            {"Имя": "Борис", "Телефон": "8 903 000-11-22"},
        )
    )
    assert persons(found) == {"r0": "r0", "r1": "r0", "r2": "r0", "r3": "r0", "r4": "r4"}
    assert set(found.links["rule"]) == {"phone", "email", "card"}
    assert (found.n_records, found.n_persons) == (5, 2)


def test_d2_a_telephone_shared_by_people_of_other_names_joins_nobody() -> None:
    found = resolve(
        table(
            {"name": "Anna Smith", "phone": "+79031234567"},
            {"name": "Boris Smith", "phone": "+79031234567"},
            {"name": None, "phone": "+79031234567"},
        )
    )
    assert found.n_persons == 3
    assert found.conflicts.empty


def test_d2_placeholders_and_keys_of_too_many_join_nobody_and_are_named_masked() -> None:
    rows = [{"email": "no@email.ru", "phone": "79999999999", "card": f"77{i:04d}"} for i in range(5)]
    rows += [{"email": "kassa5@shop.ru", "phone": None, "card": None} for _ in range(13)]
    found = resolve(table(*rows))
    assert found.n_persons == 18
    assert set(zip(found.guards["rule"], found.guards["reason"], strict=True)) == {
        ("email", "placeholder"), ("phone", "placeholder"), ("email", "shared"),
    }  # fmt: skip
    assert "kassa5@shop.ru" not in found.guards.to_string()


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ({"birth_date": "05.03.1980"}, {"birth_date": "17.11.1994"}, "birth"),
        ({"sex": "м"}, {"sex": "ж"}, "sex"),
        ({"surname": "Иванова"}, {"surname": "Кузнецова"}, "surname"),
        ({"card": "220001"}, {"card": "220002"}, "keys"),
    ],
)
def test_d2_one_telephone_with_a_contradiction_is_a_question_and_not_a_merge(
    left: dict[str, object], right: dict[str, object], reason: str
) -> None:
    same = {"given_name": "Саша", "phone": "89031234567"}
    found = resolve(table({**same, **left}, {**same, **right}))
    assert found.n_persons == 2
    assert found.conflicts["reason"].to_list() == [reason]
    item = found.conflicts.iloc[0]
    assert (item["left"], item["right"]) == ("r0", "r1")
    assert "+7…67" in item["text_ru"]
    assert "9031234567" not in found.conflicts.to_string()


def test_a_slip_in_a_date_of_birth_is_no_contradiction() -> None:
    same = {"given_name": "Анна", "phone": "89031234567"}
    assert resolve(table({**same, "dob": "1980-03-05"}, {**same, "dob": "1980-03-06"})).n_persons == 1
    assert resolve(table({**same, "dob": "1980-03-05"}, {**same, "dob": "1980-05-03"})).n_persons == 1
    assert resolve(table({**same, "dob": "1980-03-05"}, {**same, "dob": "1990-03-05"})).n_persons == 2


def test_a_chain_does_not_join_what_contradicts_itself() -> None:
    found = resolve(
        table(
            {"name": "Anna Lebedeva", "dob": "1980-03-05", "sex": "f", "email": "a@x.ru"},
            {"name": None, "dob": None, "sex": None, "email": "a@x.ru", "card": "220001"},
            {"name": "Boris Orlov", "dob": "1951-12-30", "sex": "m", "card": "220001"},
        )
    )
    assert found.n_persons == 2
    assert found.conflicts["reason"].to_list() == ["chain"]
    assert persons(found)["r0"] != persons(found)["r2"]


def test_a_person_of_too_many_records_is_a_question() -> None:
    rows = [{"email": f"e{i}@x.ru, e{i + 1}@x.ru"} for i in range(30)]
    found = resolve(table(*rows))
    assert found.n_persons == 30
    assert found.conflicts["reason"].to_list() == ["large"]
    assert resolve(table(*rows), largest_person=40).n_persons == 1


def test_twins_and_father_and_son_stay_apart() -> None:
    home = {"surname": "Орлов", "street": "Лесная", "postcode": "190000"}
    people = [{"surname": f"Фамилия{chr(1072 + i)}{chr(1080 + i // 30)}", "given_name": "Пётр", "birth_date": f"{1 + i % 28:02d}.02.{1950 + i}"} for i in range(30)]  # fmt: skip
    twins = resolve(table({**home, "given_name": "Олег", "birth_date": "05.03.1980"}, {**home, "given_name": "Игорь", "birth_date": "05.03.1980"}, *people))  # fmt: skip
    assert twins.n_persons == 32
    family = resolve(table({**home, "given_name": "Олег", "birth_date": "05.03.1950"}, {**home, "given_name": "Олег", "birth_date": "17.11.1980"}, *people))  # fmt: skip
    assert family.n_persons == 32


def test_what_people_decided_holds() -> None:
    same = {"given_name": "Саша", "phone": "89031234567"}
    rows = table({**same, "dob": "1980-03-05"}, {**same, "dob": "1994-11-17"}, {**same, "dob": None})
    assert len(resolve(rows).conflicts) == 1
    decided = pd.DataFrame({"left": ["r0"], "right": ["r1"], "verdict": ["same"]})
    merged = resolve(rows, decisions=decided)
    assert (merged.n_persons, len(merged.conflicts)) == (1, 0)
    apart = resolve(rows, decisions=pd.concat([decided, decided.assign(verdict="different")]))
    assert persons(apart)["r0"] != persons(apart)["r1"]
    assert apart.conflicts.empty
    with pytest.raises(InvalidArgument, match="verdict 'maybe'"):
        resolve(rows, decisions=decided.assign(verdict="maybe"))


def test_persons_keep_their_ids_when_records_are_added() -> None:
    old = pd.DataFrame({"id": [5, 7], "email": ["a@x.ru", "A@X.ru"]})
    before = resolve(old)
    assert before.person_map == {"5": "5", "7": "5"}
    new = pd.concat([old, pd.DataFrame({"id": [3], "email": ["a@x.ru"]})])
    assert set(resolve(new).persons["person_id"]) == {"3"}
    assert set(resolve(new, previous=before.person_map).persons["person_id"]) == {"5"}


def test_wrong_input_is_told_in_one_sentence() -> None:
    with pytest.raises(InvalidArgument, match="stand in several rows"):
        resolve(pd.DataFrame({"id": [1, 1], "phone": ["a", "b"]}))
    with pytest.raises(InvalidArgument, match="have no id"):
        resolve(pd.DataFrame({"id": [1, None], "phone": ["a", "b"]}))
    with pytest.raises(InvalidArgument, match="No column of people"):
        resolve(pd.DataFrame({"x": [1]}))
    with pytest.raises(InvalidArgument, match="'telefon' is not a field"):
        resolve(pd.DataFrame({"id": [1], "p": ["1"]}), columns={"telefon": "p"})
    with pytest.raises(InvalidArgument, match="no column 'q'"):
        resolve(pd.DataFrame({"id": [1], "p": ["1"]}), columns={"phone": "q"})
    with pytest.raises(InvalidArgument, match="is no rule"):
        resolve(table({"phone": "1"}), rules=("phon",))
    with pytest.raises(InvalidArgument, match="at least 2"):
        resolve(table({"phone": "1"}), largest_key=1)


def test_an_empty_table_and_empty_columns_are_fine() -> None:
    assert resolve(pd.DataFrame({"id": [], "phone": []}, dtype="str")).n_persons == 0
    assert resolve(pd.DataFrame({"id": ["a", "b"], "phone": [None, None]}, dtype="str")).n_persons == 2
    assert resolve(pd.DataFrame({"id": ["a"], "phone": ["89031234567"]})).n_persons == 1


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "given_name": st.sampled_from([None, "Анна", "Аня", "Борис", "Олег"]),
            "surname": st.sampled_from([None, "Орлов", "Орлова", "Крылов"]),
            "birth_date": st.sampled_from([None, "1980-03-05", "1980-03-06", "1951-12-30"]),
            "sex": st.sampled_from([None, "м", "ж"]),
            "phone": st.sampled_from(
                [None, "89030000001", "+79030000001", "89030000002; 89030000003", "79999999999"]
            ),
            "email": st.sampled_from([None, "a@x.ru", "A@x.ru", "b@x.ru", "no@email.ru"]),
            "card": st.sampled_from([None, "220001", "220002"]),
        }
    ),
    min_size=1,
    max_size=14,
)


@given(PEOPLE, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_d2_the_order_of_the_records_does_not_matter(rows: list[dict[str, object]], chance: object) -> None:
    frame = table(*rows).astype("str").replace({"None": None})
    shuffled = frame.iloc[list(np.random.default_rng(chance.randint(0, 99)).permutation(len(frame)))]  # type: ignore[attr-defined]
    one, other = resolve(frame, largest_person=6), resolve(shuffled, largest_person=6)
    assert persons(one) == persons(other)
    pd.testing.assert_frame_equal(one.conflicts, other.conflicts)
    pd.testing.assert_frame_equal(one.links, other.links)


@given(PEOPLE)
@settings(max_examples=60, deadline=None)
def test_d2_persons_are_a_partition_and_resolving_again_changes_nothing(
    rows: list[dict[str, object]],
) -> None:
    frame = table(*rows).astype("str").replace({"None": None})
    found = resolve(frame, largest_person=6)
    assert found.persons["record_id"].to_list() == frame["id"].to_list()
    heads = persons(found)
    assert all(heads[person] == person for person in heads.values())
    assert all(person <= record for record, person in heads.items() if len(record) == len(person))
    assert all(heads[a] == heads[b] for a, b in found.links[["left", "right"]].itertuples(index=False))
    assert all(heads[a] != heads[b] for a, b in found.conflicts[["left", "right"]].itertuples(index=False))
    again = resolve(frame, largest_person=6, previous=found.person_map)
    assert persons(again) == heads


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "precision", "recall"), [("febrl_dataset1", 0.999, 0.97), ("febrl_dataset2", 0.999, 0.97), ("febrl_dataset3", 0.999, 0.97)])  # fmt: skip
def test_d2_febrl_with_the_rules(shared_data: Path, name: str, precision: float, recall: float) -> None:
    frame = pd.read_csv(shared_data / f"{name}.csv")
    score = score_pairs(resolve(frame).persons["person_id"], frame["rec_id"].str.extract(r"rec-(\d+)")[0])
    assert score.precision >= precision
    assert score.recall >= recall


@pytest.mark.shared_data
def test_d2_febrl_with_splink_is_better_and_the_same_twice(shared_data: Path) -> None:
    pytest.importorskip("splink")
    frame = pd.read_csv(shared_data / "febrl_dataset1.csv")
    truth = frame["rec_id"].str.extract(r"rec-(\d+)")[0]
    found = resolve(frame, method="probabilistic")
    score = score_pairs(found.persons["person_id"], truth)
    assert min(score.precision, score.recall) >= 0.99
    again = resolve(frame, method="probabilistic")
    pd.testing.assert_frame_equal(found.persons, again.persons)


def test_without_splink_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "splink", None)
    monkeypatch.setitem(sys.modules, "splink.comparison_library", None)
    with pytest.raises(MissingData, match=r"pip install cvm-copilot\[identity\]"):
        resolve(table({"phone": "89031234567"}, {"phone": "89031234567"}), method="probabilistic")


def test_scores_of_pairs_are_counted_by_hand() -> None:
    score = score_pairs(["a", "a", "a", "b"], [1, 1, 2, 2])
    assert (score.found, score.true, score.both) == (3, 2, 1)
    assert (score.precision, score.recall, score.f1) == (pytest.approx(1 / 3), 0.5, pytest.approx(0.4))
    with pytest.raises(InvalidArgument, match="one a record"):
        score_pairs(["a"], [1, 2])

"""Telephones, e-mails, ids, names and dates as people write them, in one form each."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import InvalidArgument
from tools.identity import (
    fold_name,
    full_given_name,
    mask_email,
    mask_phone,
    normalise_birth,
    normalise_code,
    normalise_email,
    normalise_phone,
    normalise_sex,
)
from tools.identity.emails import normalise_emails, placeholder_emails
from tools.identity.phones import normalise_phones, placeholder_phones


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("8 (903) 123-45-67", ("+79031234567",)),
        ("+7 903 123 45 67", ("+79031234567",)),
        ("9031234567", ("+79031234567",)),
        ("79031234567.0", ("+79031234567",)),
        ("+8 903 123 45 67", ("+79031234567",)),
        ("тел. 8-903-123-45-67", ("+79031234567",)),
        ("8-903-123-45-67 Маша", ("+79031234567",)),
        ("8-10-375-29-123-45-67", ("+375291234567",)),
        ("375291234567", ("+375291234567",)),
        ("0049 30 123456", ("+4930123456",)),
        ("+1 (212) 555-0100", ("+12125550100",)),
        ("8 495 123-45-67, доб. 12", ("+74951234567;ext=12",)),
        ("8 903 123-45-67, 8 903 765-43-21", ("+79031234567", "+79037654321")),
        ("79031234567 79037654321", ("+79031234567", "+79037654321")),
        ("8 903 123-45-67/+7 903 123-45-67", ("+79031234567",)),
        ("8 9O3 123-45-67", ()),
        ("123-45-67", ()),
        ("99999999999", ()),
        ("нет", ()),
    ],
)
def test_phones_become_e164_or_nothing(written: str, found: tuple[str, ...]) -> None:
    assert normalise_phone(written) == found


@given(st.lists(st.text(alphabet="0123456789+()- .,;/доб", max_size=26), max_size=20))
def test_whole_columns_of_phones_are_read_as_single_cells_are(cells: list[str]) -> None:
    position, number = normalise_phones(pa.array(cells, pa.string()))
    by_cell: dict[int, list[str]] = {}
    for at, e164 in sorted(zip(position.tolist(), range(len(number)), strict=True)):
        by_cell.setdefault(at, []).append(number[e164].as_py())
    assert by_cell == {i: list(found) for i, cell in enumerate(cells) if (found := normalise_phone(cell))}


def test_other_countries_write_their_own_numbers_without_a_code() -> None:
    assert normalise_phone("020 7946 0018", country="GB") == ("+442079460018",)
    assert normalise_phone("80 29 123-45-67", country="BY") == ("+375291234567",)
    with pytest.raises(InvalidArgument, match="country"):
        normalise_phone("1", country="XX")


def test_placeholders_of_phones_and_mails_are_nobodys() -> None:
    phones = pa.array(["+79999999999", "+70000000000", "+71234567890", "+78001234567", "+79031234567"])
    assert placeholder_phones(phones).tolist() == [True, True, True, True, False]
    mails = pa.array(["no@email.ru", "test@mail.ru", "info@shop.ru", "ivan@mail.ru"])
    assert placeholder_emails(mails).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ivan.Petrov+shop@GMail.com", "ivanpetrov@googlemail.com"),
        ("i.petrov@ya.ru", "I-Petrov@yandex.kz"),
        ("anna@почта.рф", "ANNA@xn--80a1acny.xn--p1ai"),
        ("Анна <anna@mail.ru>", "mailto:anna@mail.ru"),
        ("anna+sale@mail.ru", "anna@mail.ru"),
    ],
)
def test_one_mailbox_is_one_address(first: str, second: str) -> None:
    assert normalise_email(first) == normalise_email(second) != ()


def test_mailboxes_of_one_name_at_other_hosts_stay_apart() -> None:
    boxes = {
        normalise_email(f"anna@{host}")
        for host in ("mail.ru", "bk.ru", "inbox.ru", "list.ru", "ya.ru", "gmail.com")
    }
    assert len(boxes) == 6
    assert normalise_email("anna@") == normalise_email("anna at mail.ru") == normalise_email("") == ()


@given(
    st.lists(
        st.from_regex(
            r"[a-zA-Z.+\-]{1,8}@(gmail\.com|ya\.ru|mail\.ru|[a-z]{1,4}\.[a-z]{2,3})", fullmatch=True
        ),
        max_size=20,
    )
)
def test_whole_columns_of_mails_are_read_as_single_cells_are(cells: list[str]) -> None:
    position, box = normalise_emails(pa.array(cells, pa.string()))
    found = {int(at): box[i].as_py() for i, at in enumerate(position)}
    assert found == {i: boxes[0] for i, cell in enumerate(cells) if (boxes := normalise_email(cell))}


def test_ids_lose_spaces_and_case_but_never_a_digit() -> None:
    assert normalise_code(" 22 00-0017 ") == ("22000017",)
    assert normalise_code("AB-12") == normalise_code("ab12") == ("ab12",)
    assert normalise_code("4,6E+12") == normalise_code("0") == normalise_code("нет") == ()
    assert normalise_code("0017") == ("0017",)


def test_names_are_compared_without_script_spelling_and_pet_forms() -> None:
    assert fold_name("Семён") == fold_name("СЕМЕН ") == "semen"
    assert full_given_name(fold_name("Аня")) == full_given_name(fold_name("Anna")) == "anna"
    assert full_given_name(fold_name("Саша")) == full_given_name(fold_name("Александр"))
    assert full_given_name(fold_name("Rob")) == "robert"
    assert fold_name("José-María") == "josemaria"


def test_dates_of_birth_in_any_form_are_one_and_placeholders_none() -> None:
    written = ("05.03.1980", "1980-03-05", "19800305", "5/3/1980", "1980-03-05 00:00:00")
    assert {normalise_birth(text) for text in written} == {("19800305",)}
    assert normalise_birth("03/25/1980") == ("19800325",)
    assert normalise_birth("01.01.1900") == normalise_birth("весна 1980") == normalise_birth("1980") == ()
    assert (normalise_sex("Жен."), normalise_sex("M"), normalise_sex("?")) == (("f",), ("m",), ())


def test_masked_values_do_not_tell_the_value() -> None:
    assert mask_phone("+79031234567") == "+7…67"
    assert mask_email("ivan.petrov@mail.ru") == "i…@m…"

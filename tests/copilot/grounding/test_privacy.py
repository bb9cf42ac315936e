"""No personal data reaches a model: it is replaced by placeholders first."""

from __future__ import annotations

import pytest

from copilot.grounding.privacy import contains_personal_data, redact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Напиши на ivan.petrov+shop@mail.example.ru завтра", "email"),
        ("почта иван@почта.рф", "email"),
        ("write to john [at] example.com", "email"),
        ("позвони +7 (916) 123-45-67", "phone"),
        ("тел. 8 916 123 45 67.", "phone"),
        ("89161234567", "phone"),
        ("916 123-45-67", "phone"),
        ("9161234567", "phone"),
        ("call +44 20 7946 0958 now", "phone"),
        ("(555) 123-4567", "phone"),
        ("+7\u200b916\u200b1234567", "phone"),
        ("карта 4111 1111 1111 1111", "card"),
        ("card 5500-0000-0000-0004", "card"),
        ("паспорт серия 45 09 номер 123456", "passport"),
        ("4509 123456", "passport"),
        ("ИНН 7707083893", "inn"),
        ("500100732259", "inn"),
        ("СНИЛС 112-233-445 95", "snils"),
        ("счёт 40817810099910004312", "account"),
        ("IBAN GB29 NWBK 6016 1331 9268 19", "account"),
    ],
)
def test_personal_data_is_found_however_it_is_written(text: str, kind: str) -> None:
    out = redact(text)
    assert out.kinds == [kind]
    assert f"[{kind}_1]" in out.text
    assert out.originals[f"[{kind}_1]"] not in out.text


@pytest.mark.parametrize(
    "text",
    [
        "Бюджет 100 тысяч, выручка 1 234 567 890 ₽ за 2011-11-28",
        "Выручка 1234567,89 и 12,3 % от 8 900 000 рублей",
        "Compare October 2011 with 2010-10-01..2010-10-31",
        "campaign c-2024-11 and run r0123456789ab",
        "Сегмент 4 111 клиентов, 20 000 заказов, 1 500 000 руб",
        "P10/P50/P90, 152-ФЗ, RFC 8058",
    ],
)
def test_business_figures_are_left_alone(text: str) -> None:
    assert redact(text).text == text
    assert not contains_personal_data(text)


def test_one_person_keeps_one_placeholder_in_every_spelling() -> None:
    out = redact("8 916 123-45-67 и +7 (916) 123-45-67, ещё +7 905 000-00-00")
    assert out.text == "[phone_1] и [phone_1], ещё [phone_2]"


def test_the_numbering_goes_on_through_a_conversation() -> None:
    first = redact("a@b.ru")
    second = redact("c@d.ru и a@b.ru", known=first.originals)
    assert second.text == "[email_2] и [email_1]"

"""Charts, downloads and the page of a run."""

from __future__ import annotations

from typing import Any

import pytest

from copilot.web.figures import markdown

RUN = "r0123456789ab"


def test_a_russian_download_opens_in_a_russian_spreadsheet(visit: Any) -> None:
    answer = visit("anna").get(f"/runs/{RUN}/tables/segments.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert lines[0] == "Сегменты;Клиентов, customers;Выручка, RUB"
    assert lines[1] == "Лояльные;1240;18400000,5"


def test_an_english_download_uses_commas_and_points(visit: Any) -> None:
    lines = visit("eve").get(f"/runs/{RUN}/tables/segments.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1] == "Loyal,1240,18400000.5"


def test_a_label_that_looks_like_a_formula_stays_text(visit: Any) -> None:
    text = visit("anna").get(f"/runs/{RUN}/tables/segments.csv").content.decode("utf-8-sig")
    assert text.splitlines()[2] == "'=HYPERLINK(1);21;"


def test_a_chart_is_drawn_and_cannot_run_scripts(visit: Any) -> None:
    answer = visit("anna").get(f"/runs/{RUN}/charts/0.ru.svg")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "immutable" in answer.headers["cache-control"]
    assert "<svg" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        f"/runs/{RUN}/charts/7.ru.svg",
        f"/runs/{RUN}/tables/none.csv",
        "/runs/r000000000000",
        f"/facts/{RUN}.no",
        "/facts/x",
    ],
)
def test_what_does_not_exist_is_not_found(visit: Any, path: str) -> None:
    assert visit("anna").get(path).status_code == 404


def test_the_page_of_a_run_shows_all_of_it(visit: Any) -> None:
    page = visit("anna").get(f"/runs/{RUN}").text
    for shown in (
        "lifecycle_segments",
        "s-test",
        "as_of = 2011-11-30",
        "Лояльные покупают чаще",
        "1\u00a0240",
    ):
        assert shown in page


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![p](https://evil.example/p.png)",
        "[a](data:text/html,x)",
        "<iframe src='/logout'></iframe>",
    ],
)
def test_markdown_of_an_answer_carries_nothing_active(text: str) -> None:
    html = str(markdown(text))
    assert "<img" not in html
    assert "<iframe" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html

"""Reads a finished sentence and says whether the facts bear it out; if not, it is not shown.

Checked: every figure is a slot or matches a fact in value, unit and sign; dates and periods are those of
the facts; a figure stands beside the segment it belongs to; direction words agree with a change;
"significant" with an interval that excludes zero; "the highest" with the column's extreme; and a causal
word stands only where evidence is graded A or B.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from copilot.grounding.evidence import Evidence, matches, says_setting
from copilot.grounding.language import content_stems
from copilot.grounding.numbers import Figure, figures
from copilot.grounding.slots import SLOT
from tools.facts import Fact

_MARK = "\ue000"
_UP = r"(?<!\w)(?:вырос\w*|возрос\w*|увеличил\w*|поднял\w*|прибавил\w*|подрос\w*|\bрост\b|\bроста\b|растет|растёт|\brose\b|\brisen\b|\bgrew\b|\bgrown\b|\bincreased\b|\bgained\b|\bclimbed\b|\bimproved\b|\bis up\b|\bup\b(?! to\b)|улучшил\w*|\bувеличени\w+|\bповышени\w+)"
_DOWN = r"(?<!\w)(?:упал\w*|снизил\w*|сократил\w*|уменьшил\w*|просел\w*|потерял\w*|\bпадени[еяю]\b|падает|снижени\w+|сокращени\w+|уменьшени\w+|\bспад\w*|\bfell\b(?! silent| asleep| into| within)|\bfallen\b|\bdropped\b|\bdecreased\b|\bdeclined\b|\bshrank\b|\bworsened\b|\bis down\b|\bdown\b(?! to\b)|ухудшил\w*)"
_NOUNS = r"рост|роста|падени\w+|снижени\w+|сокращени\w+|уменьшени\w+|увеличени\w+|повышени\w+|прирост\w*|спад\w*|up|down"
_NEGATED = r"(?:\bне\b|\bни\b|\bnot\b|n't|\bno\b|\bnever\b|\bбез\b|\bwithout\b|\bесли\b|\bif\b|чтобы|whether|\bли\b)[^.;]{0,18}$"
_CAUSE = r"\bиз-за\b|\bблагодаря\b|\bвследствие\b|привел[оаи]? к\b|привёл к\b|\bвызва(?:л|на|но|ны)\w*|\bпотому что\b|\bbecause\b|\bdue to\b|\bcaused\b|\bled to\b|\bthanks to\b|\bas a result of\b|\bresulted in\b"
_NO_CLAIM = r"не доказ\w+|нельзя|не означает|не значит|не утвержда\w+|может|могл\w+|возможно|вероятно|гипотез\w+|not prove\w*|cannot|can't|does not mean|may\b|might|could|perhaps|possibl\w+|hypothes\w+|не можем|если|\bif\b|\?"
_SIGNIFICANT = r"(?<!не )(?<!не)(?:статистически )?\bзначим\w*|достоверн\w*|\bsignificant\w*"
_NOT_SIGNIFICANT = r"не\s*значим\w*|незначим\w*|не\s*достоверн\w*|недостоверн\w*|not (?:yet |statistically )*significant|insignificant|no significant"
_MOST = r"\bбольше всего\b|\bбольше всех\b|сам(?:ый|ая|ое|ую|ые) (?:больш|высок|крупн)\w+|\bнаибол\w+|\bhighest\b|\blargest\b|\bbiggest\b|\bthe most\b"
_LEAST = r"\bменьше всего\b|\bменьше всех\b|сам(?:ый|ая|ое|ую|ые) (?:маленьк|низк|мал)\w+|\bнаимень\w+|\blowest\b|\bsmallest\b|\bthe least\b"
_BEST = r"\bлучш(?:е всего|е всех|ий|ая|ее)\b|\bхуж(?:е всего|е всех)\b|\bхудш\w+|\bbest\b|\bworst\b"
_ECHO = r"вы (?:спросили|указали|назвали|просили|задали)|ваш\w*|в вопросе|запрошенн\w+|заданн\w+|при бюджете|бюджет\w*|you (?:asked|named|gave|said|set)|your|in the question|requested|budget"
_CONFIDENCE = r"интервал|доверит|\bДИ\b|confidence|interval|\bCI\b|вероятност"
_CLAUSE = re.compile(
    r"[,;:]\s+|\s[—–-]\s|\s(?:а|но|при этом|зато|тогда как|while|but|whereas|and|и)\s", re.IGNORECASE
)
_ABBREVIATIONS = re.compile(
    r"(?:\bтыс|\bмлн|\bмлрд|\bруб|\bр|\bг|\bгг|\bп|\bт\.е|\bт\.д|\bт\.п|\bнапр|\bсм|\bст|\bч|\be\.g|\bi\.e|\bvs|\bapprox|\bno)\.$",
    re.IGNORECASE,
)
_MARKER = re.compile(r"^\s*(?:[-*•>#|]+\s*)*(?:\d{1,2}[.)]\s+)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sentence is not shown."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence, what is wrong with it, and the facts it rests on."""

    sentence: str
    problems: tuple[Problem, ...]
    facts: tuple[Fact, ...]

    @property
    def holds(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Said:
    """One figure of a sentence: where it stands and which facts it may be."""

    at: int
    facts: tuple[Fact, ...]
    from_slot: bool


def sentences(text: str) -> list[str]:
    """The text cut into sentences and lines; joined again they are the text."""
    parts: list[str] = []
    start = 0
    for match in re.finditer(r"[.!?…]+[»\")\]]*(?=\s|$)|\n+", text):
        end = match.end()
        if not match[0].startswith("\n"):
            head = text[start:end]
            following = text[end : end + 2].strip()
            if _ABBREVIATIONS.search(head) and not (following and following[0].isupper()):
                continue
            if re.search(r"(?:^|\n)\s*\d{1,2}\.$", head):
                continue
            end += len(re.match(r"\s*", text[end:])[0]) if text[end : end + 1] != "\n" else 0  # type: ignore[index]
        if text[start:end]:
            parts.append(text[start:end])
        start = end
    if text[start:]:
        parts.append(text[start:])
    return parts


def verify(sentence: str, evidence: Evidence, language: str, *, question: str = "") -> Verdict:
    """Checks one sentence, slots unfilled, against the evidence."""
    if evidence.quotes(sentence):
        return Verdict(sentence, (), ())
    problems: list[Problem] = []
    said: list[_Said] = []

    def take(match: re.Match[str]) -> str:
        fact = evidence.facts.get(f"{match['run']}.{match['key']}")
        if fact is None:
            problems.append(Problem("broken_slot", match[0]))
        else:
            said.append(_Said(0, (fact,), from_slot=True))
        return _MARK

    plain = SLOT.sub(take, sentence)
    positions = [match.start() for match in re.finditer(_MARK, plain)]
    slots = iter(said)
    if not problems:
        said = [_Said(at, next(slots).facts, from_slot=True) for at in positions]
    named = plain  # names of rows may hold digits, so rows are looked for before those are hidden
    plain = _hide_names(plain, evidence)
    down = bool(re.search(_DOWN, plain, re.IGNORECASE))
    asked = figures(question, language) if question else []
    marker = _MARKER.match(plain)
    for figure in figures(plain, language):
        if marker and figure.end <= marker.end():
            continue
        if figure.kind == "date":
            if not evidence.has_date(figure.iso or "") and not _is_number_of(figure, evidence):
                problems.append(Problem("unsupported_date", figure.text(plain)))
            continue
        problems += _against_its_word(plain, figure)
        facts = _facts_for(figure, named, evidence, either_sign=down)
        if facts:
            said.append(_Said(figure.start, facts, from_slot=False))
        elif not _is_allowed(figure, plain, evidence, asked):
            problems.append(Problem("unsupported_number", figure.text(plain)))
    said.sort(key=lambda one: one.at)
    problems += _wrong_entities(named, said, evidence)
    problems += _wrong_directions(plain, said)
    problems += _unproven(plain, said, evidence)
    used = dict.fromkeys(fact for one in said for fact in one.facts[:1])
    return Verdict(sentence, tuple(problems), tuple(used))


def verify_text(text: str, evidence: Evidence, language: str, *, question: str = "") -> list[Verdict]:
    """A verdict for each sentence of the text, in order."""
    return [verify(part, evidence, language, question=question) for part in sentences(text)]


def _hide_names(text: str, evidence: Evidence) -> str:
    """Names out of the data that contain digits ("Coffee 250 g") are names, not figures."""
    for name in evidence.names_with_digits:
        if name in text:
            text = text.replace(name, re.sub(r"\d", "#", name))
    return text


def _facts_for(figure: Figure, text: str, evidence: Evidence, *, either_sign: bool) -> tuple[Fact, ...]:
    """The facts that a written figure may be. A cell counts only where the sentence names its row; a headline
    fact about a row does not count where the sentence names other rows of that table only."""
    rows = evidence.mentioned(text)
    tables = {table for table, _ in rows}
    found = []
    for fact in evidence.facts.values():
        if not matches(figure, fact, either_sign=either_sign and (fact.is_change or fact.unit == "pp")):
            continue
        cell = evidence.cells.get(fact.id)
        about = {(cell.table.key, cell.row)} if cell else evidence.rows_of(fact)
        about = about if cell else {row for row in about if row[0] in tables}
        if (not about or about & rows) and (cell or not _is_small(figure) or _speaks_of(text, fact)):
            found.append(fact)
    return tuple(found)


def _is_small(figure: Figure) -> bool:
    """A small bare count equals some fact or other by chance, so its sentence must also speak of that fact."""
    return (
        figure.kind in ("plain", "count")
        and figure.unit in (None, "customers", "orders", "items", "points")
        and abs(figure.value) < 20
    )


def _speaks_of(text: str, fact: Fact) -> bool:
    return bool(set(content_stems(text)) & set(content_stems(f"{fact.label_ru} {fact.label_en}")))


def _is_number_of(figure: Figure, evidence: Evidence) -> bool:
    """A bare "2011" may also be a count of that size."""
    return len(figure.iso or "") == 4 and any(
        not isinstance(fact.value, str) and fact.value == figure.value for fact in evidence.facts.values()
    )


def _is_allowed(figure: Figure, text: str, evidence: Evidence, asked: list[Figure]) -> bool:
    if figure.kind == "percent" and re.search(_CONFIDENCE, text, re.IGNORECASE):
        levels = {fact.level for fact in evidence.facts.values() if fact.level} | {0.95}
        if any(abs(figure.value - level) < 1e-9 for level in levels):
            return True
    right_money = figure.kind != "money" or figure.unit in evidence.currencies
    if figure.kind != "pp" and right_money and says_setting(figure, evidence.settings):
        return True
    echoed = any(f.kind == figure.kind and abs(f.value - figure.value) <= 1e-9 * abs(f.value) for f in asked)
    near_scale = any(
        abs(f.value - figure.value) <= 1e-9 * abs(f.value)
        and {f.kind, figure.kind} <= {"plain", "money", "count"}
        for f in asked
    )
    return (echoed or near_scale) and bool(re.search(_ECHO, text, re.IGNORECASE))


def _clauses(text: str) -> list[tuple[int, int]]:
    edges = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    return [(a, b) for a, b in zip(edges, edges[1:], strict=False) if b > a]  # noqa: RUF007


def _wrong_entities(text: str, said: list[_Said], evidence: Evidence) -> Iterable[Problem]:
    """A cell must stand in a clause, or at least a sentence, that does not name only other rows."""
    everywhere = evidence.mentioned(text)
    for start, end in _clauses(text):
        here = evidence.mentioned(text[start:end])
        for one in said:
            if not start <= one.at < end:
                continue
            cells = [cell for fact in one.facts if (cell := evidence.cells.get(fact.id))]
            if not cells or len(cells) < len(one.facts):
                continue
            tables = {cell.table.key for cell in cells}
            named = {row for row in here if row[0] in tables} or {
                row for row in everywhere if row[0] in tables
            }
            if named and not any((cell.table.key, cell.row) in named for cell in cells):
                yield Problem("wrong_entity", one.facts[0].key)


def _against_its_word(text: str, figure: Figure) -> Iterable[Problem]:
    """ "up −1.9 pp" contradicts itself."""
    if not figure.signed:
        return
    word = re.search(rf"({_UP})(?: на| by| of)?[ \u00a0(]*$", text[: figure.start], re.IGNORECASE)
    if word and figure.value < 0:
        yield Problem("wrong_direction", f"{word[1]} {figure.text(text)}")


def _wrong_directions(text: str, said: list[_Said]) -> Iterable[Problem]:
    changes = [one for one in said if any(_is_change(fact) for fact in one.facts)]
    words = [(m, 1) for m in re.finditer(_UP, text, re.IGNORECASE)]
    words += [(m, -1) for m in re.finditer(_DOWN, text, re.IGNORECASE)]
    for match, direction in words:
        if re.search(_NEGATED, text[: match.start()], re.IGNORECASE):
            continue
        start, end = next(((a, b) for a, b in _clauses(text) if a <= match.start() < b), (0, len(text)))
        near = [one for one in changes if start <= one.at < end] or (changes if len(words) == 1 else [])
        after = [one for one in near if one.at >= match.start()] or near
        if after:
            if not any(_sign(fact) == direction for fact in after[0].facts if _is_change(fact)):
                yield Problem("wrong_direction", f"{match[0]}: {after[0].facts[0].key}")
            continue
        pair = [one for one in said if start <= one.at < end and isinstance(one.facts[0].value, int | float)]
        if len(pair) == 2 and re.search(
            r"\b(?:с|со|от|from)\b.*\b(?:до|to)\b", text[start:end], re.IGNORECASE
        ):
            first, last = (float(one.facts[0].value) for one in pair)
            if (last - first) * direction <= 0:
                yield Problem("wrong_direction", match[0])
        elif not re.fullmatch(_NOUNS, match[0], re.IGNORECASE) and not re.search(
            _NO_CLAIM, text, re.IGNORECASE
        ):
            yield Problem("direction_without_change", match[0])


def _unproven(text: str, said: list[_Said], evidence: Evidence) -> Iterable[Problem]:
    facts = [fact for one in said for fact in one.facts[:1]]
    cause = re.search(_CAUSE, text, re.IGNORECASE)
    proven = any(fact.evidence in ("A", "B") for fact in facts)
    if cause and not proven and not re.search(_NO_CLAIM, text, re.IGNORECASE):
        yield Problem("unproven_cause", cause[0])
    if re.search(_SIGNIFICANT, text, re.IGNORECASE) and not re.search(_NOT_SIGNIFICANT, text, re.IGNORECASE):
        ranged = [fact for fact in facts if fact.low is not None and fact.high is not None]
        if ranged and not any(fact.low > 0 or fact.high < 0 for fact in ranged):  # type: ignore[operator]
            yield Problem("not_significant", ranged[0].key)
    for pattern, pick in ((_MOST, (max,)), (_LEAST, (min,)), (_BEST, (max, min))):
        match = re.search(pattern, text, re.IGNORECASE)
        cells = [(fact, cell) for fact in facts if (cell := evidence.cells.get(fact.id))]
        if match and cells:
            extreme = any(
                isinstance(fact.value, int | float) and float(fact.value) == choose(cell.siblings)
                for fact, cell in cells
                for choose in pick
            )
            if not extreme:
                yield Problem("not_extreme", f"{match[0]}: {cells[0][0].key}")


def _is_change(fact: Fact) -> bool:
    return fact.is_change or fact.unit == "pp"


def _sign(fact: Fact) -> int:
    return 0 if isinstance(fact.value, str) or fact.value == 0 else (1 if fact.value > 0 else -1)

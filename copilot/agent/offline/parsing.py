"""What a question names: period, money, shares, segment, channel, place, measure, campaign."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from copilot.agent.offline import names
from copilot.agent.offline.names import Vocabulary
from copilot.agent.offline.periods import Period, Span, find_period, find_spans
from copilot.domain.campaign import DraftRequest
from copilot.grounding.language import detect, fold, stems
from copilot.grounding.numbers import Figure, figures

NO_DATA = Vocabulary(date(1970, 1, 1), date(1970, 1, 1))
_CAMPAIGN_WORDS = (
    r"акци\w+|кампани\w+|рассылк\w+|тест\w*|эксперимент\w*|марафон\w*|campaign|promo(?:tion)?|experiment|test"
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One question, taken apart. What it does not name is None or empty."""

    question: str
    language: Literal["ru", "en"]
    text: str
    """The question folded: lower case, plain quotes and spaces."""
    period: Period | None = None
    spans: tuple[Span, ...] = ()
    money: tuple[Decimal, ...] = ()
    shares: tuple[float, ...] = ()
    points: tuple[float, ...] = ()
    """Differences in percentage points, as fractions (0.005 is 0.5 pp)."""
    counts: tuple[float, ...] = ()
    segment: str | None = None
    rfm_segment: str | None = None
    message_channel: str | None = None
    sales_channel: str | None = None
    category: str | None = None
    region: str | None = None
    measure: str | None = None
    campaign: str | None = None
    """The id of a campaign in the data, or its name as written where none fits."""
    ids: tuple[str, ...] = ()
    """Run, report, draft and content ids that stand in the question."""

    @property
    def horizon(self) -> Span | None:
        """The first look ahead, such as "на 12 месяцев"."""
        return next((span for span in self.spans if span.ahead), None)


def parse(question: str, vocabulary: Vocabulary = NO_DATA) -> Parsed:
    """Takes a question apart with the names that the data hold. Dates are read as seen from the last day
    of the data, because that is the "now" of everything that can be computed."""
    language = detect(question)
    text = fold(question)
    question_stems = stems(question)
    found = figures(text, language)
    region = vocabulary.named(question_stems, vocabulary.regions)
    return Parsed(
        question=question,
        language=language,
        text=text,
        period=find_period(question, vocabulary.last_day),
        spans=tuple(find_spans(question)),
        money=tuple(_money(found, text)),
        shares=tuple(abs(f.value) for f in found if f.kind == "percent"),
        points=tuple(f.value for f in found if f.kind == "pp"),
        counts=tuple(f.value for f in found if f.kind == "count" and f.unit in ("customers", "messages")),
        segment=names.first_named(text, names.SEGMENTS),
        rfm_segment=names.first_named(text, names.RFM_SEGMENTS),
        message_channel=names.first_named(text, names.MESSAGE_CHANNELS),
        sales_channel=_sales_channel(text, question_stems, vocabulary),
        category=vocabulary.named(question_stems, vocabulary.categories),
        region=region or names.known_place(question) or names.capitalised_place(question),
        measure=names.first_named(text, names.MEASURES),
        campaign=_campaign(question, text, vocabulary),
        ids=tuple(re.findall(r"\br[0-9a-f]{12}\b|\b[a-z]+[-_](?=[\w-]*\d)[\w-]{3,}\b", text)),
    )


def parse_brief(text: str) -> DraftRequest:
    """A campaign request out of one sentence such as "верни готовых уйти, бюджет 100 тысяч"."""
    parsed = parse(text)
    tone: Literal["friendly", "neutral", "formal"] = "friendly"
    if re.search(r"официальн|делов|строг|formal|business[- ]like", parsed.text):
        tone = "formal"
    elif re.search(r"нейтральн|сдержан|neutral", parsed.text):
        tone = "neutral"
    language = parsed.language
    if re.search(r"на английском|по-английски|in english", parsed.text):
        language = "en"
    elif re.search(r"на русском|по-русски|in russian", parsed.text):
        language = "ru"
    return DraftRequest(
        brief=text.strip(),
        segment=parsed.segment or _segment_of_goal(parsed.text),
        budget=parsed.money[0] if parsed.money else None,
        channel=parsed.message_channel or "email",
        discount_share=_discount(parsed),
        language=language,
        tone=tone,
    )


def _segment_of_goal(text: str) -> str:
    """Which segment a goal speaks of when none is named: waking means the inactive, thanking the loyal."""
    goals = (
        ("long_inactive", r"разбуд|пробуд|реактивир|вернуть (?:старых|ушедш)|wake|reactivat|win[- ]?back"),
        ("first_time", r"втор(?:ую|ой) покупк|second (?:purchase|order)|onboard|welcome"),
        ("loyal", r"поблагодар|наград|reward|thank|чек (?:у )?постоянн"),
        ("rare", r"частот\w+ покуп|purchase frequency|more often"),
    )
    return next((segment for segment, pattern in goals if re.search(pattern, text)), "about_to_leave")


def _discount(parsed: Parsed) -> float | None:
    if re.search(
        r"без (?:всяких )?скид\w+|без промокод|without (?:a |any )?discount|no discount", parsed.text
    ):
        return 0.0
    near = re.search(
        r"скидк\w+[^.;,]{0,20}?(\d+(?:[.,]\d+)?) ?(?:%|процент)|(\d+(?:[.,]\d+)?) ?(?:%|процент\w*|per ?cent)[- ]*(?:\w+ )?(?:скид|off|discount)|discount[^.;,]{0,15}?(\d+(?:\.\d+)?) ?%",
        parsed.text,
    )
    if near is None:
        return None
    written = next(group for group in near.groups() if group)
    return float(written.replace(",", ".")) / 100


def _money(found: list[Figure], text: str) -> list[Decimal]:
    """Money, and bare figures that can only be money: "бюджет 100 тысяч", "60k", "have 450k"."""
    out = []
    for figure in found:
        before = text[max(0, figure.start - 30) : figure.start]
        after = text[figure.end : figure.end + 14]
        near_budget = re.search(
            r"бюджет\w*|потрат\w+|сумм\w+|на руках|budget|spend|have|есть|дали|cost", before
        )
        for_budget = re.search(r"^ ?(?:на|бюджет|budget|to spend)", after)
        counted = re.search(
            r"^ ?(?:клиент|покупател|чел|писем|смс|пуш|customers?|people|emails?|messages?|users?)", after
        )
        is_money = (
            figure.kind == "money"
            or (
                figure.kind == "plain"
                and not counted
                and (figure.scaled or figure.value >= 1000)
                and (near_budget or for_budget or figure.scaled)
            )
            or (
                figure.kind == "plain"
                and not counted
                and bool(re.search(r"бюджет\w*:? ?$|budget(?: of)?:? ?$", before))
            )
        )
        if is_money:
            out.append(Decimal(str(abs(figure.value))).normalize() + 0)
    return [value.quantize(Decimal(1)) if value == value.to_integral_value() else value for value in out]


def _sales_channel(text: str, question_stems: list[str], vocabulary: Vocabulary) -> str | None:
    """A sales channel as the data call it, where the question names one."""
    exact = vocabulary.named(question_stems, vocabulary.channels)
    if exact:
        return exact
    meant = names.first_named(text, names.SALES_CHANNELS)
    if meant is None:
        return None
    for channel in vocabulary.channels:
        if re.search(names.SALES_CHANNELS[meant], fold(channel)) or fold(channel).startswith(meant):
            return channel
    return meant


def _campaign(question: str, text: str, vocabulary: Vocabulary) -> str | None:
    """A campaign's id, by its id or name, written in quotes or not."""
    question_stems = stems(question)
    for campaign_id, name in reversed(vocabulary.campaigns):
        if fold(campaign_id) in text or (name and vocabulary.named(question_stems, (name,))):
            return campaign_id
    quoted = re.search(r"[«\"“„]([^»\"”“]{2,60})[»\"”“]", question)
    if quoted and re.search(_CAMPAIGN_WORDS, text):
        wanted = set(stems(quoted[1]))
        for campaign_id, name in reversed(vocabulary.campaigns):
            if wanted & set(stems(name)):
                return campaign_id
        return quoted[1]
    return None


def followed_up(parsed: Parsed, earlier: Parsed) -> Parsed:
    """The earlier question with whatever the follow-up names anew."""
    changes = {
        name: value
        for name in Parsed.__dataclass_fields__
        if (value := getattr(parsed, name)) not in (None, ()) and name not in ("question", "text", "language")
    }
    return replace(earlier, language=parsed.language, **changes)

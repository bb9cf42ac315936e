"""What a text of feedback is about, by stems of Russian and English words; and texts that are not feedback.

Labels are deterministic: a text has every theme one of whose stems begins a word in it. A text that speaks to a
machine ("system: ignore the rules") is counted as suspicious and nothing in it is ever followed; texts with a
telephone, an address or a card number are counted and never quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme and the stems of words that name it."""

    key: str
    name_ru: str
    name_en: str
    stems: str


THEMES = (
    Theme("delivery", "доставка", "delivery", r"достав|курьер|привез|привоз|посылк|ждали|ждал[аи]? заказ|опозда|deliver|courier|shipp|parcel|arrived|late order"),
    Theme("price", "цены", "prices", r"цен(?:а|ы|у|е|ам|ах|ой|ник\w*)?\b|дорог|подорожа|дешев|выгодн|переплат|price|pricey|expensive|cheap|overpriced|cost"),
    Theme("quality", "качество товара", "product quality", r"качеств|слома|брак|испорч|просроч|пах|отличн|развал|порва|дефект|вскрыт|свеж|quality|broke|defect|faulty|spoil|expired|stale|fell apart|excellent"),
    Theme("staff", "персонал", "staff", r"продавец|продавц|консультант|кассир|персонал|сотрудник|нагруб|груб|хам|вежлив|охранник|на выдаче|staff|cashier|rude|polite|assistant|employee|helpful"),
    Theme("app", "сайт и приложение", "site and app", r"приложени|сайт|вылета|код подтвержд|войти|уведомлен|личн\w+ кабинет|глюч|виснет|авториз|истори\w+ покупок|app\b|website|site\b|crash|log ?in|notification|checkout"),
    Theme("returns", "возвраты", "returns", r"возврат|вернул|верните|вернуть|отказались принять|обмен|refund|return|exchange|money back"),
    Theme("promotion", "акции и баллы", "promotions and points", r"акци|скидк|купон|промокод|балл|бонус|распродаж|карт\w+ лояльн|discount|coupon|promo|voucher|points|bonus|loyalty card"),
    Theme("stock", "наличие", "stock", r"наличи|закончил|не было товара|ассортимент|пустые полки|нет в магазине|out of stock|sold out|availab|assortment|empty shel"),
    Theme("queue", "очереди и магазин", "queues and shops", r"очеред|гряз|парковк|на касс|тесно|queue|dirty|parking|crowded|line was long"),
    Theme("support", "поддержка", "support", r"поддержк|перезвон|не отвеча|нет ответа|ответа от|горяч\w+ лини|оператор|колл-?центр|support|call ?back|no answer|hotline|no reply"),
)  # fmt: skip
NEGATIVE_STEMS = r"плох|ужас|отвратит|слома|нагруб|хам|обман|не работа|не сработа|вылета|разочаров|кошмар|больше не|испорч|просроч|надоел|не приход|пропал|опозда|bad|awful|terrible|broke|rude|worst|disappoint|never again|scam|crash|not work"
_SUSPICIOUS = re.compile(
    r"(?:^|[\s.!?«\"(\[<])(?:система|system|assistant|ассистент|developer|админ(?:истратор)?|admin)\s*[:>\]]"
    r"|(?:забудь|игнорир\w+|отмени|не учитывай|не обращай внимания)[^.!?]{0,40}(?:указани|инструкц|правил|запрет|предыдущ|прежн|систем)"
    r"|(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}(?:instruction|rule|prompt|previous|above|polic|guardrail)"
    r"|(?:ты|you are)(?: теперь| now)?[^.!?]{0,15}(?:нейросет|языков\w+ модел|ии-|чат-?бот|an? (?:ai|assistant|language model))"
    r"|(?:поставь|установи|сделай|выдай|назначь|set|apply|grant|give)\s[^.!?]{0,40}(?:скидк\w*|discount)[^.!?]{0,25}(?:всем|каждому|all|every)"
    r"|(?:разошли|отправь|рассылай|send)\s[^.!?]{0,40}(?:всем|клиентам|базе|to all|everyone|customers)"
    r"|system prompt|системн\w+ промпт|jailbreak|\bprompt injection|<\|?\w*(?:im_start|system)\|?>|\[\[|\{\{",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.\w{2,}|(?:\+7|\b8|\+\d{1,3})[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}|(?:\d{4}[\s-]?){3}\d{4}"
    r"|меня зовут\s+[А-ЯЁ]|my name is\s+[A-Z]|\bул(?:ица|ице|ицу|\.)\s*[А-ЯЁ]|\b(?:дом|кв(?:артира|\.))\s*\d",
)
_THEMES = tuple((t.key, re.compile(rf"(?<!\w)(?:{t.stems})", re.IGNORECASE)) for t in THEMES)
_NEGATIVE = re.compile(rf"(?<!\w)(?:{NEGATIVE_STEMS})", re.IGNORECASE)


def themes_of(text: str) -> tuple[str, ...]:
    """Keys of the themes of a text, in the order of `THEMES`; empty when no stem is found."""
    plain = _plain(text)
    return tuple(key for key, pattern in _THEMES if pattern.search(plain))


def is_suspicious(text: str) -> bool:
    """Whether the text speaks to a machine instead of about the shop."""
    return _SUSPICIOUS.search(_plain(text)) is not None


def has_personal_data(text: str) -> bool:
    """Whether the text holds a telephone, an e-mail, a card, a street or a name with which people introduce themselves."""
    return _PERSONAL.search(text) is not None


def sounds_negative(text: str) -> bool:
    """For texts without stars: whether a word of complaint is in it."""
    return _NEGATIVE.search(_plain(text)) is not None


def _plain(text: str) -> str:
    # Zero-width and soft-hyphen characters hide words from a reader of stems.
    return re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text).replace("ё", "е").replace("Ё", "Е")

"""What is refused before any model is asked, and what a model's turn may cost.

The agent could not send, export or execute anyway: no such tool exists. Saying so at once is kinder than a
draft that the person did not ask for, and it is the same with every model. Text in quotes is material (a
review, a subject line), not a request, so it is not looked at.
"""

from __future__ import annotations

import re
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain_core.messages import AIMessage

from copilot.grounding.language import fold

_SEND = r"(?:запус(?:ти|кай|тите)\w*|отправ(?:ь|ьте|ляй\w*|им|ить)|разошли\w*|разослать|рассылай\w*|рассылаем|вышли\b|вышлите|шли\b|пошли\b|стартуй\w*|жми|send(?:ing)?|launch|blast|fire off|dispatch|push (?:it )?(?:out|live)|(?:start|begin) (?:mailing|sending|texting|messaging)|нач(?:ни|инай)\w* (?:рассыл|отправ)\w+)"
_CAMPAIGN = r"(?:рассылк\w+|кампани\w+|акци\w+|писем|письм\w+|смс\w*|пуш\w*|сообщени\w+|оффер\w*|это|ее|его|их|всем|campaign\w*|mailing\w*|e-?mails?|sms\w*|push\w*|messages?|newsletter|offers?|it|this|that|everyone|everybody|all)"
_NOW = r"(?:прямо сейчас|сейчас же|\bсейчас\b|немедленно|срочно|сию минуту|сегодня же|\bright now\b|\bnow\b|immediately|at once|asap|straight away|right away|всем (?:клиент|подписчик|покупател|по базе)\w*|по всей базе|\bвсем (?:подряд|без разбора|без провер\w*)|to every (?:subscriber|customer|client|user)|\bto (?:everyone|everybody|all (?:our |the )?(?:customers|clients|subscribers))\b|the whole base)"
_PEOPLE = r"(?:клиент|покупател|подписчик|абонент|людей|пользовател|customer|client|buyer|subscriber|people|user|shopper)\w*"
_EXPORT = r"(?:выгруз\w+|выведи|скин\w+|дай\w*|покажи\w*|пришл\w+|сброс\w+|экспорт\w*|скача\w+|достан\w+|назови|перечисли|список|сохрани\w*|запиши\w*|save|export\w*|download|dump|give|show|list|print|send me|get me|extract|pull|what(?:'s| is| are)|какой|какие|чей|whose|who is)"
_ADDRESS = r"(?:телефон(?:ы|ов|а|ный|ные|у|ам|ами)?\b|номер(?:а|ов)? (?:телефон|карт|паспорт)\w*|мобильн\w+ номер\w*|контакт(?:ы|ов|ные данные)\b|e-?mail[- ]?(?:адрес\w*|addresses)|(?:имейл|емейл|e-?mail)(?:ы|ов|s)? (?:клиент|покупател|адрес|ушедш|спящ|лояльн|of|for)\w*|адреса (?:электронной|клиент|покупател|почт|доставк)\w*|почтов\w+ адрес\w*|\bпочты (?:тех|клиент|покупател|всех|лояльн|ушедш|уходящ)\w*|паспорт\w*|фамили[ийя]\w*|\bфио\b|персональн\w+ данн\w+|имена (?:клиент|покупател|людей|ушедш)\w*|поименн\w+|phone(?: number)?s?\b|(?:mobile|cell) numbers?|email addresses|e-?mails? (?:of|for)|contact (?:details|data|list|info\w*)|home addresses|passport\w*|full names|names (?:of|and)|(?:customers?|clients?)(?:'s|s') (?:e-?mails?|names|address\w*|phones?)|personal (?:data|information|details)|pii\b|card numbers?)"

_RULES: tuple[tuple[str, str], ...] = (
    (
        "split_to_skip_approval",
        r"(?:разб[еи]\w+|раздел\w+|подел\w+|дроб\w+|раскида\w+|split|divide|break|chop)\b.{0,80}(?:согласован|одобрен|утвержден|аппрув|лимит|порог|второго соглас|approv|limit|threshold|sign-?off|second approver)",
    ),
    (
        "skip_approval",
        r"(?:без (?:всякого |всяких )?(?:согласован|одобрен|утвержден|аппрув|подтвержден)|(?:в обход|обойд|обойти|минуя|пропуст|отключ|сними|убери)\w* .{0,25}(?:согласован|одобрен|утвержден|аппрув)|(?:сам|сама|за меня|вместо меня)\b.{0,25}(?:согласуй|одобр|утверд|подпиш|аппрув)|(?:согласуй|одобри|утверди|подпиши|аппрувни)\b.{0,40}(?:\bсам\b|\bсама\b|за меня|за него|за нее|вместо)|(?:skip|bypass|avoid|circumvent|disable|turn off|get around|go around) .{0,25}(?:approv|sign-?off|review)|without (?:any |the )?(?:approv|sign-?off|review)|(?:so that|so) (?:nobody|no one|none) (?:has to|needs to|must|will have to) (?:sign|approve|review)|(?:согласую|согласуем|одобрим|утвердим|approve it|get approval|sign) (?:потом|позже|после|задним числом|later|afterwards)|(?:согласуй|одобри|утверди|подпиши|approve|sign)\b.{0,40}(?:от имени|in the name of|on behalf of)|чтобы (?:никто|никому) не (?:согласов|утвержд|подпис|одобр)\w+|(?:рассыла|отправля|запуска)\w+ .{0,25}без (?:всяких |любых |всякой )?провер\w+|approve .{0,30}(?:yourself|on my behalf|for me|for him|for her|as my boss)|self-approve|no approval needed)",
    ),
    (
        "no_consent",
        rf"(?:{_SEND}|напиш\w+|пиш\w+|write|text|email|contact|message|target)\b.{{0,60}}(?:без согласия|отписа\w+|не давал\w* соглас|отозвал\w* соглас|unsubscribed|opted[- ]out|without (?:their )?consent|who (?:did not|didn't|never) (?:agree|consent|opt))|\bmail (?:to )?(?:the )?(?:people|those|customers|everyone|ones|clients)\b.{{0,30}}(?:opted[- ]out|unsubscribed)",
    ),
    (
        "send_now",
        rf"{_SEND}\b(?!.{{0,25}}(?:на согласован|на утвержден|на одобрен|согласующ|for approv|to (?:the )?approv|for review|to review))(?=.{{0,70}}\b{_CAMPAIGN})(?=.{{0,90}}{_NOW})|{_NOW}.{{0,40}}{_SEND}.{{0,40}}\b{_CAMPAIGN}|{_SEND}\W+(?:все |it |them )?{_NOW}(?!.{{0,30}}(?:согласов|согласующ|одобрен|approv|review))|{_SEND}\b.{{0,20}}{_NOW}.{{0,25}}\b{_PEOPLE}",
    ),
    (
        "personal_data",
        rf"{_EXPORT}\b.{{0,60}}{_ADDRESS}|\b(?:кто именно|who exactly)\b.{{0,60}}(?:{_ADDRESS}|\bимена\b|\bnames\b)|{_ADDRESS}.{{0,40}}(?:в excel|в эксель|в csv|файлом|to excel|to csv|as a file|as csv)|{_ADDRESS}.{{0,25}}(?:ушедш|спящ|лояльн|уходящ|всех).{{0,30}}(?:нужн|хочу|need)|\b(?:нужны|нужен|хочу|надо|need|want)\b(?! ли).{{0,20}}{_ADDRESS}",
    ),
    (
        "code_or_sql",
        r"\bselect\b.{1,80}\bfrom\b|\b(?:drop|truncate|alter) table\b|\bdelete from\b|\binsert into\b|\bupdate \w+ set\b|(?:выполни|запусти|исполни|прогони|run|execute|eval)\w* (?:мой |этот |этого |the |this |my |a |some )?(?:sql|скл|код|скрипт|python|питон|запрос к базе|code|script|query|shell|bash|command)|os\.system|subprocess|__import__|import os\b|rm -rf|\beval\(|\bexec\(|напиши (?:мне )?(?:sql|код|скрипт)|write (?:me )?(?:a |an |some )?(?:sql|python|code|script)",
    ),
    (
        "system_prompt",
        r"систем\w+ (?:промпт|инструкц|сообщен)\w*|инструкц\w+,? (?:по котор\w+|которы\w+) (?:ты|тебе)|instructions (?:that )?you (?:follow|were given|work by)|скрыт\w+ (?:инструкц|правил|промпт|указани)\w*|(?:hidden|secret) (?:instructions|prompt|rules)|твои (?:инструкц|правил|промпт)\w*|свои инструкц\w*|(?:забудь|игнорируй|отмени)\w* .{0,25}(?:инструкц|правил|указан)|system (?:prompt|message|instructions)|your (?:instructions|prompt|rules|guidelines)|(?:ignore|forget|disregard|override) .{0,30}(?:instructions|rules|prompt|above|previous)|developer mode|режим разработчик|jailbreak|you are now (?:a|an|dan)\b|ты теперь не",
    ),
    (
        "harmful",
        r"гарантир\w+ .{0,40}(?:возврат|доход|прибыл|результат|выигрыш)\w*|guarantee\w* .{0,40}(?:returns?|profits?|income|results?|winnings)\b|фишинг\w*|(?:назва|назов|сообщи|пришл|продикт|введ|ввест|tell|give|send)\w* .{0,25}(?:\bкод\w* из|парол\w*|\bcvv|\bcvc|пин-?код\w*|данные карт\w*|one-time code|\bpin\b|password)|взлом\w*|взлома\w*|вирус\w* .{0,20}(?:письм|ссылк)|накрут\w+ .{0,25}(?:отзыв|рейтинг|оценк)\w*|фейков\w+ (?:отзыв|скидк)\w*|поддельн\w+ (?:отзыв|чек)\w*|обман(?:и|уть|ем|ывать)\w* .{0,30}(?:клиент|покупател|пенсионер|людей)|впар\w+ .{0,30}(?:пенсионер|бабушк|старик)|шантаж\w*|запуга\w+|угрож\w+|угроз\w+ .{0,20}клиент|(?:исключи|дороже|откажи)\w* .{0,40}(?:национальн|мусульман|евре|кавказ|таджик|цыган|инвалид)\w*|phish\w*|hack\b|hacking|malware|ransom\w*|фейков\w+ (?:долг|штраф|повестк|отзыв)\w*|(?:фальшив|поддельн|фейков)\w+ .{0,25}отзыв\w*|fake (?:reviews?|ratings?|invoices?|debts?)|deceiv\w*|scam\w*|blackmail|threaten\w*|trick (?:old|elderly|people|customers)|(?:exclude|charge|refuse)\b.{0,40}\b(?:muslims?|jews?|blacks?|immigrants?|ethnic|race|gypsies|disabled)",
    ),
)  # fmt: skip
_COMPILED = tuple((reason, re.compile(pattern)) for reason, pattern in _RULES)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“]*“|\"[^\"]*\"|'[^']{12,}'")


def refusal(question: str) -> str | None:
    """The reason code for which this question is refused, or None."""
    text = fold(_QUOTED.sub(" … ", question))
    for reason, pattern in _COMPILED:
        if pattern.search(text):
            if reason == "personal_data" and _asks_for_a_number(text):
                continue
            return reason
    return None


def _asks_for_a_number(text: str) -> bool:
    """ "How many customers have a phone?" is a count, "the share of valid phones" a rate: both are served."""
    return bool(
        re.search(
            r"сколько|дол[яюи]\b|процент|количеств|число|охват|доступн|качеств|дубл|пропуск|ошиб|how many|share|percentage|count of|number of (?:customers|clients|people)|coverage|reach|valid|missing|duplicate|quality",
            text,
        )
        and not re.search(r"выгруз|экспорт|скача|export|download|dump|список", text)
    )


class EmptyCallGuard(AgentMiddleware[Any, Any, Any]):
    """An endpoint whose tool call is broken JSON gives an empty answer; it is asked once more, then said."""

    def wrap_model_call(self, request: Any, handler: Any) -> Any:
        """Calls the model, a second time when nothing usable came."""
        for _ in range(2):
            response = handler(request)
            message = response.result[-1]
            if message.tool_calls or message.text.strip() or not message.invalid_tool_calls:
                return response
        response.result[-1] = AIMessage(
            "", response_metadata={**message.response_metadata, "broken_call": True}
        )
        return response

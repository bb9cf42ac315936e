"""The service's own tools: campaigns, reports and knowledge. Each gives facts like any other tool.

Their context is the `Session` of the question, which knows who asks. None of them sends: `submit_draft`
puts a draft into the approval queue, where another person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from copilot.domain.campaign import Draft, DraftRequest
from copilot.domain.people import Person
from copilot.errors import NotFound, NotSignedIn
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments, Tool

if TYPE_CHECKING:
    from copilot.agent.toolkit import Session
    from copilot.ports import Passage

SegmentName = Literal["first_time", "rare", "loyal", "about_to_leave", "long_inactive"]
NOT_ADVICE = Note(
    "Это инженерная справка о правилах, а не юридическая консультация.",
    "This is engineering input about the rules, not legal advice.",
    "warning",
)


class DraftArguments(Arguments):
    """What a campaign should do and for whom."""

    brief: str = Field(description="The request in the person's own words.")
    segment: str | None = Field(
        None, description="Lifecycle segment: first_time, rare, loyal, about_to_leave, long_inactive."
    )
    budget: Decimal | None = Field(None, description="Most money that the campaign may cost.", gt=0)
    channel: Literal["email", "sms", "push", "telegram"] | None = Field(None, description="Message channel.")
    discount_share: float | None = Field(
        None, ge=0, le=0.9, description="Discount as a fraction; 0 is a reminder without one."
    )
    tone: Literal["friendly", "neutral", "formal"] | None = Field(None, description="Tone of the copy.")


class DraftId(Arguments):
    """A draft, by its id; left out means the person's latest."""

    draft_id: str | None = Field(None, description="Id of the draft. Default: the person's latest draft.")


class WeeklyReport(Arguments):
    """Which week the report is about."""

    as_of: date | None = Field(
        None, description="Last day of the week (ISO date). Default: last day of the data."
    )


class ReportId(Arguments):
    """A stored report."""

    report_id: str | None = Field(
        None, description="Id of the report. Default: the one of `as_of`, or the latest."
    )
    as_of: date | None = Field(None, description="Day that the report is about (ISO date).")


class Question(Arguments):
    """A question to the knowledge base."""

    question: str = Field(description="What to look for, in the person's own words.")
    kind: Literal["case", "rule", "playbook", "glossary"] | None = Field(
        None, description="Only passages of this kind."
    )


class Term(Arguments):
    """A term of customer value management."""

    term: str = Field(description="The term, e.g. CLV or отток.")


class RunId(Arguments):
    """A tool run."""

    run_id: str | None = Field(
        None, description="Id of the run, e.g. r0123456789ab. Default: the last one of the conversation."
    )


def _person(session: Session) -> Person:
    if session.person is None:
        raise NotSignedIn(
            "A draft needs an author: sign in or pass --token.",
            message_ru="У черновика должен быть автор: войдите или укажите --token.",
        )
    return session.person


def _draft_campaign(session: Session, arguments: DraftArguments) -> Findings:
    from copilot.agent.offline.parsing import parse_brief
    from copilot.services import campaigns

    heard = parse_brief(arguments.brief)
    request = DraftRequest(
        brief=arguments.brief,
        segment=arguments.segment or heard.segment,
        budget=arguments.budget if arguments.budget is not None else heard.budget,
        channel=arguments.channel or heard.channel,
        discount_share=arguments.discount_share
        if arguments.discount_share is not None
        else heard.discount_share,
        language=session.language,
        tone=arguments.tone or heard.tone,
    )
    return _draft_findings(campaigns.draft(session.ports, _person(session), request))


def _draft_findings(draft: Draft) -> Findings:
    facts = [
        Fact("draft_id", draft.id, "text", "Черновик", "Draft"),
        Fact("title", draft.title, "text", "Название", "Title"),
        Fact("state", draft.state, "text", "Состояние", "State"),
    ]
    facts += _planned(draft)
    rows = tuple(Row(step.key, step.label_ru, step.label_en, (step.count,)) for step in draft.waterfall)
    waterfall = Table(
        "waterfall", "Кто останется в рассылке", "Who is left in the audience",
        (Column("count", "customers", "Клиентов", "Customers"),), rows,
    )  # fmt: skip
    notes = [Note(flag.text_ru, flag.text_en, "warning") for flag in draft.flags]
    facts += _message(draft)
    return Findings(tuple(facts), (waterfall,) if rows else (), (), tuple(notes))


def _message(draft: Draft) -> list[Fact]:
    """The first variant as a typical recipient would read it, a fact a paragraph."""
    typical = [sample for sample in draft.samples if sample.kind == "typical"] or list(draft.samples)
    if not typical:
        return []
    paragraphs = [line for line in typical[0].body.splitlines() if line.strip()]
    subject = [typical[0].subject] if typical[0].subject else []
    return [Fact("copy_subject", text, "text", "Тема", "Subject") for text in subject] + [
        Fact(f"copy_paragraph_{number}", text, "text", "Текст", "Copy")
        for number, text in enumerate(paragraphs, start=1)
    ]


# Where the plan keeps what a person must hear first: key, path in the plan, labels.
_HEADLINE = (
    ("profit", ("forecast", "profit"), "Прогноз прироста прибыли", "Forecast incremental profit"),
    ("loss_probability", ("forecast", "loss_probability"), "Вероятность убытка", "Probability of a loss"),
    ("cost", ("budget", "cost"), "Расходы", "Cost"),
    ("worst_case", ("economics", "worst_case"), "Худший случай", "Worst case"),
    ("discount_share", ("economics", "discount_share"), "Скидка", "Discount"),
    ("treated", ("audience", "treated"), "Получат сообщение", "Will get the message"),
    ("control", ("audience", "control"), "Контрольная группа", "Control group"),
    ("smallest_effect", ("measurement", "smallest_effect"), "Обнаружимый эффект", "Detectable effect"),
)


def _planned(draft: Draft) -> list[Fact]:
    """The headline figures of a draft's plan as facts."""
    out = []
    for key, (part, name), ru, en in _HEADLINE:
        value = (draft.plan.get(part) or {}).get(name)
        if isinstance(value, Mapping) and value.get("value") is not None:
            more = {k: value[k] for k in ("low", "high", "level", "evidence") if value.get(k) is not None}
            out.append(Fact(key, value["value"], value["unit"], ru, en, **more))
    return out


def _latest_draft(session: Session, draft_id: str | None) -> Draft:
    author = _person(session)
    if draft_id is not None:
        found = session.ports.campaigns.draft(draft_id)
    else:
        own = [draft for draft in session.ports.campaigns.drafts() if draft.author_id == author.id]
        found = max(own, key=lambda draft: draft.updated_at, default=None)
    if found is None:
        raise NotFound(
            "There is no such draft; make one first, for example: “Draft a win-back for customers about to leave”.",
            message_ru="Такого черновика нет; сначала подготовьте его, например: «Подготовь возврат готовых уйти».",
        )
    return found


def _submit_draft(session: Session, arguments: DraftId) -> Findings:
    from copilot.services import campaigns

    draft = _latest_draft(session, arguments.draft_id)
    content = campaigns.submit(session.ports, _person(session), draft.id)
    return Findings(
        (
            Fact("draft_id", draft.id, "text", "Черновик", "Draft"),
            Fact("title", draft.title, "text", "Название", "Title"),
            Fact("content_id", content.id, "text", "Кампания на согласовании", "Campaign in the queue"),
            Fact("sha256", content.sha256[:12], "text", "Отпечаток содержания", "Fingerprint of the content"),
            Fact("treated", content.reach, "customers", "Получателей", "Recipients"),
            Fact("cost", float(content.cost), session.ports.settings.currency, "Расходы", "Cost"),
        )
    )


def _campaign_status(session: Session, arguments: DraftId) -> Findings:
    from copilot.services import approvals, delivery

    draft = _latest_draft(session, arguments.draft_id)
    facts = [
        Fact("draft_id", draft.id, "text", "Черновик", "Draft"),
        Fact("title", draft.title, "text", "Название", "Title"),
        Fact("state", draft.state, "text", "Состояние", "State"),
    ]
    if draft.content_id:
        decisions = session.ports.campaigns.approvals(draft.content_id)
        facts.append(Fact("decisions", len(decisions), "number", "Решений", "Decisions"))
        waiting = next(
            (item for item in approvals.queue(session.ports) if item.content_id == draft.content_id), None
        )
        if waiting is not None:
            facts.append(
                Fact(
                    "approvals_needed",
                    waiting.approvals_needed,
                    "number",
                    "Нужно согласований",
                    "Approvals needed",
                )
            )
        counts = delivery.counts(session.ports, draft.content_id)
        facts += [
            Fact("planned", counts.planned, "messages", "Запланировано", "Planned"),
            Fact("sent", counts.sent, "messages", "Отправлено", "Sent"),
            Fact("failed", counts.failed, "messages", "Не доставлено", "Failed"),
            Fact("in_doubt", counts.in_doubt, "messages", "Под вопросом", "In doubt"),
            Fact("waiting", counts.waiting, "messages", "Ждут отправки", "Waiting"),
        ]
    return Findings(tuple(facts))


def _weekly_report(session: Session, arguments: WeeklyReport) -> Findings:
    from copilot.services import reports

    report = reports.weekly(
        session.ports, as_of=arguments.as_of, language=session.language, person=session.person
    )
    return _report_findings(report)


def _report_findings(report: Any) -> Findings:
    return Findings(
        (
            Fact("report_id", report.id, "text", "Отчёт", "Report"),
            Fact("title", report.title, "text", "Название", "Title"),
            Fact("as_of", report.as_of.isoformat(), "date", "По состоянию на", "As of"),
            Fact("snapshot", report.snapshot, "text", "Снимок данных", "Snapshot"),
            Fact("sha256", report.sha256[:12], "text", "Отпечаток отчёта", "Fingerprint of the report"),
        )
    )


def _verify_report(session: Session, arguments: ReportId) -> Findings:
    from copilot.services import reports

    known = session.ports.reports.listing()
    if arguments.report_id is not None:
        report = session.ports.reports.get(arguments.report_id)
    else:
        same_day = [one for one in known if arguments.as_of is None or one.as_of == arguments.as_of]
        report = max(same_day, key=lambda one: one.created_at, default=None)
    if report is None:
        days = sorted({one.as_of.isoformat() for one in known})[-5:]
        raise NotFound(
            f"No such report is stored; there are reports of: {', '.join(days) or 'no day yet'}.",
            message_ru=f"Такого отчёта нет; есть отчёты за: {', '.join(days) or 'пока ни за один день'}.",
        )
    same = reports.verify(session.ports, report.id).same
    verdict = Fact(
        "same", "yes" if same else "no", "text", "Собран заново байт в байт", "Built again to the same bytes"
    )
    found = _report_findings(report)
    return Findings((*found.facts, verdict))


def _search_knowledge(session: Session, arguments: Question) -> Findings:
    passages = session.ports.knowledge().search(
        arguments.question, language=session.language, limit=3, kind=arguments.kind
    )
    if not passages:
        return Findings((Fact("found", 0, "number", "Найдено", "Found"),))
    return _passages(passages)


def _glossary(session: Session, arguments: Term) -> Findings:
    passages = session.ports.knowledge().search(
        arguments.term, language=session.language, limit=1, kind="glossary"
    )
    if not passages:
        passages = session.ports.knowledge().search(arguments.term, language=session.language, limit=1)
    if not passages:
        return Findings((Fact("found", 0, "number", "Найдено", "Found"),))
    return _passages(passages)


def _passages(passages: list[Passage]) -> Findings:
    facts = [Fact("found", len(passages), "number", "Найдено", "Found")]
    for number, passage in enumerate(passages, start=1):
        grade: Any = passage.evidence
        for key, value in (
            ("title", passage.title),
            ("text", passage.text),
            ("source", passage.source),
            ("kind", passage.kind),
            ("year", str(passage.year) if passage.year else None),
            ("grade", passage.evidence),
        ):
            if value:
                facts.append(
                    Fact(
                        f"passage_{number}_{key}",
                        value,
                        "text",
                        key,
                        key,
                        evidence=grade if key == "text" else None,
                    )
                )
    law = any(passage.kind == "rule" for passage in passages)
    return Findings(tuple(facts), notes=(NOT_ADVICE,) if law else ())


def _explain_run(session: Session, arguments: RunId) -> Findings:
    run_id = arguments.run_id
    result = session.ports.runs.get(run_id) if run_id else None
    if result is None:
        raise NotFound(
            "Name the run to explain, for example r0123456789ab; every figure of an answer shows the id of its run.",
            message_ru="Назовите расчёт, например r0123456789ab: номер показан у каждого числа ответа.",
        )
    facts = [
        Fact("tool", result.tool, "text", "Инструмент", "Tool"),
        Fact("explained_run", result.run_id, "text", "Расчёт", "Run"),
        Fact("snapshot", result.snapshot, "text", "Снимок данных", "Snapshot"),
        Fact("version", str(result.version), "text", "Версия", "Version"),
        Fact(
            "arguments",
            ", ".join(f"{k} = {v}" for k, v in result.arguments.items()) or "—",
            "text",
            "Параметры",
            "Arguments",
        ),
    ]
    methods = dict.fromkeys(fact.method for fact in result.facts if fact.method)
    if methods:
        facts.append(Fact("methods", "; ".join(methods), "text", "Методы", "Methods"))
    return Findings(tuple(facts), notes=result.notes)


SERVICE_TOOLS: tuple[Tool, ...] = (
    Tool(
        "draft_campaign", 1, "draft", DraftArguments, _draft_campaign,
        "Черновик кампании", "Campaign draft",
        "Готовит черновик кампании: аудитория, контрольная группа, экономика, текст, прогноз. Ничего не отправляет.",
        "Drafts a campaign: audience, control group, economics, copy, forecast. Sends nothing.",
        (
            "Подготовь кампанию возврата", "сделай черновик рассылки для спящих", "верни уходящих, бюджет двести тысяч",
            "Собери акцию для новичков на вторую покупку", "нужна рассылка лояльным с благодарностью",
            "хочу разбудить тех, кто давно не покупал", "подготовь смс-кампанию для редких покупателей",
            "Составь черновик письма-напоминания без скидки", "запусти подготовку акции к празднику",
            "сделай предложение тем, кто собирается уйти", "придумай кампанию с пушами на 50 тысяч",
            "набросай win-back", "давай сделаем рассылку по лояльным", "черновик оффера для ушедших",
            "Напиши письмо для возврата клиентов", "нужен текст и аудитория для реактивации",
        ),
        (
            "Prepare a win-back campaign", "draft a mailing for sleeping customers", "bring back people who are leaving, budget 200k",
            "Set up a second purchase campaign for newcomers", "write a thank-you mailing to loyal customers",
            "I want to wake up people who have not bought for long", "make an SMS campaign for occasional buyers",
            "compose a reminder e-mail without a discount", "prepare a promo for the holiday",
            "make an offer to customers likely to churn", "push campaign, 50 thousand budget",
            "reactivation draft please", "put together an offer for lapsed buyers", "create a campaign for regulars",
            "Write an e-mail to win customers back", "I need audience and copy for reactivation",
        ),
    ),
    Tool(
        "submit_draft", 1, "draft", DraftId, _submit_draft,
        "Отправка на согласование", "Submit for approval",
        "Замораживает черновик и ставит его в очередь согласования; решает другой человек.",
        "Freezes a draft and puts it into the approval queue; another person decides.",
        (
            "Отправь черновик на согласование", "поставь кампанию в очередь", "передай на утверждение",
            "готово, на согласование", "отдай это согласующему", "хочу чтобы одобрили мой черновик",
            "пусть посмотрят и утвердят", "заморозь черновик и отдай на проверку",
        ),
        (
            "Submit the draft for approval", "put the campaign into the queue", "hand it over for sign-off",
            "ready, send it to the approver", "pass my draft to approval", "I want my draft approved",
            "let them review it", "freeze the draft and hand it in",
        ),
    ),
    Tool(
        "campaign_status", 1, "read", DraftId, _campaign_status,
        "Состояние кампании", "Campaign status",
        "Говорит, на каком шаге кампания: черновик, согласование, отправка, итог по сообщениям.",
        "Says which step a campaign is at: draft, approval, sending, message counts.",
        (
            "Что с моей кампанией?", "согласовали ли рассылку", "на каком этапе кампания", "статус черновика",
            "сколько писем ушло", "есть что подписать?", "что ждёт согласования", "кампания уже отправлена?",
            "какой статус у возврата", "моя акция одобрена?",
        ),
        (
            "What is the status of my campaign?", "has the mailing been approved", "which stage is the campaign at",
            "draft status", "how many messages went out", "anything to sign?", "what is waiting for approval",
            "has it been sent already?", "is my promo approved", "where is my draft now",
        ),
    ),
    Tool(
        "weekly_report", 1, "draft", WeeklyReport, _weekly_report,
        "Недельный отчёт", "Weekly report",
        "Собирает недельный отчёт по фиксированному плану из одного снимка данных.",
        "Builds the weekly report in its fixed order from one snapshot.",
        (
            "Сделай отчёт за неделю", "собери недельный отчёт", "итоги недели для директора", "подготовь сводку за прошлую неделю",
            "нужен еженедельный отчёт", "отчёт по CVM на вчера", "покажи недельную сводку", "дайджест недели",
            "напиши отчёт руководству", "сформируй отчёт за неделю по 4 декабря",
        ),
        (
            "Make the weekly report", "build this week's report", "summary of the week for the director", "prepare last week's digest",
            "I need the weekly report", "CVM report as of yesterday", "show the weekly summary", "week in review",
            "write the report to management", "generate the report for the week ending December 4",
        ),
    ),
    Tool(
        "verify_report", 1, "read", ReportId, _verify_report,
        "Проверка отчёта", "Report verification",
        "Собирает сохранённый отчёт заново и сверяет его байт в байт.",
        "Builds a stored report again and compares it byte by byte.",
        (
            "Повтори отчёт за прошлую неделю и сверь", "проверь, что отчёт не изменился", "воспроизведи отчёт от 4 декабря",
            "отчёт тот же самый?", "сверь отчёт байт в байт", "докажи что цифры отчёта те же", "пересобери старый отчёт",
            "проверка отчёта на воспроизводимость",
        ),
        (
            "Rebuild last week's report and compare", "check that the report has not changed", "reproduce the report of 4 December",
            "is the report still the same?", "verify the report byte by byte", "prove the report's figures are the same",
            "rebuild an old report", "report reproducibility check",
        ),
    ),
    Tool(
        "search_knowledge", 1, "read", Question, _search_knowledge,
        "База знаний", "Knowledge base",
        "Ищет в кейсах с оценкой доказательности, правилах рекламы и данных, плейбуках по сегментам.",
        "Searches cases with evidence grades, advertising and data rules, playbooks by segment.",
        (
            "Можно ли рекламировать алкоголь в рассылке?", "что говорит закон о согласии на рекламу", "есть ли кейсы про геймификацию",
            "какие штрафы за рассылку без согласия", "нужен ли erid для письма", "кто ещё внедрял CVM", "пример успешного возврата клиентов",
            "что делать со спящими клиентами", "плейбук для новичков", "как лучше удерживать лояльных", "можно ли слать рекламу в мессенджер",
            "реклама у блогеров на заблокированных площадках", "хранение персональных данных за рубежом", "в какие часы можно слать смс",
            "лимит длины пуша", "марафон поднял LTV, повторить у себя?", "что было у других ритейлеров после CDP", "правила для рекламы кредита",
            "насколько можно верить кейсу", "что известно про игровые механики", "реклама в телеграм-каналах по нашей базе",
            "какие темы писем запрещены", "можно писать «лучшая цена»?", "слова на английском в рекламе разрешены?",
        ),
        (
            "May we advertise alcohol by e-mail?", "what does the law say about consent to advertising", "any cases on gamification",
            "fines for mailing without consent", "do we need an ad marker for a letter", "who else introduced CVM", "example of a successful win-back",
            "what to do with dormant customers", "playbook for newcomers", "how best to keep loyal customers", "may we advertise in a messenger",
            "advertising on blocked platforms", "storing personal data abroad", "at which hours may we send SMS",
            "push length limit", "a marathon raised LTV, should we repeat it", "what did other retailers get from a CDP", "rules for credit advertising",
            "how far can this case be trusted", "what is known about game mechanics", "telegram ads for our own audience",
            "soft opt-in rules in Europe", "can we claim the best price?", "bulk sender rules of Gmail",
        ),
    ),
    Tool(
        "glossary", 1, "read", Term, _glossary,
        "Словарь", "Glossary",
        "Объясняет термин управления клиентской ценностью.",
        "Explains a term of customer value management.",
        (
            "Что такое ARPU?", "что значит аплифт", "расшифруй RFM", "объясни термин когорта", "чем LTV отличается от CLV",
            "определение оттока", "что означает MDE", "как понимать теневую цену", "поясни, что такое контрольная группа",
            "что за зверь CUPED", "Qini это что", "объясни простыми словами ROMI",
        ),
        (
            "What is ARPU?", "what does uplift mean", "what does RFM stand for", "explain the term cohort", "difference between LTV and CLV",
            "definition of churn rate", "meaning of MDE", "what is a shadow price", "explain what a control group is",
            "what on earth is CUPED", "Qini, what's that", "explain ROMI in plain words",
        ),
    ),
    Tool(
        "explain_run", 1, "read", RunId, _explain_run,
        "Откуда число", "Where a figure comes from",
        "Говорит, каким инструментом, с какими параметрами и методом получены числа расчёта.",
        "Says which tool, arguments and method gave the figures of a run.",
        (
            "Откуда взялась эта цифра?", "как ты это посчитал", "покажи методику расчёта", "из каких данных это число",
            "объясни расчёт", "какой метод использован", "почему такое значение, как считали", "на каком снимке посчитано",
        ),
        (
            "Where does this figure come from?", "how did you compute that", "show the method of the calculation", "which data is this number from",
            "explain the run", "which method was used", "how was this value calculated", "which snapshot was used",
        ),
    ),
)  # fmt: skip

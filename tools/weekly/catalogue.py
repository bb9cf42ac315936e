"""The tools about the week."""

from __future__ import annotations

from tools.tool import Tool
from tools.weekly import flows, scorecard

TOOLS: tuple[Tool, ...] = (
    Tool(
        name="weekly_scorecard",
        version=1,
        effect="read",
        arguments=scorecard.ScorecardArguments,
        compute=scorecard.compute,
        title_ru="Показатели недели",
        title_en="Week's scorecard",
        description_ru="Все основные показатели недели против прошлой недели, среднего четырёх недель и той же недели год назад; "
        "выход за обычные границы; магазины без продаж; сообщения, отписки, NPS.",
        description_en="All basic figures of the week against last week, the mean of four weeks and the same week last year; "
        "what left its usual range; stores without sales; messages, unsubscribes, NPS.",
        examples_ru=(
            "Как прошла неделя?",
            "Что нового за неделю?",
            "Покажи недельные показатели",
            "итоги недели",
            "Сравни эту неделю с прошлой и с прошлым годом",
            "скорборд за неделю",
            "Есть ли что-то необычное на этой неделе?",
            "какие показатели вышли за обычные границы",
            "В каких магазинах на этой неделе не было продаж?",
            "касса какого магазина молчит",
            "сколько сообщений мы отправили за неделю и сколько отписок",
            "неделя к неделе по всем метрикам плиз",
            "Как мы отработали неделю до 8 ноября против средней за месяц?",
            "пульс бизнеса за семь дней",
        ),
        examples_en=(
            "How did the week go?",
            "weekly scorecard please",
            "Compare this week with last week and last year",
            "week over week numbers",
            "Anything unusual this week?",
            "Which figures left their usual range?",
            "Which stores recorded no sales this week?",
            "is any till silent",
            "How many messages did we send this week and how many unsubscribed?",
            "give me the weekly KPIs",
            "wk numbers vs 4 week avg",
            "What did the week to 8 November look like against the month's average?",
        ),
    ),
    Tool(
        name="base_flows",
        version=1,
        effect="read",
        arguments=flows.FlowsArguments,
        compute=flows.compute,
        title_ru="Движение базы за неделю",
        title_en="Flows of the base in the week",
        description_ru="Сегменты жизненного цикла на начало и конец недели: на начало + пришли − ушли = на конец; "
        "крупнейшие переходы, кто замолчал и кто вернулся.",
        description_en="Lifecycle segments at the start and the end of the week: opening + came in − went out = closing; "
        "the largest moves, who fell silent and who woke.",
        examples_ru=(
            "Как двигалась база за неделю?",
            "Сколько клиентов замолчало на этой неделе?",
            "кто вернулся из спящих за неделю",
            "движение базы по сегментам",
            "Сколько пришло и сколько ушло за неделю?",
            "Сходится ли база: на начало плюс пришли минус ушли?",
            "переходы между сегментами за последние семь дней",
            "Сколько новых клиентов добавилось в базу за неделю?",
            "Лояльных стало больше или меньше за неделю?",
            "сколько лояльных перешло в готовые уйти",
            "баланс базы за неделю",
            "Куда утекают клиенты на этой неделе?",
        ),
        examples_en=(
            "How did the base move this week?",
            "How many customers fell silent this week?",
            "who woke up this week",
            "weekly base flows",
            "opening plus in minus out, does the base close?",
            "How many came and how many left this week?",
            "moves between lifecycle segments in the last seven days",
            "did we gain or lose loyal customers this week",
            "How many loyal customers are now about to leave?",
            "new customers added to the base this week",
            "base balance for the week",
            "where do customers leak to this week?",
        ),
    ),
)

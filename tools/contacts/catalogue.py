"""The tools on contacts by name, with the questions that each answers."""

from __future__ import annotations

from tools.contacts import channel_time_tool, pressure_tool
from tools.tool import Tool

PRESSURE = Tool(
    name="contact_pressure",
    version=1,
    effect="read",
    arguments=pressure_tool.PressureArguments,
    compute=pressure_tool.compute,
    title_ru="Давление контактов и усталость",
    title_en="Contact pressure and fatigue",
    description_ru=(
        "Не слишком ли часто мы пишем: контактов на человека в неделю, отписки и жалобы по частоте, перегретые каналы и куда перенести контакты, "
        "сколько стоит лимит контактов."
    ),
    description_en=(
        "Whether we write too often: contacts a person a week, unsubscribes and complaints by frequency, overheated channels and where to move "
        "contacts, what a contact cap costs."
    ),
    examples_ru=(
        "Не слишком ли часто мы пишем клиентам?",
        "сколько сообщений получает человек в неделю",
        "какой канал перегрет",
        "усталость базы от рассылок",
        "сколько стоит лимит два контакта в неделю",
        "что если писать не чаще одного раза в неделю",
        "растут ли отписки из-за частоты",
        "заспамили ли мы базу",
        "давление на клиента по каналам",
        "контактная политика: сколько мы теряем на лимите",
    ),
    examples_en=(
        "Do we write to customers too often?",
        "contacts per person per week",
        "which channel is overheated",
        "contact fatigue",
        "what does a cap of two contacts a week cost",
        "what if we write at most once a week",
        "do unsubscribes grow with frequency",
        "are we spamming the base",
        "price of the contact cap",
    ),
)

CHANNEL_AND_TIME = Tool(
    name="best_channel_and_time",
    version=1,
    effect="read",
    arguments=channel_time_tool.ChannelTimeArguments,
    compute=channel_time_tool.compute,
    title_ru="Лучший канал и время",
    title_en="Best channel and time",
    description_ru=(
        "Через какой канал и когда писать сегменту: ожидаемая инкрементальная прибыль контакта по каналам с причиной, дни и часы, когда покупают и "
        "отвечают, и доказано ли, что время важно."
    ),
    description_en=(
        "Through which channel and when to write to a segment: expected incremental profit of a contact by channel with the reason, days and hours "
        "when they buy and answer, and whether time is proven to matter."
    ),
    examples_ru=(
        "Через какой канал и когда лучше писать лояльным?",
        "лучшее время для рассылки",
        "в какой день недели отправлять письма",
        "в каком часу слать пуши",
        "какой канал лучше для готовых уйти",
        "когда отправлять СМС",
        "следующий лучший канал и момент для клиента",
        "в какое время открывают и покупают",
        "email или push для первых покупателей",
    ),
    examples_en=(
        "Which channel and time is best for loyal customers?",
        "best time to send the newsletter",
        "which weekday should we send e-mails",
        "at what hour to send push messages",
        "best channel for customers about to leave",
        "next best channel and moment",
        "when should we send SMS",
        "email or push for first-time buyers",
    ),
)

TOOLS: tuple[Tool, ...] = (PRESSURE, CHANNEL_AND_TIME)

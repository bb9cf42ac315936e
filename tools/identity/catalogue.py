"""The tool about who is who."""

from __future__ import annotations

from tools.identity import summary_tool
from tools.tool import Tool

TOOLS: tuple[Tool, ...] = (
    Tool(
        name="identity_summary",
        version=1,
        effect="read",
        arguments=summary_tool.SummaryArguments,
        compute=summary_tool.compute,
        title_ru="Единый клиент: дубли и источники",
        title_en="One customer: duplicates and sources",
        description_ru="Сколько идентификаторов клиентов и сколько за ними людей, сколько дублей объединено, сколько конфликтов "
        "ждёт решения, какие источники какую долю людей знают, сколько покупает в нескольких каналах.",
        description_en="How many customer ids there are and how many persons behind them, how many duplicates were merged, how "
        "many conflicts wait, which sources know what share of the persons, how many buy in several channels.",
        examples_ru=(
            "Сколько у нас дублей клиентов?",
            "Сколько дубликатов в базе?",
            "Сколько анкет и сколько реальных людей?",
            "Единый профиль клиента: что объединено",
            "Сколько конфликтов объединения ждёт решения?",
            "склейка профилей, сколько склеили",
            "Какие источники данных какую долю клиентов покрывают?",
            "Карта источников и охват в процентах",
            "дедупликация базы",
            "Один и тот же человек онлайн и в магазине — это один клиент?",
            "Сколько людей покупает и в магазине, и онлайн?",
            "Сколько записей объединено по телефону и почте?",
            "есть ли у нас задвоенные клиенты",
        ),
        examples_en=(
            "How many duplicate customers do we have?",
            "identity resolution summary",
            "How many customer records and how many real people?",
            "how many profiles were merged",
            "How many merge conflicts wait for a decision?",
            "Map of data sources with coverage",
            "Which source covers what share of customers?",
            "are there duplicated customers in the base",
            "dedup status",
            "Is the same person online and in store counted once?",
            "how many people buy both online and in shops",
            "single customer view coverage",
        ),
    ),
)

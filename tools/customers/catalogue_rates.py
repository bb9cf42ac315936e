"""The catalogue entries on retention, churn and what moves the value of a customer."""

from __future__ import annotations

from tools.customers import clv_change, retention_rates
from tools.tool import Tool

RETENTION_RATES = Tool(
    name="retention_rates",
    version=1,
    effect="read",
    arguments=retention_rates.RateArguments,
    compute=retention_rates.compute,
    title_ru="Отток и удержание: пересчёт периодов",
    title_en="Churn and retention: conversion of periods",
    description_ru=(
        "Пересчитывает отток и удержание с месяца на год, квартал и неделю (RR = 1 − CR за один период) и сравнивает с ориентиром. Месяц с годом сравнивать "
        "отказывается и показывает пересчитанные цифры."
    ),
    description_en=(
        "Converts churn and retention from a month to a year, quarter or week (RR = 1 - CR within one period) and compares with a benchmark. Refuses to compare a "
        "month with a year and shows the converted figures."
    ),
    examples_ru=(
        "отток 5% в месяц — сколько это в год?",
        "переведи месячный отток в годовой",
        "пересчитай удержание с месяца на год",
        "сравни наш месячный отток с 40% в год",
        "7,5% оттока в месяц это много за год?",
        "удержание 85% в год — какой это отток в месяц",
        "какое годовое удержание при месячном оттоке 3%",
        "норма оттока 3-7,5% в месяц, сколько это годовых",
        "можно ли сравнить месячный CR с годовым RR",
        "из годового оттока получить месячный",
        "пересчёт churn rate между периодами",
        "квартальный отток в месячный",
    ),
    examples_en=(
        "churn of 5% a month, how much is that a year",
        "convert monthly churn to yearly",
        "convert retention from a month to a year",
        "compare our monthly churn with 40% a year",
        "is 7.5% monthly churn a lot per year",
        "85% yearly retention, which monthly churn is that",
        "what yearly retention does 3% monthly churn give",
        "annualise the churn rate",
        "can a monthly CR be compared with a yearly RR",
        "monthly churn from annual churn",
        "convert the churn rate between periods",
        "quarterly churn into monthly",
    ),
)

CLV_CHANGE = Tool(
    name="clv_change",
    version=1,
    effect="read",
    arguments=clv_change.ClvChangeArguments,
    compute=clv_change.compute,
    title_ru="Из чего сложилось изменение CLV",
    title_en="What moved CLV",
    description_ru=(
        "Раскладывает изменение ценности клиента (CLV, LTV) между двумя периодами на вклад ARPU, удержания и маржи; части складываются точно, до копейки."
    ),
    description_en=(
        "Splits the change of customer value (CLV, LTV) between two periods into what ARPU, retention and margin brought; the parts add up exactly, to the cent."
    ),
    examples_ru=(
        "почему изменился CLV",
        "разложи изменение LTV на ARPU, удержание и маржу",
        "за счёт чего вырос CLV",
        "что тянет LTV вниз: чек или удержание",
        "вклад удержания в изменение ценности клиента",
        "из-за чего упала ценность клиента",
        "декомпозиция CLV по факторам",
        "как маржа повлияла на LTV",
        "CLV этого квартала против прошлого: из чего разница",
        "факторы изменения LTV",
        "на сколько ARPU поднял CLV",
        "что сильнее сдвинуло CLV, ARPU или RR",
    ),
    examples_en=(
        "why did CLV change",
        "split the LTV change into ARPU, retention and margin",
        "what drove CLV up",
        "what pulls LTV down, spend or retention",
        "contribution of retention to the change of customer value",
        "why did customer lifetime value fall",
        "CLV decomposition by factor",
        "how did margin affect LTV",
        "CLV this quarter against last: what makes the difference",
        "drivers of the LTV change",
        "how much did ARPU add to CLV",
        "which moved CLV more, ARPU or RR",
    ),
)

TOOLS: tuple[Tool, ...] = (RETENTION_RATES, CLV_CHANGE)

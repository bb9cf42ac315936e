"""The catalogue entries on the net promoter score."""

from __future__ import annotations

from tools.customers import nps_profit, nps_tool
from tools.tool import Tool

NPS = Tool(
    name="nps",
    version=2,
    effect="read",
    arguments=nps_tool.NpsArguments,
    compute=nps_tool.compute,
    title_ru="NPS: готовность рекомендовать",
    title_en="Net promoter score",
    description_ru=(
        "NPS по ответам опроса: сторонники минус критики с интервалом, изменение к прошлому периоду, по регионам, при желании с квотами; "
        "предупреждает о неответивших."
    ),
    description_en=(
        "NPS from survey answers: promoters less detractors with an interval, change against the period before, by region, with quotas on "
        "request; warns about those who did not answer."
    ),
    examples_ru=(
        "какой у нас NPS",
        "нпс за квартал",
        "NPS по регионам",
        "где самый низкий NPS",
        "вырос ли NPS",
        "сколько у нас промоутеров и детракторов",
        "индекс лояльности по опросу",
        "готовы ли нас рекомендовать",
        "NPS за прошлый месяц с интервалом",
        "изменился ли нпс после повышения цен",
        "доля критиков в Казани",
        "NPS взвешенный по регионам",
        "что с удовлетворённостью по опросам",
        "достаточно ли ответов для NPS",
    ),
    examples_en=(
        "what is our NPS",
        "net promoter score last quarter",
        "NPS by region",
        "where is NPS the lowest",
        "did NPS change",
        "how many promoters and detractors",
        "would customers recommend us",
        "NPS with confidence interval",
        "weighted NPS",
        "survey score trend",
        "share of detractors",
        "is the NPS sample large enough",
        "customer satisfaction by survey",
    ),
)

NPS_PROFIT = Tool(
    name="nps_profit",
    version=1,
    effect="read",
    arguments=nps_profit.NpsProfitArguments,
    compute=nps_profit.compute,
    title_ru="NPS рядом с инкрементальной прибылью",
    title_en="NPS beside incremental profit",
    description_ru=(
        "NPS и инкрементальная прибыль кампаний по месяцам рядом: изменение, связь с запаздыванием и интервалом, что делать. Если NPS растёт, а прибыли нет, – "
        "пересмотреть предложение или канал. Связь – не причина."
    ),
    description_en=(
        "NPS and the incremental profit of campaigns side by side by month: change, correlation with lag and interval, what to do. When NPS rises and there is no "
        "profit: revise the offer or the channel. A correlation is no cause."
    ),
    examples_ru=(
        "NPS растёт, а прибыль нет — что делать?",
        "сравни NPS с инкрементальной прибылью",
        "связан ли NPS с прибылью кампаний",
        "nps и прибыль по месяцам",
        "есть ли связь лояльности по опросам и денег",
        "NPS упал, прибыль выросла, что пересмотреть",
        "корреляция NPS и прибыли с запаздыванием",
        "опережает ли NPS прибыль",
        "нпс вверх, денег нет",
        "пересматривать ли механику по NPS и прибыли",
        "довольство клиентов против прибыли",
        "как NPS соотносится с эффектом CRM",
    ),
    examples_en=(
        "NPS is up but profit is not, what now",
        "compare NPS with incremental profit",
        "is NPS related to campaign profit",
        "nps and profit by month",
        "does survey loyalty go with money",
        "NPS fell and profit rose, what to revise",
        "correlation of NPS and profit with a lag",
        "does NPS lead profit",
        "nps up, no money",
        "should we revise the mechanics by NPS and profit",
        "customer satisfaction against profit",
        "how does NPS relate to the CRM effect",
    ),
)

TOOLS: tuple[Tool, ...] = (NPS, NPS_PROFIT)

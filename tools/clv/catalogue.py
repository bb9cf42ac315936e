"""The tools on customer value by name, with the questions that each answers."""

from __future__ import annotations

from tools.clv import churn_tool, clv_tool, health_tool, what_if_tool
from tools.tool import Tool

CLV = Tool(
    name="clv",
    version=3,
    effect="read",
    arguments=clv_tool.ClvArguments,
    compute=clv_tool.compute,
    title_ru="Будущая ценность клиентов (CLV)",
    title_en="Customer lifetime value (CLV)",
    description_ru=(
        "Сколько клиенты принесут за горизонт (по умолчанию 12 месяцев): средний и медианный CLV, сумма с интервалом, децили; все клиенты, "
        "повторные, купившие один раз или новые. На марже, где она известна. Всегда с проверкой модели на прошлом."
    ),
    description_en=(
        "What customers will bring within a horizon (12 months by default): mean and median CLV, total with interval, deciles; all customers, "
        "repeat, one-time or new ones. On margin where it is known. Always with the model's backtest."
    ),
    examples_ru=(
        "Какой CLV у первых покупателей на 12 месяцев?",
        "Какой CLV у повторных покупателей?",
        "сколько принесёт база за следующий год",
        "ltv клиентов",
        "какой у нас LTV на два года",
        "посчитай пожизненную ценность клиента",
        "средний clv по базе на полгода",
        "CLTV новых клиентов за квартал",
        "сколько денег ждать от клиента за 12 мес",
        "прогноз ценности клиентов по децилям",
        "сколько стоит наш клиент",
        "ценость клиента на горизонте 24 месяца без дисконта",
        "CLV при ставке 20 процентов",
        "кто из клиентов самый ценный в будущем",
        "разница в LTV между разовыми и постоянными",
        "CLV онлайн-покупателей",
    ),
    examples_en=(
        "What is the 12-month CLV of repeat buyers?",
        "What is the CLV of first-time buyers?",
        "customer lifetime value of our base",
        "average LTV over two years",
        "how much will customers bring next year",
        "ltv by decile",
        "lifetime value of new customers this quarter",
        "what is a customer worth to us",
        "expected margin per customer over the next 6 months",
        "CLV without discounting",
        "CLTV at a 10% discount rate",
        "predict future value of online shoppers",
        "how good is the CLV forecast, was it right before",
        "whats our clv",
    ),
)

CHURN_RISK = Tool(
    name="churn_risk",
    version=2,
    effect="read",
    arguments=churn_tool.ChurnArguments,
    compute=churn_tool.compute,
    title_ru="Риск ухода и стоимость под риском",
    title_en="Risk of leaving and value at risk",
    description_ru=(
        "Вероятность, что клиенты ещё с нами (без договора уход не виден), сколько, вероятно, уже ушло и сколько денег под риском, по "
        "группам риска. Не говорит, кому писать: для этого нужен измеренный эффект."
    ),
    description_en=(
        "Probability that customers are still with us (without a contract leaving is not seen), how many have probably left and how much "
        "money is at risk, by band. Does not say whom to contact: that needs a measured effect."
    ),
    examples_ru=(
        "Кто из клиентов собирается уйти?",
        "Сколько клиентов под риском оттока?",
        "какая вероятность ухода по базе",
        "сколько денег мы можем потерять из-за оттока",
        "прогноз оттока",
        "стоимость под риском",
        "сколько клиентов уже, скорее всего, ушли",
        "риск оттока у повторных покупателей",
        "кто готов уйти и сколько они стоят",
        "спящие клиенты: сколько ещё живых",
        "P(alive) по базе",
        "скока народу отвалится",
        "сколько клиентов купит хотя бы раз за полгода",
        "предсказание ухода клиентов на 6 месяцев",
    ),
    examples_en=(
        "Which customers are about to leave?",
        "How many customers are at risk of churn?",
        "churn prediction",
        "value at risk from churn",
        "how much money could we lose to churn",
        "probability that our customers are still alive",
        "how many have probably left already",
        "p(alive) distribution",
        "churn risk of repeat buyers",
        "dormant customers, how many will come back",
        "who is slipping away",
        "share of customers expected to buy in the next six months",
        "at-risk customers and their value",
    ),
)

CLV_WHAT_IF = Tool(
    name="clv_what_if",
    version=1,
    effect="read",
    arguments=what_if_tool.WhatIfArguments,
    compute=what_if_tool.compute,
    title_ru="Что если: отток, ARPU, маржа и ценность базы",
    title_en="What if: churn, ARPU, margin and the value of the base",
    description_ru=(
        "Сценарий: сколько денег прибавится или потеряется, если отток (удержание), ARPU или маржа изменятся: точное разложение разницы по "
        "рычагам и чувствительность к оттоку. Отток и удержание – за один и тот же период."
    ),
    description_en=(
        "Scenario: how much money is won or lost if churn (retention), ARPU or margin change: exact split of the difference by lever and "
        "the sensitivity to churn. Churn and retention are of the same period."
    ),
    examples_ru=(
        "Что будет, если отток снизится на 1 п.п.?",
        "если отток упадёт на 2 процентных пункта, сколько заработаем",
        "сколько стоит один процентный пункт удержания",
        "что если ARPU вырастет на 5 %",
        "что если удержание вырастет на 3 п.п.",
        "как изменится ценность базы, если маржа упадёт на 2 п.п.",
        "сценарий: отток вырос на 1 п.п., что с LTV",
        "насколько CLV чувствителен к оттоку",
        "сколько прибавит к ценности базы рост чека на 10 %",
        "что даст снижение оттока",
        "сколько потеряем, если отток вырастет",
        "отток минус один п.п. – сколько это в деньгах",
    ),
    examples_en=(
        "What if churn falls by 1 pp?",
        "what is one percentage point of churn worth in money",
        "if retention rises by 2 pp how much do we gain",
        "what if ARPU grows by 5%",
        "how does CLV change if the margin falls by 2 pp",
        "value of the base if churn goes up by one point",
        "sensitivity of lifetime value to churn",
        "scenario with lower churn and higher ARPU",
        "what would lower attrition bring us",
        "how much do we lose if churn increases",
        "what if customers stayed longer",
    ),
)

MODEL_HEALTH = Tool(
    name="model_health",
    version=1,
    effect="read",
    arguments=health_tool.HealthArguments,
    compute=health_tool.compute,
    title_ru="Здоровье моделей: дрейф, калибровка, чемпион и претендент",
    title_en="Health of the models: drift, calibration, champion and challenger",
    description_ru=(
        "Можно ли верить моделям CLV и оттока: дрейф входных данных (PSI), ошибка прогноза за последний период против обычной, чемпион против "
        "претендента, тревога и что делать – оставить, заморозить, откатить, сменить модель."
    ),
    description_en=(
        "Can the CLV and churn models be trusted: drift of the inputs (PSI), error of the forecast in the last period against its usual one, "
        "champion against challenger, alarm and what to do: keep, freeze, roll back, change the model."
    ),
    examples_ru=(
        "Не сломалась ли модель CLV?",
        "можно ли ещё верить прогнозам модели",
        "есть ли дрейф у модели оттока",
        "PSI по признакам",
        "пора ли переобучить модели",
        "здоровье моделей",
        "модель стабильна?",
        "чемпион против претендента",
        "не поплыла ли модель после смены цен",
        "насколько прогноз прошлого месяца разошёлся с фактом",
        "проверь стабильность моделей",
        "нужно ли заморозить модель",
    ),
    examples_en=(
        "Is the CLV model still healthy?",
        "model drift",
        "population stability index of the inputs",
        "do we need to retrain the models",
        "can the forecasts still be trusted",
        "champion challenger comparison of the models",
        "did the model break last month",
        "model monitoring",
        "has the forecast drifted from the actuals",
        "should the model be frozen or rolled back",
        "stability of the churn model",
    ),
)

TOOLS: tuple[Tool, ...] = (CLV, CHURN_RISK, CLV_WHAT_IF, MODEL_HEALTH)

"""The tools on the base by name, with the questions that each answers."""

from __future__ import annotations

from tools.customers import cohorts, explain_change, metrics, pareto, pareto_groups, reachability, rhythm
from tools.customers.catalogue_flows import TOOLS as FLOWS
from tools.customers.catalogue_nps import TOOLS as VOICE
from tools.customers.catalogue_rates import TOOLS as RATES
from tools.customers.catalogue_stages import TOOLS as STAGES
from tools.customers.consent_check import CONSENT_CHECK
from tools.customers.feedback_themes import FEEDBACK_THEMES
from tools.customers.price_effect_entry import PRICE_EFFECT
from tools.tool import Tool

PARETO = Tool(
    name="pareto",
    version=1,
    effect="read",
    arguments=pareto.ParetoArguments,
    compute=pareto_groups.compute,
    title_ru="Кто приносит деньги (Парето)",
    title_en="Who brings the money (Pareto)",
    description_ru=(
        "Какая часть клиентов (или каких сегментов, категорий, товаров) даёт 80 % выручки или маржи: точная доля, кривая, "
        "доля верхних 1, 5, 10 и 20 %, индекс Джини. Прямо говорит, когда правило 80/20 не действует."
    ),
    description_en=(
        "Which part of the customers (or which segments, categories, products) brings 80 % of revenue or margin: exact share, curve, "
        "share of the top 1, 5, 10 and 20 %, Gini index. Says plainly when 80/20 does not hold."
    ),
    examples_ru=(
        "Какие клиенты дают 80% выручки?",
        "Какие сегменты дают 80% оборота?",
        "парето по клиентам",
        "работает ли у нас правило 80/20",
        "какая доля клиентов приносит 80 процентов маржи",
        "сколько процентов базы делают половину оборота",
        "топ 10 процентов клиентов — сколько от выручки?",
        "насколько мы зависим от крупных клиентов",
        "концентрация выручки",
        "индекс джини по выручке",
        "какие категории дают основную выручку",
        "какие товары дают 80% оборота",
        "кто нас кормит",
        "сегменты, которые делают 50-80% оборота",
        "Парето за 2025 год по марже",
        "пореточка по клиентам плиз",
    ),
    examples_en=(
        "Which customers bring 80% of revenue?",
        "Which segments make 80% of turnover?",
        "pareto",
        "does the 80/20 rule hold for us",
        "what share of customers brings 80 percent of the margin",
        "how much of the revenue comes from the top 10%",
        "how concentrated is our revenue",
        "gini index of revenue",
        "which categories bring most of the money",
        "which products make up 80% of sales",
        "how dependent are we on big spenders",
        "who feeds us",
        "top 1 percent of customers, share of turnover",
        "customer concentration by margin last year",
    ),
)

BASE_METRICS = Tool(
    name="base_metrics",
    version=1,
    effect="read",
    arguments=metrics.MetricsArguments,
    compute=metrics.compute,
    title_ru="Основные показатели базы",
    title_en="Basic metrics of the base",
    description_ru=(
        "ARPU, частота, средний чек, активные и новые клиенты, удержание (RR) и отток (CR) за период с определениями, в сравнении с "
        "прошлым периодом или годом назад, и ряд по периодам."
    ),
    description_en=(
        "ARPU, frequency, average order, active and new customers, retention (RR) and churn (CR) of a period with definitions, against the "
        "period before or a year ago, and the series by period."
    ),
    examples_ru=(
        "Какой у нас ARPU?",
        "средний чек за прошлый месяц",
        "сколько активных клиентов в октябре",
        "какой отток за месяц",
        "удержание клиентов за квартал",
        "сколько новых клиентов пришло",
        "основные показатели базы",
        "частота покупок и средний чек, сравни с прошлым годом",
        "churn rate за ноябрь",
        "retention за месяц",
        "как дела с базой: ключевые метрики",
        "сколько заказов на клиента",
        "RR и CR за прошлый период",
        "арпу по москве",
        "выручка по месяцам",
        "динамика активных покупателей по неделям",
        "отток клиентов в процентах",
    ),
    examples_en=(
        "What is our ARPU?",
        "average order value last month",
        "how many active customers in October",
        "what is our churn rate",
        "retention rate last quarter",
        "how many new customers did we get",
        "key metrics of the base",
        "purchase frequency compared with last year",
        "orders per customer",
        "RR and CR for the period",
        "revenue by month",
        "weekly active customers",
        "kpis for november",
        "AOV and ARPU for the online channel",
    ),
)

EXPLAIN_CHANGE = Tool(
    name="explain_change",
    version=3,
    effect="read",
    arguments=explain_change.ChangeArguments,
    compute=explain_change.compute,
    title_ru="Почему изменился показатель",
    title_en="Why a figure moved",
    description_ru=(
        "Раскладывает изменение выручки, маржи, числа заказов, клиентов или ARPU между двумя периодами точно, до копейки: число клиентов, "
        "заказов на клиента, средний чек, возвраты; новые, вернувшиеся и ушедшие; категории, каналы, магазины, регионы или сегменты. Сначала "
        "проверяет сбои данных. Место изменения, а не причина."
    ),
    description_en=(
        "Splits the change of revenue, margin, orders, customers or ARPU between two periods exactly, to the cent: number of customers, orders "
        "per customer, average order, returns; new, returning and lost customers; categories, channels, stores, regions or segments. Checks the "
        "data for faults first. Where, not why."
    ),
    examples_ru=(
        "Почему упала выручка на прошлой неделе?",
        "почему выросла выручка в ноябре",
        "что случилось с продажами на прошлой неделе",
        "из-за чего просел оборот",
        "разложи изменение выручки по факторам",
        "за счёт чего выросла маржа",
        "что изменилось за месяц",
        "кто виноват в падении: чек или число клиентов?",
        "почему вырчка упала",
        "сравни выручку с той же неделей прошлого года и объясни разницу",
        "какие категории потянули выручку вниз",
        "откуда рост продаж",
        "просадка по онлайну, в чём дело",
        "факторный анализ выручки",
        "чем эта неделя отличается от прошлой",
        "что изменилось в базе на этой неделе",
        "почему упало число заказов",
        "из-за чего вырос ARPU",
        "какие магазины просели по выручке",
        "разложи падение выручки по регионам",
        "какие сегменты потянули выручку вниз",
    ),
    examples_en=(
        "Why did revenue fall last week?",
        "What changed in the base this week?",
        "why did sales grow in November",
        "what happened to revenue",
        "decompose the revenue change",
        "what drove the margin up",
        "which categories pulled revenue down",
        "was it fewer customers or smaller baskets",
        "explain the drop against last year",
        "revenue bridge month over month",
        "where does the growth come from",
        "what changed since last month",
        "why are we down in the online channel",
        "variance analysis of revenue",
        "why did the number of orders drop",
        "what moved ARPU",
        "which stores pulled revenue down",
        "split the revenue change by region",
        "which segments drove the decline",
    ),
)

COHORT_RETENTION = Tool(
    name="cohort_retention",
    version=1,
    effect="read",
    arguments=cohorts.CohortArguments,
    compute=cohorts.compute,
    title_ru="Удержание когорт",
    title_en="Cohort retention",
    description_ru="Какая доля клиентов, впервые купивших в каждом месяце или квартале, покупает снова через один, два, три и более месяцев.",
    description_en="Which share of the customers who first bought in each month or quarter buys again one, two, three and more months later.",
    examples_ru=(
        "когортный анализ",
        "покажи удержание по когортам",
        "ретеншн когорт по месяцам",
        "сколько новых покупателей возвращается через месяц",
        "какая доля клиентов покупает второй раз через 3 месяца",
        "когорты по кварталам",
        "как удерживаются клиенты, пришедшие в январе",
        "возвращаемость новых клиентов",
        "стали ли новые когорты хуже",
        "кагорты покажи",
        "retention по месяцу первой покупки",
        "какая когорта лучше всех держится",
        "сколько остаётся через полгода после первой покупки",
    ),
    examples_en=(
        "cohort analysis",
        "show retention by cohort",
        "monthly cohort retention",
        "how many new buyers come back after a month",
        "share of customers buying again after three months",
        "quarterly cohorts",
        "how well do January customers stick",
        "are newer cohorts worse",
        "repeat rate of new customers",
        "which cohort retains best",
        "how many are left half a year after the first order",
        "retention curve by first purchase month",
    ),
)

REACHABILITY = Tool(
    name="reachability",
    version=2,
    effect="read",
    arguments=reachability.ReachArguments,
    compute=reachability.compute,
    title_ru="До кого можно дотянуться",
    title_en="Whom we can reach",
    description_ru=(
        "Сколько клиентов доступно в e-mail, SMS, push и мессенджерах: согласие на рекламу в силе, действующий адрес или токен, сообщения доходят, нет отписки и жалоб; "
        "пересечение каналов и годовая выручка тех, до кого не дотянуться."
    ),
    description_en=(
        "How many customers can be reached by e-mail, SMS, push and messengers: consent to advertising in force, a valid address or token, messages arrive, no "
        "unsubscription or complaint; overlap of channels and the yearly revenue of those whom no channel reaches."
    ),
    examples_ru=(
        "до скольких клиентов мы можем дотянуться",
        "сколько доступно по email и смс",
        "охват каналов",
        "у скольких клиентов есть согласие на рекламу",
        "сколько контактных клиентов в базе",
        "пересечение каналов email и push",
        "сколько выручки у тех, кому нельзя писать",
        "скольким лояльным можно отправить смс",
        "доля базы с согласием на рассылку",
        "кого нельзя беспокоить",
        "сколько адресов не работает",
        "достижимость базы по каналам",
        "каким каналом достанем больше всего готовых уйти",
        "сколько людей подписаны на пуши",
    ),
    examples_en=(
        "how many customers can we reach",
        "reach by email and sms",
        "channel reachability",
        "how many customers have given consent to advertising",
        "overlap of email and push",
        "revenue of customers we cannot contact",
        "how many loyal customers can we text",
        "share of the base with marketing consent",
        "how many addresses bounce",
        "whom may we not contact",
        "reachable audience by channel",
        "how many people opted in to push",
    ),
)

PURCHASE_RHYTHM = Tool(
    name="purchase_rhythm",
    version=1,
    effect="read",
    arguments=rhythm.RhythmArguments,
    compute=rhythm.compute,
    title_ru="Ритм покупок",
    title_en="Rhythm of purchases",
    description_ru="В какие дни недели и часы покупают, какой обычный перерыв между покупками, сколько клиентов держатся одного дня недели.",
    description_en="On which weekdays and at which hours customers buy, how long they usually wait, and how many keep to one day of the week.",
    examples_ru=(
        "в какой день недели чаще покупают",
        "в какие часы у нас пик заказов",
        "ритм покупок",
        "как часто возвращаются за следующей покупкой",
        "медианный перерыв между покупками",
        "есть ли у нас субботние покупатели",
        "когда лучше слать напоминание — в какой день",
        "сколько дней проходит между покупками",
        "во сколько покупают лояльные",
        "цикл покупки",
        "распределение заказов по дням недели",
        "сколько клиентов покупают всегда в один и тот же день",
    ),
    examples_en=(
        "on which weekday do people buy most",
        "peak hours for orders",
        "purchase rhythm",
        "how many days between purchases",
        "median gap between orders",
        "do we have Saturday shoppers",
        "what time do loyal customers buy",
        "purchase cycle",
        "orders by day of the week",
        "how often do customers come back",
        "which day is best for a reminder",
        "share of customers who always buy on the same day",
    ),
)

TOOLS: tuple[Tool, ...] = (
    PARETO,
    BASE_METRICS,
    EXPLAIN_CHANGE,
    COHORT_RETENTION,
    REACHABILITY,
    PURCHASE_RHYTHM,
    PRICE_EFFECT,
    FEEDBACK_THEMES,
    CONSENT_CHECK,
    *FLOWS,
    *RATES,
    *VOICE,
    *STAGES,
)

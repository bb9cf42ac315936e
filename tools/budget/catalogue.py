"""The tools on money by name, with the questions that each answers."""

from __future__ import annotations

from tools.budget import budget_tools, discounts, economic_plan_tool, liability_tool, offer_tool, spend_tool
from tools.tool import Tool

ALLOCATE = Tool(
    name="allocate_budget",
    version=2,
    effect="read",
    arguments=budget_tools.BudgetArguments,
    compute=budget_tools.allocate_budget,
    title_ru="Распределить бюджет по клиентам и каналам",
    title_en="Allocate a budget to customers and channels",
    description_ru=(
        "Кому, что и через какой канал предложить на этот бюджет, чтобы дополнительная прибыль была наибольшей: план по видам клиентов, ожидаемая "
        "прибыль с интервалом, цена ограничений. Только на измеренных с контролем кампаниях, иначе отказ."
    ),
    description_en=(
        "Whom to offer what through which channel for this budget so that incremental profit is largest: plan by kind of customer, expected "
        "profit with interval, price of the limits. Only from campaigns measured against control, otherwise refused."
    ),
    examples_ru=(
        "раздели 400 тысяч между каналами",
        "Как поделить 2 млн по каналам и сегментам с наибольшей прибылью?",
        "сколько из 600 тысяч отдать каждому каналу",
        "Как распределить бюджет 500 тысяч?",
        "распредели 100 000 рублей по каналам",
        "на кого потратить бюджет рассылок",
        "кому слать SMS, если бюджет 50к",
        "оптимальное распределение бюджета CRM",
        "у меня 1,5 млн на квартал, куда вложить",
        "раскидай бюджет между почтой и смс",
        "бюджет 200 тыс, не больше 5000 смс",
        "как потратить деньги на коммуникации с максимальной прибылью",
        "кому какой оффер дать при ограниченном бюджете",
        "план контактов на 30000 руб",
        "какой канал кому, чтобы заработать больше",
        "распеределить бюджет на e-mail и push",
    ),
    examples_en=(
        "How should we allocate a budget of 500k?",
        "split 100,000 between email and SMS",
        "divide 200k over channels and segments",
        "Spread 2M across the channels so that profit is highest",
        "how much of 400k should go to each channel",
        "who should get which offer within our budget",
        "best use of a 50k CRM budget",
        "allocate the marketing budget across channels",
        "optimal allocation with at most 5000 SMS",
        "where should I spend 1.5M next quarter",
        "how to spend the contact budget for most profit",
        "plan contacts for a 30000 budget",
        "which customers are worth contacting with this money",
        "assign offers under a budget limit",
        "budget allocation pls",
    ),
)

WHAT_IF = Tool(
    name="budget_what_if",
    version=2,
    effect="read",
    arguments=budget_tools.WhatIfArguments,
    compute=budget_tools.budget_what_if,
    title_ru="Что если бюджет другой",
    title_en="What if the budget were different",
    description_ru=(
        "Сколько прибыли даст следующая тысяча бюджета и сколько потеряем, если срезать десять или двадцать процентов: пересчёт плана, предельная "
        "отдача, кривая прибыли от бюджета."
    ),
    description_en=(
        "How much profit the next thousand of budget brings and what is lost by cutting ten or twenty per cent: the plan re-solved, marginal "
        "return, profit by budget."
    ),
    examples_ru=(
        "Что потеряем, если урезать бюджет на 20%?",
        "сколько принесёт ещё одна тысяча рублей бюджета",
        "предельная отдача бюджета",
        "если срежут 10 процентов, сколько прибыли потеряем",
        "стоит ли просить больше денег на CRM",
        "что будет с прибылью, если добавить бюджета",
        "кривая прибыли от бюджета",
        "маржинальная прибыль следующего рубля",
        "а если бюджет сократят в полтора раза",
        "защити бюджет: что теряем при минус 20",
        "насколько выгодно увеличить бюджет рассылок",
        "теневая цена бюджета",
        "бюджет 300 тыс, а если 270?",
    ),
    examples_en=(
        "What do we lose if the budget is cut by 20%?",
        "what would another thousand bring",
        "marginal return on the CRM budget",
        "is it worth asking for more budget",
        "profit curve by budget",
        "shadow price of the budget",
        "impact of a 10% budget cut",
        "what happens to profit if we add budget",
        "defend the budget: what is lost at minus 20 percent",
        "value of the next dollar of budget",
        "should we increase contact spending",
        "what if our budget was half as large again",
    ),
)

OFFER = Tool(
    name="offer_economics",
    version=1,
    effect="read",
    arguments=offer_tool.OfferArguments,
    compute=offer_tool.compute,
    title_ru="Экономика предложения: окупится ли скидка",
    title_en="Economics of an offer: will the discount pay",
    description_ru=(
        "Сколько маржи съест скидка, какой прирост покупателей нужен, чтобы она окупилась, предельная скидка, сколько уйдёт тем, кто купил бы и так, "
        "и сколько нужно напоминанию без скидки. Маржа, средний заказ и база – из данных или из вопроса."
    ),
    description_en=(
        "How much margin a discount eats, what rise of buyers makes it pay, the largest discount, what goes to those who would have bought anyway, and "
        "what a reminder without a discount needs. Margin, order and base from the data or from the question."
    ),
    examples_ru=(
        "Окупится ли скидка 15%?",
        "какую максимальную скидку можно дать, чтобы не съесть маржу",
        "точка безубыточности скидки 20 процентов",
        "сколько маржи съест промокод на 10%",
        "скидка 30% при марже 35% – это выгодно?",
        "какой прирост нужен, чтобы акция окупилась",
        "скидка или напоминание без скидки, что выгоднее",
        "экономика оффера",
        "посчитай экономику предложения со скидкой 25",
        "на сколько должна вырасти конверсия при скидке 5 %",
        "сколько скидки достанется тем, кто и так купил бы",
        "не уйдём ли мы в минус со скидкой 40%",
        "юнит экономика промо",
    ),
    examples_en=(
        "Will a 15% discount pay off?",
        "break-even uplift of a 20% discount",
        "what is the largest discount that does not eat our margin",
        "how much margin does a 10% promo code cost",
        "offer economics",
        "discount or a plain reminder, which is better",
        "is 30% off profitable at a 35% margin",
        "how much must conversion rise to pay for 5% off",
        "how much discount goes to people who would buy anyway",
        "unit economics of the promo",
        "would we lose money at 40 percent off",
        "how many more buyers does the offer need",
    ),
)

ECONOMIC_PLAN = Tool(
    name="economic_plan",
    version=1,
    effect="read",
    arguments=economic_plan_tool.EconomicPlanArguments,
    compute=economic_plan_tool.compute,
    title_ru="Экономика программы на 12–36 месяцев",
    title_en="Economic plan for 12 to 36 months",
    description_ru=(
        "Обоснование бюджета CVM для финансового директора на 12, 24 или 36 месяцев: команда, технологии, контакты, измеренный эффект, NPV с P10, "
        "P50, P90, срок окупаемости, что сильнее всего меняет результат, что теряем при меньшем бюджете."
    ),
    description_en=(
        "The case for the CVM budget before a CFO over 12, 24 or 36 months: people, technology, contacts, measured effect, NPV with P10, P50, P90, "
        "payback month, what moves the result most, what a smaller budget loses."
    ),
    examples_ru=(
        "Обоснуй бюджет CVM на 36 месяцев для CFO",
        "экономическая модель CVM на три года",
        "когда окупится программа CVM",
        "бизнес-кейс CRM на 24 месяца: команда 900 тысяч в месяц, внедрение 12 млн",
        "сколько может стоить команда CVM, чтобы окупиться",
        "NPV программы лояльности за 3 года",
        "финансовая модель CVM с P10 и P90",
        "защитить бюджет перед финансовым директором",
        "срок окупаемости внедрения CDP за 15 млн",
        "обоснование инвестиций в CVM на 12 месяцев",
        "стоит ли вкладывать 30 млн в CVM на три года",
        "от чего сильнее всего зависит окупаемость CVM",
    ),
    examples_en=(
        "Make the case for a 36-month CVM budget to the CFO",
        "economic model of the CVM programme over three years",
        "when does the CVM programme pay back",
        "business case for CRM over 24 months: team 900k a month, implementation 12M",
        "how much may the CVM team cost and still pay off",
        "NPV of the programme over 3 years with P10 and P90",
        "payback of a 15M CDP investment",
        "defend the CVM budget in front of finance for 12 months",
        "is it worth investing 30M into CVM over three years",
        "what does the payback of CVM depend on most",
    ),
)

DISCOUNTS = Tool(
    name="discount_dependency",
    version=1,
    effect="read",
    arguments=discounts.DiscountArguments,
    compute=discounts.compute,
    title_ru="Зависимость от скидок",
    title_en="Dependency on discounts",
    description_ru=(
        "Какая доля заказов и оборота идёт со скидкой и растёт ли она, кто покупает только со скидкой, сколько скидок адресных и сколько массовых; "
        "по месяцам."
    ),
    description_en=(
        "What share of orders and sales has a discount and whether it grows, who buys only with one, how much of the discount is targeted and how "
        "much mass; by month."
    ),
    examples_ru=(
        "Насколько мы зависим от скидок?",
        "какая доля заказов со скидкой",
        "не подсадили ли мы клиентов на скидки",
        "доля массовых промо в скидках",
        "сколько клиентов покупают только по акциям",
        "адресные и массовые скидки, соотношение",
        "растёт ли доля промо в продажах",
        "скидочная зависимость базы",
        "сколько мы раздали скидок за год",
        "приучили ли мы базу ждать акций",
    ),
    examples_en=(
        "How dependent are we on discounts?",
        "share of orders with a discount",
        "how many customers buy only on promotion",
        "mass versus targeted discounts",
        "is the share of promo sales growing",
        "have we trained customers to wait for discounts",
        "how much discount did we give in a year",
        "promo dependency of the base",
    ),
)

LIABILITY = Tool(
    name="reward_liability",
    version=1,
    effect="read",
    arguments=liability_tool.LiabilityArguments,
    compute=liability_tool.compute,
    title_ru="Обязательства по наградам и сгорание",
    title_en="Reward liability and breakage",
    description_ru=(
        "Сколько предложений и наград выдано, погашено, сгорело и ещё действует, сколько по ним предстоит заплатить, кривая погашения, и во что "
        "обойдётся другая награда."
    ),
    description_en=(
        "How many offers and rewards were given out, redeemed, expired and are outstanding, what they will still cost, the redemption curve, and "
        "what another reward would cost."
    ),
    examples_ru=(
        "Сколько мы должны по выданным купонам и бонусам?",
        "обязательства по программе лояльности",
        "какая доля купонов сгорает",
        "сколько предложений ещё не погашено",
        "кривая погашения купонов",
        "во что обойдётся награда 200 рублей за погашение",
        "breakage по бонусам",
        "резерв под непогашенные награды",
        "какой процент погашения у офферов",
        "сколько купонов погасили",
    ),
    examples_en=(
        "What do we owe on coupons given out?",
        "reward liability of the loyalty programme",
        "breakage of our offers",
        "how many offers are still outstanding",
        "redemption curve of coupons",
        "what would a reward of 200 cost",
        "expected cost of unredeemed rewards",
        "redemption rate of our offers",
    ),
)

SPEND = Tool(
    name="spend_plan",
    version=1,
    effect="read",
    arguments=spend_tool.SpendArguments,
    compute=spend_tool.compute,
    title_ru="План рекламных расходов по каналам",
    title_en="Plan of advertising spend by channel",
    description_ru=(
        "Как распределить рекламный бюджет по каналам и сегментам по прошлым расходам: кривые отклика с насыщением и переносом, предельная отдача "
        "каждого канала, что даст ещё один рубль. Отказ, если данные не различают каналы."
    ),
    description_en=(
        "How to spread an advertising budget over channels and segments by past spend: response curves with saturation and carry-over, marginal "
        "return of each channel, what one more unit brings. Refuses when the data cannot tell channels apart."
    ),
    examples_ru=(
        "Как распределить рекламный бюджет по прошлым расходам?",
        "какая отдача у рекламных каналов",
        "медиамикс: куда переложить деньги",
        "кривые насыщения рекламных каналов",
        "предельная отдача рекламы по каналам",
        "маркетинг микс моделирование",
        "сколько тратить на контекст, медийку и соцсети",
        "эффективность рекламных расходов",
        "перераспредели рекламные расходы между источниками трафика",
    ),
    examples_en=(
        "How should we spread the advertising budget by past spend?",
        "media mix model of our channels",
        "which advertising channel is saturated",
        "marginal return of ad spend by channel",
        "response curves of advertising",
        "marketing mix modelling",
        "reallocate ad spend between search and social",
        "return on advertising spend by channel",
    ),
)

TOOLS: tuple[Tool, ...] = (ALLOCATE, WHAT_IF, OFFER, ECONOMIC_PLAN, DISCOUNTS, LIABILITY, SPEND)

"""The segment tools by name, with the questions that each answers."""

from __future__ import annotations

from tools.segmentation import migration_findings, profile_findings, segment_findings
from tools.segmentation.affinity_tool import AFFINITY
from tools.segmentation.check_tool import SEGMENT_CHECK
from tools.segmentation.clusters_tool import CLUSTER_CUSTOMERS
from tools.segmentation.complements_tool import COMPLEMENTS
from tools.segmentation.cycle_tool import PURCHASE_CYCLE
from tools.segmentation.fairness_tool import SEGMENT_FAIRNESS
from tools.segmentation.plays_tool import SEGMENT_PLAYS
from tools.tool import Tool

LIFECYCLE_SEGMENTS = Tool(
    name="lifecycle_segments",
    version=1,
    effect="read",
    arguments=segment_findings.LifecycleArguments,
    compute=segment_findings.lifecycle_findings,
    title_ru="Сегменты жизненного цикла",
    title_en="Lifecycle segments",
    description_ru=(
        "Сколько клиентов потенциальных, купивших впервые, редких, лояльных, готовых уйти и давно не активных, какая у "
        "каждого сегмента доля базы, выручка, маржа и средний чек. Сегмент определён относительно собственного ритма клиента."
    ),
    description_en=(
        "How many customers are prospects, first-time buyers, rare, loyal, about to leave and long inactive, with each segment's "
        "share of the base, revenue, margin and average order. Segments are relative to the customer's own rhythm of buying."
    ),
    examples_ru=(
        "Сколько у нас лояльных и сколько они приносят?",
        "сколько лояльных клиентов и какая у них выручка",
        "сегменты жизненного цикла",
        "какие сегменты есть в базе",
        "на какие сегменты делится база",
        "разбей базу по жизненному циклу",
        "Сколько клиентов готовы уйти и сколько денег под угрозой?",
        "сколко спящих в базе",
        "сколько давно неактивных?",
        "какая доля базы купила только один раз",
        "Кто у нас купил впервые и ещё не вернулся?",
        "доля потенциальных клиентов, которые ни разу не покупали",
        "сколько денег приносят постоянники",
        "лояльные по Москве",
        "Сколько теряем клиентов, которые давно молчат, в штуках и в деньгах",
        "покажи сегменты: новые, редкие, лояльные, уходящие",
        "сколько маржи дают лояльные покупатели",
        "на какую сумму покупают готовые уйти",
        "размер сегмента «давно не активные»",
        "как устроена наша база по стадиям",
    ),
    examples_en=(
        "How many loyal customers do we have and what do they bring?",
        "lifecycle segments",
        "which segments are there in the base",
        "split the base by lifecycle stage",
        "how many customers are about to leave and how much revenue is at stake",
        "how many dormant customers are there",
        "share of one-time buyers",
        "how many prospects have never bought",
        "what do our loyals spend",
        "size of the long inactive segment",
        "who is slipping away, in heads and money",
        "loyal customers in Berlin",
        "margin from loyal customers",
        "show new, rare, loyal and leaving customers",
        "how healthy is our base by stage",
    ),
)

RFM_TOOL = Tool(
    name="rfm_segments",
    version=2,
    effect="read",
    arguments=segment_findings.RfmArguments,
    compute=segment_findings.rfm_findings,
    title_ru="RFM-сегменты",
    title_en="RFM segments",
    description_ru=(
        "RFM-анализ: баллы давности, частоты и денег (по выручке или марже) и именованные сегменты — чемпионы, постоянные, "
        "растущие, новички, остывающие, в зоне риска, спящие, потерянные — с числом клиентов, выручкой и маржой."
    ),
    description_en=(
        "RFM analysis: scores for recency, frequency and money (by revenue or margin) and named segments (champions, regulars, "
        "growing, newcomers, fading, at risk, sleeping, lost) with customers, revenue and margin."
    ),
    examples_ru=(
        "сделай RFM",
        "RFM-анализ базы",
        "рфм сегментация",
        "покажи rfm сегменты по марже",
        "сколько у нас чемпионов и какая у них выручка",
        "кто в зоне риска по RFM",
        "Разложи клиентов по давности, частоте и сумме покупок",
        "какие сегменты rfm самые большие",
        "сколько потерянных по рфм",
        "сколько денег дают чемпионы",
        "распределение базы по RFM на 1 ноября",
        "рфм только по онлайну",
        "что с сегментом «остывающие»",
        "новички по RFM: сколько их и сколько тратят",
    ),
    examples_en=(
        "run an RFM analysis",
        "RFM segments",
        "rfm by margin",
        "how many champions do we have",
        "who is at risk by RFM",
        "segment customers by recency, frequency and monetary value",
        "which rfm segments are the largest",
        "revenue of the champions",
        "RFM for the online channel",
        "how many lost customers by rfm",
        "rfm split as of 1 November",
        "show me the fading segment",
    ),
)

SEGMENT_PROFILE = Tool(
    name="segment_profile",
    version=1,
    effect="read",
    arguments=profile_findings.ProfileArguments,
    compute=profile_findings.compute,
    title_ru="Портрет сегмента",
    title_en="Profile of a segment",
    description_ru=(
        "Чем сегмент отличается от остальной базы: размер, деньги, категории, каналы и регионы, которые в нём встречаются чаще или "
        "реже, с интервалом и поправкой на множественные сравнения."
    ),
    description_en=(
        "How a segment differs from the rest of the base: size, money, and the categories, channels and regions that are more or less "
        "common in it, with intervals and a correction for many comparisons."
    ),
    examples_ru=(
        "Портрет лояльного клиента",
        "чем лояльные отличаются от остальных",
        "расскажи про сегмент готовых уйти",
        "что покупают лояльные",
        "профиль сегмента чемпионы",
        "кто такие наши спящие: что брали, где, сколько тратили",
        "опиши клиентов, купивших впервые",
        "какие категории любят чемпионы",
        "из каких регионов лояльные",
        "через какой канал покупают готовые уйти",
        "чем отличаются редкие покупатели",
        "дай характеристику сегмента long_inactive",
        "что особенного в новичках",
    ),
    examples_en=(
        "profile of our loyal customers",
        "how do loyal customers differ from the rest",
        "tell me about the customers about to leave",
        "what do loyal customers buy",
        "describe the champions segment",
        "which categories do champions prefer",
        "where are our loyal customers from",
        "what channel do sleeping customers use",
        "who are the first-time buyers",
        "what is special about the at-risk segment",
        "segment profile",
        "portrait of a long inactive customer",
    ),
)

SEGMENT_MIGRATION = Tool(
    name="segment_migration",
    version=1,
    effect="read",
    arguments=migration_findings.MigrationArguments,
    compute=migration_findings.compute,
    title_ru="Переходы между сегментами",
    title_en="Moves between segments",
    description_ru=(
        "Кто из какого сегмента в какой перешёл за период: на начало + пришли − ушли = на конец. Показывает, сколько замолчало, "
        "сколько вернулось, как изменилось число лояльных."
    ),
    description_en=(
        "Who moved from which segment to which over a period: opening + arrived − left = closing. Shows how many fell silent, how many "
        "woke up and how the number of loyal customers changed."
    ),
    examples_ru=(
        "как изменились сегменты за месяц",
        "переходы между сегментами",
        "миграция сегментов за квартал",
        "сколько лояльных мы потеряли за прошлый месяц",
        "сколько новых лояльных появилось",
        "куда ушли чемпионы",
        "стало ли больше лояльных?",
        "сколько клиентов замолчало за неделю",
        "сколько спящих вернулось",
        "движение базы за октябрь: было, пришло, ушло, стало",
        "матрица переходов по RFM",
        "откуда взялись готовые уйти",
        "растёт или тает ядро базы",
    ),
    examples_en=(
        "how have the segments changed over the month",
        "segment migration",
        "moves between segments last quarter",
        "how many loyal customers did we lose last month",
        "did the number of loyal customers grow",
        "where did the champions go",
        "how many customers woke up",
        "how many went silent this week",
        "transition matrix by RFM",
        "base flows: opening, in, out, closing",
        "is the core of the base growing or melting",
        "who became loyal in October",
    ),
)

TOOLS: tuple[Tool, ...] = (
    LIFECYCLE_SEGMENTS,
    RFM_TOOL,
    SEGMENT_PROFILE,
    SEGMENT_MIGRATION,
    AFFINITY,
    CLUSTER_CUSTOMERS,
    SEGMENT_PLAYS,
    SEGMENT_CHECK,
    COMPLEMENTS,
    PURCHASE_CYCLE,
    SEGMENT_FAIRNESS,
)

"""The catalogue entry on stages of life and stale attributes."""

from __future__ import annotations

from tools.customers import life_stage_tool
from tools.tool import Tool

LIFE_STAGES = Tool(
    name="life_stages",
    version=1,
    effect="read",
    arguments=life_stage_tool.StageArguments,
    compute=life_stage_tool.compute,
    title_ru="Кто вырос из товаров",
    title_en="Who has outgrown goods",
    description_ru=(
        "У кого этап жизни прошёл: новорождённый вырос, свадьба и ремонт позади. Сколько клиентов ещё в этапе, скольким предложения о нём больше не делать и "
        "какие признаки анкеты устарели."
    ),
    description_en=(
        "For whom a stage of life is over: the newborn has grown up, wedding and renovation are past. How many customers are still in a stage, how many are left "
        "out of offers about it, and which attributes are stale."
    ),
    examples_ru=(
        "у кого дети уже выросли из товаров для новорождённых",
        "какие признаки клиентов устарели",
        "сколько клиентов ещё с младенцами",
        "кому больше не предлагать подгузники",
        "этапы жизни клиентов",
        "устаревшие анкеты и атрибуты",
        "кому поздно предлагать товары для малышей",
        "актуальны ли данные о детях клиентов",
        "у кого закончился ремонт",
        "кого исключить из рассылки про новорождённых",
        "сколько свадеб уже прошло",
        "срок годности признаков в базе",
    ),
    examples_en=(
        "whose children have outgrown newborn goods",
        "which customer attributes are stale",
        "how many customers still have a baby",
        "to whom should we no longer offer nappies",
        "life stages of customers",
        "stale profiles and attributes",
        "for whom are toddler goods too late",
        "is what we know of customers' children still true",
        "whose renovation is over",
        "whom to exclude from a newborn mailing",
        "attribute expiry in our base",
        "who moved on from wedding goods",
    ),
)

TOOLS: tuple[Tool, ...] = (LIFE_STAGES,)

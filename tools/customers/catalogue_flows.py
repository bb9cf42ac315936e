"""The catalogue entries on channels and flows that already run."""

from __future__ import annotations

from tools.customers import channel_health, flow_audit
from tools.tool import Tool

CHANNEL_HEALTH = Tool(
    name="channel_health",
    version=1,
    effect="read",
    arguments=channel_health.HealthArguments,
    compute=channel_health.compute,
    title_ru="Здоровье каналов",
    title_en="Channel health",
    description_ru=(
        "Исправны ли каналы сообщений и можно ли их масштабировать: доставка, отклик, отписки, жалобы, удержание, выручка на покупателя и измеренная "
        "прибыль на контакт; вывод «исправен», «наблюдать» или «сначала починить». На сломанном канале кампании не готовятся."
    ),
    description_en=(
        "Are the message channels sound and may they be scaled: delivery, response, unsubscriptions, complaints, retention, revenue a buyer and measured "
        "profit a contact; verdict sound, watch or fix first. No campaign is drafted on a broken channel."
    ),
    examples_ru=(
        "здоровы ли наши каналы",
        "какой канал сломан",
        "можно ли масштабировать email",
        "проверь здоровье каналов рассылки",
        "какой канал сначала починить",
        "исправен ли канал смс",
        "нет ли проблем с доставкой в каналах",
        "готовы ли каналы к росту рассылок",
        "почему нельзя слать кампанию в push, что с каналом",
        "в каком канале слишком много жалоб и отписок",
        "упал ли отклик в каком-нибудь канале",
        "состояние каналов коммуникаций",
        "стоит ли слать больше писем или канал болен",
        "диагностика каналов",
    ),
    examples_en=(
        "are our channels healthy",
        "which channel is broken",
        "can we scale e-mail",
        "check channel health",
        "which channel must be fixed first",
        "is the sms channel sound",
        "any delivery problems in our channels",
        "are the channels ready for more volume",
        "why can no campaign be drafted on push",
        "which channel has too many complaints and unsubscribes",
        "did the response collapse in any channel",
        "channel diagnostics",
        "should we send more e-mail or is the channel sick",
    ),
)

FLOW_AUDIT = Tool(
    name="flow_audit",
    version=1,
    effect="read",
    arguments=flow_audit.FlowArguments,
    compute=flow_audit.compute,
    title_ru="Аудит живых цепочек",
    title_en="Audit of live flows",
    description_ru=(
        "Какие живые цепочки, триггеры и рассылки зарабатывают, какие умерли, не измерены или пересекаются: инкрементальная прибыль каждой, последняя "
        "отправка, доля клиентов, которым пишут и другие. Первыми – те, что должны отправлять и молчат. Быстрые победы в том, что уже работает."
    ),
    description_en=(
        "Which live flows, triggers and mailings earn, which are dead, unmeasured or overlap: incremental profit of each, last message, share of customers "
        "whom others write to as well. Those that should send and are silent come first. Quick wins in what already runs."
    ),
    examples_ru=(
        "какие триггеры умерли",
        "аудит триггерных цепочек",
        "какие живые цепочки приносят прибыль",
        "какие цепочки не измерены",
        "есть ли триггеры, которые ничего не отправляют",
        "быстрые победы в текущих рассылках",
        "проверь действующие механики",
        "пересекаются ли наши цепочки",
        "какие рассылки работают вхолостую",
        "ревизия триггеров: что выключить, что починить",
        "какой триггер перестал отправлять",
        "аудит текущих активностей CRM",
        "скольким клиентам пишут сразу несколько цепочек",
        "что из запущенного сейчас приносит деньги",
    ),
    examples_en=(
        "which triggers are dead",
        "audit of our flows",
        "which live flows make a profit",
        "which flows are not measured",
        "are there triggers that send nothing",
        "quick wins in what already runs",
        "check the running automations",
        "do our flows overlap",
        "which automations run idle",
        "review of triggers: what to stop, what to fix",
        "which trigger stopped sending",
        "audit current CRM activity",
        "how many customers get several flows at once",
    ),
)

TOOLS: tuple[Tool, ...] = (CHANNEL_HEALTH, FLOW_AUDIT)

"""The tools of this room: whom a campaign moves, and whom it should leave alone."""

from __future__ import annotations

from tools.tool import Tool
from tools.uplift.who_to_treat_tool import WhoToTreatArguments, who_not_to_contact, who_to_treat_tool

TOOLS: tuple[Tool, ...] = (
    Tool(
        name="who_to_treat",
        version=1,
        effect="read",
        arguments=WhoToTreatArguments,
        compute=who_to_treat_tool,
        title_ru="Кому отправлять",
        title_en="Whom to treat",
        description_ru="По прошлой рандомизированной кампании: кого сообщение действительно меняет (убеждаемые, купят и так, не "
        "купят, не будить), Qini с интервалом и прибыль от отправки только самым отзывчивым. Говорит «нет сигнала», когда его нет.",
        description_en="From a past randomised campaign: whom a message really moves (persuadables, sure things, lost causes, "
        "sleeping dogs), Qini with interval, and the profit of treating only the most responsive. Says so when there is no signal.",
        examples_ru=(
            "Кому отправлять следующую акцию?",
            "Кого реально убеждает скидка?",
            "Кто купит и без скидки?",
            "Найди убеждаемых клиентов",
            "аплифт по осенней кампании",
            "Кому слать промо, чтобы заработать больше?",
            "Есть ли смысл таргетировать или слать всем?",
            "Сколько принесёт отправка только верхним 30 %?",
            "Постройте uplift-модель",
            "на кого действует рассылка",
            "Кто реагирует на скидку, а кто нет",
            "Какой Qini у модели?",
            "Выбери аудиторию с максимальным приростом",
        ),
        examples_en=(
            "Whom should we target next?",
            "Who is really persuaded by the discount?",
            "Who would buy without a coupon?",
            "Find the persuadables",
            "uplift model on the autumn campaign",
            "Should we target or send to everybody?",
            "What would treating the top 30% bring?",
            "Which customers respond to the offer?",
            "What is the Qini of the model?",
            "Pick the audience with the largest incremental effect",
            "sure things and sleeping dogs",
            "who to treat with the promo",
        ),
    ),
    Tool(
        name="who_not_to_contact",
        version=1,
        effect="read",
        arguments=WhoToTreatArguments,
        compute=who_not_to_contact,
        title_ru="Кого не трогать",
        title_en="Whom not to contact",
        description_ru="Наименее отзывчивая часть аудитории прошлой рандомизированной кампании: измеренный эффект на неё и что "
        "даёт отказ от контакта.",
        description_en="The least responsive part of a past randomised campaign's audience: the effect measured on it and what "
        "leaving it out is worth.",
        examples_ru=(
            "Кого не надо трогать рассылкой?",
            "Кому не отправлять скидку?",
            "Есть ли клиенты, которых мы раздражаем?",
            "Найди «спящих собак»",
            "На ком рассылка вредит?",
            "кого исключить из акции",
            "Кому сообщения только мешают?",
            "Сколько сэкономим, если не слать неотзывчивым?",
            "Кто уходит после наших писем",
            "кого лучше не будить",
            "Не зря ли мы пишем сейчас всем подряд?",
            "Исключи тех, на кого акция не действует",
        ),
        examples_en=(
            "Whom should we not contact?",
            "Who should not get the discount?",
            "Are we annoying some customers?",
            "Find the sleeping dogs",
            "On whom does the mailing do harm?",
            "whom to exclude from the promo",
            "Who is better left alone?",
            "How much do we save by not messaging the unresponsive?",
            "Which customers react badly to our messages?",
            "leave out people the campaign does not move",
            "do-not-contact candidates",
            "customers hurt by contact",
        ),
    ),
)

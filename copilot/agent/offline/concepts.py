"""One name for the many Russian and English words of one idea.

A concept is listed with the beginnings of the words that stand for it. It is no rule that decides
anything: it only lets the router see that "отток" and "churn" are the same thing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from copilot.grounding.language import fold

_CONCEPTS = {
    "churn": "отток оттек уйд уйт ушед ушл ушел уход теря отвал утек churn attrit leav lost losing left defect slip",
    "loyal": "лояльн постоян регуляр верн loyal regular faithful repeat fan",
    "sleep": "спящ уснувш засну разбуд неактив давно дремл sleep dormant inactive lapsed wake reactiv",
    "new": "нов впервые перв newcomer new first newbie",
    "segment": "сегмент групп кластер категоризац segment group cluster cohort tier",
    "rfm": "rfm рфм давность частот recency frequency monetary",
    "money": "деньг денег рубл выручк доход оборот заработ принос приносят money revenue turnover earn sales income rouble bring",
    "profit": "прибыл марж маржин profit margin earn payoff",
    "budget": "бюджет потрат распредел вложи вложен трат расход budget spend spread allocate invest allocat",
    "discount": "скидк купон промокод промо акци бонус discount coupon promo voucher offer deal",
    "campaign": "кампани рассылк акци отправк campaign mailing blast newsletter broadcast promo",
    "draft": "подготов состав сделай напиши черновик придума собер наброса draft prepare compose write create make build",
    "copy": "текст письм тема заголов креатив сообщени copy text wording subject letter body message email",
    "approve": "согласова утвержд одобр подпис аппрув approv sign consent review queue pending",
    "test": "тест эксперимент аб контрольн рандом гипотез test experiment control holdout random variant ab hypothes",
    "significant": "значим достоверн доказ победил побед significant proven confident winner conclusive",
    "sample": "выборк размер сколько_нужно мощност sample size power mde detect needed",
    "clv": "clv ltv cltv пожизнен ценност lifetime value worth стоит",
    "forecast": "прогноз предска ожида будет ближайш следующ forecast predict expect future next will",
    "model": "модел точност калибр дрейф точн model accura calibrat drift backtest trust reliab",
    "why": "почему причин отчего из-за объясн why reason cause explain because driver behind",
    "change": "измен упал вырос динамик просел сниз рост провал поменял change fell drop grew moved dropped rise rose decline shift down up",
    "week": "недел week weekly",
    "report": "отчет сводк итог резюме дайджест report summary digest recap brief overview wrap",
    "reproduce": "повтор воспроизв провер сверь тот_же reproduce verify again same rebuild byte",
    "quality": "качеств мусор пропуск дубл ошибк чист quality garbage duplicate missing dirty error broken clean",
    "base": "баз клиентск клиент покупател base customer client buyer people audience shopper",
    "describe": "опиши описа покажи расскаж обзор что_в describe overview show tell profile snapshot",
    "ready": "готов зрел достаточно созрел хватает ready readiness mature enough prepared",
    "reach": "достуч охват доступн связ контактн дотян reach contactable reachable available address",
    "consent": "соглас отписа оптин подписк право можно_писать consent opt permission unsubscribe subscribed allowed",
    "pareto": "парето 80 20 80/20 концентрац львин pareto concentration bulk lion share most",
    "cohort": "когорт удержан возвращ ретеншн retention retain cohort returning come_back return",
    "metric": "метрик показател arpu ср средний чек частот конверс metric kpi average basket aov ticket",
    "price": "цен подорож подня удорож price pricing raised expensive increase hike",
    "nps": "nps нпс промоутер критик детрактор рекоменд лояльности опрос удовлетвор недовол promoter detractor recommend survey satisf score",
    "feedback": "отзыв жалоб ругают жалуют хвал мнени пишут feedback review complain complaint theme say saying praise",
    "migrate": "перешл перетек мигр переток движен переход перемещ migrat moved flow transition movement from_to",
    "affinity": "вместе сочет корзин похож интерес любят предпоч категори товар together affinity basket category like prefer product buy",
    "rhythm": "ритм часто_ли день_недел регулярност интервал пауз субботн как_часто rhythm cadence interval often weekday gap between habit",
    "uplift": "аплифт инкремент прирост эффект влия дополн uplift incremental lift effect impact extra persuad",
    "target": "кому кого_стоит писать выбра адресат таргет who whom target contact send reach_out treat pick",
    "not": "не_трогать не_писать исключ бесполезн раздраж зря не_надо not avoid skip leave_alone exclude waste pointless annoy",
    "ledger": "итог заработал окупил сальдо реестр бухгалтер ledger booked net bottom pay roi romi paid_off",
    "whatif": "если_бы что_если что_будет сценари урез увелич whatif if_we suppose cut raise reduce scenario imagine",
    "channel": "канал пуш смс имейл емейл письм почт sms push email channel telegram мессенджер messenger пухан",
    "pressure": "устал перегре спам часто_пишем нагруз частота_контакт давлен достал fatigue pressure spam overload too_often tired bombard overheat",
    "time": "время когда час утр вечер день момент time when hour morning evening day moment",
    "store": "магазин касс точк филиал торгов store till shop branch checkout pos location outlet",
    "redeem": "погаш примен примен использ сработал_ли redeem redemption applied honour accept used",
    "law": "закон право штраф фас можно_ли запрет 152 38-фз реклам law legal fine allowed ban gdpr regulat compliance ad",
    "case": "кейс пример опыт кто_делал case example benchmark others evidence study",
    "glossary": "такое означа термин определен расшифр что_значит mean term defin definition glossary stands",
    "playbook": "плейбук рецепт посоветуй как_лучше рекомендац практик playbook advice recommend recipe practice how_to",
    "trigger": "триггер карта сценари цепоч каскад брошен trigger scenario flow chain map abandoned journey",
    "economics": "окупаем эконом обоснуй npv инвест защит cfo финанс econom payback npv case invest justify defend finance capex",
    "check": "провер правильн нарушен корректн можно_ли_так check valid comply violates correct ok lint",
    "status": "статус где_сейчас состоян на_каком что_с status state stage progress where",
    "data": "данн выгрузк выгруж загруз загруж импорт транзакц таблиц файл строк data import upload file transaction table load loaded record dataset",
    "media": "реклам медиа насыщ перелива ads advert media saturat",
    "identity": "дубл задво дважды карт карточ профил склей сши склеи объедин единый duplicate twice card profile merg dedup match stitch linked identity same_person один_человек",
    "deliver": "доставл доставк доставля недостав доход дойд спам домен репутац отказ_доставк deliver bounce spam inbox domain reputation sender",
    "automation": "автомат автоцеп цепоч триггер тригер молчит молчат живы automat automation trigger flow sequence silent running",
    "dependence": "зависи подсе подсад приуч привык hooked depend addict used_to trained",
    "owed": "должн долг обязательств балл бонус сгор непогаш накопл резерв owe owed liabilit point breakage outstanding unspent expire provision",
    "stage": "ребен дети детей детск младен подгуз коляс свадьб ремонт выросл вырос перерос child baby babies nappies toddler wedding renovation outgrow outgrown stage",
    "fair": "справедлив дискрим обдел ущем перекос обход честно fair discriminat bias unfair equal disadvantag worse",
    "next": "потом затем после следом понадоб докуп next afterwards follow later then",
    "cycle": "цикл замен обновл раз_в cycle replace durable",
    "convert": "переве пересч перевод convert annualis annualiz translate equivalent в_год в_месяц",
    "plays": "помога сработал что_делать как_работать механик подход worked action play approach treat_each",
    "wide": "широк узк раздут мелк однород дроб слишком_больш слишком_мал wide broad narrow small homogen mix split",
    "often": "часто чаще частот реже сколько_раз often frequen seldom too_many",
    "explain_run": "откуда цифр число взял посчитал методик как_получ number figure come_from computed calculated source behind",
}  # fmt: skip


def concepts(text: str) -> list[str]:
    """The concepts of a text, once for each word that stands for them."""
    folded = fold(text)
    found: list[str] = []
    for match in re.finditer(r"[a-zа-я0-9][a-zа-я0-9/\-]*", folded):
        found += _of_word(match[0])
    for phrase, name in _phrases():
        if phrase in folded:
            found.append(name)
    return found


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[str, ...]:
    known = _beginnings()
    cuts = [word, *(word[:size] for size in range(3, len(word)))]
    return tuple(dict.fromkeys(name for cut in cuts for name in known.get(cut, ())))


@lru_cache(maxsize=1)
def _beginnings() -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for name, line in _CONCEPTS.items():
        for word in line.split():
            if "_" not in word:
                out[word] = (*out.get(word, ()), name)
    return out


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple(
        (word.replace("_", " "), name)
        for name, line in _CONCEPTS.items()
        for word in line.split()
        if "_" in word
    )

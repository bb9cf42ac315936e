"""The tools `who_to_treat` and `who_not_to_contact`: whom does a campaign move, and whom should it leave alone?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData
from tools.estimate import Estimate
from tools.experiments.campaigns import Campaign, find_campaign
from tools.experiments.effects import effect
from tools.experiments.measurement import Measurement, measure
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments
from tools.uplift.crossfit import CrossFit, cross_fit
from tools.uplift.customer_features import features_before, for_customers
from tools.uplift.learners import TLearner
from tools.uplift.metrics import uplift_at_k
from tools.uplift.policy import PolicyValue, policy_value
from tools.uplift.qini_interval import qini_interval

FOLDS = 5
REPLICATIONS = 300
SMALLEST_TEST = 400
GROUPS = (
    ("persuadables", "Убеждаемые", "Persuadables"),
    ("sure_things", "Купят и так", "Sure things"),
    ("lost_causes", "Не купят всё равно", "Lost causes"),
    ("sleeping_dogs", "Не будить", "Sleeping dogs"),
)


class WhoToTreatArguments(Arguments):
    """From which test to learn, and how many customers to treat."""

    campaign: str | None = Field(
        None,
        description="Past campaign with a random control group to learn from. Left out: the latest finished one.",
    )
    share: float = Field(
        0.3, gt=0, lt=1, description="Share of the audience to treat, the most responsive first, e.g. 0.3."
    )


@dataclass(frozen=True)
class Ranking:
    """A randomised campaign whose customers were scored by models that did not see them."""

    campaign: Campaign
    result: Measurement
    scores: CrossFit
    features: pd.DataFrame
    treated: np.ndarray[Any, Any]
    bought: np.ndarray[Any, Any]
    money: np.ndarray[Any, Any]
    qini: Estimate
    group: np.ndarray[Any, Any]
    edge: float

    @property
    def signal(self) -> bool:
        """Whether the order is better than a random one beyond doubt."""
        return self.qini.low is not None and self.qini.low > 0


def who_to_treat_tool(warehouse: Any, args: WhoToTreatArguments) -> Findings:
    """Whom to treat next time, learnt from a past randomised campaign.

    A T-learner scores every customer by folds; the order is judged by a cross-fitted Qini coefficient with
    interval. While that interval covers zero there is no signal: no groups are shown, and the advice is all
    or nobody, by the average effect. Assumes that the next audience resembles the tested one.
    """
    ranking = _rank(warehouse, args.campaign)
    top = ranking.scores.rank > 1 - args.share
    worth = _worth(ranking, top)
    facts = (*_headline(ranking), *_top(ranking, top, worth, args.share))
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    if ranking.signal:
        tables = (_groups(warehouse, ranking), _fifths(ranking))
        charts = (
            Chart(
                "bar", "fifths", ("measured",), "Измеренный эффект по пятым долям", "Measured effect by fifth"
            ),
        )
    return Findings(facts, tables, charts, tuple(_notes(ranking)))


def who_not_to_contact(warehouse: Any, args: WhoToTreatArguments) -> Findings:
    """Whom a campaign harms or does not move: the lowest `share` of the same order, and what leaving them out is worth."""
    ranking = _rank(warehouse, args.campaign)
    bottom = ranking.scores.rank <= args.share
    keep = _worth(ranking, ~bottom)
    facts = [*_headline(ranking), *_bottom(ranking, bottom, keep, args.share)]
    tables = (_groups(warehouse, ranking),) if ranking.signal else ()
    return Findings(tuple(facts), tables, (), tuple(_notes(ranking)))


def _rank(warehouse: Any, wanted: str | None) -> Ranking:
    campaign = _finished(warehouse, wanted)
    result = measure(warehouse, campaign)
    frame = result.frame
    if len(frame) < SMALLEST_TEST:
        raise NotEnoughData(
            f"«{campaign.title}» has {len(frame)} customers; to tell them apart a test needs at least {SMALLEST_TEST}.",
            message_ru=f"В «{campaign.title}» клиентов {len(frame)}; чтобы различать их по отклику, нужно не меньше {SMALLEST_TEST}.",
            argument="campaign",
        )
    features = for_customers(features_before(warehouse, campaign.started_on), frame["customer_id"])
    treated = (frame["side"] == "treated").to_numpy()
    bought = frame["buyer"].to_numpy(dtype=np.float64)
    money = (
        frame["profit"].to_numpy(dtype=np.float64) if result.profit else frame["revenue"].to_numpy(np.float64)
    )
    if min(bought[treated].sum(), bought[~treated].sum()) < K_ANONYMITY:
        raise NotEnoughData(
            f"«{campaign.title}» has fewer than {K_ANONYMITY} buyers in an arm; a model would learn noise.",
            message_ru=f"В «{campaign.title}» меньше {K_ANONYMITY} покупателей в группе; модель выучила бы шум.",
            argument="campaign",
        )
    rng = np.random.default_rng(20260101)
    scores = cross_fit(TLearner(), features, treated, bought, folds=FOLDS, rng=rng)
    qini = qini_interval(bought, scores.rank, treated, rng=rng, replications=REPLICATIONS)
    edge = _edge(frame, treated, result)
    group = assign_groups(scores, edge, base=float(bought[~treated].mean()))
    return Ranking(campaign, result, scores, features, treated, bought, money, qini, group, edge)


def _finished(warehouse: Any, wanted: str | None) -> Campaign:
    from tools.experiments.campaigns import list_campaigns

    if wanted is not None:
        return find_campaign(warehouse, wanted)[0]
    done = [c for c in list_campaigns(warehouse) if c.has_control and c.ended_on <= warehouse.last_day]
    return done[-1] if done else find_campaign(warehouse, None)[0]


def _edge(frame: pd.DataFrame, treated: np.ndarray[Any, Any], result: Measurement) -> float:
    """The smallest effect that matters: what pays for a contact, but at least half a point."""
    cost = float(frame.loc[treated, "contact_cost"].mean())
    buyers = frame[treated & (frame["orders"] > 0)]
    margin = float(buyers["margin"].mean()) if result.profit is not None and len(buyers) else 0.0
    return max(0.005, cost / margin if margin > 0 else 0.0)


def assign_groups(scores: CrossFit, edge: float, *, base: float) -> np.ndarray[Any, Any]:
    """The group of each customer: moved by more than `edge`, driven away by more than `edge`, or neither,
    and then by whether they buy untreated at least as often as the control group does (`base`)."""
    untreated = scores.if_control if scores.if_control is not None else np.full(scores.effect.size, base)
    neither = np.where(untreated >= base, "sure_things", "lost_causes")
    return np.where(
        scores.effect > edge, "persuadables", np.where(scores.effect < -edge, "sleeping_dogs", neither)
    )


def _worth(ranking: Ranking, policy: np.ndarray[Any, Any]) -> PolicyValue:
    unit = ranking.result.revenue.difference.unit
    return policy_value(ranking.money, ranking.treated.astype(float), policy.astype(float), unit=unit)


def _headline(ranking: Ranking) -> list[Fact]:
    as_of = ranking.result.until.isoformat()
    n = ranking.bought.size
    at_30 = uplift_at_k(ranking.bought, ranking.scores.rank, ranking.treated.astype(float), 0.3)
    change: dict[str, Any] = {"is_change": True, "evidence": "A", "as_of": as_of}
    return [
        Fact("campaign", ranking.campaign.title, "text", "Кампания, на которой учились", "Campaign learnt from", as_of=as_of),
        Fact("customers", n, "customers", "Клиентов в тесте", "Customers in the test", as_of=as_of),
        Fact("signal", "yes" if ranking.signal else "no", "text", "Есть ли сигнал", "Whether there is a signal", as_of=as_of),
        Fact.of("qini", ranking.qini, label_ru="Коэффициент Qini на клиентах, которых модель не видела", label_en="Qini coefficient on customers the model has not seen", as_of=as_of),
        Fact.of("average_effect", ranking.result.buyers.difference, label_ru="Средний прирост доли купивших", label_en="Average incremental buyers rate", **change),
        Fact("effect_top_30", at_30, "pp", "Измеренный прирост в верхних 30 %", "Measured effect in the top 30 %", n=round(n * 0.3), **change),
    ]  # fmt: skip


def _top(ranking: Ranking, top: np.ndarray[Any, Any], worth: PolicyValue, share: float) -> list[Fact]:
    as_of, n = ranking.result.until.isoformat(), ranking.bought.size
    everybody = _worth(ranking, np.ones(n))
    gain: dict[str, Any] = {"is_change": True, "evidence": "A", "as_of": as_of}
    return [
        Fact("top_share", share, "share", "Доля аудитории, лучшие по отклику", "Share of the audience, most responsive"),
        Fact("top_customers", int(top.sum()), "customers", "Клиентов в ней", "Customers in it", as_of=as_of),
        Fact.of("top_profit", _scaled(worth.over_none, n), label_ru="Прибыль, если обращаться только к ним, против «никому»", label_en="Profit of treating only them, against nobody", **gain),
        Fact.of("all_profit", _scaled(everybody.over_none, n), label_ru="Прибыль, если обращаться ко всем, против «никому»", label_en="Profit of treating all, against nobody", **gain),
        Fact.of("top_against_all", _scaled(worth.over_all, n), label_ru="Выигрыш «только им» против «всем»", label_en="Gain of treating only them over all", **gain),
    ]  # fmt: skip


def _bottom(ranking: Ranking, bottom: np.ndarray[Any, Any], keep: PolicyValue, share: float) -> list[Fact]:
    as_of, n = ranking.result.until.isoformat(), ranking.bought.size
    inside = effect(ranking.bought[bottom], ranking.treated[bottom].astype(int), kind="rate")
    gain: dict[str, Any] = {"is_change": True, "evidence": "A", "as_of": as_of}
    return [
        Fact("bottom_share", share, "share", "Доля аудитории, наименее отзывчивые", "Share of the audience, least responsive"),
        Fact("bottom_customers", int(bottom.sum()), "customers", "Клиентов в ней", "Customers in it", as_of=as_of),
        Fact.of("bottom_effect", inside.difference, label_ru="Измеренный прирост доли купивших у них", label_en="Measured incremental buyers rate among them", **gain),
        Fact.of("leave_out_gain", _scaled(keep.over_all, n), label_ru="Прибыль от того, чтобы их не трогать, против «всем»", label_en="Profit of leaving them out, against treating all", **gain),
    ]  # fmt: skip


def _groups(warehouse: Any, ranking: Ranking) -> Table:
    """The four groups: how many in the test, the effect measured in them, and how many there are now."""
    now = _current_groups(warehouse, ranking)
    columns = (
        Column("customers", "customers", "Клиентов в тесте", "Customers in the test"),
        Column("now", "customers", "Сейчас в активной базе", "In the active base now"),
        Column("predicted", "pp", "Прогноз прироста", "Predicted effect"),
        Column("measured", "pp", "Измеренный прирост", "Measured effect"),
        Column("measured_low", "pp", "не меньше", "at least"),
        Column("measured_high", "pp", "не больше", "at most"),
    )
    rows = []
    for key, ru, en in GROUPS:
        here = ranking.group == key
        arms = ranking.treated[here]
        if min(arms.sum(), (~arms).sum()) < K_ANONYMITY:
            continue
        found = effect(ranking.bought[here], arms.astype(int), kind="rate").difference
        count = now.get(key, 0)
        confirmed = _confirmed(key, found)
        ru, en = (ru, en) if confirmed else (f"{ru} – не подтверждено", f"{en} – not confirmed")
        values = (
            int(here.sum()),
            count if count >= K_ANONYMITY else None,
            float(ranking.scores.effect[here].mean()),
        )
        rows.append(Row(key, ru, en, (*values, found.value, found.low, found.high)))
    return Table("groups", "Группы по отклику", "Groups by response", columns, tuple(rows))


def _confirmed(group: str, measured: Estimate) -> bool:
    """Whether the effect measured in the group fits its name."""
    if group == "persuadables":
        return measured.low is not None and measured.low > 0
    if group == "sleeping_dogs":
        return measured.high is not None and measured.high < 0
    return not measured.excludes_zero


def _current_groups(warehouse: Any, ranking: Ranking) -> dict[str, int]:
    model = TLearner().fit(ranking.features, ranking.treated, ranking.bought)
    base = features_before(warehouse, warehouse.last_day + timedelta(days=1))
    if base.empty:
        return {}
    treated, control = model.predict_outcomes(base)
    scores = CrossFit(treated - control, np.zeros(len(base)), treated, control)
    group = assign_groups(scores, ranking.edge, base=float(ranking.bought[~ranking.treated].mean()))
    return {str(k): int(v) for k, v in zip(*np.unique(group, return_counts=True), strict=True)}


def _fifths(ranking: Ranking) -> Table:
    """Measured against predicted effect, by fifths of the order."""
    rows = []
    for k in range(FOLDS):
        here = (ranking.scores.rank > 1 - (k + 1) / 5) & (ranking.scores.rank <= 1 - k / 5)
        arms = ranking.treated[here]
        if min(arms.sum(), (~arms).sum()) < K_ANONYMITY:
            continue
        found = effect(ranking.bought[here], arms.astype(int), kind="rate").difference
        predicted = float(ranking.scores.effect[here].mean())
        rows.append(
            Row(
                f"fifth_{k + 1}",
                f"{k * 20}–{k * 20 + 20} %",
                f"{k * 20}-{k * 20 + 20} %",
                (int(here.sum()), predicted, found.value, found.low, found.high),
            )
        )
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("predicted", "pp", "Прогноз", "Predicted"),
        Column("measured", "pp", "Измерено", "Measured"),
        Column("measured_low", "pp", "не меньше", "at least"),
        Column("measured_high", "pp", "не больше", "at most"),
    )
    return Table("fifths", "Эффект по порядку модели", "Effect along the model's order", columns, tuple(rows))


def _scaled(estimate: Estimate, n: int) -> Estimate:
    low = None if estimate.low is None else estimate.low * n
    high = None if estimate.high is None else estimate.high * n
    return Estimate(estimate.value * n, estimate.unit, estimate.n, estimate.method, low, high, estimate.level)


def _notes(ranking: Ranking) -> list[Note]:
    money = "прибыль до постоянных затрат" if ranking.result.profit else "выручка (маржа неизвестна)"
    money_en = "profit before fixed cost" if ranking.result.profit else "revenue (margin unknown)"
    notes = [
        Note(f"Модель (T-learner) оценивала каждого клиента, не видя его; прирост измерен по случайному контролю; деньги – {money}.", f"Every customer was scored by a T-learner that had not seen them; effects are measured against the random control; money is {money_en}.", "definition")
    ]  # fmt: skip
    if not ranking.signal:
        notes.append(Note("Сигнала нет: интервал Qini накрывает ноль, модель не отличает отзывчивых от прочих лучше жребия. Выбирайте «всем» или «никому» по среднему эффекту, группы не показаны.", "No signal: the Qini interval covers zero, so the model does not tell the responsive from the rest better than a lottery. Decide all or nobody by the average effect; groups are not shown.", "warning"))  # fmt: skip
    else:
        notes.append(Note("«Не подтверждено» значит, что измеренный прирост группы не доказывает её имени: для «не будить» он не ниже нуля.", "Not confirmed means that the measured effect does not prove the group's name: for sleeping dogs it is not below zero.", "assumption"))  # fmt: skip
        notes.append(Note("Следующую отправку тоже делайте с контролем: проверьте, что порядок держится на новой аудитории.", "Hold out a control group next time too, to see that the order holds on a new audience.", "next_step"))  # fmt: skip
    if ranking.result.sample_ratio is not None and ranking.result.sample_ratio.mismatch:
        notes.append(Note("Доли групп не такие, как планировались (SRM): выводам нельзя верить.", "The arms are not in their planned shares (SRM): do not trust these conclusions.", "warning"))  # fmt: skip
    return notes

"""The selector takes the simplest model that is not worse, and says so when nothing ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import train_test_split

from tools.errors import InvalidArgument
from tools.uplift import OneColumnRule, SLearner, TLearner, UpliftSelector, qini_auc


def by_flag(
    n: int = 3000, *, seed: int = 0, effect: float = 0.3
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Only customers with a flag react."""
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(
        {"flag": rng.integers(0, 2, n), "noise": rng.normal(size=n), "city": rng.choice(["a", "b"], n)}
    )
    t = rng.integers(0, 2, n)
    return X, t, (rng.random(n) < 0.2 + effect * t * X["flag"]).astype(int)


def test_one_flag_that_says_it_all_is_taken_instead_of_a_learner():
    X, t, y = by_flag(seed=3)
    chosen = UpliftSelector().fit(X, t, y)
    assert (chosen.best_, chosen.advice_, chosen.signal_) == ("rule: flag", "rank", True)
    effect = chosen.predict(X)
    assert effect[X["flag"] == 1].mean() == pytest.approx(0.3, abs=0.06)
    assert effect[X["flag"] == 0].mean() == pytest.approx(0.0, abs=0.06)
    assert chosen.comparison_["constant"].over_constant.value == 0
    assert not chosen.comparison_["rule: noise"].not_worse


def test_a_learner_is_taken_where_no_single_column_will_do():
    rng = np.random.default_rng(1)
    X, t = rng.normal(size=(4000, 4)), rng.integers(0, 2, 4000)
    y = X[:, 3] + t * X[:, :3].sum(axis=1) + rng.normal(size=4000)
    chosen = UpliftSelector().fit(X, t, y)
    assert chosen.best_ in ("S", "T", "X", "DR")
    assert (
        chosen.best_
        == min((c for c in chosen.comparison_.values() if c.not_worse), key=lambda c: c.complexity).name
    )


def test_m13_placebo_data_have_no_signal_about_as_often_as_promised():
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, t = rng.normal(size=(600, 3)), rng.integers(0, 2, 600)
        y = (rng.random(600) < 1 / (1 + np.exp(1 - X[:, 0]))).astype(int)
        chosen = UpliftSelector().fit(X, t, y)
        alarms += chosen.signal_
        if not chosen.signal_:
            assert np.unique(chosen.predict(X)).size == 1
    assert alarms <= 3  # 5 % of 20 is 1; four or more would happen once in sixty


def test_m13_an_effect_that_is_the_same_for_all_is_advised_for_all_and_a_harmful_one_for_nobody():
    for effect, advice in ((0.3, "all"), (-0.15, "nobody")):
        rng = np.random.default_rng(3)
        X, t = rng.normal(size=(2000, 3)), rng.integers(0, 2, 2000)
        y = (rng.random(2000) < 0.3 + effect * t).astype(int)
        chosen = UpliftSelector().fit(X, t, y)
        assert (chosen.best_, chosen.advice_) == ("constant", advice)
        assert chosen.average_effect_.value == pytest.approx(effect, abs=0.06)


def test_costs_decide_whether_a_ranking_pays():
    X, t, y = by_flag(6000)
    free = UpliftSelector().fit(X, t, y, value=100.0, cost=0.0, unit="RUB")
    assert free.advice_ == "all"  # nobody is harmed, so leaving anybody out brings nothing
    dear = UpliftSelector().fit(X, t, y, value=100.0, cost=10.0, unit="RUB")
    assert dear.best_ == "rule: flag"
    # Half of the customers gain 30 - 10; against everybody (15 - 10) that is 5 roubles a customer.
    assert dear.comparison_["rule: flag"].over_constant.value == pytest.approx(5, abs=1)


def test_a_large_base_is_learnt_from_a_sample_that_keeps_the_shares_and_says_so():
    X, t, y = by_flag(6000)
    chosen = UpliftSelector({"T": TLearner()}, most_rows=2000).fit(X, t, y)
    sample = chosen.sample_
    assert chosen.best_ == "rule: flag"
    assert 1990 <= sample.taken <= 2000
    assert sample.of == 6000
    assert "из 6000" in sample.note_ru
    for arm in (0, 1):
        assert y[sample.rows & (t == arm)].mean() == pytest.approx(y[t == arm].mean(), abs=0.002)


@pytest.mark.parametrize("kind", ["float", "words", "array"])
def test_a_rule_takes_any_column_and_gives_the_average_to_levels_it_never_saw(kind):
    rng = np.random.default_rng(0)
    n = 4000
    x, t = rng.random(n), rng.integers(0, 2, n)
    y = x + 2 * t * (x > 0.5) + 0.1 * rng.normal(size=n)
    column = np.where(x > 0.5, "late", "early") if kind == "words" else x
    X = x[:, None] if kind == "array" else pd.DataFrame({"when": column})
    rule = OneColumnRule(0 if kind == "array" else "when").fit(X, t, y)
    effect = rule.predict(X)
    assert effect[x > 0.5].mean() == pytest.approx(2, abs=0.1)
    assert effect[x < 0.5].mean() == pytest.approx(0, abs=0.1)
    if kind == "words":
        assert rule.predict(pd.DataFrame({"when": ["never"]}))[0] == pytest.approx(1, abs=0.2)
        with pytest.raises(InvalidArgument, match="no column when"):
            rule.predict(X.rename(columns={"when": "other"}))


def test_the_same_rows_give_the_same_choice_and_candidates_can_be_named():
    X, t, y = by_flag(1200)
    models = {"flat": SLearner(interactions=False), "T": TLearner()}
    first, again = (UpliftSelector(models, rules=False).fit(X, t, y) for _ in range(2))
    assert first.p_value_ == again.p_value_
    assert set(first.comparison_) == {"constant", "flat", "T"}
    assert first.best_ == again.best_ != "constant"


@pytest.mark.shared_data
def test_m13_hillstrom_women_are_ranked_by_what_they_bought_and_men_are_not_ranked(shared_data):
    rows = pd.read_csv(shared_data / "hillstrom_email_60pct.csv.gz")
    features = ["recency", "history", "mens", "womens", "zip_code", "newbie", "channel"]
    found = {}
    for mail in ("Womens E-Mail", "Mens E-Mail"):
        here = rows[rows["segment"].isin([mail, "No E-Mail"])].reset_index(drop=True)
        t = (here["segment"] == mail).to_numpy().astype(int)
        found[mail] = UpliftSelector().fit(here[features], t, here["visit"])
        if mail == "Womens E-Mail":
            learn, test = train_test_split(np.arange(len(here)), test_size=0.5, random_state=0, stratify=t)
            half = UpliftSelector().fit(here[features].iloc[learn], t[learn], here["visit"].iloc[learn])
            assert (
                qini_auc(here["visit"].iloc[test], half.predict(here[features].iloc[test]), t[test]) > 0.045
            )
    assert found["Womens E-Mail"].best_ == "rule: womens"
    assert found["Mens E-Mail"].best_ == "constant"
    assert found["Mens E-Mail"].advice_ == "all"

"""Which of several offers is the best for each customer, and is any better than none?"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument
from tools.uplift.arms import Floats, same_length
from tools.uplift.learners import TLearner, _require_fitted
from tools.uplift.response import rows


class SeveralOffers:
    """One uplift model for each offer, against the common control group.

    `arm` says what each customer got, `control` is the name of the group that got nothing. Assumes one random
    draw over all arms. Offers are compared on predictions: judge the resulting rule on other customers.
    """

    def __init__(self, learner: Any = None, *, control: Any = "control") -> None:
        self.learner = learner
        self.control = control

    def fit(self, X: Any, arm: ArrayLike, y: ArrayLike) -> Self:
        """Learns each offer from its own customers and the control group. Returns self; `offers_` are the names."""
        names, outcome = np.asarray(arm), np.asarray(y)
        same_length(X=X, arm=names, y=outcome)
        levels = sorted(set(names.tolist()), key=str)
        if self.control not in levels or len(levels) < 2:
            shown = ", ".join(str(level) for level in levels[:5])
            raise InvalidArgument(
                f"arm must hold the control group {self.control!r} and at least one offer; it holds {shown}.",
                message_ru=f"В arm нужны контроль {self.control!r} и хотя бы одно предложение; есть {shown}.",
                argument="arm",
            )
        self.offers_ = [level for level in levels if level != self.control]
        untreated = names == self.control
        base = TLearner() if self.learner is None else self.learner
        self.models_ = {}
        for offer in self.offers_:
            here = untreated | (names == offer)
            self.models_[offer] = copy(base).fit(rows(X, here), names[here] == offer, outcome[here])
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """Effects against the control group, one row a customer and one column an offer, in order of `offers_`."""
        _require_fitted(self)
        return np.column_stack([self.models_[offer].predict(X) for offer in self.offers_])

    def best(
        self, X: Any, *, value: float = 1.0, cost: Mapping[Any, float] | None = None
    ) -> tuple[NDArray[Any], Floats]:
        """(the offer for each row or the control's name where none pays, its expected gain effect * value - cost).

        `cost` is by offer name; nothing is ever charged to the control group. Ties go to the first offer.
        """
        costs = dict(cost or {})
        unknown = [str(name) for name in costs if name not in self.offers_]
        if unknown:
            raise InvalidArgument(
                f"cost names {', '.join(unknown)}; the offers are {', '.join(map(str, self.offers_))}.",
                message_ru=f"В cost есть {', '.join(unknown)}; предложения – {', '.join(map(str, self.offers_))}.",
                argument="cost",
            )
        gain = self.predict(X) * value - np.array([costs.get(offer, 0.0) for offer in self.offers_])
        place = gain.argmax(axis=1)
        top: Floats = gain[np.arange(len(gain)), place]
        names = np.array([*self.offers_, self.control], dtype=object)
        return names[np.where(top > 0, place, len(self.offers_))], np.maximum(top, 0.0)

"""How an outcome answers to spend: geometric carry-over, then saturation, fitted with its uncertainty.

outcome_t = base + trend + season + controls + sum over channels of b * s_t / (s_t + k) + noise, where s_t is the
spend carried over, s_t = (1 - c) * sum_j c**j * x_(t-j), so that a constant spend x gives s = x. The shares c and half-
saturations k are sampled together with the heights b; nothing of the curve is fixed by hand.

Sources: Jin, Wang, Sun, Chan and Koehler (2017), "Bayesian methods for media mix modeling with carryover and shape
effects", Google, equations 1-3 (carry-over before saturation; the Hill curve with slope 1 is used here because a
slope is hardly ever identified); ter Braak (2006), "A Markov Chain Monte Carlo version of the genetic algorithm
Differential Evolution", Statistics and Computing 16, equation 2, for the sampler; Gelman et al. (2013), Bayesian Data
Analysis, 3rd edition, section 11.4, for the split R-hat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LAGS = 13
"""Periods that carry-over reaches back; at a carry-over of .7 a hundredth is left."""
CHAINS, STEPS, THIN = 24, 1000, 20
ROUNDS, AGREED = 6, 1.05
"""Rounds of `STEPS` until the chains agree; the first is nearly always the warm-up."""
MEAN_CARRY, MOST_CARRY = 0.3, 0.95
HALF_SATURATION_SPREAD = 1.0
"""Prior of log k: normal around the mean positive spend; one standard deviation is a factor of e."""
HEIGHT_SHARE = 0.5
"""Prior of b: half-normal, its scale this share of the mean outcome: one channel rarely makes half of all trade."""
SMALL_STEP = 1e-3


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws x channels: what the data leave possible. `prior_*` are draws of the prior alone, for comparison."""

    height: Floats
    half_saturation: Floats
    carry_over: Floats
    noise: Floats
    r_hat: float
    """Largest split R-hat of the heights and curves; near 1 when the chains agree."""
    explained: float
    """Share of the outcome's variance around base, trend and season that spend explains at the posterior mean."""

    def response(self, spend: Floats) -> Floats:
        """Outcome per period that a constant spend by channel brings: draws x channels."""
        return np.asarray(self.height * spend / (spend + self.half_saturation))

    def marginal(self, spend: Floats) -> Floats:
        """What one more unit of money a period in each channel brings: draws x channels."""
        return np.asarray(self.height * self.half_saturation / (spend + self.half_saturation) ** 2)


def fitted(spend: Floats, outcome: Floats, design: Floats, *, rng: np.random.Generator) -> Posterior:
    """Samples the curves of all channels.

    `spend` is periods x channels, `outcome` one value a period, `design` the columns of base, trend, season and
    controls. Assumes independent normal noise of one size, effects that add, and that no other cause moves spend and
    outcome together: without a randomised change of spend that cannot be checked.
    """
    periods, channels = spend.shape
    size = float(np.abs(outcome).mean()) or 1.0
    y = outcome / size
    typical = np.array([_typical(spend[:, c]) for c in range(channels)])
    lagged = [_lagged(spend[:, c] / typical[c]) for c in range(channels)]
    basis = np.linalg.qr(design)[0]  # base, trend, season and controls are integrated out: flat priors
    state = _State(
        log_b=np.log(HEIGHT_SHARE * 0.3 * np.exp(0.5 * rng.standard_normal((CHAINS, channels)))),
        log_k=HALF_SATURATION_SPREAD * rng.standard_normal((CHAINS, channels)),
        odds=rng.normal(_logit(MEAN_CARRY), 1.0, (CHAINS, channels)),
    )
    lift = np.stack(
        [_lift(lagged[c], state.log_b[:, c], state.log_k[:, c], state.odds[:, c]) for c in range(channels)]
    )
    variance = np.full(CHAINS, max(float(y.var()), 1e-6))
    seen = _without(y[None, :], basis)
    lift = _without(lift, basis)
    r_hat = np.inf
    for _ in range(ROUNDS):  # what was drawn before the chains agree is thrown away
        kept: list[tuple[Floats, Floats, Floats, Floats]] = []
        for step in range(STEPS):
            residual = seen - lift.sum(axis=0)
            shape = 1 + (periods - basis.shape[1]) / 2
            variance = (1e-4 + 0.5 * (residual**2).sum(axis=1)) / rng.gamma(shape, 1.0, CHAINS)
            for c in range(channels):
                residual = residual + lift[c]
                _move(state, c, lagged[c], basis, residual, variance, lift, rng, far=step % 10 == 9)
                residual = residual - lift[c]
            if step % THIN == 0:
                kept.append((state.log_b.copy(), state.log_k.copy(), _carry(state.odds), np.sqrt(variance)))
        b, k, carry, noise = (
            np.stack(part, axis=1) for part in zip(*kept, strict=True)
        )  # chains x draws x channels
        r_hat = max(_r_hat(b), _r_hat(k))
        if r_hat < AGREED:
            break
    around, unexplained = seen[0], seen[0] - lift.mean(axis=1).sum(axis=0)
    flat = (-1, channels)
    return Posterior(
        height=np.exp(b).reshape(flat) * size,
        half_saturation=np.exp(k).reshape(flat) * typical,
        carry_over=carry.reshape(flat),
        noise=noise.reshape(-1) * size,
        r_hat=float(r_hat),
        explained=float(1 - unexplained.var() / around.var()) if around.var() > 0 else 0.0,
    )


def prior(spend: Floats, outcome: Floats, *, draws: int, rng: np.random.Generator) -> Posterior:
    """The same without looking at the outcome's course: what would be believed before any data."""
    channels = spend.shape[1]
    typical = np.array([_typical(spend[:, c]) for c in range(channels)])
    size = float(np.abs(outcome).mean()) or 1.0
    return Posterior(
        height=np.abs(rng.standard_normal((draws, channels))) * HEIGHT_SHARE * size,
        half_saturation=np.exp(HALF_SATURATION_SPREAD * rng.standard_normal((draws, channels))) * typical,
        carry_over=_carry(rng.normal(_logit(MEAN_CARRY), 1.0, (draws, channels))),
        noise=np.zeros(draws),
        r_hat=1.0,
        explained=0.0,
    )


def carried_over(spend: Floats, carry_over: float) -> Floats:
    """Spend of one channel after carry-over; a constant spend stays what it is once it has lasted."""
    weights = (1 - carry_over) * carry_over ** np.arange(LAGS)
    return np.asarray(_lagged(spend) @ (weights / weights.sum()))


@dataclass(slots=True)
class _State:
    """Chains x channels; money in units of each channel's typical spend, the outcome in units of its mean."""

    log_b: Floats
    log_k: Floats
    odds: Floats


def _move(
    state: _State,
    channel: int,
    lagged: Floats,
    basis: Floats,
    residual: Floats,
    variance: Floats,
    lift: Floats,
    rng: np.random.Generator,
    *,
    far: bool,
) -> None:
    """One step of differential evolution for the curve of one channel: half of the chains at a time, each along the
    difference of two chains of the other half."""
    order = rng.permutation(CHAINS)
    for movers, others in (
        (order[: CHAINS // 2], order[CHAINS // 2 :]),
        (order[CHAINS // 2 :], order[: CHAINS // 2]),
    ):
        first, second = others[rng.integers(0, others.size, (2, movers.size))]
        scale = 1.0 if far else 2.38 / np.sqrt(2 * 3)
        now = [part[movers, channel] for part in (state.log_b, state.log_k, state.odds)]
        there = [
            old
            + scale * (part[first, channel] - part[second, channel])
            + SMALL_STEP * rng.standard_normal(movers.size)
            for old, part in zip(now, (state.log_b, state.log_k, state.odds), strict=True)
        ]
        wanted = _without(_lift(lagged, *there), basis)
        before = _fit(residual[movers] - lift[channel][movers], variance[movers]) + _log_prior(*now)
        after = _fit(residual[movers] - wanted, variance[movers]) + _log_prior(*there)
        taken = np.log(rng.random(movers.size)) < after - before
        for part, value in zip((state.log_b, state.log_k, state.odds), there, strict=True):
            part[movers[taken], channel] = value[taken]
        lift[channel][movers[taken]] = wanted[taken]


def _fit(residual: Floats, variance: Floats) -> Floats:
    return np.asarray(-0.5 * (residual**2).sum(axis=1) / variance)


def _log_prior(log_b: Floats, log_k: Floats, odds: Floats) -> Floats:
    """Half-normal b (with the Jacobian of its logarithm), log-normal k, logit-normal carry-over."""
    height = -0.5 * (np.exp(log_b) / HEIGHT_SHARE) ** 2 + log_b
    return np.asarray(
        height - 0.5 * (log_k / HALF_SATURATION_SPREAD) ** 2 - 0.5 * (odds - _logit(MEAN_CARRY)) ** 2
    )


def _lift(lagged: Floats, log_b: Floats, log_k: Floats, odds: Floats) -> Floats:
    """What a channel adds: chains x periods."""
    carry = _carry(odds)[:, None]
    weights = carry ** np.arange(LAGS)
    stock = (weights / weights.sum(axis=1, keepdims=True)) @ lagged.T
    return np.asarray(np.exp(log_b)[:, None] * stock / (stock + np.exp(log_k)[:, None]))


def _lagged(spend: Floats) -> Floats:
    """Periods x lags; before the first period nothing was spent beyond the mean of the first quarter year."""
    start = np.full(LAGS - 1, spend[:LAGS].mean())
    return np.asarray(np.lib.stride_tricks.sliding_window_view(np.concatenate((start, spend)), LAGS)[:, ::-1])


def _typical(spend: Floats) -> float:
    paid = spend[spend > 0]
    return float(paid.mean()) if paid.size else 1.0


def _without(rows: Floats, basis: Floats) -> Floats:
    """What of these courses (the last axis is time) base, trend, season and controls cannot take up."""
    return np.asarray(rows - (rows @ basis) @ basis.T)


def _carry(odds: Floats) -> Floats:
    return np.asarray(MOST_CARRY / (1 + np.exp(-odds)))


def _logit(share: float) -> float:
    return float(np.log(share / (MOST_CARRY - share)))


def _r_hat(draws: Floats) -> float:
    """Largest split R-hat over channels; `draws` is chains x draws x channels."""
    half = draws.shape[1] // 2
    parts = np.concatenate((draws[:, :half], draws[:, half : 2 * half]))
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = half * parts.mean(axis=1).var(axis=0, ddof=1)
    total = (half - 1) / half * within + between / half
    return float(np.sqrt(total / np.maximum(within, 1e-300)).max())

"""Small drawings inside pages: SVG with plain attributes, because the content policy forbids style ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from copilot.domain.approval import Forecast
from copilot.domain.campaign import Step

WIDTH = 100.0


@dataclass(frozen=True, slots=True)
class SizeStep:
    """A step of the waterfall with what it took away and how long its bar is, in per cent."""

    step: Step
    lost: int
    width: float


def size_steps(steps: Sequence[Step]) -> list[SizeStep]:
    """Who is left after each step; bars in proportion to the first."""
    if not steps:
        return []
    whole = max(step.count for step in steps) or 1
    before = [steps[0].count, *(step.count for step in steps)]
    return [
        SizeStep(step, max(0, previous - step.count), round(WIDTH * step.count / whole, 2))
        for step, previous in zip(steps, before, strict=False)
    ]


def bar(share: float, kind: str) -> Markup:
    """A horizontal bar filled to this share; decoration, the number stands beside it."""
    width = round(WIDTH * min(max(share, 0.0), 1.0), 2)
    return Markup(
        '<svg class="bar {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rail" width="100" height="6" rx="1"/><rect class="fill" width="{}" height="6" rx="1"/></svg>'
    ).format(kind, width)


def loss_bar(probability: float) -> Markup:
    """The probability of a loss: green while unlikely, amber from 20 %, red from 40 %."""
    kind = "good" if probability < 0.2 else "fair" if probability < 0.4 else "bad"
    return bar(probability, kind)


def interval_picture(forecast: Forecast) -> Markup:
    """The forecast as a whisker on an axis that shows where zero is."""
    least, most = min(0.0, forecast.low), max(0.0, forecast.high)
    span = (most - least) or 1.0

    def x(value: float) -> float:
        return round(4 + 92 * (value - least) / span, 2)

    return Markup(
        '<svg class="whisker" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="zero" x1="{z}" x2="{z}" y1="0" y2="14"/><rect class="range" x="{a}" width="{w}" y="5" height="4"/>'
        '<rect class="middle" x="{m}" width="1.2" y="2" height="10"/></svg>'
    ).format(
        z=x(0.0),
        a=x(forecast.low),
        w=round(x(forecast.high) - x(forecast.low), 2),
        m=round(x(forecast.expected) - 0.6, 2),
    )

"""What any purchase model needs from its customers before it can be fitted at all."""

from __future__ import annotations

import numpy as np

from tools.clv.observations import Cells
from tools.errors import NotIdentified


def refuse_without_repeats(cells: Cells, model: str) -> None:
    """NotIdentified where nobody came back, where nobody could have, or where all customers are the same."""
    if cells.x[-1] == 0:
        raise NotIdentified(
            f"{model}: none of the {cells.n:.0f} customers has bought again, so nothing says how often they would. "
            "Take a longer period.",
            message_ru=f"{model}: ни один из {cells.n:.0f} покупателей не купил повторно, частоту покупок определить "
            "не из чего. Возьмите период длиннее.",
            argument="frequency",
        )
    if cells.weight.size < 4:
        raise NotIdentified(
            f"{model}: there are only {cells.weight.size} different customer histories, the four parameters need at least four.",
            message_ru=f"{model}: различных историй покупателей всего {cells.weight.size}, для четырёх параметров нужно не меньше четырёх.",
            argument="frequency",
        )


def usual_rate(cells: Cells) -> float:
    """Repeat purchases per customer and unit of time: where a search for the parameters starts."""
    return float(np.sum(cells.weight * cells.frequency) / np.sum(cells.weight * cells.age))

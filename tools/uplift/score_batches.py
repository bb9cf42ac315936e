"""Scores a base of any size as a stream of Arrow batches; memory holds one batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tools.errors import InvalidArgument


def score_batches(model: Any, batches: Iterable[Any], *, customer: str = "customer_id") -> Iterator[Any]:
    """For each record batch of features, a batch of (customer, effect) in the same order.

    `model` is anything with `predict(DataFrame)`. All columns but `customer` are features; the model finds its
    own by name. On Spark: `frame.mapInArrow(lambda batches: score_batches(model, batches),
    "customer_id string, effect double")`. Raises InvalidArgument when a batch lacks the customer column.
    """
    import pyarrow as pa

    for batch in batches:
        if customer not in batch.schema.names:
            raise InvalidArgument(
                f"A batch has no column {customer}; it has {', '.join(batch.schema.names[:8])}.",
                message_ru=f"В порции нет колонки {customer}; есть {', '.join(batch.schema.names[:8])}.",
                argument=customer,
            )
        ids = batch.column(batch.schema.get_field_index(customer))
        features = batch.drop_columns([customer]).to_pandas()
        effect = model.predict(features) if len(features) else []
        yield pa.RecordBatch.from_arrays(
            [ids, pa.array(effect, type=pa.float64())], names=[customer, "effect"]
        )

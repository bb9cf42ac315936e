"""Turns a table of customer features into the matrix that the default estimators learn from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.errors import InvalidArgument

MOST_LEVELS = 50


def check_features(X: Any) -> Any:
    """The features as a DataFrame or a two-dimensional array, without missing values.

    Raises InvalidArgument that names the column with a hole.
    """
    if isinstance(X, pd.DataFrame):
        holes = X.isna().sum()
        numeric = X.select_dtypes("number")
        infinite = ~np.isfinite(numeric.to_numpy(dtype=np.float64)).all(axis=0) if numeric.size else []
        named = [str(c) for c in X.columns[holes.to_numpy() > 0]] or [
            str(c) for c, bad in zip(numeric.columns, infinite, strict=False) if bad
        ]
        if named:
            raise _holes(", ".join(named[:5]))
        return X
    table = np.asarray(X)
    if table.ndim != 2 or table.shape[1] == 0:
        raise InvalidArgument(
            f"X must be a table with at least one feature; its shape is {table.shape}.",
            message_ru=f"X должен быть таблицей хотя бы с одним признаком; его форма {table.shape}.",
            argument="X",
        )
    if table.dtype.kind in "fc" and not np.isfinite(table).all():
        bad = np.flatnonzero(~np.isfinite(table).all(axis=0))
        raise _holes(", ".join(f"column {i}" for i in bad[:5]))
    return table


def _holes(where: str) -> InvalidArgument:
    return InvalidArgument(
        f"X has missing or infinite values in {where}; fill or drop them first.",
        message_ru=f"В X есть пропуски или бесконечности: {where}; сначала заполните или уберите их.",
        argument="X",
    )


class Encoder:
    """Numbers standardised, words one-hot: learnt from one table, applied to the next.

    Columns are found by name when the table is a DataFrame. A word that was not seen in training has zeros
    in all its columns.
    """

    def fit(self, X: Any) -> Encoder:
        """Learns means, spreads and levels."""
        table = _frame(X)
        self.columns_: list[Any] = list(table.columns)
        self.levels_: dict[Any, list[Any]] = {}
        for column in self.columns_:
            if not _is_number(table[column]):
                levels = sorted(table[column].astype(str).unique())
                if len(levels) > MOST_LEVELS:
                    raise InvalidArgument(
                        f"Feature {column} has {len(levels)} different texts (at most {MOST_LEVELS}); "
                        "group them, or leave the column out if it is an identifier.",
                        message_ru=f"В признаке {column} разных значений {len(levels)} (не больше {MOST_LEVELS}); "
                        "сгруппируйте их или уберите колонку, если это идентификатор.",
                        argument=str(column),
                    )
                self.levels_[column] = levels
        raw = self._raw(table)
        self.mean_ = raw.mean(axis=0)
        spread = raw.std(axis=0)
        # A constant column may show a spread of rounding errors; scaling that up would learn noise.
        self.spread_ = np.where(spread > 1e-9 * np.maximum(1.0, np.abs(self.mean_)), spread, 1.0)
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """The matrix of a table with the same columns."""
        table = _frame(X)
        missing = [str(c) for c in self.columns_ if c not in table.columns]
        if missing or (not isinstance(X, pd.DataFrame) and table.shape[1] != len(self.columns_)):
            raise InvalidArgument(
                f"X does not have the features of the training table; missing: {', '.join(missing) or 'none'}, "
                f"columns: {table.shape[1]} instead of {len(self.columns_)}.",
                message_ru=f"В X не те признаки, на которых модель училась; нет: {', '.join(missing) or '—'}.",
                argument="X",
            )
        scaled: NDArray[np.float64] = (self._raw(table) - self.mean_) / self.spread_
        return scaled

    def _raw(self, table: pd.DataFrame) -> NDArray[np.float64]:
        parts = []
        for column in self.columns_:
            if column in self.levels_:
                text = table[column].astype(str).to_numpy()
                parts.append((text[:, None] == np.array(self.levels_[column])[None, :]).astype(np.float64))
            else:
                parts.append(table[column].to_numpy(dtype=np.float64)[:, None])
        return np.hstack(parts)


def _frame(X: Any) -> pd.DataFrame:
    return X if isinstance(X, pd.DataFrame) else pd.DataFrame(np.asarray(X)).infer_objects()


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column))

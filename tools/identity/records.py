"""A table of people as whole numbers: each distinct value, once brought to its one form, is a code.

Everything that follows compares codes, so a million records cost a few sorts and no loop over rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tools.errors import InvalidArgument
from tools.identity.birth import normalise_birth, normalise_sex
from tools.identity.codes import normalise_codes, placeholder_codes
from tools.identity.emails import normalise_emails, placeholder_emails
from tools.identity.fields import recognise
from tools.identity.names import fold_name, full_given_name, split_full_name
from tools.identity.phones import normalise_phones, placeholder_phones

Ints = NDArray[np.int64]
Normaliser = Callable[[pa.Array], tuple[Ints, pa.Array]]
KEY_KINDS = ("exact", "card", "email", "phone")
ATTRIBUTES = (
    "given",
    "surname",
    "middle",
    "birth",
    "sex",
    "postcode",
    "house",
    "street",
    "locality",
    "address",
    "region",
)


@dataclass(frozen=True)
class Key:
    """A field of which a record may hold several values: one entry a record and value."""

    rows: Ints
    codes: Ints
    values: pa.Array
    placeholder: NDArray[np.bool_]
    """Which values stand for nobody."""


@dataclass(frozen=True)
class Attribute:
    """A field with at most one value a record; code -1 where it is unknown."""

    codes: Ints
    values: pa.Array
    frequency: NDArray[np.float64]
    """Share of the records with a value that have this one."""


@dataclass(frozen=True)
class Records:
    """The table, encoded. `ids` are in the order in which they were given, `rank` says which is smaller."""

    ids: pa.Array
    rank: Ints
    keys: Mapping[str, Key]
    attributes: Mapping[str, Attribute]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.ids)


def read_records(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    country: str = "RU",
) -> Records:
    """Encodes a table of people, one row a record.

    Raises InvalidArgument when no usable column is recognised, when an id is missing or stands twice.
    """
    found = recognise([str(c) for c in frame.columns], columns)
    named = frame.set_axis([str(c) for c in frame.columns], axis=1)
    ids = _ids(named, found)
    reading: dict[str, Normaliser] = {
        "exact": normalise_codes,
        "card": normalise_codes,
        "email": normalise_emails,
        "phone": partial(normalise_phones, country=country),
    }
    marks = {
        "exact": placeholder_codes,
        "card": placeholder_codes,
        "email": placeholder_emails,
        "phone": placeholder_phones,
    }
    keys = {
        kind: _key([named[c] for c in found[kind]], reading[kind], marks[kind])
        for kind in KEY_KINDS
        if kind in found
    }
    texts: dict[str, pa.Array] = {name: _text(named[found[name][0]]) for name in ATTRIBUTES if name in found}
    if "full_name" in found:
        for name, split in zip(
            ("surname", "given", "middle"), _split(_text(named[found["full_name"][0]])), strict=True
        ):
            texts[name] = pc.coalesce(texts[name], split) if name in texts else split
    attributes = {
        name: _attribute(texts[name], _SINGLE.get(name, _word)) for name in ATTRIBUTES if name in texts
    }
    if not keys and not attributes:
        raise InvalidArgument(
            f"No column of people was recognised among {', '.join(map(str, frame.columns))}; name them with columns={{'phone': '...', 'email': '...'}}.",
            message_ru=f"Среди колонок {', '.join(map(str, frame.columns))} не узнаны данные о людях; назовите их: columns={{'phone': '...', 'email': '...'}}.",
            argument="columns",
        )
    return Records(ids, _rank(ids), keys, attributes, found)


def _ids(frame: pd.DataFrame, found: Mapping[str, tuple[str, ...]]) -> pa.Array:
    named = found["record_id"][0] if "record_id" in found else None
    ids = _text(frame[named] if named is not None else frame.index.to_series())
    if ids.null_count:
        raise InvalidArgument(
            f"{ids.null_count} record(s) have no id in {named or 'the index'}; give every record one.",
            message_ru=f"Записей без идентификатора ({named or 'индекс'}): {ids.null_count}; он нужен каждой.",
            argument="record_id",
        )
    if len(ids) and len(pc.unique(ids)) != len(ids):
        counts = pc.value_counts(ids)
        several = int(pc.sum(pc.greater(counts.field("counts"), 1)).as_py())
        raise InvalidArgument(
            f"{several} id(s) of {named or 'the index'} stand in several rows; one row a record is expected.",
            message_ru=f"В колонке {named or 'индекс'} повторяются {several} идентификаторов; ожидается одна строка на запись.",
            argument="record_id",
        )
    return ids


def _rank(ids: pa.Array) -> Ints:
    """Numbers in numeric order where all ids are numbers, texts letter by letter otherwise."""
    numeric = len(ids) > 0 and pc.all(pc.match_substring_regex(ids, r"^(0|[1-9]\d{0,17})$")).as_py()
    sortable = ids.cast(pa.int64()) if numeric else ids
    if len(ids) < 2 or pc.all(pc.less(sortable[:-1], sortable[1:])).as_py():
        return np.arange(len(ids))
    rank = np.empty(len(ids), dtype=np.int64)
    rank[pc.sort_indices(sortable).to_numpy()] = np.arange(len(ids))
    return rank


def _text(column: pd.Series) -> pa.Array:
    """The column as texts: whole numbers without `.0`, dates without a time, blanks as nothing."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_float_dtype(column):
        whole = column.dropna()
        if (whole % 1 == 0).all() and (whole.abs() < 2**53).all():
            column = column.astype("Int64")
    array = (
        pa.array(column, from_pandas=True) if not pd.api.types.is_object_dtype(column) else _objects(column)
    )
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if not pa.types.is_string(array.type):
        array = array.cast(pa.string())
    blank = pc.match_substring_regex(array, r"^\s*$")
    return pc.if_else(pc.fill_null(blank, True), pa.scalar(None, pa.string()), array)


def _objects(column: pd.Series) -> pa.Array:
    try:
        return pa.array(column, pa.string(), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        plain = [None if value is None or value != value else str(value) for value in column]
        return pa.array(
            [value.removesuffix(".0") if value is not None else None for value in plain], pa.string()
        )


def _split(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    encoded = texts.dictionary_encode()
    parts = [split_full_name(text) for text in encoded.dictionary.to_pylist()]
    out = []
    for place in range(3):
        words = pa.array([part[place] or None for part in parts], pa.string())
        out.append(words.take(encoded.indices))
    return out[0], out[1], out[2]


def _key(
    columns: Sequence[pd.Series], read: Normaliser, mark: Callable[[pa.Array], NDArray[np.bool_]]
) -> Key:
    rows, values = [], []
    for column in columns:
        encoded = _text(column).dictionary_encode()
        position, value = read(encoded.dictionary)
        raw = pc.fill_null(encoded.indices, -1).to_numpy().astype(np.int64)
        row, entry = _expand(raw, position)
        rows.append(row)
        values.append(value.take(pa.array(entry)))
    together = pa.concat_arrays(values).dictionary_encode()
    codes = together.indices.to_numpy().astype(np.int64)
    row = np.concatenate(rows)
    if len(columns) > 1 or _repeats(row):
        pair = np.unique(row * (len(together.dictionary) + 1) + codes)
        row, codes = np.divmod(pair, len(together.dictionary) + 1)
    return Key(row, codes, together.dictionary, mark(together.dictionary))


def _expand(raw: Ints, position: Ints) -> tuple[Ints, Ints]:
    """For each record and each normalised value of its cell: (record, index of the value)."""
    order = np.argsort(position, kind="stable")
    cells = int(raw.max(initial=-1)) + 1
    count = np.bincount(position, minlength=cells)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    known = np.flatnonzero(raw >= 0)
    here = count[raw[known]]
    row = np.repeat(known, here)
    offset = np.arange(row.size) - np.repeat(np.cumsum(here) - here, here)
    return row, order[np.repeat(start[raw[known]], here) + offset]


def _repeats(rows: Ints) -> bool:
    return bool(rows.size > 1 and (np.bincount(rows) > 1).any())


def _attribute(texts: pa.Array, read: Callable[[str], tuple[str, ...]]) -> Attribute:
    encoded = texts.dictionary_encode()
    forms = [read(text) for text in encoded.dictionary.to_pylist()]
    values = pa.array([form[0] if form else None for form in forms], pa.string()).dictionary_encode()
    of_form = np.append(pc.fill_null(values.indices, -1).to_numpy().astype(np.int64), -1)
    raw = pc.fill_null(encoded.indices, -1).to_numpy().astype(np.int64)
    codes = of_form[raw]
    known = codes[codes >= 0]
    frequency = np.bincount(known, minlength=len(values.dictionary)) / max(known.size, 1)
    return Attribute(codes, values.dictionary, frequency)


def _name(text: str) -> tuple[str, ...]:
    folded = fold_name(text)
    return (folded,) if folded else ()


def _given(text: str) -> tuple[str, ...]:
    folded = full_given_name(fold_name(text))
    return (folded,) if folded else ()


def _word(text: str) -> tuple[str, ...]:
    plain = " ".join(text.casefold().split())
    return (plain,) if plain else ()


_SINGLE: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "given": _given,
    "surname": _name,
    "middle": _name,
    "birth": normalise_birth,
    "sex": normalise_sex,
}

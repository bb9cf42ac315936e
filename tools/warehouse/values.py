"""SQL that turns one raw value of a file into a typed one, or into NULL when it is none.

Every function takes the SQL of the trimmed text, of the raw value and the kind of the raw value, and
returns SQL. Numbers in text have been made plain before, by `numbers`.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tools.warehouse.mapping import FileFormat

MONEY, QUANTITY, EXACT = "DECIMAL(18,4)", "DECIMAL(18,3)", "DECIMAL(18,6)"
EDGES = " \t\r\n\u00a0\u2007\u202f\ufeff\u200b"
TIMES = (" %H:%M:%S", " %H:%M", "T%H:%M:%S", "")
EIGHT_DIGITS = ("^\\d{8}$", ("%Y%m%d",))
DOTTED = ("^\\d{1,2}\\.\\d{1,2}\\.\\d{4}($|[ T])", tuple(f"%d.%m.%Y{time}" for time in TIMES))
DOTTED_SHORT = ("^\\d{1,2}\\.\\d{1,2}\\.\\d{2}($|[ T])", tuple(f"%d.%m.%y{time}" for time in TIMES))
YEAR_FIRST = (
    "^\\d{4}[/.]\\d{1,2}[/.]\\d{1,2}",
    tuple(day + time for day in ("%Y/%m/%d", "%Y.%m.%d") for time in TIMES),
)
SHORT_YEAR = "^\\d{1,2}[./-]\\d{1,2}[./-]\\d{2}($|[ T])"
LARGEST_WHOLE = 9007199254740992
"""2**53: beyond it a floating-point number has lost digits."""
SPECIAL_DATES = ("excel", "epoch_seconds", "epoch_ms")


def quoted(text: str) -> str:
    """A text literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def kind_of(column: pa.DataType) -> str:
    """text, whole, real, exact, instant, zoned, day or yes_no: what conversion must start from."""
    types = pa.types
    if types.is_boolean(column):
        return "yes_no"
    if types.is_integer(column):
        return "whole"
    if types.is_floating(column):
        return "real"
    if types.is_decimal(column):
        return "exact"
    if types.is_timestamp(column):
        return "zoned" if column.tz else "instant"
    if types.is_date(column):
        return "day"
    return "text"


def trimmed(column: pa.Array, empty: tuple[str, ...]) -> pa.Array:
    """Text without space around it; null where it is blank or one of the words that mean empty."""
    text = pc.utf8_trim(column.combine_chunks().cast(pa.string()), characters=EDGES)
    blank = pc.is_in(text, value_set=pa.array(["", *empty]))
    return pc.if_else(pc.fill_null(blank, True), pa.scalar(None, pa.string()), text)


def as_text(raw: str, kind: str) -> str:
    """The value as text, for messages, rules and ids; a whole number in a float column has no `.0`."""
    if kind == "real":
        is_whole = f"{raw} = floor({raw}) AND abs({raw}) < {LARGEST_WHOLE}"
        return (
            f"CASE WHEN isnan({raw}) THEN NULL WHEN abs({raw}) >= {LARGEST_WHOLE} THEN printf('%.5e', {raw}) WHEN {is_whole} THEN CAST(CAST({raw} AS BIGINT) AS VARCHAR) "
            f"ELSE CAST({raw} AS VARCHAR) END"
        )
    return raw if kind == "text" else f"CAST({raw} AS VARCHAR)"


def identifier(text: str) -> str:
    """An id as text: `17850.0`, as data frames write whole numbers, is `17850`; `4,6E+12` is none."""
    return (
        f"CASE WHEN regexp_full_match({text}, '\\d[.,]\\d+[eE][+]?\\d+|\\d[eE][+]\\d+') THEN NULL "
        f"WHEN suffix({text}, '.0') AND regexp_full_match({text}, '\\d+\\.0') THEN left({text}, length({text}) - 2) "
        f"ELSE {text} END"
    )


def number(text: str, raw: str, kind: str, target: str) -> str:
    """An exact decimal of type `target`; `text` is a plain number."""
    if kind in ("whole", "exact", "real"):
        return f"TRY_CAST({raw} AS {target})"
    return f"TRY_CAST({text} AS {target})" if kind == "text" else f"CAST(NULL AS {target})"


def instant(text: str, raw: str, kind: str, fmt: FileFormat, zone: str) -> str:
    """A naive timestamp in the business's time zone."""
    if kind == "zoned":
        return f"timezone({quoted(zone)}, CAST({raw} AS TIMESTAMPTZ))"
    if kind in ("instant", "day"):
        naive = f"TRY_CAST({raw} AS TIMESTAMP)"
        return _from_zone(naive, fmt, zone) if kind == "instant" else naive
    if kind in ("yes_no", "exact"):
        return "CAST(NULL AS TIMESTAMP)"
    formats = (fmt.date_format,) if isinstance(fmt.date_format, str) else fmt.date_format
    if formats is not None and formats[0] in SPECIAL_DATES:
        return _counted(text, formats[0], zone)
    iso = f"regexp_matches({text}, '^\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}($|[ T]\\d)')"
    offset = f"regexp_matches({text}, ':\\d{{2}}.*(Z|[+-]\\d{{2}}(:?\\d{{2}})?)$')"
    zoned = f"timezone({quoted(zone)}, TRY_CAST({text} AS TIMESTAMPTZ))"
    local = _from_zone(f"TRY_CAST({text} AS TIMESTAMP)", fmt, zone)
    cases = f"WHEN {iso} THEN CASE WHEN {offset} THEN {zoned} ELSE {local} END "
    clear: tuple[tuple[str, tuple[str, ...]], ...] = (EIGHT_DIGITS, YEAR_FIRST)
    if formats is None:
        clear = (EIGHT_DIGITS, DOTTED, DOTTED_SHORT, YEAR_FIRST)
    else:
        short = tuple(dict.fromkeys(f.replace("%Y", "%y") for f in formats))
        # `%Y` would read the year 26 as the time of Tiberius.
        cases += (
            f"WHEN regexp_matches({text}, '{SHORT_YEAR}') THEN {_from_zone(_parsed(text, short), fmt, zone)} "
        )
    for pattern, known in clear:
        found = _from_zone(_parsed(text, known if formats is None else (*formats, *known)), fmt, zone)
        cases += f"WHEN regexp_matches({text}, '{pattern}') THEN {found} "
    if formats is not None:
        return f"CASE {cases} ELSE {_from_zone(_parsed(text, formats), fmt, zone)} END"
    serial = f"regexp_full_match({text}, '[3-7]\\d{{4}}([.,]\\d+)?')"
    return f"CASE {cases} WHEN {serial} THEN {_counted(text, 'excel', zone)} END"


def whole(text: str, raw: str, kind: str) -> str:
    """A whole number; `3.0` is 3, `3.5` is none."""
    if kind == "whole":
        return f"TRY_CAST({raw} AS BIGINT)"
    plain = f"regexp_full_match({text}, '[+-]?\\d{{1,18}}([.]0+)?')"
    return f"CASE WHEN {plain} THEN TRY_CAST(regexp_replace({text}, '[.]0+$', '') AS BIGINT) END"


def share(text: str, raw: str, kind: str) -> str:
    """A share between 0 and 1, also written in per cent: `15 %` is 0.15."""
    if kind in ("real", "exact", "whole"):
        value = f"CAST({raw} AS DOUBLE)"
    else:
        tidy = f"replace(regexp_replace({text}, '[ %]', '', 'g'), ',', '.')"
        digits = f"regexp_full_match({tidy}, '\\d*[.]?\\d+')"
        value = f"CASE WHEN {digits} THEN TRY_CAST({tidy} AS DOUBLE) / CASE WHEN suffix({text}, '%') THEN 100 ELSE 1 END END"
    return f"CASE WHEN {value} BETWEEN 0 AND 1 THEN {value} END"


def yes_no(text: str, raw: str, kind: str) -> str:
    """A truth value in English, Russian or digits."""
    if kind == "yes_no":
        return raw
    return (
        f"CASE WHEN lower({text}) IN ('1', 'true', 't', 'yes', 'y', 'да', 'д', 'истина') THEN true "
        f"WHEN lower({text}) IN ('0', 'false', 'f', 'no', 'n', 'нет', 'н', 'ложь') THEN false END"
    )


def _parsed(text: str, formats: tuple[str, ...]) -> str:
    return f"try_strptime({text}, [{', '.join(quoted(f) for f in formats)}])"


def _counted(text: str, unit: str, zone: str) -> str:
    count = f"TRY_CAST(replace({text}, ',', '.') AS DOUBLE)"
    if unit == "excel":
        seconds = f"to_seconds(CAST(round({count} * 86400) AS BIGINT))"
        return f"CASE WHEN {count} BETWEEN 1 AND 80000 THEN TIMESTAMP '1899-12-30' + {seconds} END"
    seconds = f"({count} / {1000 if unit == 'epoch_ms' else 1})"
    return f"timezone({quoted(zone)}, to_timestamp(CASE WHEN abs{seconds} < 1e10 THEN {seconds} END))"


def _from_zone(naive: str, fmt: FileFormat, zone: str) -> str:
    if fmt.time_zone is None or fmt.time_zone == zone:
        return naive
    return f"timezone({quoted(zone)}, timezone({quoted(fmt.time_zone)}, {naive}))"

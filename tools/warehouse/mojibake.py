"""Letters that were written in one encoding and read in another: `РўРѕРІР°СЂ` for `Товар`, `CafÃ©` for `Café`.

Only sequences that no language writes count, so that a real name is never refused.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

SECOND_CP1251 = bytes(b for b in range(0x80, 0xC0) if b != 0x98).decode("cp1251")
SECOND_CP1252 = bytes(b for b in range(0x80, 0xC0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)).decode(
    "cp1252"
)
LATIN = "\u0080-\u00bf"
PATTERN = (
    f"(?:[РС][{SECOND_CP1251}]){{3,}}"
    f"|(?:[ÐÑ][{LATIN}{SECOND_CP1252}]){{2,}}"
    f"|Ã[{LATIN}]|Â[\u00a0-\u00bf]|â€[{LATIN}™œ“”¦]"
    "|\ufffd"
)


def spoilt_letters(column: pa.Array) -> pa.Array | None:
    """Which texts are spoilt; None where none is."""
    if pc.all(pc.string_is_ascii(column)).as_py() is not False:
        return None
    found = pc.fill_null(pc.match_substring_regex(column, PATTERN), False)
    return found if pc.any(found).as_py() else None

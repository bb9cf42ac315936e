"""E-mail addresses -> one form for one mailbox.

Case means nothing; Gmail also reads no dots and nothing after a plus, Yandex gives one mailbox under all its
domains and reads a dot as a hyphen. mail.ru, bk.ru, inbox.ru and list.ru are *different* mailboxes with the
same name and stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

GMAIL = ("gmail.com", "googlemail.com")
YANDEX = (
    "yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "yandex.uz", "yandex.com.tr",
    "yandex.net", "narod.ru", "xn--d1acpjx3f.xn--p1ai",
)  # fmt: skip
PLUS_TAGS = frozenset(
    {*GMAIL, *YANDEX, "mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "outlook.com", "hotmail.com",
     "live.com", "icloud.com", "me.com", "fastmail.com", "proton.me", "protonmail.com"}
)  # fmt: skip
SAME_HOST = MappingProxyType(
    {
        **dict.fromkeys(GMAIL, "gmail.com"),
        **dict.fromkeys(YANDEX, "yandex.ru"),
        "protonmail.com": "proton.me",
        "pm.me": "proton.me",
        "me.com": "icloud.com",
        "mac.com": "icloud.com",
    }
)
NOBODY = frozenset(
    (
        "no", "none", "non", "net", "нет", "noemail", "nomail", "no-email", "no.email", "no_email", "no-mail", "нету",
        "отсутствует", "пусто", "empty", "null", "nil", "na", "n-a", "test", "тест", "testtest", "xxx", "aaa", "asd", "asdf",
        "qwe", "qwerty", "example", "user", "username", "mail", "email", "e-mail", "pochta", "почта", "unknown", "anonymous",
        "anonim", "1", "11", "111", "123", "1234", "12345", "000", "0", "0000", "netpochty", "net-pochty", "noreply",
        "no-reply", "donotreply",
    )
)  # fmt: skip
SHARED = frozenset(
    (
        "info", "office", "sales", "admin", "administrator", "support", "hello", "contact", "help", "service", "shop", "zakaz",
        "order", "orders", "buh", "buhgalteria", "manager", "director", "reception", "secretary", "hr", "jobs", "webmaster",
        "postmaster", "abuse",
    )
)  # fmt: skip
PLAIN = r"^[a-z0-9_.+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}$"
ADDRESS = re.compile(r"^([^@\s<>,;]+)@([^@\s<>,;]+\.[^@\s<>,;.]{2,})$")
BETWEEN = re.compile(r"[\s,;|<>()\"']+")


def normalise_email(text: str) -> tuple[str, ...]:
    """The mailboxes in a cell, in their order; empty where there is none."""
    found: dict[str, None] = {}
    for word in BETWEEN.split(unicodedata.normalize("NFKC", text).strip()):
        match = ADDRESS.match(word.casefold().removeprefix("mailto:").strip(".:-"))
        if match is None:
            continue
        name, host = match[1].strip("."), _host(match[2])
        if host in PLUS_TAGS:
            name = name.partition("+")[0]
        if host in GMAIL:
            name = name.replace(".", "")
        elif host in YANDEX:
            name = name.replace(".", "-")
        if name and host:
            found[f"{name}@{SAME_HOST.get(host, host)}"] = None
    return tuple(found)


def normalise_emails(texts: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """All mailboxes of many cells: positions into `texts` and the mailboxes found there."""
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    plain = pc.and_(
        pc.match_substring_regex(lower, PLAIN), pc.invert(pc.match_substring_regex(lower, r"^[.\-]|\.@|\+"))
    )
    quick = pc.fill_null(plain, False)
    name, host = (
        pc.replace_substring_regex(lower, r"@.*$", ""),
        pc.replace_substring_regex(lower, r"^.*@", ""),
    )
    known = pa.array(sorted(SAME_HOST))
    renamed = pc.is_in(host, known)
    if pc.any(pc.and_(quick, renamed)).as_py():
        gmail, yandex = pc.is_in(host, pa.array(GMAIL)), pc.is_in(host, pa.array(YANDEX))
        name = pc.if_else(gmail, pc.replace_substring(name, ".", ""), name)
        name = pc.if_else(yandex, pc.replace_substring(name, ".", "-"), name)
        one = pa.array([SAME_HOST[h] for h in sorted(SAME_HOST)]).take(pc.index_in(host, known))
        lower = pc.if_else(renamed, pc.binary_join_element_wise(name, one, "@"), lower)
    done = np.flatnonzero(quick.to_numpy(zero_copy_only=False))
    rest = np.flatnonzero(
        ~quick.to_numpy(zero_copy_only=False) & texts.is_valid().to_numpy(zero_copy_only=False)
    )
    positions, boxes = [], []
    for position, text in zip(rest.tolist(), texts.take(pa.array(rest)).to_pylist(), strict=True):
        for box in normalise_email(text):
            positions.append(position)
            boxes.append(box)
    return (
        np.concatenate([done.astype(np.int64), np.array(positions, dtype=np.int64)]),
        pa.concat_arrays([lower.take(pa.array(done)).cast(pa.string()), pa.array(boxes, pa.string())]),
    )


def placeholder_emails(boxes: pa.Array) -> NDArray[np.bool_]:
    """Which mailboxes are no person's own: `no@...`, `test@...`, `info@...`."""
    names = pc.replace_substring_regex(boxes, r"@.*$", "")
    found: NDArray[np.bool_] = pc.is_in(names, pa.array(sorted(NOBODY | SHARED))).to_numpy(
        zero_copy_only=False
    )
    return found


def mask_email(box: str) -> str:
    """A mailbox that can be recognised by whoever knows it and by nobody else."""
    name, _, host = box.partition("@")
    return f"{name[:1]}…@{host[:1]}…"


def _host(text: str) -> str:
    """The host in ASCII, so that a Russian domain is the same written either way."""
    host = text.strip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""

"""Small arithmetic over the columns of a file, such as `Quantity * UnitPrice - "Скидка, руб."`.

    sum     = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor  = number | column | "(" sum ")" | "-" factor

A column whose name has spaces or signs stands in double quotes. Anything else is refused, so that a mapping
file can compute but can never run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tools.errors import InvalidMapping

TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?)|"([^"]+)"|([^\W\d]\w*)|([-+*/()]))')
WIDE, EXACT = "DECIMAL(38,6)", "DECIMAL(18,6)"


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed expression: the columns it needs and its SQL once each column has one."""

    text: str
    columns: tuple[str, ...]
    _tree: Tree

    def sql(self, column: Callable[[str], str]) -> str:
        """SQL that is NULL where an input is empty, a division is by zero or the result is too large."""
        return self._tree(column)


Tree = Callable[[Callable[[str], str]], str]


def parse_formula(text: str) -> Formula:
    """Raises InvalidMapping with the place where the arithmetic stops making sense."""
    parser = _Parser(text)
    tree = parser.sum()
    if parser.peek() is not None:
        raise parser.broken()
    return Formula(text, tuple(dict.fromkeys(parser.columns)), tree)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.columns = text, 0, list[str]()
        self.tokens: list[tuple[str, str, int]] = []
        while self.at < len(text.rstrip()):
            found = TOKEN.match(text, self.at)
            if found is None:
                raise self.broken()
            kind = ("number", "column", "column", "sign")[(found.lastindex or 1) - 1]
            self.tokens.append((kind, found.group(found.lastindex or 1), found.start()))
            self.at = found.end()
        self.position = 0

    def peek(self) -> str | None:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else None

    def is_sign(self, signs: str) -> bool:
        return (
            self.position < len(self.tokens)
            and self.tokens[self.position][0] == "sign"
            and (self.peek() or " ") in signs
        )

    def take(self) -> tuple[str, str, int]:
        if self.position >= len(self.tokens):
            raise self.broken()
        self.position += 1
        return self.tokens[self.position - 1]

    def sum(self) -> Tree:
        return self._chain("+-", self.product)

    def product(self) -> Tree:
        return self._chain("*/", self.factor)

    def _chain(self, signs: str, part: Callable[[], Tree]) -> Tree:
        tree = part()
        while self.is_sign(signs):
            sign = self.take()[1]
            tree = _joined(tree, sign, part())
        return tree

    def factor(self) -> Tree:
        kind, token, _ = self.take()
        if kind == "number":
            return lambda _: f"CAST({token} AS {WIDE})"
        if kind == "column":
            self.columns.append(token)
            return lambda column: f"CAST({column(token)} AS {WIDE})"
        if token == "(":
            tree = self.sum()
            if not self.is_sign(")"):
                raise self.broken()
            self.take()
            return tree
        if token == "-":
            inner = self.factor()
            return lambda column: f"(-{inner(column)})"
        self.position -= 1
        raise self.broken()

    def broken(self) -> InvalidMapping:
        at = (
            self.tokens[self.position][2]
            if self.at >= len(self.text.rstrip()) and self.position < len(getattr(self, "tokens", []))
            else self.at
        )
        rest = self.text[at:].strip() or "the end"
        return InvalidMapping(
            f"The formula {self.text!r} cannot be read at {rest!r}; it may use column names (in double quotes "
            "when they have spaces), numbers, + - * / and brackets.",
            message_ru=f"Формула {self.text!r} непонятна в месте {rest!r}; можно использовать имена колонок (с пробелами – "
            "в двойных кавычках), числа, + - * / и скобки.",
            argument=self.text,
        )


def _joined(left: Tree, sign: str, right: Tree) -> Tree:
    def sql(column: Callable[[str], str]) -> str:
        a, b = left(column), right(column)
        exact = (
            f"TRY_CAST({a} {sign} {b} AS {EXACT})"
            if sign != "/"
            else f"TRY_CAST({a} / nullif({b}, 0) AS {EXACT})"
        )
        return f"CAST({exact} AS {WIDE})"

    return sql

"""On which day does each wanted contact go out so that no rule is broken, and what does each rule cost?

Contacts are placed by value, the most valuable first, each on the allowed day with the most free capacity; every
contact left over tries to make room by moving or taking the place of others of the same person; at last each person
with few wishes gets the best days of all for them, within the capacity that the others leave. A schedule found so keeps
every rule by construction. Where no capacity is shared it is the best of all; where it is, that is not proven.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from tools.columns import require_columns
from tools.contacts.policy import Cap, ContactPolicy
from tools.errors import InvalidArgument

WISH_COLUMNS = ("customer_id", "campaign", "channel", "topic", "value", "earliest", "latest")
HISTORY_COLUMNS = ("customer_id", "channel", "topic", "day")


MOST_WAYS = 20_000
"""Ways to place one person's contacts up to which all are tried."""
EXACTNESS = 1e-9


@dataclass(frozen=True, slots=True)
class RuleCost:
    """What one rule costs: value of the schedule with the rule loosened (one contact more, or the rule gone) less the
    value with it. `loosened` says how."""

    rule: str
    loosened: str
    gain: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """`placed` has the wishes that go out with their `day`; `left_out` the others with the `reason`."""

    placed: pd.DataFrame
    left_out: pd.DataFrame
    value: float
    costs: tuple[RuleCost, ...]


def schedule(
    wishes: pd.DataFrame,
    policy: ContactPolicy,
    *,
    history: pd.DataFrame | None = None,
    with_costs: bool = True,
) -> Schedule:
    """Days for the wanted contacts within the policy.

    Args:
        wishes: one row a wanted contact: `customer_id`, `campaign`, `channel`, `topic`, `value` (expected incremental
            profit after its cost, money), `earliest` and `latest` day (dates, both included).
        policy: the rules.
        history: contacts that were already made: `customer_id`, `channel`, `topic`, `day`; they count for the caps.
        with_costs: whether to work out what each rule costs, which takes a schedule a rule.

    Contacts without value are not made. The same wishes in another order give the same schedule.
    Raises InvalidArgument for a missing column, an empty value or a window that ends before it begins.
    """
    require_columns(map(str, wishes.columns), WISH_COLUMNS, what="wishes")
    _check(wishes)
    past = _past(history)
    rows = _sorted(wishes)
    stated = _stated(rows)
    book = _fill(stated, policy, past)
    value = float(rows.loc[sorted(book.day), "value"].sum())
    costs: tuple[RuleCost, ...] = ()
    if with_costs:
        costs = tuple(
            RuleCost(rule, how, max(_value(_fill(stated, looser, past), stated), value) - value)
            for rule, how, looser in _loosened(policy)
        )
    placed = rows.loc[list(book.day)].assign(day=list(book.day.values()))
    out = rows.drop(index=list(book.day))
    out = out.assign(reason=[book.reason[index] for index in out.index])
    order = ["day", "customer_id", "campaign"]
    return Schedule(
        placed.sort_values(order, kind="stable", ignore_index=True),
        out.sort_values(["customer_id", "campaign"], kind="stable", ignore_index=True),
        value,
        tuple(sorted(costs, key=lambda cost: (-cost.gain, cost.rule))),
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """One row of the sorted wishes."""

    row: int
    who: object
    channel: str
    topic: str
    value: float
    earliest: date
    latest: date

    @property
    def days(self) -> list[date]:
        """The days on which it may go out."""
        return [self.earliest + timedelta(days=n) for n in range((self.latest - self.earliest).days + 1)]


@dataclass(frozen=True, slots=True)
class _Contact:
    """A contact on its day; `wish` is None for one of the past, which cannot be moved."""

    channel: str
    topic: str
    day: date
    wish: _Wish | None = None


class _Book:
    """Who gets what on which day."""

    def __init__(self, policy: ContactPolicy, past: dict[object, list[_Contact]]) -> None:
        self.policy = policy
        self.of: dict[object, list[_Contact]] = defaultdict(
            list, {who: list(own) for who, own in past.items()}
        )
        self.load: dict[tuple[str, date], int] = defaultdict(int)
        self.day: dict[int, date] = {}
        self.reason: dict[int, str] = {}

    def add(self, who: object, contact: _Contact) -> None:
        self.of[who].append(contact)
        self.load[contact.channel, contact.day] += 1
        if contact.wish is not None:
            self.day[contact.wish.row] = contact.day
            self.reason.pop(contact.wish.row, None)

    def remove(self, who: object, contact: _Contact, reason: str) -> None:
        self.of[who].remove(contact)
        self.load[contact.channel, contact.day] -= 1
        if contact.wish is not None:
            del self.day[contact.wish.row]
            self.reason[contact.wish.row] = reason

    def why_not(
        self, who: object, channel: str, topic: str, day: date, *, ignoring: _Contact | None = None
    ) -> str | None:
        """The first rule that a contact would break, or None."""
        rules = self.policy
        if day in rules.frozen:
            return "frozen"
        most = rules.capacity.get(channel)
        used = self.load[channel, day] - int(
            ignoring is not None and (ignoring.channel, ignoring.day) == (channel, day)
        )
        if most is not None and used >= most:
            return "capacity"
        own = [contact for contact in self.of[who] if contact is not ignoring]
        for name, cap, relevant in (
            ("person_cap", rules.person, own),
            ("channel_cap", rules.channels.get(channel), [c for c in own if c.channel == channel]),
            ("topic_cap", rules.topics.get(topic), [c for c in own if c.topic == topic]),
        ):
            if cap is not None and _breaks(cap, [c.day for c in relevant], day):
                return name
        if any(abs((contact.day - day).days) < rules.cool_down_days for contact in own):
            return "cool_down"
        return self._ladder(own, channel, day)

    def _ladder(self, own: list[_Contact], channel: str, day: date) -> str | None:
        """Paid advertising needs an own message long enough before; taking a place must not strand a later one."""
        if channel not in self.policy.paid:
            return None
        reminded = any(
            c.channel not in self.policy.paid and (day - c.day).days >= self.policy.ladder_days for c in own
        )
        return None if reminded else "ladder"

    def strands(self, who: object, contact: _Contact) -> bool:
        """Whether a paid contact of this person would lose the own message that it needs."""
        rest = [c for c in self.of[who] if c is not contact]
        return any(
            self._ladder([c for c in rest if c is not paid], paid.channel, paid.day) is not None
            for paid in rest
            if paid.channel in self.policy.paid and paid.wish is not None
        )


def _breaks(cap: Cap, days: list[date], day: date) -> bool:
    """Whether some `cap.days` days in a row would hold more than the cap once `day` is added."""
    near = sorted([other for other in days if abs((other - day).days) < cap.days] + [day])
    if cap.contacts == 0:
        return True
    return any(
        (near[place + cap.contacts] - near[place]).days < cap.days
        for place in range(len(near) - cap.contacts)
    )


def _fill(wishes: list[_Wish], policy: ContactPolicy, past: dict[object, list[_Contact]]) -> _Book:
    book = _Book(policy, past)
    paid_last = sorted(
        wishes, key=lambda wish: wish.channel in policy.paid
    )  # they need an own message before
    wanted = [wish for wish in paid_last if wish.value > 0]
    book.reason.update({wish.row: "no_value" for wish in wishes if not wish.value > 0})
    for improve in (_place, _shift, _displace, _place):
        for wish in wanted:
            if wish.row not in book.day:
                improve(book, wish)
    _rearrange(book, wanted)
    return book


def _rearrange(book: _Book, wanted: list[_Wish]) -> None:
    """The best days of all for each person who lacks a contact and has few enough to try everything."""
    of: dict[object, list[_Wish]] = defaultdict(list)
    for wish in wanted:
        of[wish.who].append(wish)
    for who, own in of.items():
        ways = math.prod(len(wish.days) + 1 for wish in own)
        if ways > MOST_WAYS or all(wish.row in book.day for wish in own):
            continue
        before = _movable(book, who)
        for contact in before:
            book.remove(who, contact, "displaced")
        best = _best_way(book, who, own, 0.0, sum(c.wish.value for c in before if c.wish))
        for contact in before if best is None else best:
            book.add(who, contact)
        for wish in own:
            if wish.row not in book.day:
                book.reason.pop(wish.row, None)
                _place(book, wish)


def _best_way(
    book: _Book, who: object, left: list[_Wish], reached: float, to_beat: float
) -> list[_Contact] | None:
    """The contacts that are worth more than `to_beat`, by trying every day of every wish; None where none are."""
    if not left:
        return [] if reached > to_beat + EXACTNESS else None
    if reached + sum(wish.value for wish in left) <= to_beat + EXACTNESS:
        return None
    wish, rest = left[0], left[1:]
    found: list[_Contact] | None = None
    for day in wish.days:
        if book.why_not(who, wish.channel, wish.topic, day) is not None:
            continue
        contact = _Contact(wish.channel, wish.topic, day, wish)
        book.add(who, contact)
        better = _best_way(book, who, rest, reached + wish.value, to_beat)
        book.remove(who, contact, "displaced")
        if better is not None:
            found = [contact, *better]
            to_beat = reached + sum(c.wish.value for c in found if c.wish)
    without = _best_way(book, who, rest, reached, to_beat)
    return found if without is None else without


def _place(book: _Book, wish: _Wish) -> None:
    """Puts a contact on the allowed day with the most free capacity, the earliest of equals."""
    day, reasons = _best_day(book, wish)
    if day is not None:
        book.add(wish.who, _Contact(wish.channel, wish.topic, day, wish))
    elif book.reason.get(wish.row) != "displaced":
        book.reason[wish.row] = max(set(reasons), key=lambda reason: (reasons.count(reason), reason))


def _best_day(book: _Book, wish: _Wish) -> tuple[date | None, list[str]]:
    reasons, free = [], []
    most = book.policy.capacity.get(wish.channel)
    for day in wish.days:
        reason = book.why_not(wish.who, wish.channel, wish.topic, day)
        if reason is None:
            free.append((book.load[wish.channel, day] / most if most else 0.0, day))
        else:
            reasons.append(reason)
    return (min(free)[1] if free else None), reasons


def _shift(book: _Book, wish: _Wish) -> None:
    """Moves one contact of the same person to another day where that makes room for this one."""
    for contact in sorted(_movable(book, wish.who), key=lambda c: c.day):
        moved = contact.wish
        assert moved is not None
        for day in wish.days:
            if book.why_not(wish.who, wish.channel, wish.topic, day, ignoring=contact) is not None:
                continue
            if book.strands(wish.who, contact):
                break
            book.remove(wish.who, contact, "displaced")
            new = _Contact(wish.channel, wish.topic, day, wish)
            book.add(wish.who, new)
            elsewhere, _ = _best_day(book, moved)
            if elsewhere is not None:
                book.add(wish.who, _Contact(moved.channel, moved.topic, elsewhere, moved))
                return
            book.remove(wish.who, new, "person_cap")
            book.add(wish.who, contact)


def _displace(book: _Book, wish: _Wish) -> None:
    """Takes the place of one less valuable contact of the same person where that alone makes room."""
    weaker = [c for c in _movable(book, wish.who) if c.wish is not None and c.wish.value < wish.value]
    for contact in sorted(weaker, key=lambda c: (c.wish.value if c.wish else 0.0, c.day)):
        for day in wish.days:
            fits = book.why_not(wish.who, wish.channel, wish.topic, day, ignoring=contact) is None
            if fits and not book.strands(wish.who, contact):
                book.remove(wish.who, contact, "displaced")
                book.add(wish.who, _Contact(wish.channel, wish.topic, day, wish))
                return


def _movable(book: _Book, who: object) -> list[_Contact]:
    return [contact for contact in book.of[who] if contact.wish is not None]


def _loosened(policy: ContactPolicy) -> Iterator[tuple[str, str, ContactPolicy]]:
    if policy.person is not None:
        more = replace(policy.person, contacts=policy.person.contacts + 1)
        yield "person_cap", f"{more.contacts}/{more.days}", replace(policy, person=more)
    for name, cap in policy.channels.items():
        more = replace(cap, contacts=cap.contacts + 1)
        yield (
            f"channel_cap {name}",
            f"{more.contacts}/{more.days}",
            replace(policy, channels={**policy.channels, name: more}),
        )
    for name, cap in policy.topics.items():
        more = replace(cap, contacts=cap.contacts + 1)
        yield (
            f"topic_cap {name}",
            f"{more.contacts}/{more.days}",
            replace(policy, topics={**policy.topics, name: more}),
        )
    if policy.cool_down_days:
        less = replace(policy, cool_down_days=policy.cool_down_days - 1)
        yield "cool_down", str(less.cool_down_days), less
    for channel, most in policy.capacity.items():
        yield (
            f"capacity {channel}",
            str(most + 1),
            replace(policy, capacity={**policy.capacity, channel: most + 1}),
        )
    if policy.frozen:
        yield "frozen", "–", replace(policy, frozen=frozenset())
    if policy.paid:
        yield "ladder", "–", replace(policy, paid=frozenset())


def _past(history: pd.DataFrame | None) -> dict[object, list[_Contact]]:
    out: dict[object, list[_Contact]] = defaultdict(list)
    if history is not None:
        require_columns(map(str, history.columns), HISTORY_COLUMNS, what="history")
        for who, channel, topic, day in zip(*(history[name] for name in HISTORY_COLUMNS), strict=True):
            out[who].append(_Contact(str(channel), str(topic), _day(day)))
    return out


def _stated(rows: pd.DataFrame) -> list[_Wish]:
    columns = (rows[name] for name in ("customer_id", "channel", "topic", "value", "earliest", "latest"))
    return [_Wish(place, *cells) for place, cells in enumerate(zip(*columns, strict=True))]


def _value(book: _Book, wishes: list[_Wish]) -> float:
    return sum(wish.value for wish in wishes if wish.row in book.day)


def _sorted(wishes: pd.DataFrame) -> pd.DataFrame:
    """Most valuable first; equal values in an order that does not depend on how the rows came."""
    rows = wishes.assign(
        earliest=[_day(day) for day in wishes["earliest"]], latest=[_day(day) for day in wishes["latest"]]
    )
    keys = ["value", "latest", "customer_id", "campaign", "channel"]
    return rows.sort_values(keys, ascending=[False, True, True, True, True], kind="stable", ignore_index=True)


def _day(value: object) -> date:
    return pd.Timestamp(value).date()  # type: ignore[arg-type]


def _check(wishes: pd.DataFrame) -> None:
    if wishes["value"].isna().any():
        raise InvalidArgument(
            f"{int(wishes['value'].isna().sum())} wishes have no value; the expected profit of each contact is needed.",
            message_ru=f"У {int(wishes['value'].isna().sum())} контактов нет ценности; нужна ожидаемая прибыль каждого.",
            argument="value",
        )
    wrong = pd.to_datetime(wishes["latest"]) < pd.to_datetime(wishes["earliest"])
    if wrong.any():
        at = wishes.index[wrong][0]
        raise InvalidArgument(
            f"Row {at}: the window ends before it begins ({wishes.loc[at, 'earliest']} to {wishes.loc[at, 'latest']}).",
            message_ru=f"Строка {at}: окно кончается раньше, чем начинается.",
            argument="latest",
        )

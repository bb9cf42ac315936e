"""What differs between two submissions of one campaign, in words for the approver."""

from __future__ import annotations

from copilot.domain.campaign import Content

FIELDS = (
    (("reach",), "получателей", "recipients"),
    (("cost",), "затраты", "cost"),
    (("worst_case",), "худший случай", "worst case"),
    (("channel",), "канал", "channel"),
    (("title",), "название", "title"),
    (("plan", "offer", "discount_share"), "скидка", "discount"),
    (("plan", "offer", "valid_to"), "скидка действует до", "discount ends"),
    (("plan", "window", "end"), "окно отправки до", "sending window ends"),
    (("plan", "control", "share"), "доля контроля", "control share"),
    (("audience", "id"), "состав аудитории", "the people in the audience"),
    (("approvals_needed",), "нужно согласующих", "approvers needed"),
)
OPAQUE = {("audience", "id")}


def what_changed(before: Content, after: Content) -> tuple[str, ...]:
    """One line a difference: figures from and to, and which variants have other words."""
    russian = after.data["language"] == "ru"
    lines = []
    for path, ru, en in FIELDS:
        old, new = _at(before, path), _at(after, path)
        if old != new:
            name = ru if russian else en
            lines.append(name if path in OPAQUE else f"{name}: {old} → {new}")
    earlier = {copy["variant"]: copy for copy in before.data["copies"]}
    for copy in after.data["copies"]:
        old = earlier.get(copy["variant"], {})
        parts = [part for part in ("subject", "preheader", "body") if old.get(part) != copy[part]]
        names = {"subject": "тема", "preheader": "прехедер", "body": "текст"}
        if parts:
            listed = ", ".join(names[part] if russian else part for part in parts)
            lines.append(f"{'вариант' if russian else 'variant'} {copy['variant']}: {listed}")
    return tuple(lines)


def _at(content: Content, path: tuple[str, ...]) -> object:
    found: object = content.data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found

"""What `copilot ingest` says about a load, in Russian and English, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from copilot.cli.console import language, say

if TYPE_CHECKING:
    from tools.warehouse import IngestReport
    from tools.warehouse.report import BackDated, FileReport

MONTHS_SHOWN = 12
WORDS = {
    "known": (
        "Already loaded with this mapping: nothing was added.",
        "Уже загружено с этой разметкой: ничего не добавлено.",
    ),
    "closes": (
        "{name}: {read} lines read = {accepted} accepted + {set_aside} set aside + {rejected} rejected",
        "{name}: прочитано строк {read} = принято {accepted} + отложено {set_aside} + отклонено {rejected}",
    ),
    "total": ("together", "всего"),
    "skipped": ("  loaded before, skipped: {files}", "  загружены раньше, пропущены: {files}"),
    "anonymous": (
        "  {count} accepted lines have no customer; they are kept and counted apart",
        "  принято без покупателя: {count}; такие строки хранятся и считаются отдельно",
    ),
    "refunds": (
        "  {refunds} refunds; the sale was found for {matched} of them",
        "  возвратов: {refunds}; продажа нашлась для {matched}",
    ),
    "replaced": (
        "  {count} rows of earlier loads were replaced by newer ones",
        "  заменено новыми строк прежних загрузок: {count}",
    ),
    "unused": ("  not used: column(s) {columns}", "  не использованы колонки: {columns}"),
    "set_aside": ("  set aside: {reason} - {count}", "  отложено: {reason} – {count}"),
    "rejected": ("  rejected: {reason} - {count}", "  отклонено: {reason} – {count}"),
    "late": (
        "  {table}: {rows} rows lie before {day}, the last day already known; they touch {months}",
        "  {table}: строк раньше {day}, последнего уже известного дня: {rows}; они затрагивают {months}",
    ),
    "restated": (
        "  After this load the figures of these months differ; snapshot {snapshot} still opens with the earlier ones.",
        "  После такой загрузки цифры за эти месяцы другие; снимок {snapshot} открывается с прежними.",
    ),
    "checked": ("Nothing was stored (--check).", "Ничего не сохранено (--check)."),
    "snapshot": ("Snapshot {snapshot}", "Снимок {snapshot}"),
    "more": ("and {count} more", "и ещё {count}"),
}


def report_json(report: IngestReport) -> dict[str, Any]:
    """The report as plain data, with names for the parts of each reason."""
    out = asdict(report)
    out["reasons"] = [{"outcome": o, "reason": r, "count": c} for o, r, c in report.reasons]
    out["examples"] = [dict(example) for example in report.examples]
    for late in out["back_dated"]:
        late["known_until"] = late["known_until"].isoformat()
        late["months"] = [{"month": month, "rows": rows} for month, rows in late["months"]]
    return out


def say_report(report: IngestReport, *, check: bool) -> None:
    """Prints the report for a person."""
    from tools.warehouse.demands import reason_in

    if report.already_loaded:
        say(_words("known"))
        return
    for file in report.by_file if len(report.by_file) > 1 else ():
        say(_closes(file, f"{file.file} → {file.table}"))
    say(_closes(report, _words("total") if len(report.by_file) > 1 else report.table))
    if report.skipped_files:
        say(_words("skipped", files=", ".join(report.skipped_files)))
    if report.accepted_without_customer:
        say(_words("anonymous", count=_number(report.accepted_without_customer)))
    if report.refunds:
        say(_words("refunds", refunds=_number(report.refunds), matched=_number(report.refunds_matched)))
    if report.replaced:
        say(_words("replaced", count=_number(report.replaced)))
    if report.ignored_columns:
        say(_words("unused", columns=", ".join(report.ignored_columns)))
    for outcome, reason, count in report.reasons:
        say(_words(outcome, reason=reason_in(language(), reason), count=_number(count)))
    for example in report.examples:
        place = f"{example['file']}:{example['line']}"
        what = f"{example['column'] or ''} {example['value']!r}".strip()
        say(f"    {place} {what}: {reason_in(language(), example['reason'])}")
    _say_back_dated(report)
    say(_words("checked") if check else _words("snapshot", snapshot=report.snapshot))


def _say_back_dated(report: IngestReport) -> None:
    for late in report.back_dated:
        say(
            _words(
                "late",
                table=late.table,
                rows=_number(late.rows),
                day=late.known_until.strftime("%d.%m.%Y" if language() == "ru" else "%Y-%m-%d"),
                months=_months(late),
            )
        )
    if report.back_dated and report.previous_snapshot:
        say(_words("restated", snapshot=report.previous_snapshot))


def _months(late: BackDated) -> str:
    shown = [f"{month} ({_number(rows)})" for month, rows in late.months[-MONTHS_SHOWN:]]
    if len(late.months) > MONTHS_SHOWN:
        shown.append(_words("more", count=_number(len(late.months) - MONTHS_SHOWN)))
    return ", ".join(shown)


def _closes(counts: IngestReport | FileReport, name: str) -> str:
    names = ("read", "accepted", "set_aside", "rejected")
    return _words("closes", name=name, **{n: _number(getattr(counts, n)) for n in names})


def _words(key: str, **values: str) -> str:
    return WORDS[key][language() == "ru"].format(**values)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ") if language() == "ru" else f"{count:,}"

"""Runs the suites: `python -m evals.run [suite] [--json]`, or `run(...)` from the command line of the copilot."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from copilot.errors import NotFound
from copilot.ports import Ports
from evals import numbers, tool_choice
from evals.desk import open_desk
from evals.report import print_table
from evals.suite import Result

SUITES: Mapping[str, Callable[[Ports], Result]] = {"tool_choice": tool_choice.run, "numbers": numbers.run}


def run(suite: str | None = None, home: Path | None = None) -> list[Result]:
    """The results of one suite or of all. With a `home` that holds data its warehouse is read; otherwise a
    small retailer is simulated. The home itself is never written to."""
    if suite is not None and suite not in SUITES:
        raise NotFound(
            f"There is no suite {suite!r}; known: {', '.join(SUITES)}.",
            message_ru=f"Набора {suite!r} нет; есть: {', '.join(SUITES)}.",
        )
    lake = home / "lake" if home is not None and (home / "lake").is_dir() else None
    with open_desk(lake) as ports:
        return [check(ports) for name, check in SUITES.items() if suite in (None, name)]


def main() -> int:
    """The command line; exit code 1 when a suite is below its gate."""
    parser = argparse.ArgumentParser(prog="python -m evals.run", description=__doc__)
    parser.add_argument("suite", nargs="?", choices=[*SUITES], help="one suite; all of them when left out")
    parser.add_argument("--home", type=Path, help="folder of an installation whose data are used")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    results = run(options.suite, home=options.home)
    if options.json:
        sys.stdout.write(
            json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=1) + "\n"
        )
    else:
        print_table(results)
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())

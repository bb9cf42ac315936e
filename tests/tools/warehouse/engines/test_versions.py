"""Which versions of the engine may be installed, and why: measured pairs, not the newest ones."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[4]


def requirement(name: str) -> Requirement:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = map(Requirement, project["dependencies"])
    return next(found for found in wanted if found.name == name)


def test_duckdb_stays_below_2_while_ibis_is_12() -> None:
    """Ibis 12 calls methods that DuckDB 2 has removed; with Ibis 13 this is to be measured again."""
    assert not requirement("ibis-framework").specifier.contains("13.0.0")
    assert not requirement("duckdb").specifier.contains("2.0.0")
    assert Version(version("ibis-framework")) < Version("13")
    assert Version("1.5.6") <= Version(version("duckdb")) < Version("2")


def test_sqlglot_is_one_with_which_ibis_12_can_drop_tables() -> None:
    assert not requirement("sqlglot").specifier.contains("30.18.0")
    assert Version(version("sqlglot")) < Version("30.18")


def test_a_closed_warehouse_leaves_no_noise_at_the_end_of_the_process(retailer_lake: Path) -> None:
    """A table kept with .cache() that outlives its connection used to complain while Python ended."""
    code = (
        "import sys, warnings; warnings.filterwarnings('ignore');"
        "from pathlib import Path; from tools.warehouse import open_warehouse;"
        f"w = open_warehouse(Path({str(retailer_lake)!r}));"
        "kept = w.table('customers').group_by('region').aggregate(n=w.table('customers').count()).cache();"
        "kept.execute();"
        "w.close() if sys.argv[1] == 'close' else None"
    )
    for how in ("close", "forget"):
        done = subprocess.run(
            [sys.executable, "-c", code, how], capture_output=True, text=True, cwd=ROOT, check=True
        )
        assert done.stderr == "", how

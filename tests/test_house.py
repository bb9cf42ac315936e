"""The walls of the house: who imports whom, whose package names these are, what no file may hold."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import copilot
import evals
import tools

ROOT = Path(__file__).parent.parent
# Written in pieces, so that this file does not name what it looks for.
REGISTRY_HOSTS = ("pypi" + ".org", "python" + "hosted.", "registry.npm" + "js", "deb.deb" + "ian.")


def committed_files() -> list[Path]:
    """Every text file that git tracks."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.splitlines() if Path(name).suffix not in {".png", ".ico"}]


def test_imports_run_downwards() -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("package", [copilot, tools, evals], ids=lambda module: module.__name__)
def test_no_other_distribution_owns_our_package_names(package: object) -> None:
    name = package.__name__  # type: ignore[attr-defined]
    assert set(packages_distributions().get(name, [])) <= {"cvm-copilot"}
    assert Path(package.__file__).parent.parent == Path(copilot.__file__).parent.parent  # type: ignore[attr-defined]


def test_the_web_application_starts_without_models_and_engines() -> None:
    heavy = (
        "langchain",
        "langchain_core",
        "langchain_openai",
        "openai",
        "pandas",
        "chromadb",
        "altair",
        "sklearn",
        "ibis",
        "duckdb",
    )
    code = (
        "import sys; import copilot.web, copilot.main, copilot.bootstrap; "
        f"loaded = [name for name in {heavy!r} if name in sys.modules]; "
        "sys.exit('loaded: ' + ', '.join(loaded) if loaded else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    machine_path = re.compile(r"(?<![\w.])/(work|root|farm|home)/[a-z]")
    found = []
    for path in committed_files():
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.name} names {host}" for host in REGISTRY_HOSTS if host in text]
        found += [f"{path.name} holds a machine's path" for _ in machine_path.finditer(text)]
    assert not found


def test_every_requirement_is_pinned() -> None:
    import tomllib

    pins = {
        re.split(r"[=\[]", line)[0].strip().lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += [r for extra in project["project"]["optional-dependencies"].values() for r in extra]
    names = {re.split(r"[><=\[ ]", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    assert names <= pins, f"not pinned: {sorted(names - pins)}"


def test_tests_cannot_reach_beyond_loopback() -> None:
    import socket

    with pytest.raises(Exception, match=r"blocked|allowed"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)

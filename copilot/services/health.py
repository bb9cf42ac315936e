"""What `copilot doctor` checks: each part of the installation, with what to do about a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copilot.errors import CopilotError
from copilot.ports import Ports
from tools.errors import ToolError


@dataclass(frozen=True, slots=True)
class Check:
    """One finding."""

    name: str
    ok: bool
    detail: str


def check_all(ports: Ports) -> list[Check]:
    """Safeguards and audit chain, warehouse, catalogue, knowledge, model endpoint, messenger."""
    return [
        _check("safeguards", lambda: _safeguards(ports)),
        _check("audit chain", lambda: _audit(ports)),
        _check("warehouse", lambda: _warehouse(ports)),
        _check("tools", lambda: f"{len(ports.tools())} tools"),
        _check("knowledge", lambda: _knowledge(ports)),
        _check("language model", lambda: _model(ports)),
        _check("messenger", lambda: f"{ports.messenger('email').channel} through {ports.settings.messenger}"),
    ]


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except (ToolError, CopilotError) as error:
        return Check(name, False, str(error))
    except OSError as error:
        return Check(name, False, f"{type(error).__name__}: {error}")


def _safeguards(ports: Ports) -> str:
    ports.deliveries.check()
    return "the database refuses every delivery without a live approval"


def _audit(ports: Ports) -> str:
    entries, broken = ports.audit.verify()
    if broken is not None:
        raise CopilotError(f"broken at entry {broken} of {entries}: the database was changed by hand")
    return f"{entries} entries, intact"


def _warehouse(ports: Ports) -> str:
    from tools.warehouse.engines import parse_address

    engine = parse_address(ports.settings.engine)
    warehouse = ports.warehouse()
    days = f"{warehouse.first_day} to {warehouse.last_day}, {warehouse.currency}"
    return f"snapshot {warehouse.snapshot} on {engine.shown}, {days}"


def _knowledge(ports: Ports) -> str:
    found = ports.knowledge().search("CLV", language="en", limit=1)
    return f"answers from {found[0].source}" if found else "no passage found for CLV"


def _model(ports: Ports) -> str:
    settings = ports.settings
    if not settings.llm_base_url:
        return "embedded offline model (set COPILOT_LLM_BASE_URL and COPILOT_LLM_MODEL for another)"
    import httpx

    headers = {}
    if settings.llm_api_key:
        headers["Authorization"] = f"Bearer {settings.llm_api_key.get_secret_value()}"
    url = settings.llm_base_url.rstrip("/") + "/models"
    try:
        answer = httpx.get(url, headers=headers, timeout=5)
    except httpx.HTTPError as error:
        raise CopilotError(f"{settings.llm_base_url} does not answer ({type(error).__name__})") from None
    return f"{settings.llm_model} at {settings.llm_base_url} (models: HTTP {answer.status_code})"

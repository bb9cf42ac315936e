"""Loads and renders the texts of `prompts/`: every wording that the product speaks lives there.

A template sees exactly the variables it is given; an unknown one is an error, never an empty string.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment


def prompts_dir() -> Path:
    """The packaged prompts, or those of the checkout when the code runs from one."""
    packaged = Path(__file__).parent / "_prompts"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


@lru_cache(maxsize=1)
def environment() -> SandboxedEnvironment:
    """The sandboxed environment that all prompts share."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(prompts_dir(), encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )


def exists(name: str) -> bool:
    """Whether there is a prompt of this name, such as `answer/pareto.ru.j2`."""
    try:
        environment().get_template(name)
    except TemplateNotFound:
        return False
    return True


def render(name: str, **variables: Any) -> str:
    """The text of one prompt with its variables filled in."""
    return environment().get_template(name).render(**variables).strip()


def digest(name: str) -> str:
    """sha256 of a prompt's source, so that a draft can name the exact wording rules it was made with."""
    return hashlib.sha256((prompts_dir() / name).read_bytes()).hexdigest()

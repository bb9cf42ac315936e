"""The tools of this room."""

from tools.tool import Tool

TOOLS: tuple[Tool, ...] = ()

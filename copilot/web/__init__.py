"""The pages: server-rendered, strict content security policy, Russian and English."""

from copilot.web.app import create_app

__all__ = ["create_app"]

"""The agent: one graph over tools, with a configured language model or the embedded one."""

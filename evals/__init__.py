"""Evaluation suites: what the copilot says, checked against what the tools computed."""

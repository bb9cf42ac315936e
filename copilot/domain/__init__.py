"""Campaigns, approvals, deliveries and reports as plain Python: no web, no database, no language model."""

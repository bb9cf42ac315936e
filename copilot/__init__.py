"""The service: agent, campaigns, approval, delivery, reports, web."""

"""What the base of customers looks like: summaries, metrics, cohorts, concentration, reach, reasons."""

from tools.customers.summary import customer_summary

__all__ = ["customer_summary"]

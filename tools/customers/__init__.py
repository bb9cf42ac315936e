"""What the base of customers looks like: summaries, metrics, cohorts, concentration, reach, reasons."""

from tools.customers.habits import PurchaseHabits, purchase_habits
from tools.customers.summary import customer_summary

__all__ = ["PurchaseHabits", "customer_summary", "purchase_habits"]

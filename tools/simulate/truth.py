"""What is true of a simulated retailer and can be known of no real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Truth:
    """The parameters behind the tables.

    `customers`, one row a customer:
      `customer_id`;
      `rate_per_day`: orders a day while alive, season averaged out (0 for people who never buy);
      `dropout_per_day`: hazard of leaving for good;
      `left_on`: day on which the customer left, NaT while still alive on the last day;
      `alive`: not left on the last day;
      `order_revenue`, `order_margin`: expected roubles an order;
      `clv_12m`: expected margin of the 365 days after the last day, not discounted, 0 for who has left;
      `response`: persuadable | sure_thing | lost_cause | sleeping_dog;
      `lifestyle`: what the customer likes to buy; `saturday`: whether Saturday is the shopping day.

    `effects`, one row a campaign and eligible customer: `campaign_id`, `customer_id`, `arm`,
      `effect_orders`, `effect_margin`: expected difference of being contacted over the measured period
      (margin is net of the discount given, before contact and fixed cost).

    `campaigns`, one row a measured campaign (and arm, where there are several):
      `campaign_id`, `arm`, `treated`, `incremental_orders`, `incremental_revenue`, `incremental_margin`
      (realised difference between the world with and the world without the campaign, over those contacted),
      `contact_cost`, `fixed_cost`, `incremental_profit` (what remains),
      `expected_profit` (the same from `effects`, free of chance).
    """

    customers: pd.DataFrame
    effects: pd.DataFrame
    campaigns: pd.DataFrame
    faulty_store: str
    """Store whose till applies no offer."""
    outage_store: str
    outage_days: tuple[date, date]
    """Store that recorded nothing in these days of the last week."""
    price_rise_category: str
    price_rise_on: date | None
    price_rise_share: float
    personal_data_feedback: tuple[str, ...]
    """Ids of feedback texts that hold a phone, an address or a name."""
    injection_feedback: tuple[str, ...]
    """Ids of feedback texts that try to give orders to a language model."""
    duplicates: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"customer_id": [], "person_id": []}, dtype="str")
    )
    """Customer ids that are the same person (`person_id`), where second accounts were planted."""

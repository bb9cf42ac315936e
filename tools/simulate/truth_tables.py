"""The truth as tables: true parameters of each customer, true profit of each campaign."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.simulate.assortment import LIFESTYLES
from tools.simulate.campaigns import PLANS, Campaigns, World, campaign_id
from tools.simulate.orders import NOBODY, Orders
from tools.simulate.population import RESPONSES
from tools.simulate.receipts import Receipts

YEAR = 365.0


def customer_truth(world: World) -> pd.DataFrame:
    """See `Truth.customers`. Who is alive leaves with a constant hazard, so the expected number of orders
    of the next year is rate * (1 - exp(-hazard * 365)) / hazard."""
    people = world.people
    alive = people.left >= world.days
    years_orders = people.rate * -np.expm1(-people.dropout * YEAR) / people.dropout
    left = world.stamp(np.floor(np.minimum(people.left, world.days)).astype(np.int64))
    return pd.DataFrame(
        {
            "customer_id": world.ids,
            "rate_per_day": people.rate,
            "dropout_per_day": people.dropout,
            "left_on": np.where(alive, np.datetime64("NaT"), left),
            "alive": alive,
            "order_revenue": world.order_revenue,
            "order_margin": world.order_margin,
            "clv_12m": np.where(alive, years_orders * world.order_margin, 0.0),
            "response": np.array(RESPONSES, dtype=object)[people.response],
            "lifestyle": np.array(LIFESTYLES, dtype=object)[people.lifestyle],
            "saturday": people.saturday,
        }
    )


def campaign_truth(
    world: World, done: Campaigns, effects: pd.DataFrame, orders: Orders, paper: Receipts
) -> pd.DataFrame:
    """See `Truth.campaigns`: the orders that exist because of the campaign, less those it drove away, less
    the discount on orders that would have come anyway, less what the campaign cost."""
    rows = []
    contacts = pd.concat(done.contacts, ignore_index=True)
    cost = contacts.groupby(["campaign_id", "customer_id"])["cost"].sum()
    fixed = {str(row["campaign_id"]): float(str(row["fixed_cost"])) for row in done.campaigns}
    for index, plan in enumerate(PLANS):
        name = campaign_id(index)
        if name not in fixed:
            continue
        mine = effects[effects["campaign_id"] == name]
        arm_of = pd.Series(mine["arm"].to_numpy(), index=mine["customer_id"].to_numpy())
        arm_of_everybody = arm_of.reindex(world.ids)
        arms = [arm.name for arm in plan.arms[1:]]
        for arm in arms:
            treated = arm_of.index[arm_of == arm]
            here = np.zeros(world.people.size + 1, bool)
            here[:-1] = (arm_of_everybody == arm).to_numpy()
            by_arm = here[orders.customer]
            added = by_arm & (orders.caused_by == index) & paper.is_sold
            lost = by_arm & (orders.lost_to == index) & (orders.caused_by == NOBODY)
            given = by_arm & (orders.redeems == index) & paper.is_sold & (orders.caused_by != index)
            discount = float(paper.offer_discount[given].sum())
            margin = float(paper.margin[added].sum() - paper.margin[lost].sum()) - discount
            contact_cost = float(cost[name].reindex(treated).sum())
            share = fixed[name] / len(arms)
            expected = float(mine.loc[mine["arm"] == arm, "effect_margin"].sum())
            rows.append(
                {
                    "campaign_id": name,
                    "arm": arm,
                    "treated": treated.size,
                    "incremental_orders": int(added.sum()) - int(lost.sum()),
                    "incremental_revenue": float(paper.revenue[added].sum() - paper.revenue[lost].sum())
                    - discount,
                    "incremental_margin": margin,
                    "contact_cost": contact_cost,
                    "fixed_cost": share,
                    "incremental_profit": margin - contact_cost - share,
                    "expected_profit": expected - contact_cost - share,
                }
            )
    return pd.DataFrame(rows)

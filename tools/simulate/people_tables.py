"""The tables about who the customers are: attributes and identities in the source systems."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.simulate.assortment import CITIES
from tools.simulate.campaigns import World
from tools.simulate.population import ACQUISITION


def customers_frame(world: World) -> pd.DataFrame:
    """The `customers` table; everything was learnt on registration."""
    people = world.people
    registered = world.stamp(people.registered)
    return pd.DataFrame(
        {
            "customer_id": world.ids,
            "registered_on": registered,
            "region": np.array([c.region for c in CITIES], dtype=object)[people.city],
            "city": np.array([c.name for c in CITIES], dtype=object)[people.city],
            "time_zone": np.array([c.time_zone for c in CITIES], dtype=object)[people.city],
            "language": "ru",
            "acquisition_channel": np.array(ACQUISITION, dtype=object)[people.acquisition],
            "learnt_on": registered,
        }
    )


def identities_frame(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Loyalty card of everybody, site account of most; three in a hundred opened a second account."""
    size = world.people.size
    card = np.arange(size)
    account = np.flatnonzero(rng.random(size) < 0.62)
    second = account[rng.random(account.size) < 0.03]
    site = np.concatenate([account, second])
    return pd.DataFrame(
        {
            "source": ["loyalty"] * size + ["site"] * site.size,
            "source_id": [f"22{i:08d}" for i in card] + [f"u{i + 1:07d}" for i in range(site.size)],
            "customer_id": np.concatenate([world.ids, world.ids[site]]),
        }
    )

"""Plants second accounts: the same person twice, as a till and a site write people down.

Whoever bought in both channels may have opened an account on the site with the same telephone or e-mail,
written differently; online orders then stand under the second id. Beside them stand what must *not* be merged:
households with one telephone, and the addresses that typists use when they have none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

HOUSEHOLDS, NO_ADDRESS = 0.02, 0.01
PET_NAMES = {"Анна": "Аня", "Мария": "Маша", "Елена": "Лена", "Ольга": "Оля", "Александр": "Саша", "Сергей": "Серёжа", "Дмитрий": "Дима", "Михаил": "Миша"}  # fmt: skip


def plant_duplicates(
    tables: dict[str, pd.DataFrame], vault: pd.DataFrame, share: float, rng: np.random.Generator
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """(tables, vault, truth): `truth` has customer_id and person_id of every planted second account and of its
    first. `share` is the share of the customers with orders in both channels who get one."""
    lines = tables["transactions"]
    known = lines[lines["customer_id"].notna()]
    channels = known.groupby("customer_id")["channel"].nunique()
    reachable = set(vault.loc[vault["channel"].isin(["email", "sms"]), "customer_id"])
    able = [customer for customer in channels.index[channels > 1] if customer in reachable]
    chosen = sorted(rng.choice(np.array(able, dtype=object), round(len(able) * share), replace=False))
    second = {customer: f"W{customer[1:]}" for customer in chosen}
    out = dict(tables)
    online = lines["customer_id"].isin(second) & (lines["channel"] == "online")
    out["transactions"] = lines.assign(
        customer_id=lines["customer_id"].mask(online, lines["customer_id"].map(second))
    )
    moved = set(lines.loc[online, "order_id"])
    out["redemptions"] = _moved(tables["redemptions"], second, moved)
    first_online = lines[online].groupby("customer_id")["ordered_on"].min()
    copies = tables["customers"][tables["customers"]["customer_id"].isin(second)]
    day = copies["customer_id"].map(first_online)
    copies = copies.assign(customer_id=copies["customer_id"].map(second), registered_on=day, learnt_on=day)
    out["customers"] = pd.concat([tables["customers"], copies], ignore_index=True)
    accounts = pd.DataFrame({"source": "webshop", "source_id": [f"w{i + 1:07d}" for i in range(len(second))], "customer_id": list(second.values())})  # fmt: skip
    out["identities"] = pd.concat([tables["identities"], accounts], ignore_index=True)
    truth = pd.DataFrame({"customer_id": [*second, *second.values()], "person_id": [*second, *second]})
    return out, _addresses(vault, second, rng), truth


def _moved(redemptions: pd.DataFrame, second: dict[str, str], orders: set[str]) -> pd.DataFrame:
    mine = redemptions["order_id"].isin(orders) & redemptions["customer_id"].isin(second)
    return redemptions.assign(
        customer_id=redemptions["customer_id"].mask(mine, redemptions["customer_id"].map(second))
    )


def _addresses(vault: pd.DataFrame, second: dict[str, str], rng: np.random.Generator) -> pd.DataFrame:
    """The vault with the second accounts' addresses in other spellings, shared telephones and placeholders."""
    own = vault[vault["customer_id"].isin(second) & vault["channel"].isin(["email", "sms"])]
    both = own["customer_id"].duplicated(keep=False) & (rng.random(len(own)) < 0.35)
    copies = own[~(both & own["customer_id"].duplicated())].copy()
    other = copies["first_name"].map(PET_NAMES).where(rng.random(len(copies)) < 0.3)
    copies["first_name"] = other.fillna(copies["first_name"])
    phone = copies["channel"] == "sms"
    copies.loc[phone, "address"] = [
        f"8 ({a[2:5]}) {a[5:8]}-{a[8:10]}-{a[10:]}" for a in copies.loc[phone, "address"]
    ]
    copies.loc[~phone, "address"] = [
        a.replace("@example.com", "@Example.COM").title() for a in copies.loc[~phone, "address"]
    ]
    copies["customer_id"] = copies["customer_id"].map(second)
    untouched = np.flatnonzero((vault["channel"] == "sms") & ~vault["customer_id"].isin(second))
    out = vault.copy()
    family = rng.choice(untouched, 2 * round(untouched.size * HOUSEHOLDS / 2), replace=False)
    here, there = family[: family.size // 2], family[family.size // 2 :]
    differ = out["first_name"].to_numpy()[here] != out["first_name"].to_numpy()[there]
    address = out["address"].to_numpy(dtype=object).copy()
    address[here[differ]] = address[there[differ]]
    rest = np.setdiff1d(untouched, family)
    address[rng.choice(rest, round(rest.size * NO_ADDRESS), replace=False)] = "+79999999999"
    out["address"] = address
    return pd.concat([out, copies], ignore_index=True)

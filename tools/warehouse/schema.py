"""The canonical tables of the warehouse. `docs/data.md` explains them to the people who load them.

Times are naive and in the business's own time zone; the date a line counts for is stored beside the time,
so that no query ever takes the date of an instant. Money is decimal with four places.
"""

from __future__ import annotations

from types import MappingProxyType

import ibis.expr.datatypes as dt
import ibis.expr.schema as sch

MONEY = dt.Decimal(18, 4)
QUANTITY = dt.Decimal(18, 3)
TEXT, WHOLE, DAY, INSTANT, SHARE, YES_NO = dt.string, dt.int64, dt.date, dt.timestamp, dt.float64, dt.boolean

TABLES = MappingProxyType(
    {
        # One row per line of a receipt or invoice; a refund is a negative line that names its order.
        "transactions": sch.schema(
            {
                "customer_id": TEXT,  # empty where nobody was recognised: kept, counted apart
                "order_id": TEXT,
                "line": WHOLE,
                "ordered_at": INSTANT,
                "ordered_on": DAY,
                "product_id": TEXT,
                "category": TEXT,
                "quantity": QUANTITY,
                "revenue": MONEY,  # net of discount, negative for a refund
                "discount": MONEY,
                "margin": MONEY,  # revenue less cost of goods; empty where the source has no cost
                "store_id": TEXT,
                "channel": TEXT,
                "kind": TEXT,  # sale | refund
                "refund_of": TEXT,  # order_id of the refunded sale, where it could be found
                "source": TEXT,  # file name it came from
                "source_line": WHOLE,  # physical line (or row) of that file, from 1
            }
        ),
        "customers": sch.schema(
            {
                "customer_id": TEXT,
                "registered_on": DAY,
                "region": TEXT,
                "city": TEXT,
                "time_zone": TEXT,
                "language": TEXT,
                "acquisition_channel": TEXT,
                "learnt_on": DAY,  # when these attributes were learnt
            }
        ),
        "identities": sch.schema({"source": TEXT, "source_id": TEXT, "customer_id": TEXT}),
        # An event log: the last event of a customer, channel and purpose is in force.
        "consents": sch.schema(
            {
                "customer_id": TEXT,
                "channel": TEXT,  # email | sms | push | telegram
                "purpose": TEXT,  # advertising | personal_data
                "status": TEXT,  # granted | revoked
                "text_version": TEXT,
                "proof": TEXT,
                "at": INSTANT,
            }
        ),
        "contacts": sch.schema(
            {
                "contact_id": TEXT,
                "customer_id": TEXT,
                "campaign_id": TEXT,
                "channel": TEXT,
                "sent_at": INSTANT,
                "sent_on": DAY,
                "cost": MONEY,
                "status": TEXT,  # delivered | bounced | complained | unsubscribed
                "opened": YES_NO,
                "clicked": YES_NO,
            }
        ),
        "assignments": sch.schema(
            {
                "experiment_id": TEXT,  # the campaign_id of the campaign that the experiment measures
                "customer_id": TEXT,
                "arm": TEXT,  # control | treatment, or the name of a variant
                "propensity": SHARE,  # probability with which this arm was drawn
                "assigned_at": INSTANT,
                "assigned_on": DAY,
            }
        ),
        "campaigns": sch.schema(
            {
                "campaign_id": TEXT,
                "name": TEXT,
                "channel": TEXT,
                "offer_id": TEXT,
                "started_on": DAY,
                "ended_on": DAY,  # last day on which purchases count for the measurement
                "fixed_cost": MONEY,
            }
        ),
        "products": sch.schema(
            {
                "product_id": TEXT,
                "name": TEXT,
                "category": TEXT,
                "price": MONEY,
                "unit_cost": MONEY,
                "restricted": TEXT,  # alcohol | tobacco | medicine | adult, empty where free to advertise
            }
        ),
        "stores": sch.schema({"store_id": TEXT, "name": TEXT, "city": TEXT, "region": TEXT}),
        "offers": sch.schema(
            {
                "offer_id": TEXT,
                "name": TEXT,
                "kind": TEXT,  # discount | points | gift | reminder
                "discount_share": SHARE,
                "reward": MONEY,
                "min_order": MONEY,
                "valid_from": DAY,
                "valid_to": DAY,
            }
        ),
        "redemptions": sch.schema(
            {
                "offer_id": TEXT,
                "customer_id": TEXT,
                "order_id": TEXT,
                "store_id": TEXT,
                "redeemed_on": DAY,
                "discount": MONEY,
            }
        ),
        # Money spent on advertising outside of our own messages, by day, week or month.
        "ad_costs": sch.schema(
            {
                "spent_on": DAY,  # the day, or the first day of the week or month
                "channel": TEXT,
                "source": TEXT,  # for example yandex / cpc
                "segment": TEXT,
                "cost": MONEY,
            }
        ),
        "surveys": sch.schema(
            {
                "survey_id": TEXT,
                "customer_id": TEXT,
                "asked_on": DAY,
                "kind": TEXT,
                "score": WHOLE,
                "region": TEXT,
            }
        ),
        "feedback": sch.schema(
            {
                "feedback_id": TEXT,
                "source": TEXT,
                "customer_id": TEXT,
                "product_id": TEXT,
                "written_on": DAY,
                "stars": WHOLE,
                "text": TEXT,
            }
        ),
        # What else is known of a customer, a row a fact; optional, and sensitive names are off by default.
        "attributes": sch.schema({"customer_id": TEXT, "attribute": TEXT, "value": TEXT, "learnt_on": DAY}),
        # How segments are named: a row a version, written when somebody saves one; the latest is in force.
        "segment_rules": sch.schema(
            {
                "scheme": TEXT,  # rfm
                "version": TEXT,
                "definition": TEXT,  # JSON
                "author": TEXT,
                "saved_at": INSTANT,
            }
        ),
    }
)

# Addresses live apart from everything above; only delivery and identity may open them.
VAULT = MappingProxyType(
    {
        "addresses": sch.schema(
            {"customer_id": TEXT, "channel": TEXT, "address": TEXT, "first_name": TEXT, "valid": YES_NO}
        ),
        # Who the systems say a customer is; read by identity resolution alone.
        "profiles": sch.schema(
            {
                "customer_id": TEXT,
                "source": TEXT,
                "surname": TEXT,
                "given_name": TEXT,
                "middle_name": TEXT,
                "birth_date": TEXT,  # as written; dates of birth lie before the years of business
                "sex": TEXT,
                "phone": TEXT,  # may hold several
                "email": TEXT,
                "card": TEXT,
            }
        ),
    }
)

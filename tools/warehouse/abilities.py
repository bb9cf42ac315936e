"""What can be computed from these data and what cannot, tool by tool, each with the reason.

A tool needs tables, and columns with at least one value. This list says so before anybody asks; the tools refuse by
themselves, and a test holds the two together by taking columns and tables away one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.facts import Column, Row, Table

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WHO = ("transactions.customer_id",)
TEST = ("transactions.customer_id", "campaigns", "assignments", "contacts")


@dataclass(frozen=True, slots=True)
class Ability:
    """What a tool is for, and what it cannot do without. `table` alone means any row of it."""

    tool: str
    ru: str
    en: str
    needs: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    """At least one of these, beside the needs."""


ABILITIES = (
    Ability("pareto", "Парето", "Pareto", WHO),
    Ability("base_metrics", "ARPU, удержание и отток", "ARPU, retention and churn", WHO),
    Ability("cohort_retention", "Когорты", "Cohorts", WHO),
    Ability("purchase_rhythm", "Ритм покупок", "Purchase rhythm", WHO),
    Ability("explain_change", "Почему изменился показатель", "Why a figure moved", WHO),
    Ability("clv_change", "Из чего сложилось изменение CLV", "What moved CLV", WHO),
    Ability("retention_rates", "Пересчёт удержания и оттока", "Conversion of retention and churn", ()),
    Ability("price_effect", "Эффект цен", "Effect of prices", (*WHO, "transactions.product_id", "transactions.quantity")),
    Ability("lifecycle_segments", "Жизненный цикл", "Lifecycle", WHO),
    Ability("rfm_segments", "RFM", "RFM", WHO),
    Ability("affinity", "Что покупают вместе", "What is bought together", WHO, ("transactions.category", "transactions.product_id")),
    Ability("clv", "CLV", "CLV", WHO),
    Ability("churn_risk", "Риск ухода", "Risk of leaving", WHO),
    Ability("life_stages", "Кто вырос из товаров", "Who has outgrown goods", (), ("transactions.category", "products.category", "products.name", "customers.learnt_on")),
    Ability("reachability", "Достижимость", "Reachability", (*WHO, "consents")),
    Ability("consent_check", "Согласия", "Consents", (*WHO, "consents")),
    Ability("nps", "NPS", "NPS", ("surveys",)),
    Ability("nps_profit", "NPS рядом с прибылью", "NPS beside profit", (*TEST, "surveys", "transactions.margin")),
    Ability("feedback_themes", "Темы отзывов", "Themes of feedback", ("feedback",)),
    Ability("channel_performance", "Работа каналов", "Channel performance", (*WHO, "contacts")),
    Ability("channel_health", "Здоровье каналов", "Channel health", (*WHO, "contacts")),
    Ability("flow_audit", "Аудит цепочек", "Audit of flows", (*WHO, "contacts")),
    Ability("experiment_result", "Эффект кампании", "Effect of a campaign", TEST),
    Ability("who_to_treat", "Кому предложить", "Whom to treat", TEST),
    Ability("who_not_to_contact", "Кого не беспокоить", "Whom not to contact", TEST),
    Ability("budget_what_if", "Что даст бюджет", "What a budget brings", (*TEST, "transactions.margin")),
    Ability("profit_ledger", "Журнал кампаний (прибыль – где была контрольная группа)", "Ledger of campaigns (profit where there was a control group)", (*WHO, "campaigns")),
    Ability("allocate_budget", "Распределение бюджета", "Allocation of the budget", (*TEST, "transactions.margin")),
    Ability("redemption_by_store", "Погашение по магазинам", "Redemption by store", ("transactions.store_id", "campaigns", "redemptions")),
)  # fmt: skip
SPLITS = (
    Ability("margin", "Всё, что считается в марже и прибыли", "Whatever is counted in margin and profit", ("transactions.margin",)),
    Ability("by_channel", "Разбивка по каналам продаж", "Figures by sales channel", ("transactions.channel",)),
    Ability("by_category", "Разбивка по категориям", "Figures by category", ("transactions.category",)),
    Ability("by_store", "Разбивка по магазинам", "Figures by store", ("transactions.store_id",)),
    Ability("by_region", "Разбивка по регионам", "Figures by region", (), ("customers.region", "customers.city")),
)  # fmt: skip


def missing_for(warehouse: Warehouse, ability: Ability) -> tuple[str, ...]:
    """What is not there and would have to be: tables, or `table.column`; empty where it can be computed."""
    lacking = [need for need in ability.needs if not _there(warehouse, need)]
    if ability.one_of and not any(_there(warehouse, need) for need in ability.one_of):
        lacking.append(" | ".join(ability.one_of))
    return tuple(lacking)


def _there(warehouse: Warehouse, need: str) -> bool:
    table, _, column = need.partition(".")
    if not warehouse.has(table):
        return False
    return warehouse.has_values(table, column) if column else True


def ability_table(warehouse: Warehouse) -> Table:
    """One row a tool: can or cannot, and because of what."""
    rows = []
    for ability in (*ABILITIES, *SPLITS):
        lacking = missing_for(warehouse, ability)
        names = ", ".join(lacking)
        ru = f"{ability.ru}: нельзя, в данных нет {names}" if lacking else ability.ru
        en = f"{ability.en}: cannot, the data lack {names}" if lacking else ability.en
        rows.append(Row(ability.tool, ru, en, ("cannot" if lacking else "can",)))
    columns = (Column("status", "text", "Можно посчитать", "Can be computed"),)
    return Table("abilities", "Что можно посчитать", "What can be computed", columns, tuple(rows))

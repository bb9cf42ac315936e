"""The checks of `data_quality`: from which share on a fault is noticed, from which it blocks, what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "notice", "blocking"]
NEVER = 1.1
"""A share that is never reached: such a fault is told and blocks nothing."""
ANY = 1e-12
"""The smallest share: one case is enough."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one check looks for. `count` and `of` name the measures behind it, `weight` the points it can cost."""

    key: str
    ru: str
    en: str
    count: str
    of: str
    notice: float
    blocks: float
    weight: float
    step_ru: str
    step_en: str


@dataclass(frozen=True, slots=True)
class Check:
    """A kind with the rows concerned and out of how many."""

    kind: Kind
    rows: int
    of: int

    @property
    def share(self) -> float:
        return self.rows / self.of if self.of else 0.0

    @property
    def verdict(self) -> Verdict:
        if self.rows and self.share >= self.kind.blocks:
            return "blocking"
        return "notice" if self.rows and self.share >= self.kind.notice else "good"

    @property
    def penalty(self) -> float:
        """Points off: the whole weight where it blocks, otherwise in proportion; at least one once noticed."""
        if self.verdict == "good":
            return 0.0
        return max(1.0, self.kind.weight * min(1.0, self.share / self.kind.blocks))


KINDS = (
    Kind(
        "rejected", "Отклонённые строки", "Rejected rows", "rejected", "read", 0.001, 0.05, 20,
        "Откройте список отклонённых строк, исправьте выгрузку или mapping и загрузите файл снова.",
        "Open the list of rejected rows, correct the export or the mapping and load the file again.",
    ),
    Kind(
        "duplicates", "Точные копии строк", "Exact copies of rows", "duplicates", "read", 0.001, 0.1, 10,
        "Узнайте, не выгружен ли период повторно; копии отложены и в суммы не входят.",
        "Ask whether a period was exported again; the copies are set aside and are in no sum.",
    ),
    Kind(
        "repeated_sales", "Продажа под разными номерами", "A sale under several order numbers",
        "repeated_sales", "lines", 0.001, 0.05, 10,
        "Проверьте, не пришла ли продажа из разных систем: клиент, секунда, товар и сумма совпадают.",
        "Check whether a sale came from several systems: customer, second, product and amount are the same.",
    ),
    Kind(
        "without_customer", "Строки без клиента", "Lines without a customer", "without_customer", "lines",
        0.05, 0.6, 20,
        "Включите распознавание клиента на кассе и сайте: карта лояльности, телефон, вход в кабинет.",
        "Recognise the customer at the till and on the site: loyalty card, phone, login.",
    ),
    Kind(
        "without_product", "Строки без товара", "Lines without a product", "without_product", "lines",
        0.01, NEVER, 5,
        "Добавьте в выгрузку код товара: без него нет анализа цен и сочетаний.",
        "Add the product code to the export: without it neither prices nor baskets can be analysed.",
    ),
    Kind(
        "without_margin", "Строки без себестоимости", "Lines without a cost", "without_margin", "lines",
        0.01, NEVER, 10,
        "Добавьте себестоимость или маржу строки: без неё прибыль не посчитать.",
        "Add the cost of goods or the margin of each line: without it profit cannot be computed.",
    ),
    Kind(
        "without_channel", "Строки без канала продаж", "Lines without a sales channel", "without_channel",
        "lines_if_channel", 0.01, NEVER, 5,
        "Заполните канал там, где он пуст: разбивка по каналам сейчас неполная.",
        "Fill in the channel where it is empty: figures by channel are incomplete.",
    ),
    Kind(
        "without_category", "Строки без категории", "Lines without a category", "without_category",
        "lines_if_category", 0.01, NEVER, 5,
        "Заполните категорию там, где она пуста: разбивка по категориям сейчас неполная.",
        "Fill in the category where it is empty: figures by category are incomplete.",
    ),
    Kind(
        "out_of_range", "Значения вне допустимого", "Values out of range", "out_of_range", "lines",
        ANY, 0.05, 10,
        "Проверьте строки с отрицательной скидкой, нулевым количеством или маржой больше выручки.",
        "Check the lines with a negative discount, no quantity or a margin above the revenue.",
    ),
    Kind(
        "wrong_scale", "Ответы вне шкалы", "Answers off their scale", "wrong_scale", "voices", ANY, 0.2, 5,
        "Проверьте выгрузку опросов и отзывов: оценки и звёзды должны лежать на своей шкале.",
        "Check the export of surveys and reviews: scores and stars must lie on their scales.",
    ),
    Kind(
        "odd_prices", "Цена в разы иная, чем обычно у товара", "A price many times off the product's usual one",
        "odd_prices", "priced", ANY, 0.02, 20,
        "Похоже на другую валюту, копейки вместо рублей или опечатку: сверьте эти продажи с чеком и загрузите исправленные.",
        "This looks like another currency, cents taken for whole units or a slip: check these sales against receipts and load them corrected.",
    ),
    Kind(
        "extreme_lines", "Строки во много раз больше обычной", "Lines many times the usual",
        "extreme", "lines", ANY, 0.01, 5,
        "Сверьте самые крупные строки с документами: ошибка меняет среднее всей базы.",
        "Check the largest lines against documents: a slip moves the mean of the whole base.",
    ),
    Kind(
        "zero_revenue", "Продажи с нулевой суммой", "Sales for nothing", "zero_revenue", "lines", 0.01, 0.3, 5,
        "Отделите подарки и образцы правилом set_aside в mapping.",
        "Set gifts and samples apart with a set_aside rule in the mapping.",
    ),
    Kind(
        "negative_margin", "Продажи ниже себестоимости", "Sales below cost", "above_cost", "lines",
        0.05, 0.5, 5,
        "Проверьте себестоимость: продажи ниже неё бывают, но не часто.",
        "Check the cost of goods: sales below it happen, though not often.",
    ),
    Kind(
        "unmatched_refunds", "Возвраты без найденной продажи", "Refunds whose sale was not found",
        "unmatched", "refunds", 0.2, NEVER, 5,
        "Догрузите более ранние продажи или номер исходного заказа в возвратах.",
        "Load the earlier sales, or the number of the original order with each refund.",
    ),
    Kind(
        "refunds_above_sales", "Клиенты, вернувшие больше, чем купили", "Customers who returned more than they bought",
        "refunds_above_sales", "customers", 0.002, 0.1, 10,
        "Проверьте, все ли продажи загружены и нет ли повторных возвратов.",
        "Check that all sales are loaded and that no refund is booked again.",
    ),
    Kind(
        "test_orders", "Тестовые заказы", "Test orders", "test_orders", "lines", ANY, 0.05, 10,
        "Уберите тестовых клиентов, заказы и товары правилом reject в mapping.",
        "Leave test customers, orders and products out with a reject rule in the mapping.",
    ),
    Kind(
        "shared_customers", "Строки общих карт и заглушек", "Lines of shared cards and placeholders",
        "shared_customers", "lines", ANY, 0.3, 15,
        "Назовите эти номера в ключе anonymous: за ними много людей или никого.",
        "Name these ids in the key anonymous: many people, or nobody, stand behind them.",
    ),
    Kind(
        "future_days", "Даты далеко впереди остальных", "Days far ahead of all others", "future", "lines",
        ANY, ANY, 25,
        "Исправьте даты: из-за них последний день данных неверен, и все сроки тоже.",
        "Correct the dates: because of them the last day of the data is wrong, and every recency with it.",
    ),
    Kind(
        "past_days", "Даты далеко позади остальных", "Days far behind all others", "past", "lines", ANY, 0.01, 5,
        "Исправьте даты: из-за них период данных кажется длиннее, чем есть.",
        "Correct the dates: because of them the data seem to cover more time than they do.",
    ),
    Kind(
        "missing_days", "Дни без продаж", "Days without sales", "missing_days", "period_days", 0.03, 0.3, 10,
        "Догрузите пропущенные дни или подтвердите, что магазин не работал.",
        "Load the missing days, or confirm that the shop was closed.",
    ),
    Kind(
        "silent_sources", "Каналы и магазины с перерывом в данных", "Channels and stores with a gap in their data",
        "silent_sources", "sources", ANY, 0.5, 10,
        "Проверьте выгрузку этих каналов и магазинов за указанные дни: остальные в это время продавали.",
        "Check the export of these channels and stores for the days named: the others were selling.",
    ),
    Kind(
        "jumps", "Каналы и магазины с резким скачком", "Channels and stores with a sudden jump", "jumps",
        "sources", ANY, 0.5, 10,
        "Проверьте повторную загрузку, смену единиц и склейку магазинов в указанную неделю.",
        "Check for a repeated load, changed units or merged stores in the week named.",
    ),
    Kind(
        "stale", "Дней после последней продажи", "Days since the last sale", "stale", "stale_limit",
        7 / 30, 1.0, 15,
        "Загрузите свежие продажи: показатели относятся к прошлому.",
        "Load recent sales: the figures speak of the past.",
    ),
)  # fmt: skip


def checks_of(found: Mapping[str, int]) -> list[Check]:
    """Every check on these measures; a measure that was not taken counts as nothing."""
    return [Check(kind, int(found.get(kind.count, 0)), int(found.get(kind.of, 0))) for kind in KINDS]

"""What is sold and where: categories, products, cities, stores. All brands are invented."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Category:
    """A product category: median shelf price in roubles, margin share and when it sells best."""

    name: str
    price: float
    margin: float
    items: tuple[str, ...]
    peak_months: tuple[int, ...] = ()
    restricted: str | None = None


CATEGORIES = (
    Category("Кофе и чай", 690, 0.42, ("Кофе в зёрнах, 1 кг", "Кофе молотый, 250 г", "Чай чёрный листовой", "Чай зелёный с жасмином", "Какао, 300 г", "Капсулы для кофемашины")),
    Category("Сладости", 340, 0.38, ("Шоколад горький", "Набор конфет", "Пастила яблочная", "Печенье овсяное", "Мармелад ягодный", "Халва подсолнечная"), (12, 3)),
    Category("Бакалея", 260, 0.24, ("Рис длиннозёрный, 1 кг", "Гречка, 900 г", "Масло оливковое, 500 мл", "Паста, 500 г", "Мёд цветочный", "Мука пшеничная, 2 кг")),
    Category("Красота", 980, 0.52, ("Крем для лица", "Шампунь, 400 мл", "Маска для волос", "Гель для душа", "Тушь для ресниц", "Сыворотка с витамином C"), (3, 12)),
    Category("Бытовая химия", 430, 0.31, ("Гель для стирки, 2 л", "Средство для посуды", "Таблетки для посудомойки", "Спрей для стёкол", "Кондиционер для белья", "Порошок, 3 кг")),
    Category("Дом и кухня", 1450, 0.44, ("Сковорода, 26 см", "Набор полотенец", "Плед вязаный", "Контейнеры для еды", "Чайник заварочный", "Постельное бельё"), (9, 12)),
    Category("Детям", 1150, 0.40, ("Конструктор, 120 деталей", "Мягкая игрушка", "Подгузники, 60 шт.", "Книга сказок", "Пазл, 200 деталей", "Комбинезон тёплый"), (8, 12)),
    Category("Одежда", 2350, 0.55, ("Футболка хлопковая", "Свитер шерстяной", "Джинсы прямые", "Рубашка льняная", "Куртка демисезонная", "Домашний костюм"), (3, 9)),
    Category("Электроника", 4200, 0.17, ("Наушники беспроводные", "Колонка портативная", "Фен, 2000 Вт", "Утюг паровой", "Зарядное устройство", "Умные весы"), (11, 12)),
    Category("Зоотовары", 820, 0.33, ("Корм для кошек, 2 кг", "Корм для собак, 3 кг", "Наполнитель, 10 л", "Лежанка", "Игрушка для собак", "Лакомство для кошек")),
    Category("Сад и дача", 760, 0.46, ("Семена, набор", "Грунт, 25 л", "Секатор", "Лейка, 8 л", "Мангал складной", "Удобрение, 1 кг"), (4, 5, 6)),
    Category("Вино", 1250, 0.29, ("Вино красное сухое", "Вино белое сухое", "Игристое брют", "Вино розовое"), (12,), "alcohol"),
)  # fmt: skip
BRANDS = ("Берег", "Ольха", "Рассвет", "Лён и мёд")
PRICE_RISE = "Кофе и чай"

LIFESTYLES = ("гурман", "семья", "дом", "красота", "зоо")
# How a lifestyle divides its lines over the categories above.
TASTE = np.array(
    [
        [24, 14, 14, 4, 5, 6, 2, 4, 4, 2, 4, 17],
        [5, 10, 15, 6, 12, 7, 27, 9, 3, 2, 3, 1],
        [6, 4, 7, 4, 16, 26, 3, 8, 9, 3, 12, 2],
        [7, 6, 4, 33, 7, 6, 3, 25, 3, 2, 2, 2],
        [5, 5, 9, 6, 11, 8, 4, 5, 4, 37, 5, 1],
    ],
    dtype=float,
)
LIFESTYLE_SHARE = (0.24, 0.26, 0.20, 0.18, 0.12)


@dataclass(frozen=True, slots=True)
class City:
    """A city with its share of the customers and its stores."""

    name: str
    region: str
    time_zone: str
    share: float
    stores: tuple[str, ...]


CITIES = (
    City("Москва", "Москва", "Europe/Moscow", 0.31, ("Москва, Арбат", "Москва, Сокол")),
    City("Санкт-Петербург", "Санкт-Петербург", "Europe/Moscow", 0.17, ("Санкт-Петербург, Лиговский",)),
    City("Екатеринбург", "Свердловская область", "Asia/Yekaterinburg", 0.12, ("Екатеринбург, Центр",)),
    City("Казань", "Республика Татарстан", "Europe/Moscow", 0.11, ("Казань, Баумана",)),
    City("Нижний Новгород", "Нижегородская область", "Europe/Moscow", 0.10, ("Нижний Новгород, Покровка",)),
    City("Новосибирск", "Новосибирская область", "Asia/Novosibirsk", 0.10, ("Новосибирск, Ленина",)),
    City("Краснодар", "Краснодарский край", "Europe/Moscow", 0.09, ("Краснодар, Красная",)),
)
STORE_NAMES = tuple(name for city in CITIES for name in city.stores)
STORE_IDS = tuple(f"S{i + 1:02d}" for i in range(len(STORE_NAMES)))
FAULTY_STORE = STORE_IDS[STORE_NAMES.index("Казань, Баумана")]
OUTAGE_STORE = STORE_IDS[STORE_NAMES.index("Нижний Новгород, Покровка")]


@dataclass(frozen=True)
class Assortment:
    """The products as arrays; product j belongs to `category[j]`."""

    frame: pd.DataFrame
    category: NDArray[np.int64]
    price: NDArray[np.float64]
    unit_cost: NDArray[np.float64]
    first: NDArray[np.int64]
    """First product of each category; its products follow one another."""
    count: NDArray[np.int64]


def assortment(rng: np.random.Generator) -> Assortment:
    """Every item of every category under every brand, priced around the category's median."""
    names, category = [], []
    for index, kind in enumerate(CATEGORIES):
        for item in kind.items:
            for brand in BRANDS:
                names.append(f"{item} «{brand}»")
                category.append(index)
    which = np.array(category)
    median = np.array([c.price for c in CATEGORIES])[which]
    margin = np.array([c.margin for c in CATEGORIES])[which]
    price = np.round(median * np.exp(rng.normal(0, 0.38, which.size)), -1) - 1.0
    price = np.maximum(price, 49.0)
    cost = np.round(price * (1 - np.clip(margin + rng.normal(0, 0.03, which.size), 0.06, 0.75)), 2)
    count = np.bincount(which)
    frame = pd.DataFrame(
        {
            "product_id": [f"P{i + 1:04d}" for i in range(which.size)],
            "name": names,
            "category": [CATEGORIES[i].name for i in which],
            "price": price,
            "unit_cost": cost,
            "restricted": pd.array([CATEGORIES[i].restricted for i in which], dtype="str"),
        }
    )
    return Assortment(frame, which, price, cost, np.concatenate([[0], np.cumsum(count)[:-1]]), count)


def taste_by_month() -> NDArray[np.float64]:
    """Cumulative probabilities of the categories, by lifestyle and month: shape (lifestyles, 12, categories)."""
    factor = np.ones((12, len(CATEGORIES)))
    for index, kind in enumerate(CATEGORIES):
        for month in kind.peak_months:
            factor[month - 1, index] = 1.55
    weights = TASTE[:, None, :] * factor[None, :, :]
    cumulative: NDArray[np.float64] = np.cumsum(weights / weights.sum(axis=2, keepdims=True), axis=2)
    return cumulative


def stores_frame() -> pd.DataFrame:
    """The `stores` table."""
    rows = [(name, city.name, city.region) for city in CITIES for name in city.stores]
    return pd.DataFrame(
        {
            "store_id": STORE_IDS,
            "name": [r[0] for r in rows],
            "city": [r[1] for r in rows],
            "region": [r[2] for r in rows],
        }
    )

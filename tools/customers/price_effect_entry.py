"""The catalogue entry of `price_effect`."""

from __future__ import annotations

from tools.customers import price_effect
from tools.tool import Tool

PRICE_EFFECT = Tool(
    name="price_effect",
    version=2,
    effect="read",
    arguments=price_effect.PriceArguments,
    compute=price_effect.compute,
    title_ru="Что дало изменение цен",
    title_en="What a change of prices did",
    description_ru=(
        "Раскладывает изменение прибыли или выручки между двумя периодами точно: цены, объём, состав покупок, число покупателей, себестоимость; "
        "показывает, кто перестал покупать по десятым долям трат. Проверяет прочтение «отсекли мелкие чеки, лояльные остались»."
    ),
    description_en=(
        "Splits the change of profit or revenue between two periods exactly: prices, volume, mix, number of buyers, cost; shows by tenth of spend who "
        "stopped buying. Checks the reading 'small baskets cut off, loyals stayed'."
    ),
    examples_ru=(
        "мы подняли цены, это хорошо для прибыли?",
        "что дало повышение цен",
        "эффект цены и объёма",
        "как подорожание сказалось на марже",
        "кто ушёл после повышения цен",
        "ушли ли лояльные после роста цен",
        "прибыль растёт за счёт цены или объёма?",
        "разложи маржу на цену, объём и микс",
        "PVM анализ",
        "отсекли мелкие чеки или потеряли лояльных?",
        "на сколько выросли цены на те же товары",
        "повышение цен на кофе: кого потеряли",
        "ценовой эффект за квартал",
        "индекс цен по нашим товарам",
    ),
    examples_en=(
        "we raised prices and profit grew, is that good",
        "price effect",
        "price volume mix analysis",
        "what did the price increase do to margin",
        "who left after the price rise",
        "did loyal customers leave after prices went up",
        "is growth from price or volume",
        "split the margin into price, volume and mix",
        "PVM bridge",
        "how much dearer are the same products",
        "did we lose small baskets or loyals",
        "effect of raising coffee prices",
        "impact of our price change",
    ),
)

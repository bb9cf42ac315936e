"""Names of people -> a form in which spelling, script and pet names do not matter.

`Анна`, `anna`, `АННА ` and `Аня` are one given name; `Семён` and `Семен`, `Ivanov` and `Иванов` one word.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

LATIN = MappingProxyType(
    dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
             ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
              "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"), strict=True))
)  # fmt: skip
PET_NAMES = """
александр саша шура alex sasha sandy: alexander
александра: alexandra
алексей леша алеша: aleksey
анна аня анюта anya annie: anna
анастасия настя: anastasia
андрей андрюша: andrey
антон тоша: anton
борис боря: boris
валентина валя: valentina
валерий валера: valeriy
василий вася: vasiliy
виктор витя: viktor
виктория вика vicky: viktoria
владимир вова володя: vladimir
вячеслав слава: vyacheslav
галина галя: galina
геннадий гена: gennadiy
георгий гоша жора: georgiy
григорий гриша: grigoriy
дарья даша: daria
денис ден: denis
дмитрий дима митя: dmitriy
евгений: evgeniy
екатерина катя kate katie cathy: ekaterina
елена лена: elena
елизавета лиза liz lizzie beth betty: elizaveta
иван ваня: ivan
игорь игорек: igor
ирина ира: irina
константин костя: konstantin
ксения ксюша: ksenia
лариса лара: larisa
любовь люба: lyubov
людмила люда мила: lyudmila
максим макс: maksim
маргарита рита: margarita
мария маша маруся: maria
михаил миша: mikhail
надежда надя: nadezhda
наталья наталия наташа: natalia
николай коля: nikolay
оксана ксана: oksana
олег олежка: oleg
ольга оля: olga
павел паша: pavel
петр петя: petr
полина поля: polina
роман рома: roman
светлана света: svetlana
семен сема: semen
сергей сережа серега: sergey
софия софья соня: sofia
станислав стас: stanislav
степан степа: stepan
татьяна таня: tatyana
федор федя: fedor
юлия юля julia: yulia
юрий юра: yuriy
яна яночка: yana
robert rob bob bobby robbie: robert
william will bill billy willie: william
richard rick dick rich: richard
michael mike mick mikey: michael
james jim jimmy jamie: james
john jack johnny: john
joseph joe joey: joseph
thomas tom tommy: thomas
charles charlie chuck: charles
edward ed eddie ted: edward
daniel dan danny: daniel
matthew matt: matthew
nicholas nick nicky: nicholas
samuel sam sammy: samuel
benjamin ben benny: benjamin
margaret maggie meg peggy: margaret
jennifer jen jenny: jennifer
jessica jess jessie: jessica
victoria vicky tori: victoria
isabella bella: isabella
oliver ollie: oliver
harrison harry: harrison
theodore theo: theodore
"""


def fold_name(text: str) -> str:
    """Letters only, in Latin script and lower case; empty where there are none."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().replace("й", "й"))
    return "".join(LATIN.get(sign, sign) for sign in _composed(plain) if sign.isalpha())


def full_given_name(folded: str) -> str:
    """The full name behind a pet name; any other word as it is."""
    return FULL.get(folded, folded)


def split_full_name(text: str) -> tuple[str, str, str]:
    """(surname, given name, middle name) of a name in one cell.

    Russian order (`Иванов Иван Иванович`) for Cyrillic and wherever a comma follows the surname; the given
    name first for other scripts; one word alone is a given name.
    """
    before, comma, after = text.partition(",")
    words = re.split(r"\s+", (before if not comma else f"{before} {after}").strip())
    words = [word for word in words if word]
    if not words:
        return "", "", ""
    if len(words) == 1:
        return "", words[0], ""
    if comma or re.search("[а-яё]", text.casefold()):
        patronymic = len(words) > 2 and bool(
            re.search(r"(?:вич|вна|ична|инична|оглы|кызы)$", words[1].casefold())
        )
        if patronymic and not re.search(r"(?:вич|вна|ична|инична|оглы|кызы)$", words[2].casefold()):
            return words[2], words[0], words[1]  # Иван Иванович Иванов
        return words[0], words[1], " ".join(words[2:])
    return words[-1], words[0], " ".join(words[1:-1])


def _composed(plain: str) -> str:
    """Without accents, but with й and ё as the letters they are."""
    kept = plain.replace("и\u0306", "й").replace("е\u0308", "е")
    return "".join(sign for sign in kept if not unicodedata.combining(sign))


def _full_names() -> MappingProxyType[str, str]:
    table = {}
    for line in PET_NAMES.strip().splitlines():
        forms, _, full = line.partition(":")
        for form in forms.split():
            table[fold_name(form)] = full.strip()
        table[full.strip()] = full.strip()
    return MappingProxyType(table)


FULL = _full_names()

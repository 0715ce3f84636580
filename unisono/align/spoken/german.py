"""How German reads numbers, dates, times, rulers and its forms of both genders."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from typing_extensions import override

from unisono.align.spoken.cleaning import bare
from unisono.align.spoken.full_grammar import FullGrammar
from unisono.align.spoken.grammar import Rule, is_capital
from unisono.align.spoken.numbers import Number, said
from unisono.align.spoken.readings import (
    Context,
    Readings,
    combined,
    either,
    pairs,
    readings,
    word_set,
)
from unisono.align.spoken.roman import RULING_WOMEN, is_counted, is_ruler

MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember",
)  # fmt: skip
_SCALES = (
    (10**12, "eine billion", "billionen"),
    (10**9, "eine milliarde", "milliarden"),
    (10**6, "eine million", "millionen"),
)
_FEMININE = word_set("mio million mrd milliarde bio billion tonne stunde minute sekunde mark woche")
_OBLIQUE = word_set(
    "ab allen am beim bis dem den des dieser einem einen im jeden jedem seit vom zum zur"
)
_PREPOSITIONS = word_set(
    "an auf aus außer bei binnen gegenüber hinter in innerhalb laut mit nach neben seit trotz "
    "unter von vor während wegen zu zwischen"
)
_BEGINNINGS = word_set("""
    anschließend außerdem bitte dabei dafür daher danach darum davon dazu einige frau gestern
    herr heute liebe morgen obwohl viele vielen während zuletzt zunächst
    aber alle als also am an auch auf aus bei da damit dann das dass deshalb dem den denn der
    deren des dies diese dieser dieses die doch dort du ein eine einen einer er es für gegen hier
    ich ihr ihre im in ist ja jetzt kein können man meine mit nach nein nicht noch nun nur ob
    oder ohne sehr seit seine sie sind so trotzdem um und uns unser von vor wann war warum was
    weil wenn wer werden wie wir wird wo zu zum zur zwar
    """)
_SUFFIXED = re.compile(r"(?P<row>s?te[nrms]?)|(?P<decade>er[ns]?)")
_FORM = re.compile(
    r"(?P<stem>[^\W\d_]{3,40}?)(?:-?[*:_·/]-?|[(\[])"
    r"(?P<end>inn\)en|innen|in|r|n|e|m|s|er|en|es)[)\]]?(?![^\W_])"
)
_DATE = re.compile(
    r"(?<![0-9.,])(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.([0-9]{4}|[0-9]{2})?(?![0-9.])"
)
_TIME = re.compile(r"([01]?[0-9]|2[0-4])\.([0-5][0-9])")
_ISO = re.compile(r"(?<![0-9-])([12][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![0-9-])")


@lru_cache(maxsize=32768)
def cardinal(value: int) -> str:
    """Words of a whole number up to 999 billions, as num2words writes them."""
    words = []
    for size, one, several in _SCALES:
        count, value = divmod(value, size)
        if count:
            words.append(one if count == 1 else f"{said(count, 'de')} {several}")
    thousands, rest = divmod(value, 1000)
    below = ""
    if thousands:
        count_words = said(thousands, "de")
        below = f"{count_words.removesuffix('s') if thousands % 100 == 1 else count_words}tausend"
    if rest or not (words or thousands):
        below += said(rest, "de")
    return " ".join([*words, below] if below else words)


def _hundreds(value: int) -> str:
    """Of 1990: neunzehnhundertneunzig."""
    rest = value % 100
    return f"{cardinal(value // 100)}hundert{cardinal(rest) if rest else ''}"


def _inflected(stem: str, context: Context) -> list[str]:
    """Forms of an ordinal or adjective in -e, the likeliest ending first."""
    before, before2 = bare(context.before).lower(), bare(context.before2).lower()
    if before in _OBLIQUE or (before in ("der", "die") and before2 in _PREPOSITIONS):
        ends = ("n", "", "r", "s", "m")
    elif before in ("ein", "kein", "sein", "ihr", "unser", "mein"):
        ends = ("r", "s", "", "n", "m")
    else:
        ends = ("", "n", "r", "s", "m")
    return [stem + end for end in ends]


class German(FullGrammar):
    """The rules of German."""

    nothing = "null"
    mark_words: Mapping[str, str] = MappingProxyType({",": "komma", ".": "punkt"})
    point = "punkt"
    number_word = "nummer"
    small_words = word_set("das dem den der des die ein eine für im in ist mit nicht und von zu")
    time_word = "uhr"

    def __init__(self) -> None:
        super().__init__("de")

    @override
    def dates(self) -> Sequence[Rule]:
        """3.10.1990, 3.10. and 1990-10-03."""
        return (Rule(_DATE, self._date), Rule(_ISO, self._iso))

    @override
    def forms(self) -> Sequence[Rule]:
        """Forms of both genders: Bürger:innen, Abgeordnete/r."""
        return (Rule(_FORM, self._form), Rule(re.compile(r"%(ig[^\W\d_]*)"), self._percental))

    @override
    def cardinal(self, value: int) -> Readings:
        """With "hundert" for "einhundert", and "zwo"."""
        text = cardinal(value)
        texts = [text]
        if text.startswith(("einhundert", "eintausend")):
            texts.append(text[3:])
        if value in range(1100, 2000):
            texts.append(_hundreds(value))
        if "zwei" in text:
            texts.append(text.replace("zwei", "zwo"))
        return readings(*texts)

    @override
    def ordinal(self, value: int, context: Context) -> Readings:
        """In all its endings."""
        stem = said(value, "de", "ordinal")
        forms = _inflected(stem, context)
        more = [forms[0][3:]] if stem.startswith("einhundert") else []
        return readings(*forms, *more)

    @override
    def year(self, value: int) -> Readings:
        """Hundreds up to 1999, thousands from 2000 on; then as two pairs of digits."""
        century, rest = divmod(value, 100)
        first = _hundreds(value) if value < 2000 else cardinal(value)
        if rest < 10:
            return readings(first)
        return readings(first, f"{cardinal(century)} {cardinal(rest)}")

    @override
    def one(self, context: Context) -> Readings:
        """Eins, or ein before what it counts."""
        after = bare(context.after)
        if is_counted(bare(context.before)) or context.before == "§":
            return readings("eins")
        if after.lower() in _FEMININE:
            return readings("eine", "ein", "einer", "eins")
        if self.measured("", context):
            return readings("ein", "eins", "eine", "einem", "einen")
        if is_capital(context.after) and after.lower() not in _BEGINNINGS:
            return readings("ein", "eine", "eins", "einen", "einem", "einer")
        return readings("eins", "ein", "eine", "einen", "einem", "einer")

    @override
    def value(self, number: Number, rest: str, context: Context) -> Readings:
        """A number by itself; cents of "3,50 €" are said behind the currency."""
        found = super().value(number, rest, context)
        time = _TIME.fullmatch(".".join(number.parts)) if number.mark == "." else None
        if time:
            return either(found[:4], self.clock(int(time[1]), int(time[2]), None, Context()))
        if len(number.parts) != 2 or number.mark != "," or len(number.parts[1]) != 2 or rest:
            return found
        if bare(context.after).lower() not in self.currencies and context.after != "€":
            return found
        whole = self.large(number.parts[0])
        return either(readings("ein") if number.parts[0] == "1" else whole[:2], found)

    @override
    def fraction(self, above: int, below: int) -> Readings | None:
        """Halves, thirds and so on up to twentieths; 2/3 can also be two numbers."""
        if not 0 < above < below <= 20 or below == 11:
            return None
        both = f"{cardinal(above)} {cardinal(below)}"
        count = "ein" if above == 1 else cardinal(above)
        if below == 2:
            return readings("ein halb", "einhalb", "ein halbes", "einen halben", "eine halbe", both)
        part = f"{said(below, 'de', 'ordinal')}l"
        return readings(f"{count} {part}", f"{count} {part}n", both, f"{cardinal(above)} {part}")

    @override
    def halves(self, whole: int, above: int, below: int) -> Readings:
        """1½, 3¾."""
        if (above, below) == (1, 2):
            count = "eine" if whole == 1 else cardinal(whole)
            more = ["anderthalb"] if whole == 1 else []
            return readings(f"{count}inhalb" if whole == 1 else f"{count}einhalb", *more)
        part = self.fraction(above, below) or readings(f"{above} {below}")
        return combined([readings(cardinal(whole), f"{cardinal(whole)} und"), part])

    @override
    def clock(self, hours: int, minutes: int, seconds: int | None, context: Context) -> Readings:
        """The minutes of "14:30 Uhr" are said behind "Uhr"."""
        hour = "ein" if hours == 1 else cardinal(hours)
        minute = cardinal(minutes)
        if seconds is not None:
            tail = cardinal(seconds)
            full = f"{hour} uhr {minute} und {tail} sekunden"
            return readings(
                f"{cardinal(hours)} {minute} {tail}", full, f"{hour} uhr {minute} {tail}"
            )
        if bare(context.after).lower() == "uhr":
            return readings(hour, f"{hour} {minute}") if minutes else readings(hour)
        if not minutes:
            return readings(f"{hour} uhr", f"{cardinal(hours)} null null", cardinal(hours))
        return readings(f"{hour} uhr {minute}", f"{cardinal(hours)} {minute}")

    @override
    def joined(self, first: Readings, mark: str, second: Readings) -> Readings:
        """10-12, 1998/99, 3:2."""
        between = {
            "/": ("", "schrägstrich", "durch", "bis"),
            "⁄": ("durch", ""),
            ":": ("zu", ""),
            "x": ("mal", "x", "auf"),
            "×": ("mal", "auf"),
        }
        return pairs(first, between.get(mark, ("bis", "", "minus")), second)

    @override
    def suffixed(self, number: Number, suffix: str, context: Context) -> Readings | None:
        """20., 3te, 90er."""
        if not number.plain:
            return None
        digits = number.parts[0]
        if suffix == ".":
            return self._pointed(int(digits), context) if len(digits) <= 3 else None
        if len(digits) > 4 or not (match := _SUFFIXED.fullmatch(suffix)):
            return None
        value = int(digits)
        if match["row"]:
            ending = match["row"].removeprefix("s").removeprefix("te")
            return readings(said(value, "de", "ordinal") + ending)
        bases = self.year(value) if number.year else self.cardinal(value)
        ends = match["decade"]
        texts = [" ".join(base) for base in bases]
        if value in (1, 2):
            texts = ["eins"] if value == 1 else ["zwei"]
        return readings(*(text + ends for text in texts))

    def _pointed(self, value: int, context: Context) -> Readings:
        """An ordinal, or a number at the end of a sentence."""
        counted = self.one(Context()) if value == 1 else self.cardinal(value)
        row = self.ordinal(value, context)
        after = bare(context.after).lower()
        if is_ruler(bare(context.before)):
            return either(self.ruler(bare(context.before), value) or counted, counted)
        if not context.after:
            return either(counted[:1], row[:5], counted)
        if after in _BEGINNINGS and is_capital(context.after):
            first = readings(said(value, "de", "ordinal") + "ns") if value <= 10 else ()
            return either(counted[:2], row[:4], first)
        return either(row[:6], counted[:2])

    @override
    def ruler(self, name: str, value: int) -> Readings | None:
        """Wilhelm der Zweite."""
        if not is_ruler(name):
            return None
        stem = said(value, "de", "ordinal")
        if name.lower() in RULING_WOMEN:
            return readings(f"die {stem}", f"der {stem}n", stem, cardinal(value))
        return readings(
            f"der {stem}", f"des {stem}n", f"dem {stem}n", f"den {stem}n", f"{stem}n", stem
        )

    @override
    def roman(self, value: int, context: Context, *, point: bool) -> Readings:
        """Hartz IV, II. Weltkrieg."""
        counted = readings(cardinal(value), f"römisch {cardinal(value)}")
        follows = is_capital(context.after) and bare(context.after).lower() not in _BEGINNINGS
        if point and follows:
            return either(self.ordinal(value, context)[:4], counted)
        return counted

    @override
    def grouped(self, groups: Sequence[str]) -> Iterator[Readings]:
        """Each group of 1 000 000 with its share."""
        scales = [("", ""), ("tausend", "tausend"), *((s, o) for _, o, s in reversed(_SCALES))]
        for place, group in enumerate(groups):
            several, one = scales[len(groups) - place - 1]
            value = int(group)
            if len(groups) - place == 1:
                yield self.cardinal(value) if value else readings("", "tausend")
            elif len(groups) - place == 2:
                texts = [" ".join(words) for words in self.cardinal(value * 1000)]
                yield readings(*texts, cardinal(value)) if value else readings("")
            else:
                said_one = one if value == 1 else f"{cardinal(value)} {several}"
                yield readings(said_one) if value else readings("")

    @override
    def price(self, number: Number, currency: str) -> Readings:
        """€ 3,50 and $100, the sign in front."""
        name, _, small = self.currencies[currency]
        if len(number.parts) == 2 and number.mark == "," and len(number.parts[1]) == 2:
            whole, cents = (int(part) for part in number.parts)
            count = "ein" if whole == 1 else cardinal(whole)
            if not cents:
                return readings(f"{count} {name}")
            rest = cardinal(cents)
            return readings(f"{count} {name} {rest}", f"{count} {name} und {rest} {small}")
        if number.plain and number.parts[0] == "1":
            return readings(f"ein {name}")
        return combined([self.value(number, "€", Context()), readings(name)])

    @override
    def choose(self, key: str, found: Readings, context: Context) -> Readings:
        """Singular after 1; "Frau" before a name."""
        if key in ("mio.", "mrd.", "bio.", "min.", "std.", "sek.") and len(found) > 1:
            if bare(context.before) == "1":
                return either(found[1:2], found)
            if key == "min." and not bare(context.before).isdigit():
                return either(found[2:], found)
        if key == "v." and not is_capital(context.before):
            return found[:1]
        return found

    @override
    def read(self, text: str, context: Context) -> Readings:
        """All that is said for a token; "Uhr" and currencies with what belongs behind them."""
        lower = bare(text).lower()
        if lower == "uhr" and (
            minutes := re.search(r"[0-9][:.]([0-5][0-9])$", bare(context.before))
        ):
            rest = cardinal(int(minutes[1]))
            return readings(f"uhr {rest}", "uhr") if minutes[1] != "00" else readings("uhr")
        if lower in self.currencies and (found := self._cents(context.before, lower)):
            return found
        return super().read(text, context)

    def _cents(self, number: str, currency: str) -> Readings | None:
        """A currency behind a number with two decimals: "3,50 €"."""
        found = re.search(r"[.,]([0-9]{2})$", bare(number))
        if not found:
            return None
        name = self.currencies[currency][1]
        if found[1] == "00":
            return readings(name)
        rest = self.whole(found[1].lstrip("0") or "0")
        return readings(f"{name} {rest}", name, f"{name} und {rest} {self.currencies[currency][2]}")

    def _date(self, match: re.Match[str], context: Context) -> Readings | None:
        return self._day(int(match[1]), int(match[2]), match[3], context)

    def _iso(self, match: re.Match[str], context: Context) -> Readings | None:
        return self._day(int(match[3]), int(match[2]), match[1], context)

    def _day(self, day: int, month: int, year: str | None, context: Context) -> Readings:
        first, second = said(day, "de", "ordinal"), said(month, "de", "ordinal")
        name = MONTHS[month - 1]
        texts = [f"{first}r {second}r", f"{first}n {second}n", f"{first} {second}"]
        texts += [f"{first}r {name}", f"{first}n {name}", f"{first} {name}"]
        if bare(context.before).lower() in _OBLIQUE:
            texts[0], texts[1] = texts[1], texts[0]
        days = readings(*texts)
        if year is None:
            return days
        if len(year) == 4:
            value = int(year)
            return combined([days, self.year(value) if value < 2100 else self.cardinal(value)[:1]])
        return combined([days, self._digits_pair(year)])

    def _percental(self, match: re.Match[str], _: Context) -> Readings | None:
        """The end of "100%ige"."""
        return readings(f"prozent{match[1]}")

    def _form(self, match: re.Match[str], _: Context) -> Readings | None:
        stem, end = match["stem"].lower(), match["end"].replace(")", "")
        if end in ("innen", "in"):
            female = stem.removesuffix("e") + end
            plural = stem if stem.endswith("er") else f"{stem.removesuffix('e')}en"
            both = f"{female} und {plural}" if end == "innen" else f"{stem} oder {female}"
            return readings(female, f"{stem} {end}", both, plural if end == "innen" else stem)
        longer = stem + end if not (stem.endswith("e") and end[0] == "e") else stem + end[1:]
        if end == "e":
            return readings(longer, f"{stem} {longer}", f"{stem} oder {longer}", stem)
        return readings(longer, stem, f"{stem} oder {longer}", f"{stem} {end}")

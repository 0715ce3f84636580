"""How English reads numbers, dates, times and rulers."""

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
from unisono.align.spoken.roman import is_counted, is_ruler

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORT_MONTHS = frozenset(month[:3] for month in MONTHS)
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_SUFFIXED = re.compile(r"(?P<row>st|nd|rd|th)|(?P<decade>'?s)")
_DATE = re.compile(
    r"(?<![0-9./])(0?[1-9]|[12][0-9]|3[01])([./])(0?[1-9]|[12][0-9]|3[01])\2([0-9]{4}|[0-9]{2})(?![0-9./])"
)
_ISO = re.compile(r"(?<![0-9-])([12][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![0-9-])")


@lru_cache(maxsize=32768)
def cardinal(value: int, *, joint: str = " and ") -> str:
    """Words of a whole number up to 999 trillions, as num2words writes them."""
    words = []
    for size, scale in _SCALES:
        count, value = divmod(value, size)
        if count:
            words.append(f"{_below(count, joint)} {scale}")
    if value or not words:
        rest = _below(value, joint)
        words.append(f"{joint.strip()} {rest}".strip() if words and value < 100 else rest)
    return " ".join(words)


def _below(value: int, joint: str) -> str:
    text = said(value, "en")
    return text if joint == " and " else text.replace(" and ", joint)


def _pair(digits: int) -> list[str]:
    """The last two digits of a year or of a number in hundreds."""
    if digits >= 10:
        return [cardinal(digits)]
    return [f"oh {cardinal(digits)}"]


class English(FullGrammar):
    """The rules of English."""

    nothing = "oh"
    mark_words: Mapping[str, str] = MappingProxyType({".": "point", ",": "point"})
    point = "dot"
    number_word = "number"
    small_words = word_set("a and by for from in of on or the to with")
    time_word = "o'clock"

    def __init__(self) -> None:
        super().__init__("en")

    @override
    def dates(self) -> Sequence[Rule]:
        """10/3/1990 and 1990-10-03."""
        return (Rule(_DATE, self._date), Rule(_ISO, self._iso))

    @override
    def forms(self) -> Sequence[Rule]:
        """None."""
        return ()

    @override
    def cardinal(self, value: int) -> Readings:
        """With and without "and", with "a" for "one"; 1,500 also in hundreds."""
        text = cardinal(value)
        texts = [text, cardinal(value, joint=" ")]
        if text.startswith(("one hundred", "one thousand", "one million", "one billion")):
            texts.append(f"a{text[3:]}")
        hundreds, rest = divmod(value, 100)
        if 10 < hundreds < 100 and hundreds % 10:
            tails = [""] if not rest else [f" {cardinal(rest)}", f" and {cardinal(rest)}"]
            texts += [f"{cardinal(hundreds)} hundred{tail}" for tail in tails]
        if hundreds in range(1, 10) and rest:
            texts += [f"{cardinal(hundreds)} {tail}" for tail in _pair(rest)]
        return readings(*texts)

    @override
    def ordinal(self, value: int, context: Context) -> Readings:
        """With and without "and"."""
        text = said(value, "en", "ordinal")
        return readings(text, text.replace(" and ", " "), re.sub(r"^one (?=[ht])", "", text))

    @override
    def year(self, value: int) -> Readings:
        """1990 in pairs, 2005 in thousands, 2019 in pairs again."""
        century, rest = divmod(value, 100)
        head = cardinal(century)
        if value % 1000 == 0:
            return readings(cardinal(value))
        if not rest:
            return readings(f"{head} hundred")
        pairs = [f"{head} {tail}" for tail in _pair(rest)]
        if value < 2000:
            return readings(
                *pairs, f"{head} hundred and {cardinal(rest)}", f"{head} hundred {cardinal(rest)}"
            )
        long = [cardinal(value, joint=" "), cardinal(value)]
        return readings(*long, *pairs) if rest < 10 else readings(*pairs, *reversed(long))

    @override
    def one(self, context: Context) -> Readings:
        """One."""
        if bare(context.before).lower()[:3] in _SHORT_MONTHS and is_capital(context.before):
            return readings("first", "one", "the first")
        return readings("one", "a")

    @override
    def value(self, number: Number, rest: str, context: Context) -> Readings:
        """A number by itself; as an ordinal beside a month."""
        found = super().value(number, rest, context)
        if number.plain and len(number.parts[0]) <= 2 and 2 <= int(number.parts[0]) <= 31:
            row = said(int(number.parts[0]), "en", "ordinal")
            before, after = bare(context.before), bare(context.after)
            if before.lower()[:3] in _SHORT_MONTHS and is_capital(before):
                return either(readings(row, *map(" ".join, found), f"the {row}"))
            if after.lower()[:3] in _SHORT_MONTHS and is_capital(after):
                return either(readings(row, *map(" ".join, found), f"the {row}", f"{row} of"))
        return found

    @override
    def fraction(self, above: int, below: int) -> Readings | None:
        """Halves, thirds and so on; 9/11 and 24/7 are two numbers."""
        if not 0 < above < below <= 20 or below == 11:
            return None
        both = f"{cardinal(above)} {cardinal(below)}"
        names = {2: ["half"], 4: ["quarter", "fourth"]}.get(below, [said(below, "en", "ordinal")])
        several = "" if above == 1 else "s"
        texts = [f"{cardinal(above)} {name}{several}" for name in names]
        if above == 1:
            texts += [f"a {name}" for name in names]
        return readings(*texts, both)

    @override
    def halves(self, whole: int, above: int, below: int) -> Readings:
        """1½, 3¾."""
        part = self.fraction(above, below) or readings(f"{above} {below}")
        texts = [" ".join(words) for words in part if words[0] == "a"] or [" ".join(part[0])]
        first = [f"{cardinal(whole)} and {text}" for text in texts]
        return readings(*first, *(f"{cardinal(whole)} and {' '.join(words)}" for words in part))

    @override
    def clock(self, hours: int, minutes: int, seconds: int | None, context: Context) -> Readings:
        """10:15, 10:05, 10:00."""
        hour = cardinal(hours)
        if seconds is not None:
            return readings(f"{hour} {' '.join(_pair(minutes))} {cardinal(seconds)}")
        if not minutes:
            if context.after.lower().startswith(("o'clock", "a.m", "p.m", "am", "pm")):
                return readings(hour, f"{hour} o'clock")
            return readings(f"{hour} o'clock", hour, f"{hour} hundred")
        return readings(
            *(f"{hour} {tail}" for tail in _pair(minutes)), f"{hour} {cardinal(minutes)}"
        )

    @override
    def joined(self, first: Readings, mark: str, second: Readings) -> Readings:
        """10-12, 1998/99, 3:2."""
        between = {
            "/": ("", "slash", "over", "to"),
            "⁄": ("over", ""),
            ":": ("to", ""),
            "x": ("by", "times"),
            "×": ("by", "times"),
        }
        return pairs(first, between.get(mark, ("to", "", "minus")), second)

    @override
    def suffixed(self, number: Number, suffix: str, context: Context) -> Readings | None:
        """3rd, 1990s."""
        if len(number.parts) != 1 or not (match := _SUFFIXED.fullmatch(suffix)):
            return None
        value = int(number.parts[0])
        if match["row"] and len(number.parts[0]) <= 15:
            return self.ordinal(value, context)
        if not number.plain or len(number.parts[0]) > 4:
            return None
        bases = self.year(value) if number.year else self.cardinal(value)
        return readings(*(_several(" ".join(base)) for base in bases))

    @override
    def ruler(self, name: str, value: int) -> Readings | None:
        """Elizabeth the Second."""
        if not is_ruler(name):
            return None
        return readings(f"the {said(value, 'en', 'ordinal')}", cardinal(value))

    @override
    def roman(self, value: int, context: Context, *, point: bool) -> Readings:
        """World War II, Title IX."""
        return readings(cardinal(value), f"the {said(value, 'en', 'ordinal')}")

    @override
    def numbered(self, match: re.Match[str], value: int, context: Context) -> Readings | None:
        """A Roman numeral; a lone "I" behind a name is one only before a pause."""
        if match[0] == "I" and not is_counted(bare(context.before)):
            ends = match.string[match.end() :] or not context.after
            numbers = self.ruler(bare(context.before), value) or ()
            return either(numbers, readings("i")) if ends else either(readings("i"), numbers)
        return super().numbered(match, value, context)

    @override
    def grouped(self, groups: Sequence[str]) -> Iterator[Readings]:
        """Each group of 1 000 000 with its share."""
        scales = ["", "thousand", "million", "billion", "trillion"]
        for place, group in enumerate(groups):
            scale = scales[len(groups) - place - 1]
            texts = [" ".join(words) for words in self.cardinal(int(group))[:3]]
            if not int(group):
                yield readings("") if scale else readings("", "thousand")
            elif not scale and int(group) < 100:
                yield readings(f"and {texts[0]}", texts[0])
            else:
                yield readings(*(f"{text} {scale}" for text in texts), texts[0])

    @override
    def price(self, number: Number, currency: str) -> Readings:
        """$3.50, £100."""
        one, several, small = self.currencies[currency]
        if len(number.parts) == 2 and number.mark == "." and len(number.parts[1]) == 2:
            whole, cents = (int(part) for part in number.parts)
            count, rest = cardinal(whole), cardinal(cents)
            name = one if whole == 1 else several
            if not cents:
                return readings(f"{count} {name}")
            full = f"{count} {name} and {rest} {small}"
            short = f"{count} {' '.join(_pair(cents))}"
            return readings(f"{count} {name} {rest}", full, short, f"{count} {name} {rest} {small}")
        if number.plain and number.parts[0] == "1":
            return readings(f"one {one}", f"a {one}")
        return combined([self.value(number, "$", Context()), readings(several, one)])

    @override
    def choose(self, key: str, found: Readings, context: Context) -> Readings:
        """Saint and doctor before a name, street and drive behind one."""
        if key in ("st.", "dr.") and is_capital(context.before) and not is_capital(context.after):
            return either(found[1:], found)
        return found

    @override
    def read(self, text: str, context: Context) -> Readings:
        """All that is said for a token; a month behind its day may have "of" before it."""
        found = super().read(text, context)
        day = re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", context.before)
        if day and text[:1].isupper() and bare(text).lower() in MONTHS:
            return either(found, readings(f"of {' '.join(found[0])}"))
        return found

    def _date(self, match: re.Match[str], _: Context) -> Readings | None:
        first, second = int(match[1]), int(match[3])
        day_first = match[2] == "." or first > 12
        day, month = (first, second) if day_first else (second, first)
        if month > 12:
            return None
        plain = f"{cardinal(first)} {cardinal(second)}"
        return combined([self._day(day, month, plain), self._year_words(match[4])])

    def _iso(self, match: re.Match[str], _: Context) -> Readings | None:
        days = self._day(
            int(match[3]),
            int(match[2]),
            " ".join(cardinal(int(part)) for part in match.groups()[1:]),
        )
        return combined([days[:4], self._year_words(match[1])])

    def _day(self, day: int, month: int, plain: str) -> Readings:
        row, name = said(day, "en", "ordinal"), MONTHS[month - 1]
        return readings(
            f"{name} {row}", plain, f"{row} of {name}", f"the {row} of {name}", f"{name} the {row}"
        )

    def _year_words(self, digits: str) -> Readings:
        if len(digits) == 4:
            value = int(digits)
            return self.year(value) if 1100 <= value < 2100 else self.cardinal(value)
        return self._digits_pair(digits)


def _several(text: str) -> str:
    """Plural of a number: nineties, hundreds."""
    if text.endswith("y"):
        return f"{text[:-1]}ies"
    return f"{text}es" if text.endswith("six") else f"{text}s"

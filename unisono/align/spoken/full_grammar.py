"""What German and English share: numbers with measures, money, pairs, abbreviations."""

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence

from typing_extensions import override

from unisono.align.spoken import abbreviations, measures
from unisono.align.spoken.addresses import ADDRESS, address_parts, mark_readings
from unisono.align.spoken.cleaning import bare
from unisono.align.spoken.grammar import (
    Grammar,
    Rule,
    is_capital,
    is_number,
    read_word,
    word_pattern,
)
from unisono.align.spoken.numbers import WRITTEN, Number, digit_by_digit, parse_number
from unisono.align.spoken.readings import Context, Readings, combined, either, readings
from unisono.align.spoken.roman import numeral
from unisono.align.spoken.runs import runs

_CURRENCY = r"US\$|[€$£¥]"
_AMOUNT = re.compile(rf"[\"'(\[]*[-–+±]?({_CURRENCY}) ?{WRITTEN}(?:[-–]{WRITTEN})?-?[\")\]]*")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?")
_ABBREVIATED = re.compile(r"(?:[^\W\d_]{1,8}\.)+(?:[^\W\d_](?![^\W_]))?")
_PAIR = re.compile(
    rf"(?<![\w.,/:–-])({_CURRENCY})?({WRITTEN})(\.?)([-–—/:x×⁄])"
    rf"(?:{_CURRENCY})?({WRITTEN})(\.?)(?![\w/:.,–-]*[0-9])"
)
_TIME = re.compile(r"(?<![0-9.,:])([01]?[0-9]|2[0-4])[:.]([0-5][0-9])(?::([0-5][0-9]))?(?![0-9:])")
_SHORT = 3


class FullGrammar(Grammar):
    """A language whose rules are known."""

    latin = True
    nothing = ""
    """Name of 0 where digits are read out."""
    mark_words: Mapping[str, str]
    """What a mark inside a number is called."""
    minus, plus = "minus", "plus"
    number_word = ""
    """What "#" is called before a number."""
    point = ""
    """What a point of an internet address is called."""
    small_words: frozenset[str] = frozenset()
    """Words that are no acronyms when they are in capitals."""
    time_word = ""
    """Word behind a time of the day, in lower case."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.signs = measures.SIGNS[language]
        self.units = measures.UNITS[language]
        self.scales = measures.SCALES[language]
        self.currencies = measures.CURRENCIES[language]
        table = abbreviations.GERMAN if language == "de" else abbreviations.ENGLISH
        self.abbreviations = {key.replace(" ", ""): value for key, value in table.items()}
        self._spaced = {tuple(key.split()): value for key, value in table.items() if " " in key}
        slashed = sorted((unit for unit in self.units if "/" in unit), key=len, reverse=True)
        unit = rf"(?:{'|'.join(map(re.escape, slashed))})\b|[kcm]?m[23](?![0-9])"
        number = rf"(?P<sign>(?<![\w.,])[-–+±])?(?P<currency>{_CURRENCY})?(?P<number>{WRITTEN})"
        suffix = (
            r"(?P<suffix>\.(?=$|[-–/)\]\",;:“”])"
            rf"|[ -]?(?:million|billion|trillion|bn|tn|mn|Mio|Mrd)\b\.?"
            rf"|{unit}|'?[^\W\d_]+)?"
        )
        self.rules = (
            Rule(ADDRESS, self._address),
            *self.dates(),
            Rule(_TIME, self._time),
            Rule(re.compile(r"([0-9]{1,3}) +([0-9]+)⁄([0-9]+)"), self._mixed),
            Rule(_PAIR, self._pair),
            Rule(re.compile(r"[0-9]{2,6}(?:[-/][0-9]{2,6}){2,6}(?![0-9])"), self._chain),
            Rule(re.compile(number + suffix), self._number),
            *self.forms(),
            Rule(re.compile(r"§+|°[CcFf](?![^\W\d_])|[%‰€$£¥&+=°@×÷±≈¢†]|#(?=\w)"), self._sign),
            Rule(_ABBREVIATED, self._abbreviation),
            Rule(re.compile(unit), self._unit),
            Rule(re.compile(word_pattern("\u0300-\u036f")), self._word),
        )

    @abstractmethod
    def dates(self) -> Sequence[Rule]:
        """Rules for dates in digits."""

    @abstractmethod
    def forms(self) -> Sequence[Rule]:
        """Rules for forms of words."""

    @abstractmethod
    def cardinal(self, value: int) -> Readings:
        """A whole number."""

    @abstractmethod
    def ordinal(self, value: int, context: Context) -> Readings:
        """A number in a row."""

    @abstractmethod
    def year(self, value: int) -> Readings:
        """A year of four digits."""

    @abstractmethod
    def one(self, context: Context) -> Readings:
        """The number 1."""

    @abstractmethod
    def fraction(self, above: int, below: int) -> Readings | None:
        """A fraction, where it is likely one."""

    @abstractmethod
    def halves(self, whole: int, above: int, below: int) -> Readings:
        """A whole number and a fraction."""

    @abstractmethod
    def clock(self, hours: int, minutes: int, seconds: int | None, context: Context) -> Readings:
        """A time of the day."""

    @abstractmethod
    def joined(self, first: Readings, mark: str, second: Readings) -> Readings:
        """Two numbers with a mark between them."""

    @abstractmethod
    def suffixed(self, number: Number, suffix: str, context: Context) -> Readings | None:
        """A number with letters or a point behind it, where these change how it is read."""

    @abstractmethod
    def ruler(self, name: str, value: int) -> Readings | None:
        """The number of a king, a queen or a pope."""

    @abstractmethod
    def roman(self, value: int, context: Context, *, point: bool) -> Readings:
        """Another Roman numeral."""

    @abstractmethod
    def grouped(self, groups: Sequence[str]) -> Iterator[Readings]:
        """What is said for each group of three digits of a number."""

    @abstractmethod
    def price(self, number: Number, currency: str) -> Readings:
        """A number with the sign of a currency before it."""

    @override
    def around(self, pieces: Sequence[str]) -> dict[int, Readings]:
        """Abbreviations and thousands that are written with spaces in them."""
        return runs(pieces, self._spaced, self.grouped)

    def _address(self, match: re.Match[str], _: Context) -> Readings | None:
        """An internet address, with its points and "at"."""
        if (parts := address_parts(match[0])) is None:
            return None
        words: list[Readings] = []
        for part in parts:
            if mark := mark_readings(part, self.point, self.signs["@"].split("|")[0]):
                words.append(mark)
            elif part.isdigit():
                words.append(readings(self.whole(part)))
            else:
                words.append(readings("WWW" if part == "www" else part.lower()))
        return combined(words)

    def measured(self, rest: str, context: Context) -> bool:
        """Whether what follows a number says what it counts."""
        if rest:
            return bool(re.match(r"[-–]?[%‰€$£¥°]", rest))
        after = bare(context.after)
        lower = after.lower()
        return bool(
            re.match(r"[%‰€$£¥°]", context.after)
            or after in self.units
            or lower in self.scales
            or lower in self.currencies
            or lower in ("prozent", "percent", "grad", "degrees")
        )

    def _time(self, match: re.Match[str], context: Context) -> Readings | None:
        rest = match.string[match.end() :]
        behind = bare(rest or context.after).lower()
        pointed = match[0][len(match[1])] == "."
        if pointed and behind not in (self.time_word, "am", "pm", "a.m", "p.m"):
            return None
        if rest[:1] == "." and rest[1:2].isdigit():
            return None
        seconds = None if match[3] is None else int(match[3])
        return self.clock(int(match[1]), int(match[2]), seconds, context)

    def _mixed(self, match: re.Match[str], _: Context) -> Readings | None:
        return self.halves(int(match[1]), int(match[2]), int(match[3]))

    def _pair(self, match: re.Match[str], context: Context) -> Readings | None:
        """Two numbers: a fraction, two years, a range, a score."""
        currency, first, point, mark, second, last_point = match.groups()
        above, below = (parse_number(one, self.thousands, self.decimal) for one in (first, second))
        plain = above.plain and below.plain
        if mark in "/⁄" and plain and len(first) <= _SHORT and len(second) <= _SHORT:
            found = self.fraction(int(first), int(second)) if not point else None
            if found:
                return found
        if plain and len(first) == _SHORT and len(second) == 4 and mark == "-":
            return readings(digit_by_digit(first + second, self.language))
        pointed = Context(before=context.before, after="-", before2=context.before2)
        one = self.suffixed(above, ".", pointed) if point else self.value(above, mark, context)
        if last_point and (context.after or point):
            two = self.suffixed(below, ".", context)
        elif above.year and below.plain and len(second) == 2:
            two = either(self._digits_pair(second), self.value(below, "", context))
        else:
            two = self.value(below, match.string[match.end() :], context)
        if one is None or two is None:
            return None
        both = self.joined(one, mark, two)
        if not currency or bare(context.after).lower() in self.scales:
            return both
        return combined([both, readings(self.currencies[currency.lower()][1])])

    def _digits_pair(self, digits: str) -> Readings:
        if digits[0] == "0":
            return readings(f"{self.nothing} {self.whole(digits[1])}", self.whole(digits[1]))
        return self.cardinal(int(digits))

    def _chain(self, match: re.Match[str], _: Context) -> Readings | None:
        digits = re.sub(r"[^0-9]", "", match[0])
        split = " ".join(self.whole(part) for part in re.split("[-/]", match[0]))
        return readings(digit_by_digit(digits, self.language), split)

    def value(self, number: Number, rest: str, context: Context) -> Readings:
        """A number by itself; ``rest`` is what follows in its token."""
        if len(number.parts) == 2 and number.mark in self.mark_words:
            return self._with_decimals(number)
        if len(number.parts) > 1:
            mark = self.mark_words.get(number.mark, "")
            parts = [self.whole(part) for part in number.parts]
            return readings(" ".join(parts), f" {mark} ".join(parts))
        digits = number.parts[0]
        if digits == "1":
            return self.one(context)
        if (digits[0] == "0" and len(digits) > 1) or len(digits) > 15:
            plain = readings(self.whole(digits))
            short = len(digits) == 2
            return either(plain, readings(self.whole(digits[1]))) if short else plain
        counted = self.cardinal(int(digits))
        if number.year is not None:
            years = self.year(number.year)
            return either(*((counted, years) if self.measured(rest, context) else (years, counted)))
        if number.plain and (len(digits) == _SHORT or len(digits) > 4):
            spelled = digit_by_digit(digits, self.language)
            return either(counted[:6], readings(spelled))
        return counted

    def _with_decimals(self, number: Number) -> Readings:
        mark = self.mark_words[number.mark]
        whole, rest = number.parts
        spelled = digit_by_digit(rest[:40], self.language)
        together = self.whole(rest) if len(rest) <= _SHORT and rest[0] != "0" else spelled
        if number.mark != self.decimal:
            other = self.mark_words[self.decimal]
            texts = [f"{mark} {spelled}", together, f"{mark} {together}", f"{other} {spelled}"]
        else:
            texts = [f"{mark} {spelled}", f"{mark} {together}"]
        return combined([self.large(whole), readings(*texts)])

    def large(self, digits: str) -> Readings:
        """Digits before a decimal mark."""
        if len(digits) > 15 or (digits[0] == "0" and len(digits) > 1):
            return readings(self.whole(digits))
        return self.cardinal(int(digits))

    def _number(self, match: re.Match[str], context: Context) -> Readings | None:
        number = parse_number(match["number"], self.thousands, self.decimal)
        suffix = match["suffix"] or ""
        rest = match.string[match.end() :]
        parts: list[Readings] = []
        if match["sign"]:
            parts.append(self._signed(match["sign"]))
        name = suffix.strip(" -.")
        scale = self.scales.get(name.lower()) if match["currency"] or len(name) > 1 else None
        currency = (match["currency"] or "").lower()
        spoken_later = currency and bare(context.after).lower() in self.scales and not rest
        if currency and not scale and not suffix and not spoken_later:
            return combined([*parts, self.price(number, currency)])
        found = self.suffixed(number, suffix, context) if suffix and not scale else None
        if found:
            return combined([*parts, found])
        parts.append(self.value(number, scale or rest, context))
        if scale:
            parts.append(readings(scale))
        elif name:
            parts.append(self._attached(name))
        if currency and not spoken_later:
            parts.append(readings(*self.currencies[currency][1::-1]))
        return combined(parts)

    def _attached(self, name: str) -> Readings:
        """Letters behind a number: a unit or a word."""
        if name in self.units:
            return either(readings(*self.units[name].split("|")), read_word(name))
        return read_word(name) if len(name) > 1 else readings(name.lower())

    def _signed(self, sign: str) -> Readings:
        if sign == "+":
            return readings(self.plus, "")
        if sign == "±":
            return readings(self.signs["±"])
        return readings(self.minus, "")

    def _sign(self, match: re.Match[str], context: Context) -> Readings | None:
        sign = match[0].lower()
        named = readings(*self.signs.get(sign, self.signs.get(sign[:2], "")).split("|"))
        leads = is_number(context.after) and not is_number(context.before)
        if sign in self.currencies and match.string == match[0] and leads:
            after = bare(context.after2).lower()
            return readings("") if after in self.scales else named
        if sign == "#" and match.string[match.end() :][:1].isdigit():
            return readings(self.number_word, "hashtag", "")
        return named

    def _abbreviation(self, match: re.Match[str], context: Context) -> Readings | None:
        text = match[0]
        rest = match.string[match.end() :]
        key = text.lower() if text[-1] == "." else f"{text.lower()}."
        if key in self.abbreviations and self._fits(text, rest, context):
            found = readings(*self.abbreviations[key].split("|"))
            return self.choose(key, found, context)
        head, point, _ = text.partition(".")
        if text.count(".") > 1 and f"{head}.".lower() in self.abbreviations and len(head) > 1:
            parts = [self.read(part + point, context) for part in text.split(".") if part]
            return combined(parts)
        if dotted := _DOTTED.match(match.string, match.start()):
            if dotted.end() < match.end():
                return None
            return readings(text.replace(".", "").upper())
        return None

    @abstractmethod
    def choose(self, key: str, found: Readings, context: Context) -> Readings:
        """Order the readings of an abbreviation by its neighbours."""

    def _fits(self, text: str, rest: str, context: Context) -> bool:
        """Whether a word with a point is an abbreviation in its place."""
        key = text.lower()
        counted = rest[:1].isdigit() or is_number(context.after)
        counted = counted or numeral(bare(context.after), key) is not None
        around = abbreviations.Place(
            digits_after=counted,
            digits_before=is_number(context.before),
            capital_before=is_capital(context.before),
            capital=text[0].isupper(),
        )
        return abbreviations.fits(key, self.language, around)

    def _unit(self, match: re.Match[str], _: Context) -> Readings | None:
        if match[0] not in self.units:
            return None
        return readings(*self.units[match[0]].split("|"))

    def _word(self, match: re.Match[str], context: Context) -> Readings | None:
        word, alone = match[0], bare(match.string) == match[0]
        if word.isupper() and (value := numeral(word, bare(context.before), bare(context.after))):
            return self.numbered(match, value, context)
        if word.isupper() and word.lower() in self.small_words:
            return readings(word.lower())
        if alone and (full := abbreviations.WITHOUT_POINT[self.language].get(word.lower())):
            return self.choose(f"{word.lower()}.", readings(*full.split("|")), context)
        if alone and is_number(context.before) and word in self.units:
            return either(readings(*self.units[word].split("|")), read_word(word))
        return read_word(word)

    def numbered(self, match: re.Match[str], value: int, context: Context) -> Readings | None:
        """A word that looks like a Roman numeral."""
        point = match.string[match.end() : match.end() + 1] == "."
        before = bare(context.before)
        found = self.ruler(before, value) or self.roman(value, context, point=point)
        return either(found[:6], read_word(match[0]))

    @override
    def read(self, text: str, context: Context) -> Readings:
        """All that is said for a token; the currency of a scaled amount comes behind it."""
        found = super().read(text, context)
        sign = self._pending(bare(text).lower(), context)
        if not sign:
            return found
        one, several = self.currencies[sign][:2]
        return combined([found, readings(several, "", one)])

    def _pending(self, scale: str, context: Context) -> str | None:
        """The currency before the number that a scale belongs to."""
        if scale not in self.scales:
            return None
        amount = _AMOUNT.fullmatch(context.before)
        if amount:
            return amount[1].lower()
        sign = context.before2.lower()
        return sign if sign in self.currencies and is_number(context.before) else None

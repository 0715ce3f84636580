"""Signs, units, currencies and scales, as they are read in German and English.

Readings are parted by bars, the likeliest first.
"""

from unisono.align.spoken.readings import word_set

SIGNS: dict[str, dict[str, str]] = {
    "de": {"%": "prozent", "‰": "promille", "€": "euro", "$": "dollar", "£": "pfund", "¥": "yen",
           "&": "und", "§": "paragraf|paragrafen", "§§": "paragrafen", "+": "plus", "=":
           "gleich|ist gleich", "°": "grad", "@": "at|ät", "×": "mal", "÷": "geteilt durch", "±":
           "plus minus", "≈": "ungefähr|circa", "#": "hashtag|", "°c": "grad celsius|grad", "°f":
           "grad fahrenheit", "¢": "cent", "†": "gestorben|"},
    "en": {"%": "percent", "‰": "per mille", "€": "euros|euro", "$": "dollars|dollar", "£":
           "pounds|pound", "¥": "yen", "&": "and", "§": "section", "§§": "sections", "+": "plus",
           "=": "equals", "°": "degrees|degree", "@": "at", "×": "times|by", "÷": "divided by",
           "±": "plus or minus", "≈": "approximately", "#": "hashtag|number|", "°c":
           "degrees celsius|degrees|degrees centigrade", "°f": "degrees fahrenheit|degrees",
           "¢": "cents"},
}  # fmt: skip

CURRENCIES: dict[str, dict[str, tuple[str, str, str]]] = {
    "de": {"€": ("euro", "euro", "cent"), "$": ("dollar", "dollar", "cent"), "£": ("pfund",
           "pfund", "pence"), "¥": ("yen", "yen", ""), "us$": ("us dollar", "us dollar", "cent"),
           "eur": ("euro", "euro", "cent"), "usd": ("us dollar", "us dollar", "cent"), "chf":
           ("franken", "franken", "rappen"), "gbp": ("pfund", "pfund", "pence"), "dm":
           ("mark", "mark", "pfennig"), "euro": ("euro", "euro", "cent"), "dollar": ("dollar",
           "dollar", "cent"), "franken": ("franken", "franken", "rappen"), "mark": ("mark",
           "mark", "pfennig")},
    "en": {"€": ("euro", "euros", "cents"), "$": ("dollar", "dollars", "cents"), "£": ("pound",
           "pounds", "pence"), "¥": ("yen", "yen", ""), "us$": ("us dollar", "us dollars",
           "cents"), "eur": ("euro", "euros", "cents"), "usd": ("us dollar", "us dollars",
           "cents"), "gbp": ("pound", "pounds", "pence"), "euros": ("euro", "euros", "cents"),
           "dollars": ("dollar", "dollars", "cents"), "pounds": ("pound", "pounds", "pence")},
}  # fmt: skip
"""One, several, and the hundredth part."""

SCALES: dict[str, dict[str, str]] = {
    "de": {"mio": "millionen", "mrd": "milliarden", "bio": "billionen", "tsd": "tausend", "million":
           "million", "millionen": "millionen", "milliarde": "milliarde", "milliarden":
           "milliarden", "billion": "billion", "billionen": "billionen", "tausend": "tausend",
           "hundert": "hundert", "bn": "milliarden", "tn": "billionen", "mn": "millionen"},
    "en": {"million": "million", "billion": "billion", "trillion": "trillion", "thousand":
           "thousand", "hundred": "hundred", "bn": "billion", "tn": "trillion", "trn": "trillion",
           "mn": "million", "mln": "million", "m": "million", "k": "thousand", "b": "billion"},
}  # fmt: skip

UNITS: dict[str, dict[str, str]] = {
    "de": {"km": "kilometer", "m": "meter", "cm": "zentimeter", "mm": "millimeter", "km2":
           "quadratkilometer", "m2": "quadratmeter", "m3": "kubikmeter", "cm3":
           "kubikzentimeter", "qm": "quadratmeter", "km/h": "kilometer pro stunde|kilometer in "
           "der stunde|stundenkilometer|KMH", "m/s": "meter pro sekunde", "kg": "kilogramm|"
           "kilo", "g": "gramm", "mg": "milligramm", "t": "tonnen|tonne|t", "l": "liter",
           "ml": "milliliter", "ha": "hektar", "h": "stunden|uhr|stunde|h", "min": "minuten|"
           "minute", "s": "sekunden|sekunde|s", "std": "stunden|stunde", "ms": "millisekunden",
           "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "TW": "terawatt", "kWh":
           "kilowattstunden|kilowattstunde", "MWh": "megawattstunden|megawattstunde", "GWh":
           "gigawattstunden", "TWh": "terawattstunden", "kV": "kilovolt", "Hz": "hertz", "kHz":
           "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "KB": "kilobyte", "MB":
           "megabyte", "GB": "gigabyte", "TB": "terabyte", "ct": "cent", "Ct": "cent", "EUR":
           "euro", "USD": "us dollar|dollar", "CHF": "franken|schweizer franken", "GBP": "pfund",
           "DM": "mark|d mark|deutsche mark", "TEUR": "tausend euro", "mbit/s":
           "megabit pro sekunde", "mio": "millionen|million", "mrd": "milliarden|milliarde",
           "tsd": "tausend", "x": "mal", "K": "kelvin|k", "PS": "ps"},
    "en": {"km": "kilometres|kilometre", "m": "metres|million|metre", "cm": "centimetres", "mm":
           "millimetres", "km2": "square kilometres", "m2": "square metres", "m3":
           "cubic metres", "km/h": "kilometres per hour|kilometres an hour", "kph":
           "kilometres per hour", "mph": "miles per hour|miles an hour", "m/s":
           "metres per second", "mi": "miles", "ft": "feet|foot", "yd":
           "yards", "lb": "pounds", "lbs": "pounds", "oz": "ounces", "kg": "kilograms|kilos",
           "g": "grams", "mg": "milligrams", "t": "tonnes|tons", "l": "litres", "ml":
           "millilitres", "ha": "hectares", "h": "hours", "hr": "hours|hour", "hrs": "hours",
           "min": "minutes|minute", "mins": "minutes", "sec": "seconds|second", "s": "seconds",
           "kW": "kilowatts", "MW": "megawatts", "GW": "gigawatts", "TW": "terawatts", "kWh":
           "kilowatt hours", "MWh": "megawatt hours", "GWh": "gigawatt hours", "TWh":
           "terawatt hours", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz":
           "gigahertz", "KB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB":
           "terabytes", "EUR": "euros", "USD": "us dollars|dollars", "GBP": "pounds", "p":
           "pence|p", "x": "times|by", "c": "cents|c", "pc": "percent", "am": "AM", "pm": "PM",
           "bn": "billion", "tn": "trillion", "trn": "trillion", "mn": "million", "k":
           "thousand|k", "K": "thousand|k"},
}  # fmt: skip
"""After numbers only, except those with a slash."""

TOP_LEVELS = word_set("de com org net eu uk gov edu info at ch fr io tv int")
"""Last parts of internet addresses that are known as such without a scheme."""

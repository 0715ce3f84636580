"""The small language of the phrases in the rules, and its way to regular expressions.

A phrase is words divided by single blanks. ``word*`` takes any ending, ``a|b`` either word,
``word?`` may be missing (not the last one). Nothing else has a meaning, so no phrase can
make a search slow: what it compiles to has no repetition but of letters within one word.
"""

import re
from collections.abc import Iterable

from unisono.errors import ConfigError

NEVER = "(?!)"
_ENDING = r"\w{0,20}"


def phrase_pattern(phrase: str) -> str:
    r"""Regular expression of one phrase.

    Raises
    ------
    ConfigError
        When its last word is optional, or nothing but a sign.

    Examples
    --------
    >>> phrase_pattern("liebe*? Kolleginnen|Damen")
    '(?:liebe\\w{0,20} )?(?:Kolleginnen|Damen)'
    """
    words = phrase.split()
    if not words or words[-1].endswith("?") or not all(word.strip("*|?") for word in words):
        raise ConfigError(
            f'address rules: the phrase "{phrase}" cannot be used; write words divided by blanks, '
            "with * for any ending, | between alternatives and ? behind words that may be missing, "
            "but not behind the last one"
        )
    parts = []
    for place, word in enumerate(words):
        last = place == len(words) - 1
        inner = _alternatives(word.removesuffix("?"))
        body = inner if last else f"{inner} "
        parts.append(f"(?:{body})?" if word.endswith("?") else body)
    return "".join(parts)


def one_of(phrases: Iterable[str]) -> str:
    """Regular expression for any of some phrases, the longest first; `NEVER` for none."""
    patterns = [phrase_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True)]
    return f"(?:{'|'.join(patterns)})" if patterns else NEVER


def whole(pattern: str) -> str:
    """The pattern as whole words only."""
    return rf"(?<!\w){pattern}(?!\w)"


def finder(phrases: Iterable[str], *, any_case: bool = False) -> re.Pattern[str]:
    """Compiled search for any of some phrases as whole words."""
    return re.compile(whole(one_of(phrases)), re.IGNORECASE if any_case else 0)


def _alternatives(word: str) -> str:
    found = [_escaped(part) for part in word.split("|") if part.strip("*")]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def _escaped(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (_ENDING if word.endswith("*") else "")

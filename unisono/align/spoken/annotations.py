r"""Annotations: what a transcript has that nobody says.

Not said are

- markup: tags in angle brackets, override codes in braces (``{\an8}``), and what a
  character reference such as ``&nbsp;`` stands for is read in its place;
- what stands in square brackets, unless a letter touches a bracket from outside, as in
  "[T]he" and "Abgeordnete[r]";
- what stands between two notes, ♪ ... ♪, and all notes;
- a parenthesis, or a phrase between asterisks, which opens with a cue of protocols and
  subtitles ("Beifall bei der SPD", "Laughter."), or which is what somebody else called:
  a name with a party in brackets and a colon.

All other parentheses are said.
"""

import html
import re
from collections.abc import Iterator

LONGEST = 1500
"""Characters between the two marks of an annotation; without a second mark so near, the first
is a mere sign."""

_GERMAN_CUES = (
    r"(?:[\w-]+er |[\w-]+es |[\w-]+e |erneut |weiter(?:hin)? |große |allgemein )?"
    r"(?:[\w-]*beifall|applaus|gelächter|heiterkeit|lachen|lacht|zurufe?|zwischenrufe?|"
    r"gegenrufe?|widerspruch|unruhe|zustimmung|pfiffe|buh-?rufe?|glocke(?! der)|hört!? hört|"
    r"musik|unverständlich|räuspern|räuspert sich|pause|schweigen|gesang|"
    r"(?:(?:die |der |das )?(?:präsident(?:in)?|glocke|redner(?:in)?|mikro(?:fon|phon))"
    r"(?: (?:des|der) [\w-]+)? (?:gibt (?:das|ein) [\w-]*zeichen|läutet|ertönt|verlässt|erhebt|"
    r"hält|zeigt|abgeschaltet|wird abgeschaltet))|die anwesenden erheben(?: sich)?|"
    r"schluss der sitzung|beginn der sitzung|unterbrechung(?= von [0-9]))"
)
_ENGLISH_CUES = (
    r"(?:[a-z-]+ (?:and |of )?)?"
    r"(?:applause|laughter|laughs|laughing|chuckles|chuckling|cheers|cheering|chanting|"
    r"inaudible|unintelligible|indiscernible|interruption|interjections?|interposing|crosstalk|"
    r"music(?: playing)?|silence|sighs|coughs|coughing|clears throat|booing|boos|whistling|"
    r"hear,? hear|gavel|bell rings|standing ovation|audience \w+|crowd \w+|"
    r"hon\.? members|honou?rable members|several hon\.? members|voices|"
    r"end of (?:speech|tape|recording)|break in audio|phone rings|speaks? in \w+|"
    r"speaking in \w+)"
)
_FOLLOWS = r"(?=[ ]?(?:$|[.,;:!?–—…-]|\x00|(?:{words})\b))"
_CUES = re.compile(
    rf"(?:{_GERMAN_CUES}"
    + _FOLLOWS.format(
        words="bei|beim|von|vom|aus|im|in|auf|links|rechts|und|sowie|der|des|dem|die|zum|zur|mit|"
        "während|für|am|an|den|wieder|seinen|ihren|das|ein|eine|einen|sich"
    )
    + rf"|{_ENGLISH_CUES}"
    + _FOLLOWS.format(words="from|by|in|on|and|among|at|for|of|off|again|continues?|with|the")
    + ")",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?:[^\W\d_][\w.'’-]*[ ]){1,8}(?:[\[(][^\])]{2,60}[\])]\s?){1,3}(?:,[^:]{0,80})?:"
)
_LETTERED = re.compile(
    r"(?:abg\.|abgeordneter?|präsident(?:in)?|vizepräsident(?:in)?)[ ][^:]{2,60}:"
    r"|(?:[^\W\d_][\w.'’-]*,?[ ]){1,8}(?:parl\.[ ])?(?:bundes|staats)"
    r"(?:minister|kanzler|sekretär)(?:in)?\b[^:]{0,80}:",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(
    rf"<(?:[/!?]?[A-Za-z][^<>]{{0,{LONGEST}}}|[/]?[cibuv]?|[0-9]{{1,3}}:[0-9:.,]{{2,12}})>"
    rf"|\{{\\[^{{}}]{{0,{LONGEST}}}\}}"
)
_MARKS = re.compile(r"[\[\]()*♩♪♫♬]")
_NOTES = "♩♪♫♬"
_CLOSING = {"[": "]", "(": ")"}
_VISIBLE = re.compile(r"\S")
BLANK = "\0"
"""Stands for each character of an annotation."""


def without_annotations(pieces: list[str]) -> list[str]:
    """The tokens of a text with nothing in them that is not said.

    Parameters
    ----------
    pieces
        All tokens of the text.

    Returns
    -------
    list of str
        One for each token: the same where it is said, with `BLANK` for each character that
        is not.
    """
    text = " ".join(pieces)
    if "&" in text:
        text = _REFERENCE.sub(_referenced, text)
    if "<" in text or "{" in text:
        text = _TAG.sub(_blanked, text)
    if not _MARKS.search(text):
        return text.split(" ") if text else []
    letters = []
    end = 0
    for first, last in _annotations(text):
        if first < end:
            continue  # in an annotation already
        letters += [text[end:first], _VISIBLE.sub(BLANK, text[first:last])]
        end = last
    return "".join([*letters, text[end:]]).split(" ")


def _referenced(match: re.Match[str]) -> str:
    return "".join(BLANK if letter.isspace() else letter for letter in html.unescape(match[0]))


def _blanked(match: re.Match[str]) -> str:
    return _VISIBLE.sub(BLANK, match[0])


def _annotations(text: str) -> Iterator[tuple[int, int]]:
    """Where annotations begin and end, in the order of their beginnings."""
    found: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []
    lone: dict[str, int] = {}
    for match in _MARKS.finditer(text):
        mark, place = match[0], match.start()
        if mark in _CLOSING:
            open_marks.append((mark, place))
        elif mark in "])":
            first = _opened(open_marks, mark, place)
            if first is not None and _is_annotation(text, mark, first, place):
                found.append((first, place + 1))
        else:
            kind = "*" if mark == "*" else "♪"
            first = lone.pop(kind, None)
            if first is not None and place - first <= LONGEST and _is_pair(text, first, place):
                found.append((first, place + 1))
            else:
                lone[kind] = place
    return iter(sorted(found))


def _opened(open_marks: list[tuple[str, int]], mark: str, place: int) -> int | None:
    """Where the bracket was opened; forgets those within that are still open."""
    opening = "[" if mark == "]" else "("
    for position in range(len(open_marks) - 1, max(len(open_marks) - 9, -1), -1):
        if open_marks[position][0] == opening:
            first = open_marks[position][1]
            del open_marks[position:]
            return first if place - first <= LONGEST else None
    return None


def _is_annotation(text: str, mark: str, first: int, last: int) -> bool:
    if mark == "]":
        touched = text[first - 1 : first].isalpha() or text[last + 1 : last + 2].isalpha()
        return not touched or text[first + 1 : last].isdigit()
    return _is_cue(text[first + 1 : last])


def _is_pair(text: str, first: int, last: int) -> bool:
    return text[first] in _NOTES or _is_cue(text[first + 1 : last])


def _is_cue(content: str) -> bool:
    content = content.lstrip(" –—-")
    return bool(_CUES.match(content) or _CALLED.match(content) or _LETTERED.match(content))

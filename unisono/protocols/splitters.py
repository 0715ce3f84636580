"""The splitters that config can choose from, by name."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from unisono.errors import InstallError
from unisono.protocols.sentences import Span, Splitter, rules

SplitterName = Literal["rules", "somajo"]


def splitter(name: SplitterName, language: str) -> Splitter:
    """The splitter of a language.

    Raises
    ------
    InstallError
        When SoMaJo is asked for and not installed.
    """
    return _somajo(language) if name == "somajo" else rules(language)


@cache
def _somajo(language: str) -> Splitter:
    try:
        from somajo import SoMaJo
    except ImportError as error:
        raise InstallError(
            "parliament.splitter is somajo and the package is not installed; install somajo or "
            "set splitter: rules"
        ) from error
    model = "de_CMC" if language.lower().startswith("de") else "en_PTB"
    tokenizer = SoMaJo(model, split_camel_case=False, character_offsets=True)

    def spans(text: str) -> list[Span]:
        return list(_somajo_spans(tokenizer, text)) if text.strip() else []

    return spans


def _somajo_spans(tokenizer: Any, text: str) -> Iterator[Span]:
    for sentence in tokenizer.tokenize_text([text]):
        offsets = [token.character_offset for token in sentence]
        yield offsets[0][0], offsets[-1][1]

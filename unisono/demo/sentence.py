"""One sentence of the demo parliament, with all that is planted in and around it."""

from dataclasses import dataclass
from typing import Literal

from unisono.demo.cast import Party

Form = Literal["", "vocative", "reply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, and what is planted in it.

    Attributes
    ----------
    addressed, mentioned
        The party spoken to, and the one spoken of.
    form
        How it is addressed: called by name, or answered after a call of its own.
    comment, chair
        What the protocol notes just before the sentence: a call from the house, words of
        the presiding officer. Neither is on the recording.
    effect, noise
        Planted shift of F0 and deviation from it, in the speaker's SD.
    f0
        Planted median of F0 in Hz.
    """

    text: str
    addressed: Party | None = None
    mentioned: Party | None = None
    form: Form = ""
    comment: str = ""
    chair: str = ""
    effect: float = 0.0
    noise: float = 0.0
    f0: float = 0.0

"""Case ``generated``: boundaries on speech whose times are events of the synthesiser.

The backend ``dtw`` warps speech of the same synthesiser onto it, in another voice and at
another rate: its figures here say little about people.
"""

from collections.abc import Sequence

from .boundaries import boundary_rows
from .clips import generated, with_noise
from .rows import Report
from .sentences import Language
from .systems import System, ours, sphinx_peers

SNR = 10.0
"""Decibels."""

NAMES: dict[Language, str] = {"de": "generated German", "en": "generated English"}


def run(
    report: Report,
    *,
    languages: Sequence[Language],
    backends: Sequence[str],
    limit: int | None,
    seed: int,
) -> None:
    """Measure clean speech, and with three kinds of noise."""
    systems: dict[str, System] = {name: ours(name) for name in backends}
    for language in languages:
        clips = generated(language, seed, limit)
        peers = sphinx_peers() if language == "en" else {}  # it has no other words
        boundary_rows(f"{NAMES[language]}, clean", clips, systems | peers, report)
        for kind, noised in with_noise(clips, SNR, seed).items():
            case = f"{NAMES[language]}, {kind} {SNR:g} dB"
            boundary_rows(case, noised, systems | peers, report)

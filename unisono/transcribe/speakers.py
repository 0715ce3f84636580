"""Who says it, as ``transcribe.speakers`` asks: the manifest's speaker, channels or voices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from unisono.audio import audio_channels, channel_blocks, read_audio
from unisono.items import Item
from unisono.reasons import Reason
from unisono.transcribe.channels import (
    Levels,
    channel_levels,
    in_channels,
    named,
    split_names,
    voices_are_parted,
)
from unisono.transcribe.diarisation_options import DiarisationOptions
from unisono.transcribe.diarise import Diariser, Pyannote, with_voices
from unisono.transcribe.options import TranscribeOptions
from unisono.transcribe.utterances import Utterance

COLUMNS = ("media_id", "audio", "channels", "speaker_id")
"""What is read of the ``probe`` table."""

Row = Mapping[str, Any]


class Speakers:
    """Names the speakers of recordings.

    Parameters
    ----------
    folder
        The batch's normalised audio.
    options
        ``speakers``, ``crosstalk`` and ``diarisation``.
    load
        Makes the diariser, for the first recording that needs it.
    """

    def __init__(
        self,
        folder: Path,
        options: TranscribeOptions,
        load: Callable[[DiarisationOptions], Diariser] = Pyannote,
    ) -> None:
        self._folder = folder
        self._options = options
        self._load = load
        self._diariser: Diariser | None = None

    def levels(self, row: Row, item: Item) -> Levels | None:
        """Levels of the channels where each is one speaker's; None where they are heard as one.

        What keeps them from being told apart is remarked, but for recordings of one channel.
        """
        if self._options.speakers != "channels" or row["audio"] is None:
            return None
        path = self._folder / row["audio"]
        if audio_channels(path) == 1:
            if (row["channels"] or 1) > 1:
                _remark(
                    item,
                    f"its {row['channels']} channels are kept as their mean, so they do not tell "
                    "who speaks; set media: channels: keep (up to 8 can be kept)",
                )
            return None
        levels = channel_levels(channel_blocks(path))
        if voices_are_parted(levels, self._options.crosstalk):
            return levels
        _remark(
            item,
            f"none of its {len(levels)} channels is {self._options.crosstalk:g} dB "
            "(transcribe.crosstalk) louder than the others most of the time, so they do not tell "
            "who speaks and are heard as one",
        )
        return None

    def told(
        self, row: Row, said: Sequence[Utterance], levels: Levels | None, item: Item
    ) -> list[Utterance]:
        """Utterances with their speakers, and their channels where channels tell them.

        Parameters
        ----------
        row
            Of the ``probe`` table.
        said
            What is said; a speaker that the transcript names stands.
        levels
            As `levels` gave them.
        item
            Told how many utterances are left without a speaker, where there should be one.
        """
        utterances = list(said)
        if self._options.speakers == "manifest":
            return _filled(utterances, row["speaker_id"] or None)
        if self._options.speakers == "diarise":
            utterances = self._diarised(row, utterances)
        elif levels is not None:
            if not any(one.channel is not None for one in utterances):
                utterances = in_channels(utterances, levels)
            utterances = named(utterances, row["media_id"], row["speaker_id"], len(levels))
        else:
            names = split_names(row["speaker_id"])
            utterances = _filled(utterances, names[0] if len(names) == 1 else None)
        unknown = sum(one.speaker_id is None for one in utterances)
        if unknown:
            _remark(
                item,
                f"who says {unknown:,} of {len(utterances):,} utterances could not be told",
                partial=True,
            )
        return utterances

    def _diarised(self, row: Row, utterances: list[Utterance]) -> list[Utterance]:
        wanted = any(one.speaker_id is None and one.start is not None for one in utterances)
        if not wanted or row["audio"] is None:
            return utterances
        if self._diariser is None:
            self._diariser = self._load(self._options.diarisation)
        turns = self._diariser(read_audio(self._folder / row["audio"]))
        return with_voices(utterances, turns, row["media_id"], row["speaker_id"] or None)


def _filled(utterances: Sequence[Utterance], speaker_id: str | None) -> list[Utterance]:
    return [one if one.speaker_id else replace(one, speaker_id=speaker_id) for one in utterances]


def _remark(item: Item, sentence: str, *, partial: bool = False) -> None:
    item.remark(Reason.SPEAKERS_UNKNOWN, sentence, partial=partial)

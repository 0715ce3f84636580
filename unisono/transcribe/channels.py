"""One speaker a channel: whose voice is in which channel, and who is only heard through it.

Microphones hear everybody in the room, their own speaker loudest. So levels of the channels
decide, taken over 30 ms, the frame of the voice activity detector.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from unisono.audio import SAMPLE_RATE, Samples
from unisono.transcribe.activity import FRAME, Activity
from unisono.transcribe.utterances import Utterance

Levels = npt.NDArray[np.float64]
"""Mean squares of frames, shape (channels, frames)."""

CLEAR = 2.0
"""How much more of the energy one channel must have than any other to be chosen: 3 dB."""

LOUD = 0.001
"""Share of the loudest frames' power from which on a frame says something about channels:
30 dB below them."""

HOLD = 5
"""Frames before and after, 150 ms, in which another channel may have been that much louder."""

SMOOTHING = 5
"""Frames over which levels are averaged, 150 ms: shorter dips are between the sounds of a word."""


def channel_levels(blocks: Iterable[tuple[float, Samples]]) -> Levels:
    """Level of every channel, frame by frame.

    Parameters
    ----------
    blocks
        Consecutive blocks with their starts, samples of shape (samples, channels), each but
        the last a whole number of frames long, as `unisono.audio.channel_blocks` yields them.
    """
    parts = []
    for _, block in blocks:
        padded = np.pad(block, ((0, -len(block) % FRAME), (0, 0)))
        frames = padded.reshape(-1, FRAME, block.shape[1])
        parts.append(np.mean(np.square(frames, dtype=np.float64), axis=1).T)
    return np.concatenate(parts, axis=1) if parts else np.zeros((1, 0))


def voices_are_parted(levels: Levels, crosstalk: float) -> bool:
    """Whether the channels hold different voices, rather than one sound or a stereo picture.

    They do where in most of the loud frames one channel is louder than every other by
    ``crosstalk`` decibels.
    """
    if len(levels) < 2 or not levels.size:
        return False
    ordered = np.sort(levels, axis=0)
    loudest, second = ordered[-1], ordered[-2]
    loud = loudest > LOUD * np.percentile(loudest, 95)
    if not loud.any():
        return False
    return bool(np.mean(second[loud] * _ratio(crosstalk) < loudest[loud]) > 0.5)


def own_speech(heard: Sequence[Activity], crosstalk: float) -> list[Activity]:
    """Take away what each channel hears of the others' voices.

    Parameters
    ----------
    heard
        What the detector heard in every channel; all of one length.
    crosstalk
        Decibels below the loudest channel from which on speech is another's.

    Returns
    -------
    list of Activity
        Voiced only where the channel is not that much softer than any other; both are
        where two speak at once.
    """
    levels = np.stack([_smooth(one.power) for one in heard])
    loudest = _held(levels.max(axis=0))
    own = levels * _ratio(crosstalk) >= loudest
    return [replace(one, voiced=one.voiced & mine) for one, mine in zip(heard, own, strict=True)]


def in_channels(utterances: Sequence[Utterance], levels: Levels) -> list[Utterance]:
    """Say in which channel each utterance of a given transcript is heard.

    Where the transcript names two speakers or more, each is heard in one channel: that whose
    energy concentrates most on the time of the speaker's utterances, so that a microphone
    that is louder than the others does not win everything. Other utterances are in the
    channel that is loudest while they last.

    Parameters
    ----------
    utterances
        With times where these are known.
    levels
        Of every channel.

    Returns
    -------
    list of Utterance
        The same, with ``channel`` where one stands out by 3 dB.
    """
    energies = [_energy(utterance, levels) for utterance in utterances]
    of_speaker = _channel_of_speaker(utterances, energies)
    return [
        replace(
            utterance,
            channel=of_speaker[utterance.speaker_id]
            if utterance.speaker_id in of_speaker
            else _standing_out(energy),
        )
        for utterance, energy in zip(utterances, energies, strict=True)
    ]


def named(
    utterances: Sequence[Utterance], media_id: str, speaker_id: str | None, channels: int
) -> list[Utterance]:
    """Give every utterance the name of its channel's speaker, where it has none of its own.

    Parameters
    ----------
    utterances
        With channels where these are known.
    media_id
        Of the recording.
    speaker_id
        The manifest's: ``A;B`` names the speakers of two channels; one name stands for the
        channel in which all is said. Otherwise speakers are called ``MEDIA_ID:channel0`` and
        so on: the channels of another recording hold other people.
    channels
        Of the recording.
    """
    names = split_names(speaker_id)
    used = {one.channel for one in utterances if one.channel is not None}
    if len(names) == 1 and len(used) == 1:
        names = names * channels
    elif len(names) != channels:
        names = [f"{media_id}:channel{number}" for number in range(channels)]
    return [
        one
        if one.speaker_id or one.channel is None
        else replace(one, speaker_id=names[one.channel])
        for one in utterances
    ]


def split_names(speaker_id: str | None) -> list[str]:
    """Names of a manifest's ``speaker_id`` with one speaker a channel."""
    return [name.strip() for name in (speaker_id or "").split(";") if name.strip()]


def _energy(utterance: Utterance, levels: Levels) -> npt.NDArray[np.float64]:
    """Energy of every channel while an utterance lasts; zero where it has no times."""
    if utterance.start is None or utterance.end is None:
        return np.zeros(len(levels))
    first = int(utterance.start * SAMPLE_RATE / FRAME)
    last = max(first + 1, round(utterance.end * SAMPLE_RATE / FRAME))
    energy: npt.NDArray[np.float64] = levels[:, first:last].sum(axis=1)
    return energy


def _channel_of_speaker(
    utterances: Sequence[Utterance], energies: Sequence[npt.NDArray[np.float64]]
) -> dict[str | None, int | None]:
    """Channel of every speaker that the transcript names; empty for fewer than two."""
    sums: defaultdict[str, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(1))
    seconds: defaultdict[str, float] = defaultdict(float)
    for utterance, energy in zip(utterances, energies, strict=True):
        if utterance.speaker_id is None or not energy.any():
            continue
        sums[utterance.speaker_id] = sums[utterance.speaker_id] + energy
        seconds[utterance.speaker_id] += (utterance.end or 0.0) - (utterance.start or 0.0)
    if len(sums) < 2:
        return {}
    total = np.sum(list(sums.values()), axis=0)
    total[total == 0] = np.inf
    return {name: _standing_out(energy / total / seconds[name]) for name, energy in sums.items()}


def _standing_out(energy: npt.NDArray[np.float64]) -> int | None:
    """The channel with the most energy, None where another comes near."""
    order = np.argsort(energy)
    best = int(order[-1])
    if energy[best] <= 0 or (len(energy) > 1 and energy[best] < CLEAR * energy[order[-2]]):
        return None
    return best


def _smooth(power: npt.NDArray[np.float32]) -> Levels:
    """Moving average over `SMOOTHING` frames, of the same length."""
    if not len(power):
        return power.astype(np.float64)
    sums = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    places = np.arange(len(power))
    first = np.maximum(places - SMOOTHING // 2, 0)
    last = np.minimum(places + SMOOTHING // 2 + 1, len(power))
    smoothed: Levels = (sums[last] - sums[first]) / (last - first)
    return np.maximum(smoothed, 0.0)


def _held(level: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The largest level within `HOLD` frames of each, so that others' short stops are bridged."""
    if not len(level):
        return level
    padded = np.pad(level, HOLD)
    held: npt.NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(
        padded, 2 * HOLD + 1
    ).max(axis=1)
    return held


def _ratio(decibels: float) -> float:
    return float(10.0 ** (decibels / 10))

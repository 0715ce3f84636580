"""Every table of Unisono, declared once.

The declarations are the contract between the stages: validation at every write,
``docs/tables.md``, ``datapackage.json`` and export labels all come from here.
Times are float64 seconds on the recording's own clock (0 = container start),
frequencies Hz, intensities dB, ids strings.
"""

import pyarrow as pa

from unisono.schema import Column, Table

STATUSES = ("ok", "partial", "failed", "skipped")
KINDS = ("video", "audio", "none")
SEXES = ("female", "male", "unknown")
EDIT_KINDS = ("text_without_audio", "audio_without_text", "replaced")
SEGMENT_VERDICTS = ("ok", "edited", "mismatch")
WORD_STATUSES = ("aligned", "interpolated", "unaligned")


def _id(description: str, null: str = "") -> Column:
    return Column(type=pa.string(), description=description, null=null)


def _seconds(description: str, null: str = "", source: str = "") -> Column:
    return Column(type=pa.float64(), description=description, unit="s", null=null, source=source)


def _count(description: str, null: str = "") -> Column:
    return Column(type=pa.int64(), description=description, unit="count", null=null)


def _index(description: str, null: str = "") -> Column:
    return Column(type=pa.int32(), description=description, null=null)


def _number(description: str, unit: str = "", source: str = "", null: str = "") -> Column:
    return Column(type=pa.float64(), description=description, unit=unit, source=source, null=null)


def _text(
    description: str, null: str = "", allowed: tuple[str, ...] = (), source: str = ""
) -> Column:
    return Column(
        type=pa.string(), description=description, null=null, allowed=allowed, source=source
    )


MEDIA_ID = _id("Id of the recording, as in the manifest")
SEGMENT = _index("Number of the segment within the recording, from 0")
WORD = _index("Number of the word within the recording, from 0")
PRAAT = "Praat through parselmouth"

_PROBE: dict[str, Column] = {
    "media_id": MEDIA_ID,
    "path": _text("Path of the file, absolute"),
    "sha256": _text("SHA-256 of the file's bytes", null="the file cannot be read"),
    "kind": _text("What the file holds", allowed=KINDS),
    "duration": _seconds(
        "From container start to the end of the last decoded sample or frame",
        null="nothing could be decoded",
    ),
    "fps": _number("Average frame rate of the chosen video stream", "1/s", null="no video"),
    "width": _index("Width of the picture after rotation, pixels", null="no video"),
    "height": _index("Height of the picture after rotation, pixels", null="no video"),
    "rotation": _index("Clockwise rotation to apply for display, degrees", null="no video"),
    "video_stream": _index("Index of the chosen video stream", null="no video"),
    "video_start": _seconds("Time of the first video frame", null="no video"),
    "sample_rate": _index("Sampling rate of the chosen audio stream, Hz", null="no audio"),
    "channels": _index("Channels of the chosen audio stream", null="no audio"),
    "audio_stream": _index("Index of the chosen audio stream", null="no audio"),
    "audio_start": _seconds("Time of the first audio sample", null="no audio"),
    "audio": _text(
        "Normalised audio (16 kHz FLAC whose first sample is container start; one channel, the "
        "mean, or all where media.channels is keep), a file name in results/audio/BATCH/",
        null="no audio",
    ),
    "streams": _text("All streams of the container, and which were chosen"),
    "language": _text("Language of the speech, BCP 47, from the manifest"),
    "transcript": _text("Path of the transcript, absolute", null="none given"),
    "speaker_id": _id("Speaker, from the manifest", null="not given"),
    "sex": _text("Sex of the speaker, from the manifest", allowed=SEXES),
    "status": _text("What became of the recording in this stage", allowed=STATUSES),
    "reason": _text("Why it is not ok, or what is odd, a sentence", null="nothing to remark"),
}

PROBE = Table(
    name="probe",
    row="one enrolled recording, as probed and decoded",
    columns=_PROBE,
    key=("media_id",),
)

MEDIA = Table(
    name="media",
    row="one manifest row: the recording as probed, with every column of the manifest",
    columns={
        **_PROBE,
        "group": _text("What must stay together in splits, from the manifest", null="not given"),
        "date": _text("Date of the recording, ISO 8601, from the manifest", null="not given"),
    },
    key=("media_id",),
    open=True,
)

ENROLMENT = Table(
    name="enrolment",
    row="one enrolment of a recording into a batch",
    columns={
        "media_id": MEDIA_ID,
        "batch": _text("Batch that holds the row"),
        "state": _text(
            "Whether this enrolment counts now", allowed=("current", "superseded", "removed")
        ),
        "path": _text("Path of the file at enrolment"),
    },
    key=("media_id", "batch"),
)

FRAMES = Table(
    name="frames",
    row="one sampled frame",
    columns={
        "media_id": MEDIA_ID,
        "frame": _index("Number of the sampled frame within the recording, from 0"),
        "time": _seconds("Presentation time"),
        "keyframe": Column(type=pa.bool_(), description="Whether the codec marks a keyframe"),
        "shot": _index(
            "Number of the shot that the frame belongs to, from 0",
            null="shots were not detected in this mode",
        ),
        "width": _index("Width of the stored picture, pixels"),
        "height": _index("Height of the stored picture, pixels"),
        "image": Column(type=pa.binary(), description="The picture, JPEG bytes, rotation applied"),
    },
    key=("media_id", "frame"),
)

SEGMENTS = Table(
    name="segments",
    row="one utterance or transcript sentence",
    columns={
        "media_id": MEDIA_ID,
        "segment": SEGMENT,
        "start": _seconds("Start", null="the transcript has no times"),
        "end": _seconds("End", null="the transcript has no times"),
        "text": _text("What is said, as given or recognised"),
        "speaker_id": _id("Who says it", null="not known"),
        "channel": _index(
            "Channel of the normalised audio in which it is said, from 0",
            null="the mean of all channels is to be heard: one channel, or not known which",
        ),
        "source": _text("Where the text is from: the backend, or the kind of transcript file"),
        "confidence": _number(
            "Confidence of the recogniser, 0 to 1", null="the text was given, not recognised"
        ),
    },
    key=("media_id", "segment"),
)

WORDS = Table(
    name="words",
    row="one word (token) of the text",
    columns={
        "media_id": MEDIA_ID,
        "segment": SEGMENT,
        "word": WORD,
        "text": _text("The token as the transcript has it: capitals, digits, punctuation"),
        "normalised": _text(
            "What was aligned for it: lower case, numbers in words", null="nothing to say aloud"
        ),
        "start": _seconds("Start", null="status is unaligned"),
        "end": _seconds("End", null="status is unaligned"),
        "score": _number(
            "How sure it is that the word is said there, 0 to 1: a probability with hmm, a "
            "likeness with the others",
            null="not found anywhere",
        ),
        "method": _text("Alignment backend"),
        "status": _text(
            "aligned: found in the sound; interpolated: placed between its neighbours; "
            "unaligned: no time known",
            allowed=WORD_STATUSES,
        ),
    },
    key=("media_id", "word"),
)

EDITS = Table(
    name="edits",
    row="one spot where text and sound differ",
    columns={
        "media_id": MEDIA_ID,
        "edit": _index("Number of the spot within the recording, from 0"),
        "kind": _text(
            "text_without_audio: words that nobody says; audio_without_text: sound as loud as "
            "words that the text does not have; replaced: other words are said",
            allowed=EDIT_KINDS,
        ),
        "first_word": _index(
            "First of the words; for audio_without_text the one before",
            null="audio_without_text before the first word",
        ),
        "last_word": _index(
            "Last of the words; for audio_without_text the one after",
            null="audio_without_text after the last word",
        ),
        "start": _seconds("Where the spot begins"),
        "end": _seconds("Where the spot ends"),
        "score": _number(
            "Mean score of the words, 0 for those not found", null="audio_without_text"
        ),
    },
    key=("media_id", "edit"),
)

VERDICTS = Table(
    name="verdicts",
    row="one segment, and whether its text is what is said",
    columns={
        "media_id": MEDIA_ID,
        "segment": SEGMENT,
        "verdict": _text(
            "ok; edited: a spot of the table edits lies in it; mismatch: something else is said",
            null="there is nothing to say in the segment",
            allowed=SEGMENT_VERDICTS,
        ),
        "score": _number(
            "Median score of its words, 0 for those not found",
            null="there is nothing to say in the segment",
        ),
        "words": _count("Words that there is something to say for"),
        "words_found": _count("Words that were found in the sound"),
    },
    key=("media_id", "segment"),
)

PITCH = Table(
    name="pitch",
    row="the contour of one segment",
    columns={
        "media_id": MEDIA_ID,
        "segment": SEGMENT,
        "start": _seconds("Time of the first value"),
        "step": _seconds("Distance between values"),
        "f0": Column(
            type=pa.list_(pa.float32()),
            description="Fundamental frequency, NaN where unvoiced",
            unit="Hz",
            source=PRAAT,
        ),
        "intensity": Column(
            type=pa.list_(pa.float32()), description="Intensity", unit="dB", source=PRAAT
        ),
        "floor": _number("Pitch floor", "Hz"),
        "ceiling": _number("Pitch ceiling", "Hz"),
    },
    key=("media_id", "segment"),
)

_UNVOICED = "no voiced frame"
_NO_PAUSES = "unit is word, or no word of the segment has times"
_MEASURES: dict[str, Column] = {
    "media_id": MEDIA_ID,
    "unit": _text("What the row describes", allowed=("word", "segment")),
    "segment": SEGMENT,
    "word": _index("Number of the word within the recording", null="unit is segment"),
    "start": _seconds("Start"),
    "end": _seconds("End"),
    "speaker_id": _id("Speaker", null="not known"),
    "f0_mean": _number("Mean F0 of voiced frames", "Hz", PRAAT, _UNVOICED),
    "f0_median": _number("Median F0 of voiced frames", "Hz", PRAAT, _UNVOICED),
    "f0_sd": _number("Standard deviation of F0", "Hz", PRAAT, "fewer than two voiced frames"),
    "intensity": _number("Mean intensity (energy average)", "dB", PRAAT, "too short"),
    "hnr": _number(
        "Mean harmonics-to-noise ratio of voiced frames",
        "dB",
        PRAAT,
        "no voiced frame at which it is measured",
    ),
    "jitter": _number("Local jitter, a ratio", "", PRAAT, "fewer than two periods"),
    "shimmer": _number("Local shimmer, a ratio", "", PRAAT, "fewer than three periods"),
    "voiced": _number("Share of frames that are voiced, 0 to 1", null="too short"),
    "rate": _number(
        "Syllables per second of articulation",
        "1/s",
        null="no words with times, nothing to say, or a language without phonemes",
    ),
    "pauses": _count("Pauses within the unit", null=_NO_PAUSES),
    "pause_time": _seconds("Time spent in pauses within the unit", null=_NO_PAUSES),
}

MEASURES = Table(
    name="measures",
    row="one word or segment as measured in its batch, before standardising",
    columns=_MEASURES,
    key=("media_id", "unit", "segment", "word"),
)

ACOUSTICS = Table(
    name="acoustics",
    row="one word or segment",
    columns={
        **_MEASURES,
        "f0_z": _number(
            "F0 mean, standardised within the speaker's units of the same kind in the whole corpus",
            "SD",
            null="no voiced frame, no speaker, or fewer than two units of the speaker",
        ),
    },
    key=("media_id", "unit", "segment", "word"),
)

SPEAKERS = Table(
    name="speakers",
    row="one speaker and kind of unit, over the whole corpus",
    columns={
        "speaker_id": _id("Speaker"),
        "unit": _text("Kind of unit", allowed=("word", "segment")),
        "n": _count("Units with a voiced frame"),
        "f0_mean": _number("Mean of the units' F0 means", "Hz"),
        "f0_sd": _number("Standard deviation of the units' F0 means", "Hz", null="n is 1"),
    },
    key=("speaker_id", "unit"),
)

VISION = Table(
    name="vision",
    row="one sampled frame, described",
    columns={
        "media_id": MEDIA_ID,
        "frame": _index("Number of the sampled frame"),
        "time": _seconds("Presentation time"),
        "shot": _index("Number of the shot, from 0"),
        "brightness": _number("Mean luma, 0 to 1"),
        "contrast": _number("Standard deviation of luma, 0 to 1"),
        "colourfulness": _number("Colourfulness M3", source="Hasler and Suesstrunk 2003"),
        "sharpness": _number("Variance of the Laplacian of luma"),
        "motion": _number(
            "Mean absolute difference of luma to the frame before, 0 to 1",
            null="first frame, or the frame before cannot be read",
        ),
        "faces": _index("Frontal faces found", null="faces_reason says why"),
        "faces_reason": _text("Why faces were not counted", null="they were counted"),
    },
    key=("media_id", "frame"),
)

EMBEDDINGS = Table(
    name="embeddings",
    row="the vector of one unit",
    columns={
        "media_id": MEDIA_ID,
        "modality": _text("Modality", allowed=("text", "audio", "image")),
        "unit": _text("What the vector describes", allowed=("word", "segment", "frame")),
        "index": _index("Number of the word, segment or frame within the recording"),
        "start": _seconds("Start", null="the unit has no time"),
        "end": _seconds("End", null="the unit has no time"),
        "model": _text("Name of the model, with what identifies its version"),
        "vector": Column(type=pa.list_(pa.float32()), description="The embedding"),
    },
    key=("media_id", "unit", "index"),
    vector=True,
)

ALIGNED = Table(
    name="aligned",
    row="one word with all that happens while it is said",
    columns={
        "media_id": MEDIA_ID,
        "segment": SEGMENT,
        "word": WORD,
        "text": _text("The token as the transcript has it"),
        "start": _seconds("Start", null="status is unaligned"),
        "end": _seconds("End", null="status is unaligned"),
        "score": _number(
            "How sure it is that the word is said there, 0 to 1: a probability with hmm, a "
            "likeness with the others",
            null="not found",
        ),
        "status": _text("How the times came about", allowed=WORD_STATUSES),
        "speaker_id": _id("Who says it", null="not known"),
        "frames": Column(
            type=pa.list_(pa.int32()),
            description="Sampled frames on screen while the word is said, by number",
        ),
        "nearest_frame": _index(
            "Sampled frame nearest to the middle of the word", null="no frames or no time"
        ),
        **{
            name: _MEASURES[name]
            for name in (
                "f0_mean",
                "f0_median",
                "f0_sd",
                "intensity",
                "hnr",
                "jitter",
                "shimmer",
                "voiced",
                "rate",
            )
        },
        "strategy": _text("How frames and words were brought together"),
    },
    key=("media_id", "word"),
)

ACCOUNTING = Table(
    name="accounting",
    row="one item at one stage",
    columns={
        "media_id": MEDIA_ID,
        "stage": _text("Stage"),
        "batch": _text("Batch"),
        "status": _text("What became of the item", allowed=STATUSES),
        "code": _text("Reason as a code", null="status is ok and nothing to remark"),
        "reason": _text("Reason as a sentence", null="status is ok and nothing to remark"),
        "rows_in": _count("Rows read for the item"),
        "rows_out": _count("Rows written for the item"),
        "seconds": _seconds("Time spent, measured"),
    },
    key=("media_id", "stage"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ENROLMENT,
        PROBE,
        MEDIA,
        FRAMES,
        SEGMENTS,
        WORDS,
        EDITS,
        VERDICTS,
        PITCH,
        MEASURES,
        ACOUSTICS,
        SPEAKERS,
        VISION,
        EMBEDDINGS,
        ALIGNED,
        ACCOUNTING,
    )
}

MEASURED_COLUMNS = {"accounting": ("seconds",)}
"""Columns that hold measured time or memory: left out when two runs are compared."""

"""Tables of the recordings: what is said, seen and heard when."""

import pyarrow as pa

from unisono.schema import Column, Table
from unisono.tables import columns
from unisono.tables.columns import (
    EDIT_KINDS,
    KINDS,
    MEDIA_ID,
    PRAAT,
    SEGMENT,
    SEGMENT_VERDICTS,
    SEXES,
    STATUSES,
    WORD,
    WORD_STATUSES,
)

_PROBE: dict[str, Column] = {
    "media_id": MEDIA_ID,
    "path": columns.text("Path of the file, absolute"),
    "sha256": columns.text("SHA-256 of the file's bytes", null="the file cannot be read"),
    "kind": columns.text("What the file holds", allowed=KINDS),
    "duration": columns.seconds(
        "From container start to the end of the last decoded sample or frame",
        null="nothing could be decoded",
    ),
    "fps": columns.number("Average frame rate of the chosen video stream", "1/s", null="no video"),
    "width": columns.index("Width of the picture after rotation, pixels", null="no video"),
    "height": columns.index("Height of the picture after rotation, pixels", null="no video"),
    "rotation": columns.index("Clockwise rotation to apply for display, degrees", null="no video"),
    "video_stream": columns.index("Index of the chosen video stream", null="no video"),
    "video_start": columns.seconds("Time of the first video frame", null="no video"),
    "sample_rate": columns.index("Sampling rate of the chosen audio stream, Hz", null="no audio"),
    "channels": columns.index("Channels of the chosen audio stream", null="no audio"),
    "audio_stream": columns.index("Index of the chosen audio stream", null="no audio"),
    "audio_start": columns.seconds("Time of the first audio sample", null="no audio"),
    "audio": columns.text(
        "Normalised audio (16 kHz FLAC whose first sample is container start; one channel, the "
        "mean, or all where media.channels is keep), a file name in results/audio/BATCH/",
        null="no audio",
    ),
    "streams": columns.text("All streams of the container, and which were chosen"),
    "language": columns.text("Language of the speech, BCP 47, from the manifest"),
    "transcript": columns.text("Path of the transcript, absolute", null="none given"),
    "speaker_id": columns.identifier("Speaker, from the manifest", null="not given"),
    "sex": columns.text("Sex of the speaker, from the manifest", allowed=SEXES),
    "status": columns.text("What became of the recording in this stage", allowed=STATUSES),
    "reason": columns.text(
        "Why it is not ok, or what is odd, a sentence", null="nothing to remark"
    ),
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
        "group": columns.text(
            "What must stay together in splits, from the manifest", null="not given"
        ),
        "date": columns.text(
            "Date of the recording, ISO 8601, from the manifest", null="not given"
        ),
    },
    key=("media_id",),
    open=True,
)

ENROLMENT = Table(
    name="enrolment",
    row="one enrolment of a recording into a batch",
    columns={
        "media_id": MEDIA_ID,
        "batch": columns.text("Batch that holds the row"),
        "state": columns.text(
            "Whether this enrolment counts now", allowed=("current", "superseded", "removed")
        ),
        "path": columns.text("Path of the file at enrolment"),
    },
    key=("media_id", "batch"),
)

FRAMES = Table(
    name="frames",
    row="one sampled frame",
    columns={
        "media_id": MEDIA_ID,
        "frame": columns.index("Number of the sampled frame within the recording, from 0"),
        "time": columns.seconds("Presentation time"),
        "keyframe": Column(type=pa.bool_(), description="Whether the codec marks a keyframe"),
        "shot": columns.index(
            "Number of the shot that the frame belongs to, from 0",
            null="shots were not detected in this mode",
        ),
        "width": columns.index("Width of the stored picture, pixels"),
        "height": columns.index("Height of the stored picture, pixels"),
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
        "start": columns.seconds("Start", null="the transcript has no times"),
        "end": columns.seconds("End", null="the transcript has no times"),
        "text": columns.text("What is said, as given or recognised"),
        "speaker_id": columns.identifier("Who says it", null="not known"),
        "channel": columns.index(
            "Channel of the normalised audio in which it is said, from 0",
            null="the mean of all channels is to be heard: one channel, or not known which",
        ),
        "source": columns.text(
            "Where the text is from: the backend, or the kind of transcript file"
        ),
        "confidence": columns.number(
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
        "text": columns.text("The token as the transcript has it: capitals, digits, punctuation"),
        "normalised": columns.text(
            "What was aligned for it: lower case, numbers in words", null="nothing to say aloud"
        ),
        "start": columns.seconds("Start", null="status is unaligned"),
        "end": columns.seconds("End", null="status is unaligned"),
        "score": columns.number(
            "How sure it is that the word is said there, 0 to 1: a probability with hmm, a "
            "likeness with the others",
            null="not found anywhere",
        ),
        "method": columns.text("Alignment backend"),
        "status": columns.text(
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
        "edit": columns.index("Number of the spot within the recording, from 0"),
        "kind": columns.text(
            "text_without_audio: words that nobody says; audio_without_text: sound as loud as "
            "words that the text does not have; replaced: other words are said",
            allowed=EDIT_KINDS,
        ),
        "first_word": columns.index(
            "First of the words; for audio_without_text the one before",
            null="audio_without_text before the first word",
        ),
        "last_word": columns.index(
            "Last of the words; for audio_without_text the one after",
            null="audio_without_text after the last word",
        ),
        "start": columns.seconds("Where the spot begins"),
        "end": columns.seconds("Where the spot ends"),
        "score": columns.number(
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
        "verdict": columns.text(
            "ok; edited: a spot of the table edits lies in it; mismatch: something else is said",
            null="there is nothing to say in the segment",
            allowed=SEGMENT_VERDICTS,
        ),
        "score": columns.number(
            "Median score of its words, 0 for those not found",
            null="there is nothing to say in the segment",
        ),
        "words": columns.count("Words that there is something to say for"),
        "words_found": columns.count("Words that were found in the sound"),
    },
    key=("media_id", "segment"),
)

PITCH = Table(
    name="pitch",
    row="the contour of one segment",
    columns={
        "media_id": MEDIA_ID,
        "segment": SEGMENT,
        "start": columns.seconds("Time of the first value"),
        "step": columns.seconds("Distance between values"),
        "f0": Column(
            type=pa.list_(pa.float32()),
            description="Fundamental frequency, NaN where unvoiced",
            unit="Hz",
            source=PRAAT,
        ),
        "intensity": Column(
            type=pa.list_(pa.float32()), description="Intensity", unit="dB", source=PRAAT
        ),
        "floor": columns.number("Pitch floor", "Hz"),
        "ceiling": columns.number("Pitch ceiling", "Hz"),
    },
    key=("media_id", "segment"),
)

_UNVOICED = "no voiced frame"
_NO_PAUSES = "unit is word, or no word of the segment has times"
_MEASURES: dict[str, Column] = {
    "media_id": MEDIA_ID,
    "unit": columns.text("What the row describes", allowed=("word", "segment")),
    "segment": SEGMENT,
    "word": columns.index("Number of the word within the recording", null="unit is segment"),
    "start": columns.seconds("Start"),
    "end": columns.seconds("End"),
    "speaker_id": columns.identifier("Speaker", null="not known"),
    "f0_mean": columns.number("Mean F0 of voiced frames", "Hz", PRAAT, _UNVOICED),
    "f0_median": columns.number("Median F0 of voiced frames", "Hz", PRAAT, _UNVOICED),
    "f0_sd": columns.number(
        "Standard deviation of F0", "Hz", PRAAT, "fewer than two voiced frames"
    ),
    "intensity": columns.number("Mean intensity (energy average)", "dB", PRAAT, "too short"),
    "hnr": columns.number(
        "Mean harmonics-to-noise ratio of voiced frames",
        "dB",
        PRAAT,
        "no voiced frame at which it is measured",
    ),
    "jitter": columns.number("Local jitter, a ratio", "", PRAAT, "fewer than two periods"),
    "shimmer": columns.number("Local shimmer, a ratio", "", PRAAT, "fewer than three periods"),
    "voiced": columns.number("Share of frames that are voiced, 0 to 1", null="too short"),
    "rate": columns.number(
        "Syllables per second of articulation",
        "1/s",
        null="no words with times, nothing to say, or a language without phonemes",
    ),
    "pauses": columns.count("Pauses within the unit", null=_NO_PAUSES),
    "pause_time": columns.seconds("Time spent in pauses within the unit", null=_NO_PAUSES),
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
        "f0_z": columns.number(
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
        "speaker_id": columns.identifier("Speaker"),
        "unit": columns.text("Kind of unit", allowed=("word", "segment")),
        "n": columns.count("Units with a voiced frame"),
        "f0_mean": columns.number("Mean of the units' F0 means", "Hz"),
        "f0_sd": columns.number("Standard deviation of the units' F0 means", "Hz", null="n is 1"),
    },
    key=("speaker_id", "unit"),
)

VISION = Table(
    name="vision",
    row="one sampled frame, described",
    columns={
        "media_id": MEDIA_ID,
        "frame": columns.index("Number of the sampled frame"),
        "time": columns.seconds("Presentation time"),
        "shot": columns.index("Number of the shot, from 0"),
        "brightness": columns.number("Mean luma, 0 to 1"),
        "contrast": columns.number("Standard deviation of luma, 0 to 1"),
        "colourfulness": columns.number("Colourfulness M3", source="Hasler and Suesstrunk 2003"),
        "sharpness": columns.number("Variance of the Laplacian of luma"),
        "motion": columns.number(
            "Mean absolute difference of luma to the frame before, 0 to 1",
            null="first frame, or the frame before cannot be read",
        ),
        "faces": columns.index("Frontal faces found", null="faces_reason says why"),
        "faces_reason": columns.text("Why faces were not counted", null="they were counted"),
    },
    key=("media_id", "frame"),
)

EMBEDDINGS = Table(
    name="embeddings",
    row="the vector of one unit",
    columns={
        "media_id": MEDIA_ID,
        "modality": columns.text("Modality", allowed=("text", "audio", "image")),
        "unit": columns.text("What the vector describes", allowed=("word", "segment", "frame")),
        "index": columns.index("Number of the word, segment or frame within the recording"),
        "start": columns.seconds("Start", null="the unit has no time"),
        "end": columns.seconds("End", null="the unit has no time"),
        "model": columns.text("Name of the model, with what identifies its version"),
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
        "text": columns.text("The token as the transcript has it"),
        "start": columns.seconds("Start", null="status is unaligned"),
        "end": columns.seconds("End", null="status is unaligned"),
        "score": columns.number(
            "How sure it is that the word is said there, 0 to 1: a probability with hmm, a "
            "likeness with the others",
            null="not found",
        ),
        "status": columns.text("How the times came about", allowed=WORD_STATUSES),
        "speaker_id": columns.identifier("Who says it", null="not known"),
        "frames": Column(
            type=pa.list_(pa.int32()),
            description="Sampled frames on screen while the word is said, by number",
        ),
        "nearest_frame": columns.index(
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
        "strategy": columns.text("How frames and words were brought together"),
    },
    key=("media_id", "word"),
)

ACCOUNTING = Table(
    name="accounting",
    row="one item at one stage",
    columns={
        "media_id": MEDIA_ID,
        "stage": columns.text("Stage"),
        "batch": columns.text("Batch"),
        "status": columns.text("What became of the item", allowed=STATUSES),
        "code": columns.text("Reason as a code", null="status is ok and nothing to remark"),
        "reason": columns.text("Reason as a sentence", null="status is ok and nothing to remark"),
        "rows_in": columns.count("Rows read for the item"),
        "rows_out": columns.count("Rows written for the item"),
        "seconds": columns.seconds("Time spent, measured"),
    },
    key=("media_id", "stage"),
)

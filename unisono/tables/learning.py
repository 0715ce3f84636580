"""Tables of the models that are trained: splits, predictions, scores."""

import pyarrow as pa

from unisono.schema import Column, Table
from unisono.tables import columns
from unisono.tables.columns import MEDIA_ID

SPLITS = Table(
    name="splits",
    row="one recording in one split",
    columns={
        "label": columns.text("Label column of the manifest"),
        "split": columns.text(
            "Name of the split, e.g. grouped-0; grouped-0_25 learns from 25 % of its training part"
        ),
        "media_id": MEDIA_ID,
        "group": columns.text("What stays together"),
        "part": columns.text(
            "Which part it is in", allowed=("train", "validation", "test", "unused")
        ),
        "value": columns.text("The label's value, as the manifest has it"),
    },
    key=("label", "split", "media_id"),
)

PREDICTIONS = Table(
    name="predictions",
    row="one recording as one trained model sees it",
    columns={
        "label": columns.text("Label column of the manifest"),
        "model": columns.text("Model"),
        "seed": columns.index("Seed of the training"),
        "split": columns.text("Name of the split"),
        "part": columns.text("Part that the recording is in", allowed=("validation", "test")),
        "media_id": MEDIA_ID,
        "group": columns.text("What stays together"),
        "truth": columns.text("The label's value"),
        "prediction": columns.text("The model's"),
        "output": Column(
            type=pa.list_(pa.float64()),
            description="Probability of each class in the order of their names, or the value",
        ),
    },
    key=("label", "model", "seed", "split", "media_id"),
)

SCORES = Table(
    name="scores",
    row="one metric of one trained model",
    columns={
        "label": columns.text("Label column of the manifest"),
        "model": columns.text("Model"),
        "seed": columns.index("Seed of the training"),
        "split": columns.text("Name of the split"),
        "fold": columns.text("Part on which it is measured", allowed=("validation", "test")),
        "metric": columns.text("Metric"),
        "value": columns.number(
            "Value", null="cannot be computed, e.g. one class alone in the part"
        ),
        "recordings": columns.count("Recordings that were learnt from"),
        "parameters": columns.count("Trained parameters"),
        "train_seconds": columns.seconds("Time of the training, measured"),
        "infer_seconds": columns.seconds("Time of the prediction for the part, measured"),
        "peak_mb": columns.number("Peak memory of the training, measured", "MB"),
    },
    key=("label", "model", "seed", "split", "fold", "metric"),
)

ALIGNMENT_TRIALS = Table(
    name="alignment_trials",
    row="one alignment strategy tried on one planted corpus",
    columns={
        "strategy": columns.text("Alignment strategy"),
        "share": columns.number("Share of the recordings to learn from that have matches"),
        "noise": columns.number("Noise of the second modality, SD beside a signal of 1"),
        "seed": columns.index("Number of the planted corpus"),
        "recordings": columns.count("Recordings to learn from"),
        "error": columns.seconds("Mean absolute error of the times that are found"),
        "score": columns.number("Share of the test recordings told right from what coincides"),
        "score_error": columns.number("Standard error of the score"),
        "fit_seconds": columns.seconds("Time of the learning, measured"),
        "align_seconds": columns.seconds("Time of aligning a recording, measured"),
        "peak_mb": columns.number(
            "Memory of aligning a recording, measured (without PyTorch's)", "MB"
        ),
    },
    key=("strategy", "share", "noise", "seed"),
)

ALIGNMENT_QUALITY = Table(
    name="alignment_quality",
    row="one model on words whose times are disturbed",
    columns={
        "model": columns.text("Model, or reference"),
        "disturbance": columns.text(
            "What was done", allowed=("none", "shift", "jitter", "drop", "swap")
        ),
        "amount": columns.number("By how much: seconds for shift and jitter, else a share"),
        "seed": columns.index("Number of the planted corpus"),
        "error": columns.seconds(
            "Mean absolute error of the words' middles", null="no word has a time left"
        ),
        "misplaced": columns.number("Share of the words whose middle is outside the true word"),
        "score": columns.number("Share of the test recordings told right"),
        "score_error": columns.number("Standard error of the score"),
    },
    key=("model", "disturbance", "amount", "seed"),
)

RECOMMENDATIONS = Table(
    name="recommendations",
    row="one pair of modalities and the alignment recommended for it",
    columns={
        "first": columns.text("Modality whose steps are looked from"),
        "second": columns.text("Modality that is brought to them"),
        "first_kind": columns.text(
            "What the first is", allowed=("continuous", "discrete", "absent")
        ),
        "second_kind": columns.text(
            "What the second is", allowed=("continuous", "discrete", "absent")
        ),
        "first_semantic": columns.text(
            "Whether its features carry meaning", allowed=("yes", "no", "unknown")
        ),
        "second_semantic": columns.text(
            "Whether its features carry meaning", allowed=("yes", "no", "unknown")
        ),
        "timing": columns.text(
            "Where alignment belongs", allowed=("explicit", "implicit", "none", "unknown")
        ),
        "strategy": columns.text("Strategy to take"),
        "reasons": columns.text("Why, sentences"),
        "evidence": columns.text("Numbers that the answer rests on"),
        "reversal": columns.text("What would change the answer, sentences"),
        "warnings": columns.text("Signatures of failure found in the results", null="none"),
    },
    key=("first", "second"),
)

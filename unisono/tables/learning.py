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
        "split": columns.text("Name of the split, e.g. grouped-0"),
        "media_id": MEDIA_ID,
        "group": columns.text("What stays together"),
        "part": columns.text("Which part it is in", allowed=("train", "validation", "test")),
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
        "parameters": columns.count("Trained parameters"),
        "train_seconds": columns.seconds("Time of the training, measured"),
        "infer_seconds": columns.seconds("Time of the prediction for the part, measured"),
        "peak_mb": columns.number("Peak memory of the training, measured", "MB"),
    },
    key=("label", "model", "seed", "split", "fold", "metric"),
)

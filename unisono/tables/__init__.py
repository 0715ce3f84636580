"""Every table of Unisono, declared once.

The declarations are the contract between the stages: validation at every write,
``docs/tables.md``, ``datapackage.json`` and export labels all come from here.
Times are float64 seconds on the recording's own clock (0 = container start),
frequencies Hz, intensities dB, ids strings.
"""

from unisono.schema import Table
from unisono.tables.columns import SEXES, STATUSES
from unisono.tables.learning import (
    ALIGNMENT_QUALITY,
    ALIGNMENT_TRIALS,
    PREDICTIONS,
    RECOMMENDATIONS,
    SCORES,
    SPLITS,
)
from unisono.tables.parliament import (
    ADDRESSING,
    CURVE,
    ESTIMATES,
    INTERJECTIONS,
    LINKS,
    MEMBERS,
    PANEL,
    PROTOCOLS,
    SENTENCES,
    SPEECHES,
    SPOKEN,
)
from unisono.tables.recordings import (
    ACCOUNTING,
    ACOUSTICS,
    ALIGNED,
    EDITS,
    EMBEDDINGS,
    ENROLMENT,
    FRAMES,
    MEASURES,
    MEDIA,
    PITCH,
    PROBE,
    SEGMENTS,
    SPEAKERS,
    VERDICTS,
    VISION,
    WORDS,
)

__all__ = [
    "ACCOUNTING",
    "ACOUSTICS",
    "ADDRESSING",
    "ALIGNED",
    "ALIGNMENT_QUALITY",
    "ALIGNMENT_TRIALS",
    "CURVE",
    "EDITS",
    "EMBEDDINGS",
    "ENROLMENT",
    "ESTIMATES",
    "FRAMES",
    "INTERJECTIONS",
    "LINKS",
    "MEASURED_COLUMNS",
    "MEASURES",
    "MEDIA",
    "MEMBERS",
    "PANEL",
    "PITCH",
    "PREDICTIONS",
    "PROBE",
    "PROTOCOLS",
    "RECOMMENDATIONS",
    "SCORES",
    "SEGMENTS",
    "SENTENCES",
    "SEXES",
    "SPEAKERS",
    "SPEECHES",
    "SPLITS",
    "SPOKEN",
    "STATUSES",
    "TABLES",
    "VERDICTS",
    "VISION",
    "WORDS",
]

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
        PROTOCOLS,
        SPEECHES,
        SENTENCES,
        INTERJECTIONS,
        MEMBERS,
        LINKS,
        SPOKEN,
        ADDRESSING,
        PANEL,
        ESTIMATES,
        CURVE,
        SPLITS,
        PREDICTIONS,
        SCORES,
        ALIGNMENT_TRIALS,
        ALIGNMENT_QUALITY,
        RECOMMENDATIONS,
    )
}

MEASURED_COLUMNS = {
    "accounting": ("seconds",),
    "alignment_trials": ("fit_seconds", "align_seconds", "peak_mb"),
    "scores": ("train_seconds", "infer_seconds", "peak_mb"),
}
"""Columns that hold measured time or memory: left out when two runs are compared."""

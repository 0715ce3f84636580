"""When a segment is said whose transcript gives no times."""

import pyarrow as pa
import pyarrow.compute as pc

_TIMES = {"start": "min", "end": "max"}


def with_word_times(segments: pa.Table, words: pa.Table | None) -> pa.Table:
    """Fill missing times of segments from their words.

    Parameters
    ----------
    segments
        Columns ``segment``, ``start``, ``end`` and others, of one recording.
    words
        Columns ``segment``, ``start``, ``end``, of the same recording; None when it has none.

    Returns
    -------
    pyarrow.Table
        The segments in their order. One without times lasts from the start of its first
        timed word to the end of its last; it stays without where no word has a time.
    """
    if words is None:
        return segments
    timed = words.filter(pc.and_(pc.is_valid(words["start"]), pc.is_valid(words["end"])))
    spans = timed.group_by("segment").aggregate(list(_TIMES.items()))
    position = pc.index_in(segments["segment"], spans["segment"])
    for name, function in _TIMES.items():
        said = spans[f"{name}_{function}"].take(position)
        filled = pc.coalesce(segments[name], said)
        segments = segments.set_column(segments.column_names.index(name), name, filled)
    return segments

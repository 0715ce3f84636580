"""Segments without times last as long as their words."""

import pyarrow as pa

from unisono.spans import with_word_times


def test_missing_times_come_from_the_words_and_given_ones_stay():
    segments = pa.table(
        {"segment": [0, 1, 2], "start": [None, 5.0, None], "end": [None, 6.0, None], "x": [7, 8, 9]}
    )
    words = pa.table(
        {
            "segment": [0, 0, 0, 1, 2],
            "start": [1.0, 2.0, None, 4.0, None],
            "end": [1.5, 2.5, None, 7.0, None],
        },
        schema=pa.schema({"segment": pa.int64(), "start": pa.float64(), "end": pa.float64()}),
    )
    filled = with_word_times(segments, words)
    assert filled.to_pydict() == {
        "segment": [0, 1, 2],
        "start": [1.0, 5.0, None],
        "end": [2.5, 6.0, None],
        "x": [7, 8, 9],
    }


def test_a_recording_without_words_keeps_its_segments():
    segments = pa.table({"segment": [0], "start": [1.0], "end": [2.0]})
    assert with_word_times(segments, None) is segments

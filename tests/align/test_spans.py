"""A recording is divided between its segments, in order and within the recording."""

from hypothesis import given
from hypothesis import strategies as st

from unisono.align.spans import Segment, spans

DURATION = 20.0


def segments(*times: tuple[float | None, float | None]) -> list[Segment]:
    return [
        Segment(number=number, text="wort", start=start, end=end)
        for number, (start, end) in enumerate(times)
    ]


def test_segments_without_times_share_the_whole_recording() -> None:
    (span,) = spans(segments((None, None), (None, None)), DURATION, 0.5)
    assert [segment.number for segment in span.segments] == [0, 1]
    assert (span.start, span.end, span.limits) == (0.0, DURATION, (None, None))


def test_the_margin_does_not_enter_neighbours() -> None:
    first, second = spans(segments((1.0, 2.0), (2.1, 25.0)), DURATION, 0.5)
    assert (first.start, first.end) == (0.5, 2.1)
    assert (second.start, second.end) == (2.0, DURATION)
    assert second.limits == (2.1, DURATION)


def test_segments_without_times_lie_between_those_that_have_some() -> None:
    found = list(spans(segments((1.0, 2.0), (None, None), (5.0, 6.0), (7.0, None)), DURATION, 0.5))
    assert [(span.start, span.end) for span in found] == [
        (0.5, 2.0), (2.0, 5.0), (5.0, 6.0), (6.0, DURATION)
    ]  # fmt: skip


TIMES = st.none() | st.floats(-5, 30)


@given(st.lists(st.tuples(TIMES, TIMES)), st.floats(0, 40), st.floats(0, 5))
def test_any_times_give_spans_inside_the_recording(
    times: list[tuple[float | None, float | None]], duration: float, pad: float
) -> None:
    given_segments = segments(*times)
    found = list(spans(given_segments, duration, pad))
    assert [segment for span in found for segment in span.segments] == given_segments
    assert all(0 <= span.start <= span.end <= duration for span in found)

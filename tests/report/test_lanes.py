"""Drawings are read back and held against the values that went in."""

import doctest
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.report import svg
from unisono.report.lanes import HEIGHT, Contour, f0_lane, intensity_lane
from unisono.report.svg import bar, element, round_axis, stack
from unisono.report.thumbnails import evenly


def dots_of(drawing: str) -> list[tuple[float, float]]:
    return [
        (float(across), float(down))
        for across, down in re.findall(r"M([-\d.]+) ([-\d.]+)h0", drawing)
    ]


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(svg).failed == 0
    assert doctest.testmod(svg).attempted >= 2


def test_each_voiced_frame_is_one_dot_at_its_time() -> None:
    values = np.array([100.0, np.nan, 200.0, 0.0, 150.0, 300.0])
    lane = f0_lane([Contour(start=10.0, step=0.5, values=values)], 10.5, 12.0)
    assert lane is not None
    dots = dots_of(lane.drawing)
    assert [across for across, _ in dots] == [0.5, 1.5]  # 100 and 300 Hz lie outside
    assert dots[0][1] < dots[1][1]  # 200 Hz stands higher than 150 Hz
    assert lane.summary == "F0 of 2 voiced frames, median 175 Hz, 150 to 200 Hz"


def test_equal_intervals_have_equal_heights() -> None:
    lane = f0_lane([Contour(start=0.0, step=1.0, values=np.array([100.0, 200.0, 400.0]))], 0, 3)
    assert lane is not None
    heights = [down for _, down in dots_of(lane.drawing)]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.002)


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [0.0]], ids=["none", "nan", "zero"])
def test_without_a_voiced_frame_there_is_no_lane(values: list[float]) -> None:
    contour = Contour(start=0.0, step=0.01, values=np.array(values))
    assert f0_lane([contour], 0.0, 1.0) is None
    assert f0_lane([], 0.0, 1.0) is None


def test_no_line_is_drawn_across_missing_intensity() -> None:
    values = np.array([50.0, 60.0, np.nan, 55.0])
    lane = intensity_lane([Contour(start=0.0, step=1.0, values=values)], 0.0, 4.0)
    assert lane is not None
    line = re.findall(r'd="([^"]+)" class="line"', lane.drawing)
    assert [part.count("L") for part in line[0].split("M")[1:]] == [1, 0]


@given(
    st.lists(st.floats(20, 1000), min_size=1, max_size=50),
    st.floats(0, 1000),
    st.floats(0.001, 0.1),
)
def test_dots_and_labels_stay_inside_the_lane(
    values: list[float], start: float, step: float
) -> None:
    end = start + len(values) * step + 1.0
    lane = f0_lane([Contour(start=start, step=step, values=np.array(values))], start, end)
    assert lane is not None
    dots = dots_of(lane.drawing)
    assert len(dots) == len(values)
    assert all(0 <= across <= end - start and 0 <= down <= HEIGHT for across, down in dots)
    tops = sorted(tick.top for tick in lane.ticks)
    assert all(0 <= top <= HEIGHT for top in tops)
    assert all(after - before >= 13 for before, after in pairwise(tops))


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_an_axis_holds_its_values_between_few_round_ends(values: list[float]) -> None:
    axis = round_axis(values, "")
    slack = 1e-9 * max(1.0, abs(axis.low), abs(axis.high))
    assert all(axis.low - slack <= value <= axis.high + slack for value in values)
    assert 2 <= len(axis.ticks) <= 8
    assert axis.low < axis.high


def test_bars_are_as_long_as_their_share() -> None:
    assert 'width="25"' in bar(5.0, 20.0)
    assert "rect" not in bar(0.0, 0.0)
    widths = re.findall(
        r'x="([\d.]+)" y="0" width="([\d.]+)"', stack([(1, "ok"), (3, "failed")], 8)
    )
    assert widths == [("0", "12.5"), ("12.5", "37.5")]


def test_elements_escape_what_they_hold() -> None:
    made = element("text", "<b>&", title='"><script>')
    assert made == '<text title="&#34;&gt;&lt;script&gt;">&lt;b&gt;&amp;</text>'


@given(st.integers(0, 500), st.integers(0, 60))
def test_chosen_frames_are_spread_over_all(frames: int, most: int) -> None:
    chosen = evenly(range(frames), most)
    assert len(chosen) == min(frames, most)
    assert chosen == sorted(set(chosen))
    assert not chosen or chosen[0] == 0
    steps = np.diff(chosen)
    assert len(steps) == 0 or steps.max() - steps.min() <= 1

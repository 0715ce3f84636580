"""Measures against definitions written out with plain numpy.

Tolerances: OpenCV rounds luma to whole steps, hence 1/255 where luma is compared with
the unrounded formula; all else is compared to 1e-6.
"""

import cv2
import numpy as np
import pytest

from unisono.vision.look import colourfulness, look, luma, motion
from unisono.vision.shots import ShotCounter, colour_histogram, histogram_difference


def a_picture(seed: int = 0, height: int = 40, width: int = 60) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def flat(*colour: int) -> np.ndarray:
    return np.full((20, 30, 3), colour, dtype=np.uint8)


def test_brightness_and_contrast_are_mean_and_deviation_of_luma():
    picture = a_picture()
    blue, green, red = np.moveaxis(picture.astype(float), 2, 0)
    expected = 0.299 * red + 0.587 * green + 0.114 * blue
    measured = look(picture, luma(picture))
    assert measured.brightness == pytest.approx(expected.mean() / 255, abs=1 / 255)
    assert measured.contrast == pytest.approx(expected.std() / 255, abs=1 / 255)


@pytest.mark.parametrize("seed", range(3))
def test_colourfulness_is_the_formula_of_hasler_and_suesstrunk(seed):
    picture = a_picture(seed)
    blue, green, red = np.moveaxis(picture.astype(float), 2, 0)
    rg, yb = red - green, (red + green) / 2 - blue
    spread = np.sqrt(rg.var() + yb.var())
    offset = np.sqrt(rg.mean() ** 2 + yb.mean() ** 2)
    assert colourfulness(picture) == pytest.approx(spread + 0.3 * offset, rel=1e-6)


def test_grey_has_no_colourfulness_and_pure_colours_have_their_analytic_one():
    assert colourfulness(flat(90, 90, 90)) == 0.0
    # pure red: rg = 255, yb = 127.5, no spread
    assert colourfulness(flat(0, 0, 255)) == pytest.approx(0.3 * np.hypot(255, 127.5))


def test_sharpness_is_the_variance_of_the_laplacian():
    picture = a_picture()
    grey = luma(picture)
    padded = np.pad(grey.astype(float), 1, mode="reflect")
    laplacian = (
        padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    ) - 4 * padded[1:-1, 1:-1]
    assert look(picture, grey).sharpness == pytest.approx(laplacian.var(), rel=1e-6)


def test_blur_lowers_sharpness():
    picture = a_picture()
    blurred = cv2.GaussianBlur(picture, (7, 7), 2)
    sharp = look(picture, luma(picture)).sharpness
    assert look(blurred, luma(blurred)).sharpness < 0.1 * sharp


def test_motion_is_the_mean_absolute_difference_and_symmetric():
    first, second = luma(a_picture(1)), luma(a_picture(2))
    expected = np.abs(first.astype(float) - second.astype(float)).mean() / 255
    assert motion(second, first) == pytest.approx(expected, rel=1e-9)
    assert motion(first, second) == motion(second, first)
    assert motion(first, first) == 0.0


def test_motion_between_pictures_of_different_size_compares_the_same_scene():
    large = luma(np.repeat(np.repeat(a_picture(), 2, axis=0), 2, axis=1))
    assert motion(luma(a_picture()), large) < 0.01


def test_histogram_difference_is_0_for_equal_and_1_for_disjoint_colours():
    red, blue = colour_histogram(flat(0, 0, 255)), colour_histogram(flat(255, 0, 0))
    assert red.sum() == pytest.approx(1.0)
    assert histogram_difference(red, red) == 0.0
    assert histogram_difference(red, blue) == pytest.approx(1.0)


def test_a_new_shot_begins_only_where_the_colours_change_beyond_the_threshold():
    half = flat(0, 0, 255)
    half[:, 15:] = (255, 0, 0)
    red = flat(0, 0, 255)
    frames = [red, red, half, red]
    strict, lenient = ShotCounter(0.4), ShotCounter(0.6)
    assert [strict.shot(frame) for frame in frames] == [0, 0, 1, 2]
    assert [lenient.shot(frame) for frame in frames] == [0, 0, 0, 0]

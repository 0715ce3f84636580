import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from unisono.embed.image_statistics import StatisticsEmbedder, describe

EMBEDDER = StatisticsEmbedder(256)


def flat(*bgr: int) -> np.ndarray:
    return np.full((90, 160, 3), bgr, dtype=np.uint8)


def stripes(*, vertical: bool, width: int = 10) -> np.ndarray:
    rows, columns = np.indices((90, 160))
    on = ((columns if vertical else rows) // width) % 2 == 0
    return np.where(on[..., np.newaxis], 200, 60).astype(np.uint8) * np.ones(3, dtype=np.uint8)


def noisy(picture: np.ndarray, seed: int = 0, amount: int = 12) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(-amount, amount + 1, picture.shape)
    return np.clip(picture.astype(int) + noise, 0, 255).astype(np.uint8)


def similarity(pictures) -> np.ndarray:
    vectors = EMBEDDER.embed(pictures).astype(float)
    return vectors @ vectors.T


@settings(max_examples=40, deadline=None)
@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))),
)
def test_every_picture_has_a_finite_vector_of_length_one(picture):
    vector = EMBEDDER.embed([picture])[0]
    assert np.linalg.norm(vector.astype(float)) == pytest.approx(1.0, abs=1e-5)


def test_a_vector_depends_on_nothing_but_its_own_picture():
    pictures = [flat(10, 20, 200), stripes(vertical=True), noisy(flat(90, 90, 90))]
    together = EMBEDDER.embed(pictures)
    for picture, vector in zip(pictures, together, strict=True):
        assert np.array_equal(StatisticsEmbedder(256).embed([picture])[0], vector)


def test_no_pictures_give_no_vectors():
    assert EMBEDDER.embed([]).shape == (0, 256)


def test_pictures_of_one_colour_are_nearest_neighbours():
    pictures = [noisy(flat(*c), s) for c in [(200, 30, 30), (30, 30, 200)] for s in (1, 2)]
    found = similarity(pictures) - 2 * np.eye(4)
    assert found.argmax(axis=1).tolist() == [1, 0, 3, 2]


def test_the_direction_of_stripes_tells_pictures_of_the_same_colours_apart():
    across, down = stripes(vertical=True), stripes(vertical=False)
    found = similarity([across, stripes(vertical=True, width=11), down])
    assert found[0, 1] > found[0, 2] + 0.1


def test_size_and_compression_hardly_change_a_vector():
    scene = cv2.GaussianBlur(noisy(stripes(vertical=True, width=30), amount=60), (9, 9), 3)
    larger = cv2.resize(scene, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    stored = cv2.imdecode(cv2.imencode(".jpg", scene, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], 1)
    found = similarity([scene, larger, stored, flat(30, 30, 200)])
    assert min(found[0, 1], found[0, 2]) > 0.9
    assert found[0, 3] < 0.6


def test_pictures_with_nothing_in_common_are_unlike():
    # Without taking the even histogram off, all cosines would be positive.
    found = similarity([flat(30, 30, 200), noisy(flat(128, 128, 128), amount=60)])
    assert found[0, 1] < 0
    assert similarity([flat(30, 30, 200), flat(200, 30, 30)])[0, 1] < 0.85


def test_features_are_in_the_range_of_the_projection():
    pictures = [flat(0, 0, 0), flat(0, 0, 255), noisy(flat(9, 9, 9), amount=200)]
    assert max(np.abs(describe(picture)).max() for picture in pictures) < 10

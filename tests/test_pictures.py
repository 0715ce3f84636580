import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.pictures import PictureError, decode_picture, jpeg_size

MAX_PIXELS = 1_000_000


def a_jpeg(*, width: int = 48, height: int = 32, progressive: bool = False) -> bytes:
    ramp = np.linspace(0, 255, width * height * 3).reshape(height, width, 3).astype(np.uint8)
    parameters = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_PROGRESSIVE, int(progressive)]
    return cv2.imencode(".jpg", ramp, parameters)[1].tobytes()


@settings(deadline=None)
@given(width=st.integers(1, 200), height=st.integers(1, 200), progressive=st.booleans())
def test_the_header_gives_the_size_that_was_encoded(width, height, progressive):
    data = a_jpeg(width=width, height=height, progressive=progressive)
    assert jpeg_size(data) == (width, height)
    assert decode_picture(data, max_pixels=MAX_PIXELS).shape == (height, width, 3)


def test_a_picture_keeps_its_colours_in_the_order_blue_green_red():
    blue = np.zeros((16, 16, 3), dtype=np.uint8)
    blue[..., 0] = 250
    data = cv2.imencode(".jpg", blue)[1].tobytes()
    assert decode_picture(data, max_pixels=MAX_PIXELS).mean(axis=(0, 1)) == pytest.approx(
        [250, 0, 0], abs=4
    )


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_bytes_that_are_no_picture_are_refused_and_never_crash(data):
    with pytest.raises(PictureError):
        decode_picture(data, max_pixels=MAX_PIXELS)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_picture_is_refused_or_has_the_size_of_its_header(data):
    whole = bytearray(a_jpeg())
    for _ in range(data.draw(st.integers(1, 8))):
        position = data.draw(st.integers(0, len(whole) - 1))
        whole[position] = data.draw(st.integers(0, 255))
    try:
        picture = decode_picture(bytes(whole), max_pixels=MAX_PIXELS)
    except PictureError:
        return
    assert picture.shape[1::-1] == jpeg_size(bytes(whole))


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_cut_off_picture_is_refused(share):
    whole = a_jpeg(width=200, height=200)
    with pytest.raises(PictureError):
        decode_picture(whole[: int(len(whole) * share)], max_pixels=MAX_PIXELS)


def test_a_header_that_claims_a_huge_picture_is_refused_before_decoding():
    data = bytearray(a_jpeg())
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = b"\xff\xff\xff\xff"
    with pytest.raises(PictureError, match="claims 65535 x 65535 pixels"):
        decode_picture(bytes(data), max_pixels=40_000_000)

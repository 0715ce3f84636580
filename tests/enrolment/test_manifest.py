"""Reading manifests: what is accepted, and every fault named by row and column."""

import contextlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.enrolment.manifest import read_manifest
from unisono.errors import Faults, InputError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "media.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_known_columns_come_first_and_further_ones_are_carried(tmp_path):
    path = written(tmp_path, "party,media_id,path,language\nA,x,x.wav,de\n")
    manifest = read_manifest(path)
    assert manifest.carried == ("party",)
    assert manifest.rows.loc[2].to_dict() == {
        "media_id": "x",
        "path": "x.wav",
        "language": "de",
        "transcript": "",
        "speaker_id": "",
        "sex": "unknown",
        "group": "",
        "date": "",
        "party": "A",
    }


def test_all_faults_are_reported_at_once_in_the_order_of_rows(tmp_path):
    path = written(
        tmp_path,
        "media_id,path,language,sex,transcript,date\n"
        "a b,x.wav,de,w,,\n"
        "c,,english language,male,t.docx,31.3.2026\n"
        "d,d.wav,de,,,\n"
        "d,e.wav,de-AT,,t.textgrid,2026-03-31\n",
    )
    with pytest.raises(Faults) as caught:
        read_manifest(path)
    assert caught.value.faults == (
        'media.csv row 2: media_id is "a b"; use letters, digits, . _ - (not first a dot)',
        'media.csv row 2: sex is "w"; write female, male, unknown or leave it empty',
        'media.csv row 3: date is "31.3.2026"; write ISO 8601: 2026-03-31',
        'media.csv row 3: language is "english language"; write BCP 47: en, de-AT',
        'media.csv row 3: path is ""; give the path of the recording',
        'media.csv row 3: transcript is "t.docx"; '
        "use .txt, .srt, .vtt, .TextGrid, .xml or leave it empty",
        'media.csv row 5: media_id "d" stands already in row 4; give each its own',
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "manifest {path} is empty; its first line names the columns"),
        ("media_id,path\nx,y\n", 'media.csv: column "language" is missing; valid: media_id, path'),
        (
            "media_id,path,language,duration\nx,y,de,3\n",
            'media.csv: column "duration" is the name of a result of Unisono; rename it',
        ),
        (
            "media_id,path,language\nx,y\n",
            "media.csv row 2: 2 fields, but the header has 3; quote values that contain commas",
        ),
        (
            "media_id,path,language,a,a\nx,y,de,1,2\n",
            'media.csv: column "a" stands twice; rename one',
        ),
    ],
    ids=["empty", "missing column", "reserved name", "short row", "repeated column"],
)
def test_a_manifest_of_the_wrong_shape_is_refused(tmp_path, text, sentence):
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_manifest(path)
    assert str(caught.value) == sentence.format(path=path)


def test_another_encoding_is_named(tmp_path):
    path = written(tmp_path, "media_id,path,language\nx,Müller.wav,de\n", "latin-1")
    with pytest.raises(InputError, match=r"is not UTF-8 \(byte \d+\); save it as CSV UTF-8"):
        read_manifest(path)


def test_a_byte_order_mark_and_blank_lines_do_not_shift_rows(tmp_path):
    path = written(tmp_path, "media_id,path,language\n\nx,y.wav,!\n", "utf-8-sig")
    with pytest.raises(Faults) as caught:
        read_manifest(path)
    assert caught.value.faults == ('media.csv row 3: language is "!"; write BCP 47: en, de-AT',)


def test_parquet_keeps_the_types_of_carried_columns(tmp_path):
    path = tmp_path / "media.parquet"
    rows = {"media_id": ["x"], "path": ["x.wav"], "language": ["de"], "label": [3], "date": [None]}
    pd.DataFrame(rows).to_parquet(path)
    manifest = read_manifest(path)
    assert manifest.rows["label"].tolist() == [3]
    assert manifest.rows["date"].tolist() == [""]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_sentence(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    with contextlib.suppress(InputError):
        assert len(read_manifest(path).rows) >= 0

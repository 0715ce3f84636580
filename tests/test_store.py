"""The writer keeps the contract of tables: whole files, declared columns, same bytes."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.errors import TableError
from unisono.store import TableWriter, read_recordings, read_rows, write_table
from unisono.tables import TABLES


def a_word(**values):
    row = {
        "media_id": "m",
        "segment": 0,
        "word": 0,
        "text": "Ja",
        "normalised": "ja",
        "start": 0.0,
        "end": 0.5,
        "score": 0.9,
        "method": "hmm",
        "status": "aligned",
    }
    return row | values


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = [a_word(word=0), a_word(word=1, start=None, end=None, status="unaligned")]
    assert write_table("words", tmp_path / "w.parquet", rows) == 2
    assert read_rows(tmp_path / "w.parquet") == rows


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (a_word() | {"strat": 1.0}, 'words: no column "strat"; did you mean "start"?'),
        ({k: v for k, v in a_word().items() if k != "end"}, 'words: column "end" is missing'),
        (a_word(text=None), "words.text: missing values are not allowed"),
        (
            a_word(status="guessed"),
            'words.status: "guessed" is not one of aligned, interpolated, unaligned',
        ),
    ],
    ids=["unknown column", "missing column", "missing value", "value not allowed"],
)
def test_rows_that_break_the_contract_are_refused_and_leave_nothing(tmp_path, row, sentence):
    with pytest.raises(TableError) as caught:
        write_table("words", tmp_path / "w.parquet", [row])
    assert str(caught.value) == sentence
    assert list(tmp_path.iterdir()) == []


def test_a_value_of_the_wrong_type_is_refused(tmp_path):
    with pytest.raises(TableError, match="words"):
        write_table("words", tmp_path / "w.parquet", [a_word(start="soon")])


def test_rows_out_of_order_are_refused(tmp_path):
    rows = [a_word(media_id="b"), a_word(media_id="a")]
    with pytest.raises(TableError, match='rows of "a" come after those of "b"'):
        write_table("words", tmp_path / "w.parquet", rows)


def test_an_error_between_writes_leaves_the_old_file(tmp_path):
    path = tmp_path / "w.parquet"
    write_table("words", path, [a_word()])
    before = path.read_bytes()

    def interrupted():
        with TableWriter("words", path) as writer:
            writer.write([a_word(media_id="a")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["w.parquet"]


def test_an_empty_table_has_all_columns(tmp_path):
    write_table("words", tmp_path / "w.parquet", [])
    assert read_rows(tmp_path / "w.parquet") == []
    names = pa.parquet.read_schema(tmp_path / "w.parquet").names
    assert names == list(TABLES["words"].columns)


def test_vectors_have_one_fixed_length(tmp_path):
    row = dict.fromkeys(TABLES["embeddings"].columns)
    row |= {"media_id": "m", "modality": "text", "unit": "word", "index": 0, "model": "x"}
    write_table("embeddings", tmp_path / "e.parquet", [row | {"vector": [1, 2]}], vector_length=2)
    with pytest.raises(TableError):
        write_table("embeddings", tmp_path / "f.parquet", [row | {"vector": [1]}], vector_length=2)


@given(sizes=st.lists(st.integers(1, 7), max_size=8), batch_rows=st.integers(1, 5))
def test_recordings_are_read_whole_whatever_the_block_size(tmp_path_factory, sizes, batch_rows):
    path = tmp_path_factory.getbasetemp() / "many.parquet"
    rows = [
        a_word(media_id=f"m{number}", word=word)
        for number, size in enumerate(sizes)
        for word in range(size)
    ]
    write_table("words", path, rows)
    found = list(read_recordings(path, columns=["word"], batch_rows=batch_rows))
    assert [media_id for media_id, _ in found] == [f"m{number}" for number in range(len(sizes))]
    assert [table.column("word").to_pylist() for _, table in found] == [
        list(range(size)) for size in sizes
    ]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_table("words", tmp_path / name, [a_word(word=number) for number in range(100)])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

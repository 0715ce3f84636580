"""A batch of recordings depends on the protocols of its own sittings."""

from types import SimpleNamespace

import pytest

from unisono.parliament.options import ParliamentOptions
from unisono.workflow.linking import Linking
from unisono.workflow.sittings import Sittings

HEAD = (
    '<?xml version="1.0"?>\n<dbtplenarprotokoll wahlperiode="9" sitzung-nr="{}" '
    'sitzung-datum="2.3.2024"/>'
)


@pytest.fixture
def folder(tmp_path):
    protocols = tmp_path / "protocols"
    protocols.mkdir()
    for session in ("041", "42", "43"):
        (protocols / f"p{session}.xml").write_text(HEAD.format(session), encoding="utf-8")
    return tmp_path


def linking(folder, rows):
    options = ParliamentOptions(protocols=str(folder / "protocols"), batch_size=1)
    sittings = Sittings(options, str(folder / "results"))
    return Linking(sittings, lambda _batch: rows, lambda: ["0001"])


def needed(folder, rows):
    files = linking(folder, rows).protocols("speeches")(SimpleNamespace(batch="0001"))
    return [path.removeprefix(str(folder / "results")) for path in files]


@pytest.mark.parametrize(
    ("rows", "batches"),
    [
        ([{"session": "41"}], ["0001"]),
        ([{"session": "41"}, {"session": "9/43"}, {"session": ""}], ["0001", "0003"]),
        ([{"session": "77"}, {"speaking_order": "x", "session": "42"}], []),
        ([{"session": "", "date": "2024-01-01"}], []),
        ([{"session": "", "date": "2024-03-02"}], ["0001", "0002", "0003"]),
        ([{"speech_id": "ID1"}], ["0001", "0002", "0003"]),
        ([{"title": "an ad"}], []),
    ],
)
def test_a_batch_needs_the_protocols_of_its_sessions(folder, rows, batches):
    assert needed(folder, rows) == [f"/speeches/{name}.parquet" for name in batches]


def test_a_protocol_that_does_not_tell_its_session_at_its_head_is_always_needed(folder):
    (folder / "protocols" / "p44.csv").write_text("speech,text\n1,Ja.\n", encoding="utf-8")
    assert needed(folder, [{"session": "41"}]) == [
        "/speeches/0001.parquet",
        "/speeches/0004.parquet",
    ]


def test_a_reading_that_was_superseded_is_left_out(folder):
    first = linking(folder, [{"session": "42"}])
    first._sittings.enrol()
    changed = folder / "protocols" / "p42.xml"
    changed.write_text(HEAD.format("42") + "<!-- mended -->", encoding="utf-8")
    again = linking(folder, [{"session": "42"}])
    job = SimpleNamespace(batch="0001")
    assert again.protocols("links")(job) == [f"{folder}/results/links/0004.parquet"]
    assert again.left(job) == []
    assert needed(folder, [{"session": "41"}]) == ["/speeches/0001.parquet"]


def test_without_protocols_nothing_is_linked(tmp_path):
    sittings = Sittings(ParliamentOptions(), str(tmp_path))
    assert Linking(sittings, lambda _batch: [], lambda: ["0001"]).all_tables(None) == []

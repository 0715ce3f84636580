"""A batch of protocols: tables, accounting, and what is new when the folder grows."""

import os
from pathlib import Path

import pytest

from unisono.errors import InputError
from unisono.items import Batch
from unisono.parliament.batch import ProtocolTables, read_protocols
from unisono.parliament.enrolment import find_protocols, plan_protocols, protocol_root, write_roster
from unisono.parliament.options import ParliamentOptions, ReadOptions
from unisono.reasons import Reason
from unisono.store import read_rows
from unisono.views import connect


class Corpus:
    """A folder of protocols and its results."""

    def __init__(self, folder: Path, make) -> None:
        self.folder = folder / "protocols"
        self.results = folder / "results"
        self.folder.mkdir()
        self.make = make

    def add(self, name: str, *texts: str, people: tuple = ()) -> Path:
        path = self.folder / name
        person = people or self.make.ada
        speech = self.make.rede(self.make.redner(person), *map(self.make.p, texts))
        path.write_text(self.make.protocol(speech), encoding="utf-8")
        return path

    def options(self, **others) -> ParliamentOptions:
        return ParliamentOptions(protocols=str(self.folder), batch_size=2, **others)

    def plan(self):
        return plan_protocols(self.options(), self.results / "sittings")

    def tables(self, batch: str) -> ProtocolTables:
        names = ProtocolTables.__slots__
        return ProtocolTables(**{n: self.results / n / f"{batch}.parquet" for n in names})

    def read(self, batch: str = "0001", **others) -> dict:
        accounting = self.results / "accounting" / f"protocols-{batch}.parquet"
        tables = self.tables(batch)
        read_protocols(
            folder=self.folder,
            enrolled=self.results / "sittings" / f"{batch}.csv",
            tables=tables,
            options=ReadOptions(**others),
            batch=Batch(stage="protocols", name=batch, accounting=accounting),
        )
        rows = {name: read_rows(getattr(tables, name)) for name in ProtocolTables.__slots__}
        return rows | {"accounting": {row["media_id"]: row for row in read_rows(accounting)}}

    def roster(self) -> list[dict]:
        path = self.results / "protocols" / "all.parquet"
        write_roster(
            options=self.options(),
            batches=self.results / "sittings",
            protocols=path,
            accounting=self.results / "accounting" / "protocols.parquet",
        )
        return read_rows(path)


@pytest.fixture
def corpus(tmp_path, make):
    return Corpus(tmp_path, make)


def test_sentences_are_numbered_through_the_protocol(corpus):
    corpus.add("a.xml", "Eins. Zwei.", "Drei.")
    corpus.plan().write()
    rows = corpus.read()
    assert [(r["sentence"], r["paragraph"], r["text"]) for r in rows["sentences"]] == [
        (0, 0, "Eins."),
        (1, 0, "Zwei."),
        (2, 1, "Drei."),
    ]
    assert rows["speeches"][0]["sentences"] == 3
    assert rows["accounting"]["a"]["status"] == "ok"
    assert rows["accounting"]["a"]["rows_out"] == 3


def test_an_interjection_stands_after_the_last_sentence_begun_before_it(corpus, make):
    speech = make.rede(
        make.redner(make.ada),
        "<kommentar>(Beifall bei der SPD)</kommentar>",
        make.p("Eins. Wer zwei sagt,"),
        "<kommentar>(Zuruf von der AfD: Nein!)</kommentar>",
        make.p("sagt auch drei. Vier.", "O"),
        "<kommentar>(Lachen)</kommentar>",
    )
    (corpus.folder / "a.xml").write_text(make.protocol(speech), encoding="utf-8")
    corpus.plan().write()
    rows = corpus.read()
    assert [r["text"] for r in rows["sentences"]] == [
        "Eins.",
        "Wer zwei sagt, sagt auch drei.",
        "Vier.",
    ]
    assert [(r["after"], r["kind"], r["party"], r["text"]) for r in rows["interjections"]] == [
        (None, "applause", "spd", "Beifall bei der SPD"),
        (1, "call", "afd", "Nein!"),
        (2, "laughter", None, "Lachen"),
    ]


def test_what_cannot_be_read_is_accounted_for_and_leaves_the_rest(corpus, make):
    corpus.add("good.xml", "Rede.")
    corpus.add("none.xml")
    (corpus.folder / "odd.xml").write_text("<html/>")
    (corpus.folder / "gone.xml").write_text("x")
    bom = make.protocol(make.rede(make.redner(make.kurt), make.p("Ja.")), head="&#xFEFF;")
    (corpus.folder / "bom.xml").write_text(bom, encoding="utf-8")
    (corpus.folder / "root.xml").write_text("<teiCorpus/>")
    ParliamentOptions(protocols=str(corpus.folder))
    plan = plan_protocols(
        ParliamentOptions(protocols=str(corpus.folder)), corpus.results / "sittings"
    )
    plan.write()
    (corpus.folder / "gone.xml").unlink()
    accounting = corpus.read()["accounting"]
    assert {name: (row["status"], row["code"]) for name, row in accounting.items()} == {
        "bom": ("partial", Reason.PROTOCOL_MENDED),
        "gone": ("failed", Reason.NOT_FOUND),
        "good": ("ok", None),
        "none": ("failed", Reason.NO_SPEECHES),
        "odd": ("failed", Reason.NOT_PROTOCOL),
        "root": ("skipped", Reason.NOT_PROTOCOL),
    }


def test_an_unknown_party_is_kept_under_its_own_key_and_named(corpus):
    corpus.add("a.xml", "Rede.", people=("15", "Eva", "Au", "Neue Mitte", ""))
    corpus.plan().write()
    rows = corpus.read()
    assert rows["speeches"][0]["party"] == "neue_mitte"
    account = rows["accounting"]["a"]
    assert (account["status"], account["code"]) == ("ok", Reason.PARTY_UNKNOWN)
    assert account["reason"].startswith('"Neue Mitte": not in parliament.parties')


def test_the_same_protocols_give_the_same_bytes(corpus):
    corpus.add("a.xml", "Eins. Zwei.")
    corpus.plan().write()
    names = ProtocolTables.__slots__
    corpus.read()
    first = [getattr(corpus.tables("0001"), name).read_bytes() for name in names]
    corpus.read()
    assert [getattr(corpus.tables("0001"), name).read_bytes() for name in names] == first


def test_a_folder_that_grows_enrols_only_what_is_new_or_changed(corpus):
    corpus.add("a.xml", "Eins.")
    path = corpus.add("b.xml", "Zwei.")
    corpus.plan().write()
    before = (corpus.results / "sittings" / "0001.csv").read_bytes()
    assert corpus.plan().new == {}
    corpus.add("c.xml", "Drei.")
    path.write_text(path.read_text().replace("Zwei.", "Zwo."))
    plan = corpus.plan()
    assert {name: [row.media_id for row in rows] for name, rows in plan.new.items()} == {
        "0002": ["b", "c"]
    }
    plan.write()
    assert (corpus.results / "sittings" / "0001.csv").read_bytes() == before


def test_a_protocol_that_was_only_touched_is_not_read_again(corpus):
    path = corpus.add("a.xml", "Eins.")
    corpus.plan().write()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert corpus.plan().new == {}


def test_views_leave_out_what_left_and_what_was_read_again(corpus):
    path = corpus.add("a.xml", "Alt.")
    gone = corpus.add("b.xml", "Weg.")
    corpus.plan().write()
    corpus.read("0001")
    path.write_text(path.read_text().replace("Alt.", "Neues."))
    gone.unlink()
    corpus.plan().write()
    corpus.read("0002")
    states = {(row["protocol"], row["batch"]): row["state"] for row in corpus.roster()}
    assert states == {
        ("a", "0001"): "superseded",
        ("b", "0001"): "removed",
        ("a", "0002"): "current",
    }
    with connect(corpus.results) as tables:
        assert tables.sql("select text from sentences").fetchall() == [("Neues.",)]
        accounts = "select media_id, batch, code from accounting order by all"
        assert tables.sql(accounts).fetchall() == [
            ("a", "0001", "superseded"),
            ("a", "0002", None),
            ("b", "0001", "removed"),
        ]


def test_protocols_are_found_in_a_folder_or_by_a_pattern(corpus):
    corpus.add("a.xml", "x.")
    (corpus.folder / "sub").mkdir()
    (corpus.folder / "sub" / "b.csv").write_text("text,speaker\n")
    (corpus.folder / ".hidden.xml").write_text("x")
    (corpus.folder / "X-listPerson.xml").write_text("x")
    assert find_protocols(str(corpus.folder)) == ["a.xml", "sub/b.csv"]
    assert find_protocols(f"{corpus.folder}/*.xml") == ["a.xml"]
    assert find_protocols(f"{corpus.folder}/a.xml") == ["a.xml"]
    assert protocol_root(f"{corpus.folder}/**/b*.csv") == corpus.folder


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "no file (.xml, .csv, .jsonl) is found"),
        (["a.xml", "a.csv"], "have the same name without ending"),
        (["a (1).xml"], "cannot be an id"),
    ],
)
def test_a_folder_that_cannot_be_enrolled_is_refused_at_once(corpus, names, words):
    for name in names:
        (corpus.folder / name).write_text("x")
    with pytest.raises(InputError) as caught:
        corpus.plan()
    assert words in str(caught.value)


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(InputError, match="the folder nowhere is not there"):
        find_protocols("nowhere/*.xml")

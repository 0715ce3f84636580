"""Protocols alone: read once, in batches that grow, and followed by who is addressed."""

from pathlib import Path

import pytest

from unisono.store import read_rows
from unisono.views import connect

PROTOCOL = """<dbtplenarprotokoll wahlperiode="20" sitzung-nr="{number}" sitzung-datum="05.07.2023">
<sitzungsverlauf><tagesordnungspunkt top-id="1"><p klasse="T_fett">Etat</p><rede id="ID{number}">
<p klasse="redner"><redner id="11"><name><vorname>Ada</vorname><nachname>Lang</nachname>
<fraktion>SPD</fraktion></name></redner>Ada Lang (SPD):</p><p klasse="J_1">{text}</p></rede>
</tagesordnungspunkt></sitzungsverlauf></dbtplenarprotokoll>"""
FIRST = {"list_protocols": 1, "read_protocols": 2, "detect_address": 2, "protocols": 1}
NEXT = {"list_protocols": 1, "read_protocols": 1, "detect_address": 1, "protocols": 1}
CONFIG = ("parliament={protocols: protocols, batch_size: 2}",)


def write(folder: Path, number: int, text: str = "Sie von der AfD irren. Ja.") -> None:
    document = PROTOCOL.format(number=number, text=text)
    (folder / "protocols" / f"{number}.xml").write_text(document, encoding="utf-8")


@pytest.fixture
def sittings(project):
    folder = project.folder
    (folder / "protocols").mkdir()
    (folder / "media.csv").write_text("media_id,path,language\n")
    for number in (1, 2, 3):
        write(folder, number)
    (folder / "protocols" / "4.xml").write_text("<html/>")
    return project


def test_protocols_are_read_once_and_only_what_is_new_or_changed_after(sittings):
    assert sittings.run("protocols", config=CONFIG) == FIRST
    first = {path: path.read_bytes() for path in sittings.results.glob("sentences/*.parquet")}
    assert len(first) == 2
    addressing = read_rows(sittings.results / "addressing" / "0001.parquet")
    assert {(row["protocol"], row["party"]) for row in addressing} == {("1", "afd"), ("2", "afd")}
    write(sittings.folder, 5)
    write(sittings.folder, 1, "Ganz anders.")
    (sittings.folder / "protocols" / "2.xml").unlink()
    assert sittings.run("protocols", config=CONFIG) == NEXT
    assert {path: path.read_bytes() for path in first} == first
    with connect(sittings.results) as tables:
        texts = tables.sql("select distinct protocol, text from sentences order by all").fetchall()
        failed = tables.sql(
            "select media_id, code from accounting where code is not null order by 1"
        )
        assert texts == [
            ("1", "Ganz anders."),
            ("3", "Ja."),
            ("3", "Sie von der AfD irren."),
            ("5", "Ja."),
            ("5", "Sie von der AfD irren."),
        ]
        assert failed.fetchall() == [("1", "superseded"), ("2", "removed"), ("4", "not_protocol")]


def test_without_protocols_the_target_says_what_to_set(sittings):
    done = sittings.snakemake("protocols")
    assert done.returncode != 0
    assert "parliament.protocols is null: set it to the folder" in done.stdout + done.stderr

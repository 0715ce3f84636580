"""The pages as a reader's browser gets them: what they say, link to and load."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from unisono.errors import ConfigError
from unisono.tables import TABLES

HOSTILE = '</td><script>alert("x")</script><img src=x onerror=alert(1)>&amp;\'"\u202e{{ 7*7 }}'
VOID = {"meta", "link", "img", "br", "rect", "line", "circle", "path", "polygon", "polyline"}


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, and the text of each table cell."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID or tag in ("rect", "line", "circle", "path", "polygon", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def addresses(self) -> Iterator[str]:
        for _, attributes in self.elements:
            for name in ("href", "src"):
                if name in attributes:
                    yield attributes[name]

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.text))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_recording_and_every_reason_occurs(parliament: Any) -> None:
    page = Page(parliament.write())
    ids = {"ad-001", "ad-mute", "ad-truncated", "speech-001", "speech-002"}
    ids |= {"speech-other", "speech-silent", "speech-unread", "gone", "changed"}
    for media_id in ids:
        assert media_id in page.words
    for reason in (
        "the file ends at 3.2 s of 8.0 s: it was cut off; get it again if the rest is needed",
        "the file has no sound: words, pitch and everything that follows from them are missing",
        "nothing is louder than -60 dB: check whether the right channel was recorded",
        "the transcript fits only 9 % of the sound: it is probably that of another speech",
        "no demuxer recognises /data/speech-unread.ogg (it begins with <!DOCTYPE html>)",
        "there is no picture",
    ):
        assert reason in page.words
    assert "8 recordings, 3 min 31 s of sound and picture." in page.words


def test_all_elements_are_closed_and_ids_are_unique(parliament: Any) -> None:
    page = Page(parliament.write())
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["index.html", "tables.html"])
def test_links_are_relative_and_lead_somewhere(parliament: Any, name: str) -> None:
    parliament.write()
    pages = {
        path.name: Page(path.read_text(encoding="utf-8"))
        for path in parliament.report.glob("*.html")
    }
    addresses = list(pages[name].addresses())
    assert len(addresses) > 10
    for address in addresses:
        parts = urlsplit(address)
        assert not parts.scheme, address
        assert not parts.netloc, address
        assert not parts.path.startswith("/"), address
        target = parliament.report / unquote(parts.path) if parts.path else parliament.report / name
        assert target.exists(), address
        if parts.fragment and not parts.fragment.startswith("t="):
            anchors = {attributes.get("id") for _, attributes in pages[target.name].elements}
            assert parts.fragment in anchors, address


def test_nothing_is_fetched_from_the_net(parliament: Any) -> None:
    parliament.write()
    for name, content in files_of(parliament.report).items():
        if name.endswith((".html", ".css", ".js")):
            assert not re.search(rb"https?:|//[a-z]|@import|url\(", content.replace(b"// ", b"")), (
                name
            )


def test_the_same_tables_give_the_same_bytes(parliament: Any) -> None:
    parliament.write()
    first = files_of(parliament.report)
    parliament.write()
    assert files_of(parliament.report) == first
    assert len(first) > 10


def test_hostile_texts_are_shown_and_do_nothing(corpus: Any, make: Any) -> None:
    media_id = HOSTILE
    corpus.enrol({media_id: "0001", "old": HOSTILE}, {"old": "removed"})
    film = make.film(media_id, language=HOSTILE, speaker_id=HOSTILE, audio="../../../etc/passwd")
    corpus.put("media", [film], "0001")
    account = {"status": "partial", "code": HOSTILE, "reason": HOSTILE}
    corpus.put("accounting", [make.account(media_id, "media", **account)])
    corpus.put("words", [make.word(media_id, 0, HOSTILE)])
    corpus.put("frames", make.frames(media_id, 3.0))
    page = Page(corpus.write())
    assert page.open == []
    assert [script["src"] for script in page.all("script")] == ["report.js"]
    assert not [name for _, attributes in page.elements for name in attributes if "onerror" in name]
    assert all(image["src"].startswith("timelines/1/frame-") for image in page.all("img"))
    assert page.all("img")
    shown = HOSTILE.replace("\u202e", "\ufffd")
    assert page.words.count(shown) >= 5
    assert "\u202e" not in page.words
    assert not page.all("audio")


def test_a_folder_with_an_odd_name_is_linked_right(tmp_path: Path, make: Any) -> None:
    corpus = make.corpus(tmp_path / "a [b] #1 ?x%20: \"q\" 'é'")
    make.parliament(corpus)
    corpus.tables["media"] = [
        path.rename(path.parent / f"[odd]*{path.name}") for path in corpus.tables["media"]
    ]
    page = Page(corpus.write())
    assert "8 recordings" in page.words
    folders = [address for address in page.addresses() if address.endswith("/")]
    assert folders
    assert all((corpus.report / unquote(address)).is_dir() for address in folders)


def test_a_corpus_without_recordings_has_a_report(empty_corpus: Any) -> None:
    page = Page(empty_corpus.write())
    assert page.open == []
    assert "0 recordings" in page.words
    assert "No recording is enrolled." in page.words
    assert "There is no recording to draw." in page.words
    rows = re.findall(r'<th scope="row"><a href="tables.html#(\w+)">', empty_corpus.write())
    assert rows == list(TABLES)


def test_a_run_without_any_table_has_a_report(corpus: Any) -> None:
    page = Page(corpus.write())
    assert "No table has been written." in page.words
    assert "There are no benchmark files." in page.words


def test_tables_are_accessible(parliament: Any) -> None:
    page = Page(parliament.write())
    assert all("scope" in cell for cell in page.all("th"))
    assert all(image["alt"] for image in page.all("img"))
    assert all("aria-label" in region for region in page.all("div") if region.get("role"))
    assert all(
        "aria-hidden" in drawing or drawing.get("role") == "img" for drawing in page.all("svg")
    )
    assert page.all("html") == [{"lang": "en"}]


def test_a_large_corpus_is_summed_up(corpus: Any, make: Any) -> None:
    ids = [f"m{number:04d}" for number in range(2500)]
    corpus.put("media", [make.recording(media_id, audio=None) for media_id in ids])
    reason = {"status": "failed", "code": "timeout", "reason": "took too long"}
    corpus.put(
        "accounting",
        [
            make.account(media_id, "media", **(reason if number % 50 == 0 else {}))
            for number, media_id in enumerate(ids)
        ],
    )
    text = corpus.write(listed=20)
    page = Page(text)
    assert text.count("took too long") == 2 * 20  # in the list, and in the matrix
    assert "30 recordings more have a problem." in page.words
    assert "2,480 recordings more are not listed here." in page.words
    assert len(text) < 100_000


def test_what_is_asked_for_is_drawn(parliament: Any) -> None:
    text = parliament.write(timelines=["speech-002", "ad-001"])
    headings = re.findall(r"<article.*?<h3><bdi>(.*?)</bdi>", text, re.DOTALL)
    assert headings == ["speech-002", "ad-001"]


def test_a_recording_that_is_not_there_is_refused(parliament: Any) -> None:
    with pytest.raises(ConfigError) as error:
        parliament.write(timelines=["ad-01"])
    assert str(error.value) == (
        'report.timelines: there is no recording "ad-01"; did you mean "ad-001"?'
    )


def test_pictures_of_an_earlier_report_are_removed(parliament: Any) -> None:
    parliament.write()
    assert any((parliament.report / "timelines/1").glob("*.jpg"))
    other = parliament.report / "timelines" / "mine.txt"
    other.write_text("kept")
    parliament.write(timelines=["speech-001"])
    assert not any(parliament.report.rglob("*.jpg"))
    assert [path.name for path in sorted(parliament.report.rglob("*.flac"))] == ["sound.flac"]
    assert other.exists()


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, WCAG 2.1."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(scheme: str, style_sheet: str) -> None:
    light, dark = style_sheet.split("@media (prefers-color-scheme: dark)")
    pattern = r"--([\w-]+): (#[0-9a-f]{6});"
    colours = dict(re.findall(pattern, light))
    if scheme == "dark":
        colours |= dict(re.findall(pattern, dark.split("* { box-sizing")[0]))
    pairs = [("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("ink", "shade")]
    pairs += [(status, f"{status}-tint") for status in ("ok", "partial", "failed", "skipped")]
    pairs += [("token", tint) for tint in ("s0", "s1", "s2", "s3", "s4", "s-none")]
    for front, back in pairs:
        assert contrast(colours[front], colours[back]) >= 4.5, (front, back)


@pytest.fixture
def style_sheet(parliament: Any) -> str:
    parliament.write()
    return (parliament.report / "report.css").read_text(encoding="utf-8")


def test_every_class_in_the_page_has_a_style(parliament: Any, style_sheet: str) -> None:
    page = Page((parliament.report / "index.html").read_text(encoding="utf-8"))
    used = {name for _, attributes in page.elements for name in attributes.get("class", "").split()}
    styled = set(re.findall(r"\.([a-z][\w-]*)", style_sheet))
    plain = {"timeline", "masthead", "aligned", "labels", "track"}
    assert used - styled - plain == set()

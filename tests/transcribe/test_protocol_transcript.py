"""A protocol as the transcript of a recording."""

import pytest

from unisono.items import ItemError
from unisono.reasons import Reason
from unisono.transcribe.transcript import read_transcript

PROTOCOL = """<dbtplenarprotokoll sitzung-nr="7"><sitzungsverlauf>
<rede id="ID1"><p klasse="redner"><redner id="11"><name><vorname>Ada</vorname>
<nachname>Lang</nachname><fraktion>SPD</fraktion></name></redner>Ada Lang (SPD):</p>
<p klasse="J_1">Am 3. Oktober war das. Ja.</p><kommentar>(Beifall bei der SPD)</kommentar>
<name>Präsidentin Eva Au:</name><p klasse="J">Danke.</p></rede></sitzungsverlauf>
<anlagen><rede id="ID2"><p klasse="redner"><redner id="12"><name><vorname>Kurt</vorname>
<nachname>Beil</nachname></name></redner>Kurt Beil:</p>
<p klasse="J">Nie gesagt.</p></rede></anlagen>
</dbtplenarprotokoll>"""


def test_each_sentence_that_was_spoken_is_an_utterance_of_its_speaker(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(PROTOCOL, encoding="utf-8")
    transcript = read_transcript(path)
    assert transcript.kind == "xml"
    assert [(one.speaker_id, one.text) for one in transcript.utterances] == [
        ("11", "Am 3. Oktober war das."),
        ("11", "Ja."),
        ("Eva Au", "Danke."),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", Reason.TRANSCRIPT_EMPTY),
        ("<html/>", Reason.TRANSCRIPT_UNREADABLE),
        ("no xml", Reason.TRANSCRIPT_UNREADABLE),
        (None, Reason.TRANSCRIPT_NOT_FOUND),
    ],
)
def test_what_is_no_protocol_is_told(tmp_path, content, code):
    path = tmp_path / "a.xml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ItemError) as caught:
        read_transcript(path)
    assert caught.value.code == code

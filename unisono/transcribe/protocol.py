"""A parliamentary protocol as the transcript of a recording: one utterance a sentence."""

from pathlib import Path

from unisono.items import ItemError
from unisono.protocols.limits import Limits
from unisono.protocols.read import read_protocol
from unisono.protocols.record import Person, ProtocolError
from unisono.protocols.sentences import rules
from unisono.reasons import Reason
from unisono.transcribe.encoding import MAX_BYTES, clean
from unisono.transcribe.utterances import Remark, Utterance

_LIMITS = Limits(megabytes=MAX_BYTES / 1e6)
_CODES = {
    "not_found": Reason.TRANSCRIPT_NOT_FOUND,
    "empty": Reason.TRANSCRIPT_EMPTY,
}


def read_spoken(path: Path) -> tuple[list[Utterance], list[Remark]]:
    """Read what is said according to a protocol in XML, with who says it.

    Speeches that were only handed in for the record are left out, and so are comments and
    printed titles. Who has no id in the protocol, as who presides, is called by name.

    Parameters
    ----------
    path
        A protocol of the Bundestag or in TEI.

    Returns
    -------
    tuple
        Utterances without times, in the order of speaking, and what was odd.

    Raises
    ------
    ItemError
        ``TRANSCRIPT_NOT_FOUND``, ``TRANSCRIPT_UNREADABLE`` or ``TRANSCRIPT_EMPTY``.
    """
    try:
        protocol = read_protocol(path, _LIMITS)
    except ProtocolError as error:
        code = _CODES.get(error.kind, Reason.TRANSCRIPT_UNREADABLE)
        raise ItemError(code, str(error)) from error
    said = []
    for speech in protocol.speeches:
        if not speech.spoken:
            continue
        split = rules(speech.language or "de")
        for paragraph in speech.paragraphs:
            said += [
                Utterance(text=text, speaker_id=_speaker(paragraph.person))
                for start, end in split(paragraph.text)
                if (text := clean(paragraph.text[start:end]))
            ]
    remarks = [Remark(sentence=mended.sentence, lost=True) for mended in protocol.mended]
    return said, remarks


def _speaker(person: Person) -> str | None:
    return person.speaker_id or person.name or None

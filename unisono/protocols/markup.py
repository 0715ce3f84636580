"""XML from strangers: a stream of start, text and end, and nothing else.

The prolog is read here and never reaches the parser, so that no document type can declare
an entity or name a file; what remains is parsed by libxml2 without network and with its
own limits. A file with mismatched tags is balanced and parsed again.
"""

import codecs
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from lxml import etree

from unisono.protocols.limits import Limits
from unisono.protocols.record import Mended, ProtocolError

_BLOCK = 1 << 16
_PROLOG = 1 << 16
_ESCAPED_BOM = re.compile(r"\s*&#(?:xFEFF|65279);", re.IGNORECASE)
_PROLOG_PART = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[<>]*>", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_ENCODING = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|"
    r"<(/?)([A-Za-z_][\w.:-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)(/?)>",
    re.DOTALL,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16")


class Handler(Protocol):
    """What is told of a document, in its order."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element; names are without namespace."""

    def text(self, text: str) -> None:
        """Take text, which may come in pieces."""

    def end(self, tag: str) -> None:
        """End an element."""


H = TypeVar("H", bound=Handler)


def root_tag(path: Path, limits: Limits) -> str:
    """Name of a file's outermost element, without namespace.

    Raises
    ------
    ProtocolError
        When the file is not there, too large, no XML, or declares entities.
    """
    blocks = text_blocks(path, limits)
    head, _ = _after_prolog(blocks, path.name)
    match = _ROOT.match(head)
    return match[1].rpartition(":")[2] if match else ""


def read_markup(path: Path, make: Callable[[], H], limits: Limits) -> tuple[H, list[Mended]]:
    """Tell a handler of a whole document.

    Parameters
    ----------
    path
        The file.
    make
        Makes a handler; called again when the file has to be mended and read anew.
    limits
        Size, depth and length of text.

    Returns
    -------
    tuple
        The handler that was told all, and what was mended.

    Raises
    ------
    ProtocolError
        When the file cannot be read within the limits.
    """
    handler = make()
    try:
        mended = _feed(path, handler, limits)
    except etree.XMLSyntaxError as error:
        return _read_mended(path, make, limits, error)
    return handler, mended


def _feed(path: Path, handler: Handler, limits: Limits) -> list[Mended]:
    blocks = text_blocks(path, limits)
    head, mended = _after_prolog(blocks, path.name)
    parser = _parser(handler, limits, path.name, recover=False)
    parser.feed(head.encode("utf-8"))
    for block in blocks:
        parser.feed(block.encode("utf-8"))
    parser.close()
    return mended


def _read_mended(
    path: Path, make: Callable[[], H], limits: Limits, error: etree.XMLSyntaxError
) -> tuple[H, list[Mended]]:
    blocks = text_blocks(path, limits)
    head, mended = _after_prolog(blocks, path.name)
    text, changes = balanced(head + "".join(blocks), limits.depth)
    handler = make()
    parser = _parser(handler, limits, path.name, recover=True)
    try:
        for start in range(0, len(text), _BLOCK):
            parser.feed(text[start : start + _BLOCK].encode("utf-8"))
        parser.close()
    except etree.XMLSyntaxError as fatal:
        raise ProtocolError(
            "unreadable", f"{path.name} is damaged XML ({fatal.msg}); get the file again"
        ) from fatal
    what = f"{changes} tags were balanced" if changes else "what was unreadable was left out"
    sentence = f"not well-formed XML ({error.msg}); {what} and the rest was read"
    return handler, [*mended, Mended(sentence=sentence)]


def balanced(text: str, depth: int) -> tuple[str, int]:
    """Close what is not closed where its parent ends, and leave out ends without a start.

    Parameters
    ----------
    text
        A document without its prolog.
    depth
        Elements within elements at most; what is deeper stays as it is.

    Returns
    -------
    tuple
        The document with balanced tags, and how many were added or left out.

    Examples
    --------
    >>> balanced("<a><b><col></b>x</c></a>", 60)
    ('<a><b><col></col></b>x</a>', 2)
    """
    pieces: list[str] = []
    open_tags: list[str] = []
    last = changes = 0
    for match in _TAG.finditer(text):
        pieces.append(text[last : match.start()])
        last = match.end()
        name = match[2]
        if name is None or match[4]:
            pieces.append(match[0])
        elif not match[1]:
            pieces.append(match[0])
            open_tags.append(name)
        elif name in open_tags[-depth:]:
            while open_tags[-1] != name:
                pieces.append(f"</{open_tags.pop()}>")
                changes += 1
            open_tags.pop()
            pieces.append(match[0])
        else:
            changes += 1
    pieces.append(text[last:])
    changes += len(open_tags)
    pieces.extend(f"</{name}>" for name in reversed(open_tags))
    return "".join(pieces), changes


def _parser(handler: Handler, limits: Limits, name: str, *, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        target=_Target(handler, limits, name),
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class _Target:
    """lxml's interface of a parser target, with the limits of depth and text."""

    def __init__(self, handler: Handler, limits: Limits, name: str) -> None:
        self._handler = handler
        self._limits = limits
        self._name = name
        self._depth = 0
        self._length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._length = 0
        if self._depth > self._limits.depth:
            raise ProtocolError(
                "too_large",
                f"{self._name} has elements more than {self._limits.depth} deep; is it a protocol? "
                "Raise parliament.reading.depth if it is",
            )
        self._handler.start(_local(tag), attributes)

    def data(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._limits.paragraph:
            raise ProtocolError(
                "too_large",
                f"{self._name} has a text of more than {self._limits.paragraph:,} characters "
                "without any markup; raise parliament.reading.paragraph if it is a protocol",
            )
        self._handler.text(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._length = 0
        self._handler.end(_local(tag))

    def close(self) -> None:
        """Nothing to return: the handler has it all."""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2] if tag[0] == "{" else tag


def text_blocks(path: Path, limits: Limits) -> Iterator[str]:
    """The file as text, piece by piece."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ProtocolError("unreadable", f"{path.name} is not an ordinary file")
        size = status.st_size
        if size > limits.megabytes * 1e6:
            raise ProtocolError(
                "too_large",
                f"{path.name} has {size / 1e6:,.1f} MB, at most {limits.megabytes:g} are read; "
                "split it or raise parliament.reading.megabytes",
            )
        with path.open("rb") as handle:
            first = handle.read(_BLOCK)
            if not first.strip():
                raise ProtocolError("empty", f"{path.name} is empty; get the file again")
            decoder = codecs.getincrementaldecoder(_encoding(first, path.name))()
            yield decoder.decode(first).removeprefix("\ufeff")
            while block := handle.read(_BLOCK):
                yield decoder.decode(block)
            yield decoder.decode(b"", final=True)
    except FileNotFoundError as error:
        raise ProtocolError("not_found", f"{path.name} is not there any more") from error
    except OSError as error:
        raise ProtocolError("unreadable", f"{path.name} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise ProtocolError(
            "unreadable",
            f"{path.name} is not {error.encoding} as it says "
            f"(byte 0x{error.object[error.start]:02x}); save it as UTF-8",
        ) from error


def _encoding(first: bytes, name: str) -> str:
    for mark, encoding in _BOMS:
        if first.startswith(mark):
            return encoding
    match = _ENCODING.search(first[:400].decode("latin-1"))
    declared = match[1].lower() if match else "utf-8"
    if declared not in _ENCODINGS:
        raise ProtocolError(
            "unreadable", f'{name} is in the encoding "{declared}"; save it as UTF-8'
        )
    return "utf-8" if declared == "utf-16" else declared  # without a mark it is not UTF-16


def _after_prolog(blocks: Iterator[str], name: str) -> tuple[str, list[Mended]]:
    """Text from the root element on, and what was odd before it."""
    head = ""
    for block in blocks:
        head += block
        if len(head) >= _PROLOG:
            break
    mended: list[Mended] = []
    position = 0
    if escaped := _ESCAPED_BOM.match(head):
        mended.append(
            Mended(sentence="an escaped byte-order mark before the XML declaration was left out")
        )
        position = escaped.end()
    while part := _PROLOG_PART.match(head, position):
        position = part.end()
    if _ROOT.match(head, position):
        return head[position:], mended
    if head.startswith("<!DOCTYPE", position):
        raise ProtocolError(
            "unreadable",
            f"{name} declares a document type of its own (<!DOCTYPE ... [), which could hide "
            "entities and is not read; remove it",
        )
    raise ProtocolError(
        "not_protocol",
        f"{name} is not XML; protocols are dbtplenarprotokoll or TEI XML, CSV or JSONL "
        "(docs/protocols.md)",
    )

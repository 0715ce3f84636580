"""ELAN files against the rules of EAFv3.0.xsd and of ELAN's tier constraints."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono.errors import InputError
from unisono.exports.alignment import Alignment, Segment, Word
from unisono.exports.eaf import from_eaf, to_eaf

CHILDREN = {  # in the order of the schema
    "ANNOTATION_DOCUMENT": ["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "CONSTRAINT"],
    "HEADER": ["MEDIA_DESCRIPTOR", "PROPERTY"],
    "TIME_ORDER": ["TIME_SLOT"],
    "TIER": ["ANNOTATION"],
    "ANNOTATION": ["ALIGNABLE_ANNOTATION", "REF_ANNOTATION"],
    "ALIGNABLE_ANNOTATION": ["ANNOTATION_VALUE"],
    "REF_ANNOTATION": ["ANNOTATION_VALUE"],
}
ATTRIBUTES = {  # required, optional
    "ANNOTATION_DOCUMENT": (
        {"AUTHOR", "DATE", "VERSION", "FORMAT"},
        {"{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"},
    ),
    "HEADER": (set(), {"MEDIA_FILE", "TIME_UNITS"}),
    "MEDIA_DESCRIPTOR": ({"MEDIA_URL", "MIME_TYPE"}, {"RELATIVE_MEDIA_URL"}),
    "PROPERTY": (set(), {"NAME"}),
    "TIME_ORDER": (set(), set()),
    "TIME_SLOT": ({"TIME_SLOT_ID"}, {"TIME_VALUE"}),
    "TIER": ({"TIER_ID", "LINGUISTIC_TYPE_REF"}, {"PARTICIPANT", "PARENT_REF"}),
    "ANNOTATION": (set(), set()),
    "ALIGNABLE_ANNOTATION": ({"ANNOTATION_ID", "TIME_SLOT_REF1", "TIME_SLOT_REF2"}, set()),
    "REF_ANNOTATION": ({"ANNOTATION_ID", "ANNOTATION_REF"}, {"PREVIOUS_ANNOTATION"}),
    "ANNOTATION_VALUE": (set(), set()),
    "LINGUISTIC_TYPE": (
        {"LINGUISTIC_TYPE_ID"}, {"TIME_ALIGNABLE", "GRAPHIC_REFERENCES", "CONSTRAINTS"},
    ),
    "CONSTRAINT": ({"STEREOTYPE"}, {"DESCRIPTION"}),
}  # fmt: skip


def written(alignment):
    return ET.fromstring(to_eaf(alignment).encode())  # noqa: S314  it is our own


def check_schema(element):
    required, optional = ATTRIBUTES[element.tag]
    assert required <= set(element.attrib) <= required | optional
    tags = [child.tag for child in element]
    allowed = CHILDREN.get(element.tag, [])
    assert set(tags) <= set(allowed)
    assert [allowed.index(tag) for tag in tags] == sorted(allowed.index(tag) for tag in tags)
    for child in element:
        check_schema(child)


def check_constraints(root):
    slots = {one.get("TIME_SLOT_ID"): int(one.get("TIME_VALUE")) for one in root.iter("TIME_SLOT")}
    assert list(slots.values()) == sorted(slots.values())
    ids = [one.get("ANNOTATION_ID") for one in root.iterfind("TIER/ANNOTATION/*")]
    assert len(set(ids)) == len(ids)
    assert root.findtext("HEADER/PROPERTY[@NAME='lastUsedAnnotationId']") == str(len(ids))
    types = {one.get("LINGUISTIC_TYPE_ID"): one for one in root.iter("LINGUISTIC_TYPE")}
    stereotypes = {one.get("STEREOTYPE") for one in root.iter("CONSTRAINT")}
    tiers = {one.get("TIER_ID"): one for one in root.iter("TIER")}
    assert len(tiers) == len(list(root.iter("TIER")))
    spans = {
        name: {
            one.get("ANNOTATION_ID"): tuple(slots[one.get(f"TIME_SLOT_REF{n}")] for n in (1, 2))
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        }
        for name, tier in tiers.items()
    }
    for name, tier in tiers.items():
        constraint = types[tier.get("LINGUISTIC_TYPE_REF")].get("CONSTRAINTS")
        assert constraint is None or constraint in stereotypes
        assert (constraint is None) == (tier.get("PARENT_REF") is None)
        in_order = sorted(spans[name].values())
        assert all(start < end for start, end in in_order)
        assert all(one[1] <= other[0] for one, other in pairwise(in_order))
        parents = {
            one.get("ANNOTATION_ID")
            for one in tiers.get(tier.get("PARENT_REF"), ET.Element("x")).iterfind("ANNOTATION/*")
        }
        refs = [one.get("ANNOTATION_REF") for one in tier.iter("REF_ANNOTATION")]
        assert set(refs) <= parents
        if constraint == "Included_In":
            hosts = spans[tier.get("PARENT_REF")].values()
            for start, end in in_order:
                assert any(first <= start and end <= last for first, last in hosts)
        if constraint == "Symbolic_Association":
            assert len(set(refs)) == len(refs)
        if constraint == "Symbolic_Subdivision":
            previous = [one.get("PREVIOUS_ANNOTATION") for one in tier.iter("REF_ANNOTATION")]
            own = [one.get("ANNOTATION_ID") for one in tier.iter("REF_ANNOTATION")]
            before = [None, *zip(own, refs, strict=True)]
            for at, (ref, named) in enumerate(zip(refs, previous, strict=True)):
                follows = before[at] is not None and before[at][1] == ref
                assert named == (before[at][0] if follows else None)


def a_word(text, start, end, status="aligned"):
    return Word(text=text, start=start, end=end, status=status)


@st.composite
def recordings(draw):
    """Segments of any speaker anywhere, words of any length, often none."""
    segments = []
    for at in draw(st.lists(st.floats(0, 20), max_size=5)):
        words, clock = [], at
        for gap, length, status in draw(
            st.lists(
                st.tuples(
                    st.floats(0, 0.4),
                    st.sampled_from([0.0, 0.0004, 0.0016, 0.3]),
                    st.sampled_from(["aligned", "interpolated", "unaligned"]),
                ),
                max_size=6,
            )
        ):
            if status == "unaligned":
                words.append(Word(text="u"))
            else:
                words.append(a_word("w", clock + gap, clock + gap + length, status))
                clock += gap + draw(st.sampled_from([0.0, length]))  # words may overlap
        speaker = draw(st.sampled_from([None, "A", 'B & "C" - words']))
        segments.append(Segment(text="u w", words=tuple(words), speaker=speaker))
    return Alignment(media_id="m", duration=30.0, media="../a b/ü&.wav", segments=tuple(segments))


@given(recordings())
def test_the_file_keeps_the_schema_and_elans_constraints(alignment):
    root = written(alignment)
    check_schema(root)
    check_constraints(root)


def test_the_recording_is_linked_by_its_relative_path():
    alignment = Alignment(media_id="m", duration=1.0, media="../../video/tag 1 & 2.mp4")
    root = written(alignment)
    media = root.find("HEADER/MEDIA_DESCRIPTOR")
    assert media.attrib == {
        "MEDIA_URL": "../../video/tag 1 & 2.mp4",
        "MIME_TYPE": "video/mp4",
        "RELATIVE_MEDIA_URL": "../../video/tag 1 & 2.mp4",
    }
    assert from_eaf(to_eaf(alignment)).media == alignment.media


def test_words_without_a_time_stand_under_their_utterance_in_order():
    words = (Word(text="a"), a_word("b", 1.0, 2.0), Word(text="c"))
    alignment = Alignment(
        media_id="m", duration=3.0, segments=(Segment(text="a b c", words=words, speaker="A"),)
    )
    root = written(alignment)
    texts = {
        tier.get("TIER_ID"): [value.text for value in tier.iter("ANNOTATION_VALUE")]
        for tier in root.iter("TIER")
    }
    assert texts == {"utterances": ["a b c"], "words": ["b"], "unaligned": ["a", "c"]}
    assert {tier.get("PARTICIPANT") for tier in root.iter("TIER")} == {"A"}
    assert from_eaf(to_eaf(alignment)).segments[0].words == words


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><ANNOTATION_DOCUMENT>&b;'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/hostname"><ANNOTATION_DOCUMENT/>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, 'the file declares a document type "x", which ELAN files do not have'),
        (OUTSIDE, 'the file declares a document type "x", which ELAN files do not have'),
        ("<a/>", 'not an ELAN file: its root is "a"'),
        ("just words", "not an ELAN file: syntax error"),
        (to_eaf(Alignment(media_id="m", duration=1.0))[:300], "not an ELAN file: "),
        (
            '<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="1e9"/>'
            "</TIME_ORDER></ANNOTATION_DOCUMENT>",
            'not an ELAN file: "1e9" is not a time in milliseconds',
        ),
    ],
)
def test_entities_and_what_is_no_elan_file_are_refused(text, sentence):
    with pytest.raises(InputError) as caught:
        from_eaf(text)
    assert str(caught.value).startswith(sentence)

"""TextGrids: what is read, against planted labels and against Praat itself."""

import math

import parselmouth
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parselmouth.praat import call

from unisono.items import ItemError
from unisono.transcribe.textgrid import interval_tiers, plain_letters, read_textgrid

LABELS = st.text(st.sampled_from('abcÄß字12 "!<>[]{}:='), max_size=12)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def short(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    """A TextGrid in the short format."""
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", "9"]
    lines += ["<exists>", str(len(tiers))]
    for name, intervals in tiers:
        lines += ['"IntervalTier"', quoted(name), "0", "9", str(len(intervals))]
        for start, end, label in intervals:
            lines += [repr(start), repr(end), quoted(label)]
    return "\n".join(lines) + "\n"


def long(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    """A TextGrid in the long format."""
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0 "]
    lines += ["xmax = 9 ", "tiers? <exists> ", f"size = {len(tiers)} ", "item []: "]
    for at, (name, intervals) in enumerate(tiers, 1):
        lines += [f"    item [{at}]:", '        class = "IntervalTier" ']
        lines += [f"        name = {quoted(name)} ", "        xmin = 0 ", "        xmax = 9 "]
        lines += [f"        intervals: size = {len(intervals)} "]
        for number, (start, end, label) in enumerate(intervals, 1):
            lines += [f"        intervals [{number}]:", f"            xmin = {start!r} "]
            lines += [f"            xmax = {end!r} ", f"            text = {quoted(label)} "]
    return "\n".join(lines) + "\n"


def read(text: str, **options) -> list[tuple[float | None, float | None, str, str | None]]:
    utterances, _ = read_textgrid(text, "talk", **options)
    return [(one.start, one.end, one.text, one.speaker_id) for one in utterances]


@given(st.lists(LABELS, max_size=6), st.sampled_from([short, long]))
def test_both_formats_give_back_the_labels_that_were_written(labels, written):
    intervals = [(at / 3, (at + 1) / 3, label) for at, label in enumerate(labels)]
    (tier,) = interval_tiers(written(("x", intervals)), "talk")
    assert tier.intervals == tuple(one for one in intervals if one[2].strip())


@pytest.mark.parametrize("command", ["Save as text file...", "Save as short text file..."])
def test_files_that_praat_writes_are_read_as_praat_reads_them(command, tmp_path):
    grid = call("Create TextGrid", 0, 7.5, "noise utterance marks", "marks")
    call(grid, "Insert boundary", 2, 1 / 3)
    call(grid, "Insert boundary", 2, 5.0)
    call(grid, "Set interval text", 2, 1, 'Zur "Sache"!')
    call(grid, "Set interval text", 2, 2, "Frau <Präsidentin> 3 %")
    call(grid, "Insert point", 3, 1.0, "here")
    path = tmp_path / "talk.TextGrid"
    call(grid, command, str(path))
    text = path.read_text(encoding="utf-16" if path.read_bytes()[:1] in b"\xfe\xff" else "utf-8")
    assert read(text) == [
        (0.0, 1 / 3, 'Zur "Sache"!', None),
        (1 / 3, 5.0, "Frau <Präsidentin> 3 %", None),
    ]


@pytest.mark.parametrize(
    "code", ['\\a"', '\\O"', "\\ss", "\\e'", "\\e`", "\\i^", "\\n~", "\\c,", "\\o/", "\\ae", "\\oe"]
)
def test_backslash_codes_of_letters_are_those_of_praat(code):
    grid = call("Create TextGrid", 0, 1, "text", "")
    call(grid, "Set interval text", 1, 1, f"x{code}y")
    call(grid, "Convert to Unicode")
    assert plain_letters(f"x{code}y") == call(grid, "Get label of interval", 1, 1)


def test_codes_of_phonetic_symbols_stay():
    assert plain_letters("\\sw \\ng c:\\temp") == "\\sw \\ng c:\\temp"


UTTERANCES = [(0.0, 1.0, "Thank you."), (1.0, 2.0, " "), (2.0, 3.0, "<p:>"), (3.0, 4.0, "Order")]
SAID = [(0.0, 1.0, "Thank you.", None), (3.0, 4.0, "Order", None)]
NOISE = ("noise", [(0.0, 9.0, "cough")])


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ([NOISE, ("Utterances", UTTERANCES)], SAID),
        ([("words", [(0.0, 1.0, "no")]), NOISE, ("Sentence", UTTERANCES)], SAID),
        ([("phrase", [(0.0, 1.0, "no")]), ("segments", UTTERANCES)], SAID),
        ([("whatever", UTTERANCES)], SAID),
        ([("empty", [(0.0, 9.0, "")]), ("whatever", UTTERANCES)], SAID),
        (
            [("Bob - utterances", UTTERANCES[3:]), ("Ann - utterances", UTTERANCES[:1])],
            [(0.0, 1.0, "Thank you.", "Ann"), (3.0, 4.0, "Order", "Bob")],
        ),
        ([], []),
        ([("empty", [(0.0, 9.0, "")]), ("void", [])], []),
    ],
)
def test_the_tier_is_chosen_by_its_name_or_for_being_the_only_one(tiers, said):
    assert read(short(*tiers)) == said


def test_the_tier_that_is_asked_for_is_taken():
    text = short(("utterances", UTTERANCES), NOISE)
    assert read(text, tier="Noise") == [(0.0, 9.0, "cough", None)]


def test_words_are_joined_to_utterances_at_pauses_speaker_by_speaker():
    words = [(0.1, 0.5, "ask"), (0.5, 0.6, "sp"), (0.6, 1.0, "not"), (1.5, 2.0, "what")]
    text = short(("Ann - words", words), ("Bob - words", [(1.0, 1.2, "yes")]), ("phones", words))
    assert read(text, pause=0.5) == [
        (0.1, 1.0, "ask not", "Ann"),
        (1.0, 1.2, "yes", "Bob"),
        (1.5, 2.0, "what", "Ann"),
    ]
    assert [one[2] for one in read(text, pause=0.51)] == ["ask not what", "yes"]


def replaced(old: str, new: str) -> str:
    text = long(("text", [(0.0, 1.0, "Order")]))
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "just words",
            "talk ends where the file type should stand; is it cut off?",
        ),
        (
            '"Praat chronological TextGrid text file"\n0 9',
            "talk is not a TextGrid in Praat's text format; open it in Praat and choose "
            '"Save as text file..."',
        ),
        (
            replaced('"TextGrid"', '"Pitch 1"'),
            'talk holds a Praat "Pitch 1" and not a TextGrid',
        ),
        (
            replaced("xmax = 1.0 ", 'xmax = "1.0" '),
            'talk line 17: "1.0" stands where the end of an interval should',
        ),
        (
            replaced("xmax = 1.0 ", "xmax = 1e999 "),
            "talk line 17: inf stands where the end of an interval should",
        ),
        (
            replaced("intervals: size = 1", "intervals: size = 900000000000"),
            "talk ends where the start of an interval should stand; is it cut off?",
        ),
        (
            replaced("intervals: size = 1", "intervals: size = -1"),
            "talk line 14: -1 stands where the number of intervals should",
        ),
        (
            replaced('"Order"', '"Order'),
            "talk line 18: a text is opened by a quotation mark and never closed; the file may "
            "be cut off",
        ),
        (
            replaced("<exists>", "<absent>"),
            "talk line 6: <absent> stands where the flag <exists> should",
        ),
        (
            replaced('"IntervalTier"', '"PictureTier"'),
            'talk: "PictureTier" is not a kind of tier',
        ),
        (
            short(("Ann", UTTERANCES), ("Bob", UTTERANCES)),
            'talk has no tier with a usual name; its interval tiers: "Ann", "Bob"; name the one '
            "that holds the text in transcribe: tier",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_remedy(text, message):
    with pytest.raises(ItemError) as caught:
        read_textgrid(text, "talk")
    assert str(caught.value) == message


def test_a_tier_that_is_asked_for_and_not_there_is_named():
    with pytest.raises(ItemError) as caught:
        read_textgrid(short(NOISE), "talk", tier="speech")
    assert str(caught.value) == (
        'talk has no interval tier "speech"; its interval tiers: "noise"; name the one that '
        "holds the text in transcribe: tier"
    )


@given(st.text(st.sampled_from('"<>!\n 019.e-+existsIntervalTier'), max_size=150))
def test_any_text_is_read_or_refused_with_a_sentence(tail):
    text = 'File type = "ooTextFile"\nObject class = "TextGrid"\n0 9 <exists>\n' + tail
    try:
        utterances, _ = read_textgrid(text, "noise")
    except ItemError as refused:
        said = str(refused)
    else:
        said = "noise"
        times = [time for one in utterances for time in (one.start, one.end)]
        assert all(time is not None and math.isfinite(time) for time in times)
    assert said.startswith("noise")


def test_praat_and_the_reader_agree_on_a_grid_of_many_intervals(tmp_path):
    grid = call("Create TextGrid", 0, 100, "text", "")
    for at in range(1, 100):
        call(grid, "Insert boundary", 1, at + 1 / (at + 1))
    for at in range(1, 101):
        call(grid, "Set interval text", 1, at, f"n{at}")
    path = tmp_path / "many.TextGrid"
    call(grid, "Save as text file...", str(path))
    again = parselmouth.read(str(path))
    said = read(path.read_text(encoding="utf-8"))
    assert len(said) == 100
    for at, (start, end, text, _) in enumerate(said, 1):
        assert text == call(again, "Get label of interval", 1, at)
        assert start == call(again, "Get start time of interval", 1, at)
        assert end == call(again, "Get end time of interval", 1, at)

"""Tokens that are said as other words than they are written get the time of these words."""

import numpy as np
import pytest

from unisono.align.hmm import HmmAligner
from unisono.align.tokens import tokenise
from unisono.espeak.synthesis import synthesise

TOLERANCE = 0.06
"""Seconds. Errors of words that are written as they are said are of this size too."""

SPOKEN = [
    ("de", "Das kostet 3,5 Mio. Euro im Jahr.",
     "Das|kostet|drei Komma fünf|Millionen|Euro|im|Jahr"),
    ("de", "Der § 218a bleibt so.", "Der|Paragraf|zweihundertachtzehn a|bleibt|so"),
    ("de", "Ein 20. Bundestag und 50 % mehr.",
     "Ein|zwanzigster|Bundestag|und|fünfzig|Prozent|mehr"),
    ("de", "Zur Zeit Wilhelm II. war das so.", "Zur|Zeit|Wilhelm|des Zweiten|war|das|so"),
    ("de", "Wir waren um 14:30 Uhr hier.", "Wir|waren|um|vierzehn|Uhr dreißig|hier"),
    ("de", "Sie zahlen 3,50 € für Brot.", "Sie|zahlen|drei|Euro fünfzig|für|Brot"),
    ("de", "Es gab z. B. 1 000 000 Euro.", "Es|gab|zum|Beispiel|eine Million|||Euro"),
    ("de", "Danke. (Beifall bei der SPD) Meine Damen und Herren!",
     "Danke|||||Meine|Damen|und|Herren"),
    ("de", "Die Bürger:innen im Jahr 1998/99 auch.",
     "Die|Bürger innen|im|Jahr|neunzehnhundertachtundneunzig neunundneunzig|auch"),
    ("en", "He gave $1.2 million to them.", "He|gave|one point two|million dollars|to|them"),
    ("en", "We met Elizabeth II in 2005 again.",
     "We|met|Elizabeth|the Second|in|twenty oh five|again"),
    ("en", "Of the 1,234 people 50% came.",
     "Of|the|one thousand two hundred thirty four|people|fifty percent|came"),
    ("en", "In the 1990s near No. 10 of course.",
     "In|the|nineteen nineties|near|number|ten|of|course"),
    ("en", "It was [Applause] St. Paul on 3 May then.",
     "It|was||Saint|Paul|on|the third|of May|then"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "written", "said"), SPOKEN)
def test_a_token_has_the_span_of_all_its_words(
    language: str, written: str, said: str, aligner: HmmAligner
) -> None:
    parts = [part.split() for part in said.split("|")]
    speech = synthesise(
        " ".join(word for part in parts for word in part),
        voice="de" if language == "de" else "en-us",
        rate=150,
    )
    spans = {word.token: (word.start, word.end) for word in speech.words}
    found = aligner.align(speech.samples, tokenise(written, language), language)
    assert len(found) == len(parts)
    first = 0
    for part, place in zip(parts, found, strict=True):
        if not part:
            assert not place.found
            continue
        truth = spans[first][0], spans[first + len(part) - 1][1]
        first += len(part)
        assert place.start is not None
        assert place.end is not None
        assert np.abs(np.subtract((place.start, place.end), truth)).max() <= TOLERANCE, part

"""Tables of the parliament: protocols, who is addressed, the panel and its regressions."""

import pyarrow as pa

from unisono.schema import Column, Table
from unisono.tables import columns
from unisono.tables.columns import MEDIA_ID, PRAAT, SEXES

PROTOCOL = columns.identifier("Protocol: the file's name without its ending")
SPEECH = columns.index("Number of the speech within the protocol, in the order of speaking, from 0")
SENTENCE = columns.index("Number of the sentence within the protocol, from 0")
SPEECH_ROLES = ("speaker", "presiding", "intervention")
INTERJECTION_KINDS = ("applause", "laughter", "call", "unrest", "other")
_PARTY = "Party key, as config parliament.parties normalises it"

PROTOCOLS = Table(
    name="protocols",
    row="one enrolment of one protocol file",
    columns={
        "protocol": PROTOCOL,
        "batch": columns.identifier("Batch of protocols in which it was enrolled"),
        "state": columns.text(
            "Whether the rows of this batch count",
            allowed=("current", "superseded", "removed"),
        ),
        "path": columns.text("File, relative to the folder of the protocols"),
    },
    key=("protocol", "batch"),
)

SPEECHES = Table(
    name="speeches",
    row="one speech of a protocol",
    columns={
        "protocol": PROTOCOL,
        "speech": SPEECH,
        "speech_id": columns.identifier(
            "Id of the speech in the protocol", null="the protocol gives none"
        ),
        "legislature": columns.text("Electoral term", null="not given"),
        "session": columns.text("Number of the sitting", null="not given"),
        "date": columns.text("Date of the sitting, ISO 8601", null="not given"),
        "language": columns.text("Language of the protocol, BCP 47"),
        "agenda_item": columns.text("Agenda item, number and title", null="not given"),
        "speaker_id": columns.identifier("Speaker", null="not given"),
        "speaker": columns.text("Name of the speaker as printed"),
        "party": columns.text(_PARTY, null="no party: a minister, a guest"),
        "role": columns.text("Office of the speaker as printed", null="a member like any other"),
        "spoken": Column(
            type=pa.bool_(),
            description="Whether it was held; false for speeches only handed in for the record",
        ),
        "sentences": columns.count("Sentences of it, the presiding officer's included"),
    },
    key=("protocol", "speech"),
)

SENTENCES = Table(
    name="sentences",
    row="one sentence of a protocol",
    columns={
        "protocol": PROTOCOL,
        "sentence": SENTENCE,
        "speech": SPEECH,
        "paragraph": columns.index("Number of the paragraph within the protocol, from 0"),
        "speaker_id": columns.identifier("Who says it", null="not given"),
        "speaker": columns.text("Name of who says it, as printed"),
        "party": columns.text(_PARTY, null="no party"),
        "role": columns.text(
            "speaker: holds the speech; presiding: chairs the sitting; intervention: asks or "
            "remarks within another's speech",
            allowed=SPEECH_ROLES,
        ),
        "quotation": Column(type=pa.bool_(), description="Whether it is a printed quotation"),
        "text": columns.text("The sentence"),
    },
    key=("protocol", "sentence"),
)

INTERJECTIONS = Table(
    name="interjections",
    row="one reaction of the house that the protocol notes, by one party or person",
    columns={
        "protocol": PROTOCOL,
        "interjection": columns.index("Number of the interjection within the protocol, from 0"),
        "speech": SPEECH,
        "after": columns.index(
            "Last sentence begun before it, which it may interrupt",
            null="it stands before the first sentence",
        ),
        "kind": columns.text("What it is", allowed=INTERJECTION_KINDS),
        "party": columns.text(_PARTY, null="the whole house, or not known"),
        "name": columns.text("Who, as printed", null="no person is named"),
        "text": columns.text("What is called, or the note itself"),
    },
    key=("protocol", "interjection"),
)

MEMBERS = Table(
    name="members",
    row="one person in the list of speakers of a protocol",
    columns={
        "protocol": PROTOCOL,
        "speaker_id": columns.identifier("Speaker"),
        "title": columns.text("Academic title", null="none"),
        "first": columns.text("First names", null="not given"),
        "last": columns.text("Last name, with its particles"),
        "party": columns.text(_PARTY, null="no party"),
        "role": columns.text("Office", null="a member like any other"),
    },
    key=("protocol", "speaker_id"),
)

LINKS = Table(
    name="links",
    row="one sentence of a protocol on one recording",
    columns={
        "media_id": MEDIA_ID,
        "protocol": PROTOCOL,
        "sentence": SENTENCE,
        "speech": SPEECH,
        "start": columns.seconds("Start of its first word found", null="status is missing"),
        "end": columns.seconds("End of its last word found", null="status is missing"),
        "first_word": columns.index("First word found, in words", null="status is missing"),
        "last_word": columns.index("Last word found, in words", null="status is missing"),
        "words": columns.count("Words of the sentence"),
        "words_found": columns.count("Words of it that are found in the recording, with times"),
        "status": columns.text(
            "linked; partial: too few of its words for the sentence to be measured; missing",
            allowed=("linked", "partial", "missing"),
        ),
    },
    key=("media_id", "protocol", "sentence"),
)

SPOKEN = Table(
    name="spoken",
    row="one speech of a protocol on one recording",
    columns={
        "media_id": MEDIA_ID,
        "protocol": PROTOCOL,
        "speech": SPEECH,
        "speaker_id": columns.identifier("Who holds it", null="not given"),
        "start": columns.seconds("Where it begins", null="status is missing"),
        "end": columns.seconds("Where it ends", null="status is missing"),
        "sentences": columns.count("Sentences of the speech"),
        "sentences_linked": columns.count("Sentences of it that are linked"),
        "status": columns.text(
            "Whether it is on the recording", allowed=("linked", "partial", "missing")
        ),
        "reason": columns.text("Why it is not linked whole, a sentence", null="status is linked"),
    },
    key=("media_id", "protocol", "speech"),
)

_SHARE = "from 0 to 1"
ADDRESSING = Table(
    name="addressing",
    row="one sentence and one party for which there is any evidence that it is addressed",
    columns={
        "protocol": PROTOCOL,
        "sentence": SENTENCE,
        "party": columns.text(_PARTY),
        "named": columns.number(f"The party is named, {_SHARE}"),
        "member_named": columns.number(f"A member of the party is named, {_SHARE}"),
        "second_person": columns.number(
            f"Second-person forms, and the party in reach of them (carried over), {_SHARE}"
        ),
        "vocative": columns.number(f"The party or a member of it is called by name, {_SHARE}"),
        "reply": columns.number(
            f"The sentence answers an interjection of that party just before it, {_SHARE}"
        ),
        "zero_shot": columns.number(
            f"Probability of a language model that the party is addressed, {_SHARE}",
            null="no model is configured",
        ),
        "score": columns.number(
            f"The evidence, combined with the weights of config address, {_SHARE}"
        ),
    },
    key=("protocol", "sentence", "party"),
)

PANEL = Table(
    name="panel",
    row="one linked sentence: its pitch, whom it addresses, and the controls",
    columns={
        "row": Column(type=pa.int64(), description="Number of the row, from 0"),
        "media_id": MEDIA_ID,
        "protocol": PROTOCOL,
        "speech": SPEECH,
        "sentence": SENTENCE,
        "speaker_id": columns.identifier("Speaker", null="not known"),
        "sex": columns.text("Sex of the speaker", allowed=SEXES),
        "party": columns.text("Party of the speaker", null="no party"),
        "bloc": columns.text(
            "Bloc of the speaker's party, from config", null="no bloc is configured"
        ),
        "date": columns.text("Date, ISO 8601", null="not given"),
        "session": columns.text("Number of the sitting", null="not given"),
        "agenda_item": columns.text("Agenda item", null="not given"),
        "start": columns.seconds("Start"),
        "end": columns.seconds("End"),
        "f0_mean": columns.number("Mean F0 of voiced frames", "Hz", PRAAT, "no voiced frame"),
        "f0_median": columns.number("Median F0 of voiced frames", "Hz", PRAAT, "no voiced frame"),
        "f0_mean_z": columns.number(
            "F0 mean, standardised within speaker", "SD", null="no F0, or too few sentences"
        ),
        "f0_median_z": columns.number(
            "F0 median, standardised within speaker", "SD", null="no F0, or too few sentences"
        ),
        "intensity": columns.number("Mean intensity", "dB", PRAAT, "not measured"),
        "rate": columns.number("Words per second", "1/s"),
        "length": columns.count("Words of the sentence"),
        "position": columns.number("Place within the speech, 0 the first and 1 the last sentence"),
    },
    key=("row",),
    open=True,
)
"""Beside these a column ``EVIDENCE_PARTY`` for each kind of evidence and configured party."""

ESTIMATES = Table(
    name="estimates",
    row="one term of one regression",
    columns={
        "specification": columns.text("Name of the specification in config"),
        "specification_hash": columns.text("Digest of the specification, 16 hexadecimal digits"),
        "panel_hash": columns.text("Digest of the panel's rows used, 16 hexadecimal digits"),
        "outcome": columns.text("Dependent variable"),
        "term": columns.text("Regressor"),
        "estimate": columns.number("Coefficient"),
        "std_error": columns.number("Standard error", null="cannot be computed, see note"),
        "statistic": columns.number("estimate / std_error", null="no standard error"),
        "conf_low": columns.number(
            "Lower end of the confidence interval", null="no standard error"
        ),
        "conf_high": columns.number(
            "Upper end of the confidence interval", null="no standard error"
        ),
        "p_value": columns.number("Two-sided p value", null="no standard error"),
        "p_wild": columns.number("p value of the wild cluster bootstrap", null="not asked for"),
        "p_randomisation": columns.number(
            "p value by randomisation inference", null="not asked for"
        ),
        "p_romano_wolf": columns.number(
            "p value corrected for multiple testing (Romano and Wolf)", null="not asked for"
        ),
        "mde": columns.number("Minimum detectable effect at the configured power", null="no SE"),
        "n": columns.count("Rows used"),
        "dropped_missing": columns.count("Rows left out for missing or infinite values"),
        "dropped_singletons": columns.count("Rows left out as singletons of a fixed effect"),
        "clusters": columns.text("Clusters of each dimension, e.g. speaker_id: 8"),
        "fixed_effects": columns.text("Fixed effects, e.g. speaker_id (8) + session (2)"),
        "r2": columns.number("R2", null="cannot be computed"),
        "r2_within": columns.number("Within R2", null="no fixed effects"),
        "vcov": columns.text("Kind of standard error: iid, HC1, CV1, CV3"),
        "correction": columns.text("Small-sample correction by name"),
        "engine": columns.text("Engine and its version"),
        "versions": columns.text("Versions of Unisono and the libraries used"),
        "note": columns.text("What is to be remarked", null="nothing"),
    },
    key=("specification", "outcome", "term"),
)

CURVE = Table(
    name="curve",
    row="one regression of the specification curve: one combination of choices",
    columns={
        "specification": columns.text("Specification in config that the choices replace parts of"),
        "number": columns.index("Number of the combination, from 0"),
        "outcome": columns.text("Dependent variable"),
        "term": columns.text("Regressor of interest"),
        "controls": columns.text("Controls, joined by +; empty = none"),
        "fixed_effects": columns.text("Fixed effects, joined by +; empty = none"),
        "filter": columns.text("Conditions on the rows; empty = all rows"),
        "estimate": columns.number("Coefficient", null="cannot be estimated, see note"),
        "std_error": columns.number("Standard error", null="cannot be computed"),
        "conf_low": columns.number("Lower end of the confidence interval", null="no SE"),
        "conf_high": columns.number("Upper end of the confidence interval", null="no SE"),
        "p_value": columns.number("Two-sided p value", null="no SE"),
        "n": columns.count("Rows used", null="cannot be estimated"),
        "p_median": columns.number(
            "Joint test over the curve: chance of so large a median t statistic when no "
            "regression has an effect; the same in all rows",
            null="not asked for",
        ),
        "p_share": columns.number(
            "Joint test over the curve: chance of so many significant regressions of one sign "
            "when none has an effect; the same in all rows",
            null="not asked for",
        ),
        "note": columns.text("Why it cannot be estimated", null="it can"),
    },
    key=("specification", "number"),
)

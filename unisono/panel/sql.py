"""The joins of the panel in SQL. Names that come from the configuration are quoted."""

from collections.abc import Sequence

VIEWS = r"""
create macro batch_of(path) as regexp_extract(path, '([^/\\]+)\.parquet$', 1);

create view spoken_sentences as
select s.*, h.spoken, h.date, h.session, h.agenda_item
from sentences_files s
join protocols p on p.protocol = s.protocol and p.state = 'current'
    and p.batch = batch_of(s.filename)
join speeches_files h on h.protocol = s.protocol and h.speech = s.speech
    and batch_of(h.filename) = p.batch;

create view wanted_sentences as
select * from spoken_sentences where spoken and role in (select role from roles);

create view current_links as
select l.*, e.batch from links_files l
join enrolment e on e.media_id = l.media_id and e.state = 'current'
    and e.batch = batch_of(l.filename);

create view current_media as
select m.media_id, m.speaker_id, m.sex from media_files m
join enrolment e on e.media_id = m.media_id and e.state = 'current'
    and e.batch = batch_of(m.filename);

create view current_addressing as
select a.* exclude (filename) from addressing_files a
join protocols p on p.protocol = a.protocol and p.state = 'current'
    and p.batch = batch_of(a.filename);
"""
"""The rows that count: those of the current reading of a protocol or recording."""

STEPS = (
    ("sentences of the protocols", "select count(*) from spoken_sentences", ""),
    (
        "spoken in the house",
        "select count(*) from spoken_sentences where spoken",
        "handed in for the record and never spoken",
    ),
    (
        "of those who count",
        "select count(*) from wanted_sentences",
        "said by others than panel.roles, mostly by who presides",
    ),
    (
        "looked for on a recording",
        "select count(*) from wanted_sentences semi join current_links using (protocol, sentence)",
        "in no speech that is on a recording",
    ),
    (
        "found on a recording",
        "select count(*) from wanted_sentences semi join "
        "(from current_links where status = 'linked') using (protocol, sentence)",
        "missing or partial in the table links",
    ),
)
"""Name, count and reason of the steps before anything is measured."""

CHOSEN = """
create table chosen as
with wanted as (
    select s.protocol, s.sentence, s.speech, s.party, s.role,
        coalesce(s.speaker_id, s.speaker) as speaker_id,
        s.date, s.session, s.agenda_item,
        percent_rank() over (partition by s.protocol, s.speech order by s.sentence) as position
    from wanted_sentences s
),
found as (
    select l.* from current_links l where l.status = 'linked'
    qualify row_number() over (
        partition by l.protocol, l.sentence order by l.words_found desc, l.media_id) = 1
),
voices as (
    select media_id, any_value(speaker_id) as speaker_id, any_value(sex) as sex
    from current_media group by media_id
),
joined as (
    select w.*, f.media_id, f.batch, f.start, f."end", f.words,
        f.last_word - f.first_word + 1 as said,
        v.sex, v.speaker_id as voice,
        min(w.speaker_id) over (partition by f.media_id)
            = max(w.speaker_id) over (partition by f.media_id) as alone
    from wanted w join found f on f.protocol = w.protocol and f.sentence = w.sentence
    left join voices v on v.media_id = f.media_id
)
select row_number() over (order by date nulls last, protocol, sentence) - 1 as item,
    * exclude (sex, voice, alone),
    case when voice = speaker_id or alone then coalesce(sex, 'unknown') else 'unknown' end as sex
from joined order by item
"""
"""Each sentence that is found, once, on the recording that has most of its words. The sex in
the manifest is that of the recording's speaker: it holds where nobody else is heard there."""

_SCORED = """
with speakers as (
    select speaker_id, count(f0_mean) as n, avg(f0_mean) as mean, stddev_samp(f0_mean) as sd,
        avg(f0_median) as median_mean, stddev_samp(f0_median) as median_sd
    from (select * from chosen left join measured using (item) order by item)
    group by speaker_id having count(f0_mean) >= ?
)
select c.item as row, c.media_id, c.protocol, c.speech, c.sentence, c.speaker_id, c.sex,
    c.party, b.bloc, c.date, c.session, c.agenda_item, c.start, c."end",
    m.f0_mean, m.f0_median,
    case when s.sd > 0 then (m.f0_mean - s.mean) / s.sd end as f0_mean_z,
    case when s.median_sd > 0 then (m.f0_median - s.median_mean) / s.median_sd end
        as f0_median_z,
    m.intensity, c.said / greatest(c."end" - c.start, 1e-3) as rate,
    c.words as length, c.position{evidence}
from chosen c
left join measured m using (item)
left join speakers s on s.speaker_id = c.speaker_id
left join parties b on b.party = c.party
left join evidence v on v.protocol = c.protocol and v.sentence = c.sentence
order by c.item
"""

LAST_STEPS = (
    (
        "with a measured F0",
        "select count(*) from scored where f0_mean is not null",
        "too few voiced frames (panel.min_voiced), or no contour; in the panel without F0",
    ),
    (
        "with F0 standardised within the speaker",
        "select count(*) from scored where f0_mean_z is not null",
        "speakers with too few sentences (panel.min_sentences); in the panel without z",
    ),
)
"""Name, count and reason of the steps after measuring."""


def evidence_sql(parties: Sequence[str], kinds: Sequence[str]) -> str:
    """The evidence as one row for each sentence, with a column for each kind and party."""
    columns = "".join(
        f", max(case when a.party = {_text(party)} then a.{_name(kind)} end) "
        f"as {_name(f'{kind}_{party}')}"
        for kind in kinds
        for party in parties
    )
    return (
        f"create table evidence as select a.protocol, a.sentence{columns} "  # noqa: S608 quoted
        "from current_addressing a "
        "semi join chosen c on c.protocol = a.protocol and c.sentence = a.sentence "
        "group by a.protocol, a.sentence"
    )


def panel_sql(evidence: Sequence[str]) -> str:
    """The rows of the panel, with columns of evidence that are 0 where there is none.

    Its parameter is the number of sentences with F0 that a speaker needs.
    """
    columns = "".join(f", coalesce(v.{_name(name)}, 0) as {_name(name)}" for name in evidence)
    return _SCORED.replace("{evidence}", columns)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

"""Abbreviations of German and English, and how they are read.

Readings are parted by bars. A key with spaces stands for itself ("z. B.") and for the same
without them ("z.B."); its readings then have one word for each of its parts, so that every
token gets its own.
"""

from dataclasses import dataclass

from unisono.align.spoken.readings import word_set

GERMAN: dict[str, str] = {
    "a. d.": "außer dienst", "a. a. o.": "am angegebenen ort", "a. m.": "am main",
    "d. h.": "das heißt", "d. i.": "das ist", "d. j.": "des jahres", "d. m.": "des monats",
    "e. v.": "e vau|eingetragener verein", "h. c.": "honoris causa|HC",
    "i. a.": "im auftrag", "i. d. f.": "in der fassung", "i. d. r.": "in der regel",
    "i. e. s.": "im engeren sinne", "i. h. v.": "in höhe von", "i. s. d.": "im sinne des|"
    "im sinne der", "i. s. v.": "im sinne von", "i. v.": "in vertretung",
    "i. v. m.": "in verbindung mit", "i. w. s.": "im weiteren sinne", "m. a. w.": "mit anderen "
    "worten", "m. e.": "meines erachtens", "n. chr.": "nach christus", "o. ä.": "oder "
    "ähnliches|oder ähnliche|oder ähnlichem", "o. g.": "oben genannte|oben genannten|oben "
    "genannter|oben genanntes", "s. o.": "siehe oben", "s. u.": "siehe unten",
    "u. a.": "unter anderem|und andere|und anderes|und anderen", "u. ä.": "und ähnliches|"
    "und ähnliche|und ähnlichem", "u. s. w.": "und so weiter", "u. u.": "unter umständen",
    "u. v. a.": "und viele andere", "v. a.": "vor allem", "v. chr.": "vor christus",
    "z. b.": "zum beispiel|ZB", "z. hd.": "zu händen", "z. t.": "zum teil", "z. z.":
    "zur zeit", "z. zt.": "zur zeit", "u. a. m.": "und anderes mehr",
    "abg.": "abgeordnete|abgeordneter|abgeordneten|abgeordnetem", "abs.": "absatz|absatzes",
    "abschn.": "abschnitt", "abt.": "abteilung", "allg.": "allgemein|allgemeine|allgemeinen",
    "anm.": "anmerkung", "art.": "artikel|artikels|artikeln", "aufl.": "auflage", "az.":
    "aktenzeichen", "bd.": "band", "betr.": "betreff|betrifft", "bspw.": "beispielsweise",
    "bt.": "bundestag", "buchst.": "buchstabe|buchstaben", "bzgl.": "bezüglich", "bzw.":
    "beziehungsweise", "ca.": "circa", "chr.": "christus", "co.": "co|compagnie",
    "dgl.": "dergleichen", "dipl.": "diplom", "dr.": "doktor|doktorin|doktors",
    "dres.": "doktores", "drs.": "drucksache|drucksachen", "drucks.": "drucksache",
    "ebd.": "ebenda", "ehem.": "ehemalige|ehemaliger|ehemaligen|ehemals", "einschl.":
    "einschließlich", "entspr.": "entsprechend", "etc.": "et cetera", "ev.": "evangelisch|"
    "evangelische|evangelischen", "evtl.": "eventuell|eventuelle|eventuellen", "exkl.":
    "exklusive", "f.": "folgende|f", "ff.": "fortfolgende|folgende|FF", "fr.": "frau|freitag",
    "gem.": "gemäß", "geb.": "geboren|geborene|geborener", "gest.": "gestorben", "ggf.":
    "gegebenenfalls", "ggü.": "gegenüber", "hl.": "heilige|heiligen|heiliger", "hr.": "herr",
    "hrn.": "herrn", "hrsg.": "herausgeber|herausgegeben|herausgeberin", "ing.": "ingenieur",
    "inkl.": "inklusive", "insb.": "insbesondere", "insbes.": "insbesondere", "jh.":
    "jahrhundert|jahrhunderts", "jhd.": "jahrhundert|jahrhunderts", "jun.": "junior",
    "jur.": "juris", "kap.": "kapitel|kapitels", "kath.": "katholisch|katholische|katholischen",
    "lfd.": "laufende|laufenden", "lit.": "litera|buchstabe", "lt.": "laut", "max.": "maximal",
    "med.": "medizinae", "min.": "minuten|minute|minimal", "mind.": "mindestens", "mio.":
    "millionen|million", "mrd.": "milliarden|milliarde", "bio.": "billionen|billion",
    "mill.": "millionen|million", "tsd.": "tausend", "nr.": "nummer", "nrn.": "nummern",
    "o.": "oder|o", "phil.": "philosophiae", "pol.": "pol|politicarum", "prof.": "professor|"
    "professorin|professors", "proz.": "prozent", "rd.": "rund", "red.": "redaktion", "rel.":
    "relativ", "rer.": "rerum", "nat.": "naturalium", "rn.": "randnummer", "rz.": "randziffer",
    "s.": "seite|siehe|s", "sek.": "sekunden|sekunde", "sen.": "senior|senator", "sog.":
    "sogenannte|sogenannten|sogenannter|sogenanntes|sogenanntem", "st.": "sankt", "std.":
    "stunden|stunde", "stellv.": "stellvertretender|stellvertretende|stellvertretenden",
    "stv.": "stellvertretender|stellvertretende|stellvertretenden", "str.": "straße", "tel.":
    "telefon", "u.": "und", "univ.": "universität", "urspr.": "ursprünglich", "usf.":
    "und so fort", "usw.": "und so weiter", "v.": "von|vom|v|versus", "verf.": "verfasser",
    "vgl.": "vergleiche", "vors.": "vorsitzender|vorsitzende|vorsitzenden", "vs.": "versus",
    "zit.": "zitiert", "ziff.": "ziffer|ziffern", "zus.": "zusammen", "zzgl.": "zuzüglich",
    "zzt.": "zurzeit", "jan.": "januar", "feb.": "februar", "febr.": "februar", "apr.": "april",
    "aug.": "august", "sept.": "september", "sep.": "september", "okt.": "oktober", "nov.":
    "november", "dez.": "dezember", "dt.": "deutsch|deutsche|deutschen|deutscher", "engl.":
    "englisch|englische|englischen", "frz.": "französisch", "österr.": "österreichisch|"
    "österreichische|österreichischen",
}  # fmt: skip

ENGLISH: dict[str, str] = {
    "a. m.": "AM", "p. m.": "PM", "e. g.": "for example|EG", "i. e.": "that is|IE",
    "et al.": "et al", "rt. hon.": "right honourable", "a. d.": "AD", "b. c.": "BC",
    "ph. d.": "PHD",
    "adm.": "admiral", "amb.": "ambassador", "approx.": "approximately", "apr.": "april",
    "art.": "article", "asst.": "assistant", "aug.": "august", "ave.": "avenue", "blvd.":
    "boulevard", "brig.": "brigadier", "bros.": "brothers", "capt.": "captain", "cf.":
    "compare|CF|confer", "ch.": "chapter", "cl.": "clause", "cllr.": "councillor", "cmdr.":
    "commander", "co.": "company|co|county", "col.": "colonel", "corp.": "corporation|"
    "corporal", "cpl.": "corporal", "dec.": "december", "dept.": "department", "dr.": "doctor|"
    "drive", "esq.": "esquire", "est.": "established|estimated", "etc.": "et cetera", "feb.":
    "february", "ff.": "following|and following|FF", "fig.": "figure", "fr.": "father", "ft.":
    "feet|foot|fort", "gen.": "general", "gov.": "governor", "govt.": "government", "hon.":
    "honourable|honorable", "hr.": "hour", "hrs.": "hours", "inc.": "incorporated|inc", "jan.":
    "january", "jr.": "junior", "jul.": "july", "jun.": "june", "lt.": "lieutenant", "ltd.":
    "limited", "maj.": "major", "mar.": "march", "messrs.": "messrs", "min.": "minutes|minimum",
    "mr.": "mister", "mrs.": "missus|misses", "ms.": "ms", "mt.": "mount|mountain", "mx.": "mix",
    "no.": "number|no", "nos.": "numbers", "nov.": "november", "oct.": "october", "op.": "opus",
    "p.": "page|p", "para.": "paragraph", "paras.": "paragraphs", "pp.": "pages", "pres.":
    "president", "prof.": "professor", "pt.": "part|point", "rd.": "road", "rep.":
    "representative|rep", "reps.": "representatives", "rev.": "reverend", "s.": "section|s",
    "sec.": "section|secretary|second", "sen.": "senator", "sens.": "senators", "sep.":
    "september", "sept.": "september", "sgt.": "sergeant", "sq.": "square", "sr.": "senior|"
    "senor", "ss.": "sections", "st.": "saint|street", "supt.": "superintendent", "univ.":
    "university", "v.": "versus|v|against", "viz.": "namely|viz", "vol.": "volume", "vs.":
    "versus", "yr.": "year", "yrs.": "years",
}  # fmt: skip

WITHOUT_POINT: dict[str, dict[str, str]] = {
    "de": {"usw": "und so weiter", "bzw": "beziehungsweise", "zb": "zum beispiel", "vgl":
           "vergleiche", "ggf": "gegebenenfalls", "mio": "millionen|million", "mrd":
           "milliarden|milliarde", "dr": "doktor", "nr": "nummer", "vs": "versus", "ca":
           "circa", "evtl": "eventuell", "tsd": "tausend"},
    "en": {"mr": "mister", "mrs": "missus|misses", "dr": "doctor|drive", "vs": "versus", "eg":
           "for example|EG", "ie": "that is|IE", "etc": "et cetera", "st": "saint|street",
           "jr": "junior", "prof": "professor", "rt": "right", "hon": "honourable|honorable"},
}  # fmt: skip
"""Abbreviations that are also written without their point."""

BEFORE_DIGITS: dict[str, frozenset[str]] = {
    "de": word_set("art. s. kap. bd. rn. rz. lit. buchst. az. nr. nrn. ziff. tel. drs."),
    "en": word_set(
        "art. ch. cl. fig. no. nos. op. p. para. paras. pp. pt. s. sec. ss. vol. jan. feb. mar. "
        "apr. jun. jul. aug. sept. sep. oct. nov. dec."
    ),
}
"""Read as abbreviations only before a number, as they are words or initials as well."""

AFTER_DIGITS: dict[str, frozenset[str]] = {
    "de": frozenset(("f.", "ff.", "min.", "sek.", "std.", "bio.", "o.")),
    "en": frozenset(("ff.", "hr.", "hrs.", "min.", "sq.", "yr.", "yrs.")),
}
"""Read as abbreviations only after a number."""

AFTER_CAPITAL: dict[str, frozenset[str]] = {
    "de": frozenset(("u.", "v.", "co.")),
    "en": frozenset(("v.", "inc.", "ltd.", "co.", "corp.", "jr.", "sr.", "esq.", "bros.")),
}
"""Read as abbreviations only after a word with a capital."""

NEEDS_CAPITAL: dict[str, frozenset[str]] = {
    "de": frozenset(("fr.", "hr.", "sen.")),
    "en": word_set(
        "adm. amb. art. brig. capt. cl. cllr. cmdr. co. col. corp. cpl. fr. gen. gov. hon. inc. "
        "lt. maj. mt. pres. prof. rep. reps. rev. sen. sens. sgt. sr. jr. pt. esq."
    ),
}
"""Read as abbreviations only when they begin with a capital."""

_DAYS_BEFORE = word_set("jan. feb. mar. apr. aug. sept. sep. oct. nov. dec.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is around a word with a point, and whether it has a capital itself."""

    digits_before: bool
    digits_after: bool
    capital_before: bool
    capital: bool


def fits(key: str, language: str, place: Place) -> bool:
    """Whether a known abbreviation, in lower case, is one in its place."""
    if key in BEFORE_DIGITS[language] and not place.digits_after:
        return place.digits_before and key in _DAYS_BEFORE
    if key in AFTER_DIGITS[language] and not place.digits_before:
        return key == "min." and language == "de"
    if key in AFTER_CAPITAL[language] and not place.capital_before:
        return False
    return place.capital or key not in NEEDS_CAPITAL[language]

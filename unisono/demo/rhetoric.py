"""What is said in the demo parliament: German sentences by topic, and addresses.

No digits and no abbreviations: every token is one spoken word, whose start the
synthesiser reports. Nothing here is a quotation.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An agenda item: its title, how one speaks of it, and statements about it."""

    title: str
    accusative: str
    statements: tuple[str, ...]


TOPICS = (
    Topic(
        title="Haushalt",
        accusative="den Haushalt",
        statements=(
            "Der Haushalt ist das Versprechen, das {people} am Ende bezahlen müssen.",
            "Wer heute spart, wo morgen etwas wachsen soll, der rechnet falsch.",
            "Im kommenden Jahr fehlen den Gemeinden viele Millionen für Straßen und Brücken.",
            "Wir schlagen vor, die Mittel gerecht auf Stadt und Land zu verteilen.",
            "Jede Schuld von heute ist eine Steuer von morgen, das wissen {people} genau.",
            "Die Zahlen liegen seit Wochen offen auf dem Tisch.",
        ),
    ),
    Topic(
        title="Schulen",
        accusative="unsere Schulen",
        statements=(
            "In vielen Klassen fehlen Lehrerinnen, und {people} spüren das jeden Morgen.",
            "Gute Bildung beginnt mit einem trockenen Dach und einer warmen Mahlzeit.",
            "Kein Kind darf zurückbleiben, nur weil die Eltern wenig Geld verdienen.",
            "Unsere Schulen brauchen mehr Zeit zum Lernen und weniger Formulare.",
            "Das neue Schulgesetz gibt jeder Schule endlich einen eigenen Etat.",
            "Wer Lehrer werden möchte, verdient eine bessere Ausbildung.",
        ),
    ),
    Topic(
        title="Verkehr",
        accusative="den Verkehr auf dem Land",
        statements=(
            "Auf dem Dorf fährt der letzte Bus schon am frühen Nachmittag.",
            "Die alte Bahnstrecke liegt still, obwohl {people} sie dringend brauchen.",
            "Wir bauen lieber sichere Radwege als noch eine leere Autobahn.",
            "Jede Brücke, die wir heute sperren, teilt morgen eine ganze Region.",
            "Der Fahrplan muss sich nach dem Alltag richten und nicht umgekehrt.",
            "Verlässliche Züge sind keine Frage der Weltanschauung.",
        ),
    ),
    Topic(
        title="Energie",
        accusative="die Energie von morgen",
        statements=(
            "Strom aus Wind und Sonne ist heute billiger als jede neue Kohlegrube.",
            "Die Preise für Wärme treffen {people} in diesem Winter besonders hart.",
            "Ohne neue Leitungen bleibt der Strom im Norden und fehlt im Süden.",
            "Wir fördern jedes Haus, das mit eigener Kraft heizen will.",
            "Der Umbau gelingt nur, wenn Handwerk und Forschung zusammenarbeiten.",
            "Niemand soll in der kalten Wohnung sitzen, weil Politik zu langsam war.",
        ),
    ),
    Topic(
        title="Wohnen",
        accusative="bezahlbares Wohnen",
        statements=(
            "In den großen Städten frisst die Miete den halben Lohn auf.",
            "Wir brauchen neue Wohnungen, und wir brauchen sie schnell und günstig.",
            "Leere Häuser in den Dörfern warten auf junge Familien.",
            "Wer baut, der darf nicht jahrelang auf eine Genehmigung warten.",
            "Ein Dach über dem Kopf ist für {people} keine Ware wie jede andere.",
            "Der Bund besitzt genügend Flächen, auf denen morgen Häuser stehen könnten.",
        ),
    ),
    Topic(
        title="Gesundheit",
        accusative="unser Gesundheitswesen",
        statements=(
            "Das kleine Krankenhaus am Ort rettet Leben, weil es nahe ist.",
            "Pflegerinnen und Pfleger verdienen Respekt und einen ordentlichen Lohn.",
            "Auf einen Termin beim Facharzt warten {people} oft viele Monate.",
            "Wir wollen Praxen auf dem Land erhalten und neue Ärztinnen gewinnen.",
            "Vorbeugen ist besser als heilen, und es kostet deutlich weniger.",
            "Die Kassen brauchen eine stabile Grundlage für die nächsten Jahre.",
        ),
    ),
)

PEOPLE = (
    "die Familien",
    "die Menschen",
    "die Gemeinden",
    "die Rentnerinnen",
    "die Handwerker",
    "die jungen Leute",
    "die Bürgerinnen",
)
"""Who is concerned: nominative and accusative are the same."""

OPENINGS = (
    "Frau Präsidentin, meine sehr geehrten Damen und Herren, wir beraten heute über {topic}.",
    "Sehr geehrte Frau Präsidentin, liebe Kolleginnen und Kollegen, es geht um {topic}.",
    "Frau Präsidentin, verehrte Abgeordnete, reden wir endlich offen über {topic}.",
)
CLOSINGS = (
    "Ich bitte Sie herzlich um Ihre Zustimmung und danke für die Aufmerksamkeit.",
    "Darum werbe ich für unseren Antrag und danke Ihnen sehr.",
    "Stimmen Sie dem Entwurf zu, denn er hilft den Gemeinden.",
    "Packen wir diese Aufgabe gemeinsam an, vielen herzlichen Dank.",
)
GENERAL = (
    "Darüber müssen wir ehrlich sprechen, auch wenn es manchmal unbequem ist.",
    "Das ist kein Streit um Worte, sondern eine Frage der Gerechtigkeit.",
    "Unser Land kann mehr, wenn alle Ebenen vernünftig zusammenarbeiten.",
    "Ich habe in meinem Wahlkreis viele Gespräche darüber geführt.",
    "Der Ausschuss hat den Entwurf gründlich beraten und verbessert.",
    "Am Ende zählt, was vor Ort wirklich ankommt.",
)
ADDRESSES = (
    "Meine Damen und Herren {party}, Sie haben {people} jahrelang im Stich gelassen.",
    "Liebe Kolleginnen und Kollegen {party}, Ihr Antrag löst kein einziges Problem.",
    "Werte Kollegen {party}, erklären Sie uns doch bitte diese Rechnung.",
    "Sehr geehrte Abgeordnete {party}, Sie reden viel und handeln wenig.",
    "Meine Damen und Herren {party}, Ihre Vorschläge kommen leider viel zu spät.",
    "Verehrte Kolleginnen {party}, hören Sie endlich auf, Angst zu verbreiten.",
    "Liebe Kollegen {party}, Sie hatten lange genug Zeit, das Gesetz zu ändern.",
    "Meine Herrschaften {party}, wo waren Sie, als {people} Hilfe brauchten?",
)
MENTIONS = (
    "Die Fraktion {party} hat im Ausschuss gegen den Entwurf gestimmt.",
    "Auch der Vorschlag {party} wurde gestern lange beraten.",
    "Mit der Haltung {party} haben wir uns gründlich befasst.",
)
"""Sentences about a party that do not address it."""
REPLIES = (
    "Nein, das ist falsch, und das wissen Sie sehr genau.",
    "Doch, genau so steht es in Ihrem eigenen Antrag vom letzten Herbst.",
    "Ja, rufen Sie nur dazwischen, davon wird die Rechnung nicht richtiger.",
    "Hören Sie lieber zu, dann verstehen Sie {people} vielleicht besser.",
    "Ach, Sie hatten doch jahrelang Zeit, etwas Besseres vorzulegen.",
    "Natürlich rufen Sie jetzt laut dazwischen, denn Ihnen fehlt jeder Plan.",
)
"""Answers to a call; the party is known from the call alone."""
OBJECTIONS = (
    "Das stimmt doch gar nicht!",
    "Unsinn!",
    "Wer soll das bezahlen?",
    "Das haben Sie jahrelang verhindert!",
    "Kommen Sie endlich zur Sache!",
)
APPROVALS = ("So ist es!", "Sehr richtig!", "Hört! Hört!", "Genau!")
APPLAUSE = ("Beifall {side}", "Anhaltender Beifall {side}")
CHAIR = (
    "Meine Damen und Herren {party}, ich bitte Sie um etwas mehr Ruhe.",
    "Sie haben noch eine Minute Redezeit.",
    "Ich rufe den Zwischenrufer {party} zur Ordnung, Sie können sich später melden.",
)
"""Words of the presiding officer, who speaks for no party."""

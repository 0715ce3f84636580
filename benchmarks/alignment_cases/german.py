"""German sentences as they might be said in a parliament. Nothing here is a quotation."""

SENTENCES = (
    "Frau Präsidentin, verehrte Gäste auf der Tribüne, ich beginne mit einer einfachen Frage.",
    "Der Rechnungshof hat im Jahr 2019 vor genau diesen Mehrkosten gewarnt.",
    "Wir haben 340 Anträge geprüft und davon nur 17 abgelehnt.",
    "Das Bundesverfassungsgericht hat darüber längst entschieden, Herr Staatssekretär.",
    "Zwischen Flensburg und Garmisch liegen fast 1000 Kilometer Schiene.",
    "Der Mindestlohn steigt um 12 Prozent, die Mieten steigen um 15 Prozent.",
    "Was sagen Sie eigentlich einer Krankenschwester in Wuppertal?",
    "Im Ausschuss haben alle Fraktionen zugestimmt, nur Ihre nicht.",
    "Der Kollege Brinkmann hat seinen Änderungsantrag heute Morgen zurückgezogen.",
    "Europa braucht keine Sonntagsreden, Europa braucht Investitionen.",
    "Nach Paragraf 12 des Gesetzes hätte die Behörde innerhalb von 30 Tagen antworten müssen.",
    "Ihre Zahlen stimmen nicht, und das wissen Sie auch.",
    "Wer hat die Verträge unterschrieben, und wann wurde der Bundestag informiert?",
    "Auf diese Weise verlieren wir zwei weitere Jahre.",
    "Ich komme aus einer Region, in der jeder dritte Hausarzt älter als 60 Jahre ist.",
    "Die Deutsche Bahn hat 2023 jeden dritten Fernzug verspätet ans Ziel gebracht.",
    "Das mag juristisch möglich sein, politisch klug ist es nicht.",
    "Jetzt rufen Sie dazwischen, aber zugehört haben Sie nicht.",
    "Die Inflation lag im Oktober bei 3,8 Prozent und im Dezember bei 3,7 Prozent.",
    "Professorin Lindqvist hat uns in der Anhörung etwas anderes berichtet.",
    "Kinder haben keine Lobby, deshalb müssen wir ihre Lobby sein.",
    "Die Landwirte in Mecklenburg-Vorpommern wollen keine Almosen, sie wollen faire Preise.",
    "Bevor wir abstimmen, erlauben Sie mir noch eine persönliche Bemerkung.",
    "Mein Großvater war Bergmann in Gelsenkirchen, er hat nie über Europa geschimpft.",
    "Die Bundeswehr braucht Ausrüstung, keine Ankündigungen.",
    "Dafür stehen im Etat des Ministeriums 240 Millionen Euro bereit.",
    "Wir lehnen diesen Entwurf ab, weil er die Falschen belastet.",
    "Sie verwechseln Ursache und Wirkung, Frau Abgeordnete.",
    "Seit 1998 verspricht jede Regierung den Abbau der Bürokratie.",
    "Am Ende dieser Wahlperiode wird niemand mehr über Ihr Gesetz sprechen.",
    "Digitale Verwaltung heißt nicht, dass man ein Formular ausdrucken und faxen darf.",
    "Haben Sie mit den Betroffenen in Ostfriesland überhaupt einmal geredet?",
    "Eine Wärmepumpe läuft auch bei 20 Grad unter null, das zeigt Norwegen.",
    "Die Opposition hat keinen einzigen Gegenvorschlag vorgelegt.",
    "Wir werden dem Antrag in der Fassung des Haushaltsausschusses zustimmen.",
    "Ohne Zuwanderung fehlen uns bis 2035 sieben Millionen Arbeitskräfte.",
    "Freiheit endet nicht an der Supermarktkasse, aber sie beginnt dort auch nicht.",
    "Der Rhein führte im August so wenig Wasser wie seit Jahrzehnten nicht.",
    "Ich zitiere aus Ihrem eigenen Programm, Seite 47, zweiter Absatz.",
    "Das Parlament ist kein Notariat der Regierung.",
    "Zwei Drittel der Befragten halten die Reform für ungerecht.",
    "Gestatten Sie eine Zwischenfrage des Abgeordneten Ochsenreither?",
    "Nein, ich möchte den Gedanken zuerst zu Ende führen.",
    "Die Hochschulen in Jena und Ilmenau leisten Erstaunliches mit wenig Geld.",
    "Der Vorschlag der Kommission ist ein guter Anfang, mehr aber auch nicht.",
    "Es geht um 83 Millionen Menschen und nicht um Ihre Umfragewerte.",
    "Pflege darf nicht arm machen, weder die Gepflegten noch die Pflegenden.",
    "Während Sie noch streiten, schließen in Pirmasens die letzten Geschäfte.",
    "Herzlichen Glückwunsch zum Geburtstag, Herr Kollege Yıldız.",
    "Die Ostsee ist kein Abstellplatz für alte Munition.",
    "Unsere Verbündeten in Warschau und Vilnius schauen heute auf dieses Haus.",
    "Der Bund zahlt 49 Euro, die Länder zahlen den Rest.",
    "Ein Gesetz, das niemand versteht, schützt auch niemanden.",
    "Man kann nicht gleichzeitig Steuern senken, Schulden tilgen und mehr ausgeben.",
    "Die Justiz in Görlitz wartet seit vier Jahren auf eine zweite Richterin.",
    "Ich danke den Feuerwehren und dem Technischen Hilfswerk für ihren Einsatz im Ahrtal.",
    "Das ist der Unterschied zwischen Ihnen und uns: Wir rechnen vorher.",
    "Mit 51 zu 49 Prozent gewinnt man eine Abstimmung, aber kein Vertrauen.",
    "Zur Geschäftsordnung hat sich niemand mehr gemeldet.",
    "Die Sitzung ist geschlossen, kommen Sie gut nach Hause.",
    "Jüdisches Leben gehört seit 1700 Jahren zu diesem Land.",
    "Ob Sie es hören wollen oder nicht, der Klimawandel wartet nicht auf Mehrheiten.",
    "Vielleicht erklärt uns der Finanzminister die Lücke von sechs Milliarden Euro.",
    "Handwerkerinnen, Meister und Lehrlinge haben hier gestern friedlich demonstriert.",
)

SUBJECTS = (
    "die Gemeinden", "die Länder", "die Gewerkschaften", "viele Betriebe", "unsere Nachbarn",
    "die Krankenhäuser", "mehrere Sachverständige", "die Gerichte", "junge Forscherinnen",
    "die Verbände", "einige Abgeordnete", "die Landkreise", "zahlreiche Fachleute", "die Kirchen",
    "alle demokratischen Parteien", "die Stadtwerke", "manche Minister", "die Universitäten",
    "fast alle Mitgliedstaaten", "die Versicherten", "unsere Soldaten", "die Verbraucher",
    "drei unabhängige Institute", "die Arbeitgeber", "etliche Bürgermeister", "die Beamten",
    "die Europäer", "viele Landwirte", "die Fischer an der Küste", "die Aufsichtsbehörden",
    "beide Koalitionspartner", "die Werften", "private Vermieter", "die Opfer der Flut",
)  # fmt: skip
"""Nominatives, all plural."""

VERBS = (
    "fordern", "unterstützen", "prüfen", "kürzen", "verschieben", "beschließen", "verteidigen",
    "bezahlen", "verhindern", "planen", "erwarten", "begrüßen", "verlangen", "fördern",
    "beantragen", "vergessen", "kritisieren", "verbessern", "begrenzen", "sichern", "genehmigen",
    "erneuern", "vereinfachen", "bekämpfen", "befürworten", "missbrauchen", "veröffentlichen",
    "hinterfragen", "beschleunigen", "überwachen", "ignorieren", "gefährden", "retten",
)  # fmt: skip
"""Infinitives, which are the third person plural too."""

OBJECTS = (
    "den neuen Finanzplan", "eine gerechte Erbschaftsteuer", "das europäische Asylrecht",
    "die Sanierung der Brücken", "den Ausbau der Stromnetze", "eine höhere Pendlerpauschale",
    "das umstrittene Lieferkettengesetz", "die jährliche Rentenanpassung", "den sozialen Ausgleich",
    "eine unabhängige Untersuchung", "das digitale Klassenzimmer", "die kommunale Selbstverwaltung",
    "den Schutz der Moore", "eine ehrliche Bilanz", "das Abkommen mit Kanada",
    "die Entlastung der Pendler", "den Bericht der Wehrbeauftragten", "eine zweite Lesung",
    "das bewährte Meisterprinzip", "die Öffnung der Archive", "den Umzug der Behörde",
    "eine Quote für Vorstände", "das Recht auf schnelles Internet", "die Vergabe der Aufträge",
    "den Verkauf der Häfen", "eine Reform der Grundsteuer", "das Verbot der Einwegbecher",
    "die Förderung kleiner Theater", "den Bau neuer Gefängnisse", "eine Pflicht zur Auskunft",
    "das Ehrenamt im Sport", "die Rückzahlung der Kredite", "den Frieden auf dem Balkan",
    "eine gemeinsame Verteidigung", "das geplante Wasserstoffnetz", "die Zulassung von Impfstoffen",
)  # fmt: skip
"""Accusatives."""

ADVERBS = (
    "seit dem Frühjahr", "in der kommenden Woche", "ohne jede Begründung", "mit großer Mehrheit",
    "trotz aller Bedenken", "gegen den Rat der Experten", "spätestens im Herbst", "aus gutem Grund",
    "hinter verschlossenen Türen", "zum ersten Mal", "im Interesse der Steuerzahler",
    "auf Kosten der Jüngeren", "nach langem Zögern", "vor laufenden Kameras", "mitten in der Krise",
    "unter großem Zeitdruck", "bis zum Jahr 2030", "schon zum zweiten Mal", "in ganz Europa",
    "mit Augenmaß", "wider besseres Wissen", "von Anfang an", "an jedem einzelnen Standort",
    "im Namen der Vernunft", "nur auf dem Papier", "gemeinsam mit Polen", "binnen weniger Tage",
    "bei voller Transparenz", "nahezu geräuschlos", "auf dem Rücken der Kinder",
)  # fmt: skip

INTROS = (
    "Ich bin fest überzeugt", "Niemand bestreitet", "Wir sehen mit Sorge", "Es ist kein Zufall",
    "Die Menschen spüren", "Aus dem Bericht geht hervor", "Ich freue mich", "Man hört immer wieder",
    "Das Gutachten belegt", "Ihnen ist doch bekannt", "Ich nehme zur Kenntnis", "Wir bedauern sehr",
    "Es überrascht mich nicht", "Jeder im Saal weiß", "Der Minister behauptet", "Fest steht",
    "Gestern wurde bekannt", "Ich hätte nie gedacht", "Es bleibt richtig", "Umfragen zeigen",
)  # fmt: skip

MODALS = ("müssen", "können", "wollen", "dürfen", "sollen", "werden", "möchten")

JOINS = (
    "und deshalb", "aber trotzdem", "denn am Ende", "doch leider", "und gerade jetzt",
    "oder vielleicht", "aber nebenbei", "und immerhin",
)  # fmt: skip

TEMPLATES = (
    "{Subject} {verb} {adverb} {object}.",
    "{Adverb} {verb} {subject} {object}.",
    "{intro}, dass {subject} {object} {adverb} {verb}.",
    "{Subject} {modal} {object} {adverb} {verb}.",
    "Warum {verb} {subject} {object} nicht {adverb}?",
    "{Subject} {verb} {object}, {join} {modal} wir {object2} {verb2}.",
    "{intro}, dass {subject} {adverb} {object} {verb}, während {subject2} {object2} {verb2}.",
    "Wenn {subject} {object} {verb}, dann {modal} wir {adverb} {object2} {verb2}.",
    "Im Jahr {year} {modal} {subject} {adverb} {object} {verb}.",
    "Rund {number} Prozent der Befragten {verb} {object}.",
)

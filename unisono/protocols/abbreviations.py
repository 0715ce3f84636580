"""Words with a stop that ends no sentence, and words that begin one, by language.

Collected for speech in parliaments: titles, laws, printed papers, amounts.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a language's rules know.

    Attributes
    ----------
    never
        Words whose stop never ends a sentence, without it.
    seldom
        Words whose stop ends one only before a word of ``starters``.
    starters
        Words that, in capitals behind a stop in doubt, begin a sentence.
    numbered
        Words whose stop ends no sentence before a number: "Art. 5", but "auf diese Art. Wir".
    counted
        Words whose number is not an ordinal: behind "Artikel 5." a sentence may begin.
    ordinals
        Whether a number with a stop is an ordinal.
    """

    never: frozenset[str]
    seldom: frozenset[str]
    starters: frozenset[str]
    numbered: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    ordinals: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GERMAN = Words(
    never=_words(
        """
        Abb Abg Abgg Abs Abschn Abt Allg Anm Aufl Ausf Az Bd Bde Betr Bez Bf Buchst
        Bsp Dipl Doz Dr Dres Drs Drucks Durchf Einf Entsch Erl Evtl Fa Frhr Gebr Ges Gem Hbf Hr
        Hrn Hrsg Ing Kap Kfm Kl Kto Lfd Lt Ltd Nr Nrn Parl Pfr Präs Priv Prof Proff Prot Rdnr Reg
        Rn Rz Sog Sr St Staatssekr StS Str Tel Tit Univ Urt Verf Verh Vgl Vors Vorl Wiss Ziff Ziffn
        abzgl allg bes betr bez bzgl bzw ca dergl dt ebd ehem einschl entspr evtl exkl frz gem ggf
        ggfs gesch gest hrsg inkl insb insbes jew lfd lit luth max mdl med min mind nat näml od
        phil rd rer resp sog sogen staatl stellv stv tatsächl techn urspr usf verh vgl vorm vorr
        wiss zit zul zur zzgl zzt iur jur oec pol theol
        Jan Feb Febr Aug Sept Okt Nov Dez
        """
    )
    - {"zur", "max", "Reg"},
    seldom=_words(
        """
        Chr Co Fr Jh Jhd Jhdt Jg Mill Mio Mrd Mrd Min Sek Std Stck Tsd ff f Hd jun sen usw etc
        uvm usf Euro d i u z e a h B c v V R m d.h z.B u.a e.V u.U i.d.R o.g o.ä s.o s.u i.S m.E
        """
    )
    - {"Euro"},
    starters=_words(
        """
        Aber Ach All Alle Allein Alles Als Also Am An Andere Auch Auf Aus Außerdem Bei Beide
        Bisher Bitte Da Dabei Dadurch Dafür Dagegen Daher Damals Damit Danach Dann Daran Darauf
        Daraus Darin Darüber Darum Das Dass Davon Davor Dazu Dem Den Denn Dennoch Der Deren Des
        Deshalb Dessen Deswegen Die Dies Diese Diesem Diesen Dieser Dieses Doch Dort Durch Ein
        Eine Einem Einen Einer Eines Einige Er Erst Erstens Es Etwas Euch Für Ganz Gegen Gerade
        Genau Gibt Haben Hat Heute Hier Hierzu Ich Ihm Ihn Ihnen Ihr Ihre Ihrem Ihren Ihrer Im
        Immer In Insofern Ist Ja Jede Jeder Jedes Jedoch Jene Jetzt Kann Können Kein Keine Keiner
        Man Manche Mehr Meine Meinen Mir Mit Morgen Müssen Nach Natürlich Nein Nicht Nichts
        Niemand Noch Nun Nur Ob Oder Ohne Schließlich Sehen Sehr Sein Seine Seit Selbst Sich Sie
        Sind So Solche Solange Somit Sondern Sonst Sowohl Statt Trotz Trotzdem Über Übrigens Um
        Und Uns Unser Unsere Unter Viel Viele Vielen Vom Von Vor War Waren Warum Was Weder Wegen
        Weil Weiter Welche Wenn Wer Werden Weshalb Wie Wieder Will Wir Wird Wo Wobei Wohin Wollen
        Zu Zudem Zuerst Zugleich Zuletzt Zum Zunächst Zur Zwar Zweitens Zwischen Drittens Herr Frau
        Liebe Lieber Verehrte Sehr Vielen Herzlichen Danke Dank Zuruf
        """
    ),
    numbered=_words("Art Artt Nr No S Bd"),
    counted=_words(
        """
        § §§ Abs Absatz Absätze Anlage Art Artikel Artikeln Buchstabe Drucksache Nr Nummer
        Nummern Paragraf Paragraph Punkt Satz Sätze Seite Tagesordnungspunkt TOP Zusatzpunkt
        Ziffer Ziff Kapitel Titel Einzelplan Jahr Jahre Jahres auf von um
        """
    )
    - {"auf", "von", "um"},
    ordinals=True,
)

_ENGLISH = Words(
    never=_words(
        """
        Adm Amb Art Arts Assn Ave Brig Bros Capt Cllr Cmdr Col Cpl Dept Dr Drs Esq Fig Gen Gov
        Hon Lt Ltd Maj Messrs Mr Mrs Ms Mt No Nos Para Pres Prof Rep Reps Rev Rt Sec Secs Sen Sens
        Sgt St Supt Vol approx cf hon p para pp sec viz vs v
        """
    ),
    seldom=_words(
        """
        Co Corp Inc Jr Sr U.S U.K U.N E.U U.S.A D.C a.m p.m e.g i.e etc al Jan Feb Aug Sept Oct
        Nov Dec M.P
        """
    ),
    starters=_words(
        """
        A About After All Also Although An And Any Are As At Because Before But By Can Could Did
        Do Does Each Every First For From Has Have He Her Here His How However I If In Indeed Is
        It Its Last Let Many May Members More Most My Nevertheless No None Nor Not Now Of On Once
        One Only Or Our Perhaps Second Several She Should Since So Some Such Thank That The Their
        Then There Therefore These They This Those Though Three Through Thus To Today Tomorrow
        Two Under Until We Were What When Where Whether Which While Who Why Will With Would Yes
        Yesterday Yet You Your Madam
        """
    ),
)

LANGUAGES = {"de": _GERMAN, "en": _ENGLISH}
"""By the language's BCP 47 primary subtag; others are split like English."""


def words_of(language: str) -> Words:
    """Words of a language, of English where it has none of its own."""
    return LANGUAGES.get(language.lower().partition("-")[0], _ENGLISH)

//! German sentences.

use super::sentences::Texts;

#[rustfmt::skip]
pub(crate) static DE: Texts = Texts {
    titles: ["Frau", "Frau", "Frau", "Herr", "Herrn", "Herr"],
    opening: &[
        "Anruf bei 101 um {h}. Die Streife trifft elf Minuten später ein und befragt {va}.",
        "{V} erscheint auf der Wache und bittet um ein Gespräch in einem getrennten Raum.",
        "Ein Nachbar ruft um {h} die 101 an, nachdem er Schreie und Schläge gegen eine Wand gehört hat.",
        "{V} ruft um {h} aus dem Badezimmer die 112 an. Die Streife befragt beide Parteien getrennt.",
        "Eine Streife wird gegen {h} auf der Straße von {va} angesprochen.",
        "Eine Verwandte begleitet {va} zur Wache. Die Anhörung findet in einem getrennten Raum statt.",
        "Das Krankenhaus meldet, dass {v} in der Notaufnahme ist. Die Anhörung findet dort statt.",
    ],
    topic: &[
        "{V} erklärt, dass {o} gegen {h} wegen des Haushaltsgeldes zu schreien begann.",
        "{a}{V} erklärt, in der Vorwoche eine Trennung angekündigt zu haben. Gegen {h} kam {o} zur Wohnung.",
        "{V} erklärt, dass {o} gegen {h} das Telefon sehen wollte und es gewaltsam an sich nahm.",
        "{V} erklärt, dass {o} seit dem Nachmittag sechs Bier getrunken hat und gegen {h} mit der Faust auf den Tisch schlug.",
        "{V} erklärt, dass {o} gegen {h}, nach der Arbeit, fragte, wo {v} seit Mittag war.",
        "{V} erklärt, dass {o} gegen {h} vor dem Gebäude stand, zum dritten Mal in diesem Monat.",
        "{k}{V} erklärt, dass {o} bei der Übergabe der Kinder um {h} schrie.",
        "{t}{V} erklärt, dass {o} gegen {h} die Haustür abschloss und die Schlüssel behielt.",
    ],
    act: &[
        "{O} stieß {va} gegen die Küchentür.", "{O} gab {va} eine Ohrfeige auf die linke Wange.",
        "{O} packte {va} am rechten Arm und drückte mehrere Sekunden zu.", "{O} warf einen Teller in Richtung von {va}. Der Teller zerbrach am Boden.",
        "{O} zog {va} an den Haaren bis in den Flur.", "{O} legte {va} etwa fünf Sekunden lang eine Hand um den Hals.",
        "{O} zerbrach einen Stuhl und das Telefon von {va}.", "{O} stellte sich vor die Tür, sodass {v} nicht hinausgehen konnte.",
        "{O} schickte {va} zweiundvierzig Nachrichten zwischen Mitternacht und fünf Uhr.", "{O} trat {va} zweimal gegen das rechte Bein.",
        "{O} nahm ein Küchenmesser und legte es vor {va} auf den Tisch.", "{O} folgte {va} mit dem Auto vom Bahnhof bis zur Wohnung.",
    ],
    seen: &[
        "Die Streife sieht eine drei Zentimeter große Rötung am Arm von {va}. Ein Foto wird gemacht.",
        "Die Streife sieht zerbrochenes Geschirr in der Küche und eine Tür mit herausgebrochenem Schloss.",
        "{V} zeigt die erhaltenen Nachrichten; eine Kopie liegt bei.", "{V} weint, und die Hände zittern während der Anhörung.",
        "Die Streife sieht einen Bluterguss unter dem linken Auge von {va}. Ein ärztliches Attest folgt.",
        "{O} riecht nach Alkohol und spricht laut, als die Streife eintrifft.",
    ],
    said_by_other: &[
        "{t}„Wenn du gehst, finde ich dich.“", "„Du kommst hier nicht raus.“", "„Ich bringe dich um.“", "{k}„Die Kinder siehst du nicht mehr.“",
        "„Ohne mich bist du nichts.“", "„Ruf die Polizei, dann wirst du sehen.“", "„Gib mir dein Telefon.“", "„Ich weiß, wo deine Schwester wohnt.“",
    ],
    said_by_victim: &[
        "„Ich traue mich heute Abend nicht nach Hause.“", "„Es ist nicht das erste Mal.“", "„Ich will, dass es aufhört.“",
        "„Ich habe noch niemandem davon erzählt.“", "„Seit dem Sommer passiert es öfter.“", "„Ich weiß nicht, wohin.“", "{k}„Die Kinder haben alles gehört.“",
    ],
    words: "{O}: {1} {V}: {2}",
    actions: &[
        "Beide Parteien werden in getrennten Räumen befragt.", "Der diensthabende Magistrat wird telefonisch informiert.",
        "{V} erhält die Bescheinigung und das Faltblatt mit den Hilfsnummern.", "Die Streife bringt {va} zu Verwandten.",
        "Ein Foto der Schäden liegt bei.", "Für {va} wird ein Krankenwagen gerufen.", "Der Revierdienst ruft später zurück.",
    ],
    measures: &[
        "{t}{O} verlässt die Wohnung für 72 Stunden.", "Unterbringung von {va} bei Verwandten.", "Sicherstellung eines Küchenmessers.",
        "Die Wohnungsschlüssel gehen an {va}.", "Zeitweiliges Hausverbot bei der Staatsanwaltschaft beantragt.",
    ],
    impact: &[
        "Ein Kind hörte die Schreie aus dem Kinderzimmer.", "Die Kinder waren im Raum und weinten.", "Das älteste Kind lief zu einer Nachbarin.",
        "Ein Kind stellte sich zwischen die beiden Erwachsenen.", "Ein Kind sagt, abends Bauchschmerzen zu haben.", "Die Kinder sahen am nächsten Tag die zerbrochenen Sachen.",
    ],
    risk: &[
        "{V} meldet, dass es seit drei Monaten öfter vorkommt.", "{V} meldet eine Jagdwaffe bei den Eltern von {oa}.",
        "{V} hat seit einem Jahr keinen Kontakt mehr zur Familie.", "{V} meldet zwei frühere Einsätze in einer anderen Gemeinde.",
        "{V} meldet eine kürzliche Trennung.",
    ],
    safe: &[
        "Nur werktags von 9 bis 12 Uhr. Nie eine Nachricht hinterlassen.", "Am Arbeitsplatz anrufen und nach dem Personalbüro fragen.",
        "Nicht nach 17 Uhr anrufen.", "Zuerst die Schwester anrufen.", "Nur mit unterdrückter Nummer.", "Keine Post an die Adresse.",
    ],
    reached: &[
        "Gespräch von zwanzig Minuten. {V} fragt nach dem weiteren Ablauf.", "{V} wohnt bei einer Freundin und sucht eine Wohnung.",
        "{V} möchte anwaltlichen Rat. Die Sprechstunden wurden genannt.", "{V} bittet um einen Rückruf in der nächsten Woche.",
        "{V} war beim Hausarzt und reicht das Attest nach.",
    ],
    no_answer: &["Keine Antwort.", "Keine Antwort, keine Nachricht hinterlassen."],
    somebody_else: &["Eine andere Person nimmt ab. Es wurde nichts gesagt.", "{k}Ein Kind nimmt ab. Es wurde nichts gesagt."],
    wrong_number: &["Nummer nicht vergeben."],
    declined: &["{V} wünscht zurzeit keine Begleitung und behält die Kontaktdaten.", "{V} hat bereits anderswo Begleitung."],
    day_two: &["{V} schlief bei einer Schwester und möchte Papiere abholen.", "{V} fragt, wie lange eine Anhörung dauert.", "{V} hat keinen Zugang zum gemeinsamen Konto.", ""],
    amend: &[
        "Ärztliches Attest erhalten und beigefügt.", "Ein Zeuge präzisiert die Uhrzeit: gegen {h}.", "Kopie der Nachrichten beigefügt.",
        "{O} wurde heute angehört; das Protokoll liegt bei.",
    ],
    closed: &["Tatsachen in diesem Stadium nicht ausreichend festgestellt.", "Lage geregelt, Hilfe läuft.", "Keine neuen Tatsachen seit sechs Monaten."],
    follow_up: &["Begleitung durch den Opferbeistand, Zwischenstand in zwei Monaten.", "Mit einer laufenden Akte verbunden."],
    hearing: &["Anhörung beider Parteien beantragt.", "Anhörung der anderen Partei mit anwaltlichem Beistand beantragt."],
    investigation: &["Befragung der Nachbarn und Auswertung des Telefons beantragt.", "Ermittlung eröffnet, Auftrag an die Zone."],
    sensitive: &["Würgen erklärt.", "Todesdrohungen und kürzliche Trennung.", "Dritter Vorfall in sechs Monaten.", "Zugang zu einer Waffe.", "{k}Kinder bei Schlägen anwesend."],
    unreached: &["Anrufe zu verschiedenen Zeiten, keine Antwort.", "Nummer abgeschaltet; kein anderer sicherer Weg bekannt."],
    ended: &["Kontakt hergestellt; {v} wünscht kein weiteres Gespräch.", "Betreuung vom ÖSHZ übernommen."],
    pause_contact: &["Krankenhausaufenthalt bis nächste Woche.", "Dolmetscher wird erwartet."],
    pause_decision: &["Ärztliches Attest wird abgewartet.", "Anhörung in einer anderen Zone wird abgewartet."],
    group: &["Dieselben Personen, dieselben Geburtsdaten: gemeinsam begleitet.", "Dieselben Parteien wie in der früheren Akte."],
    link: &["Dieselben Namen, dasselbe Geburtsdatum.", "Anhand des Personalausweises erkannt."],
    separate: &["Namensgleichheit: nicht dasselbe Paar.", "Anderes Geburtsdatum bei der Prüfung."],
    office: &["Büro des Opferbeistands, zweiter Stock", "Wache, Gesprächsraum", "Gemeindehaus, Schalter 4"],
};

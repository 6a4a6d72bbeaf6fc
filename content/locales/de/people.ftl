# Das Register: wer kommt, wechselt, geht; Einladungen und Übergaben. Schlüssel: people-, invitation-, handover-.
people-new-title = Neues Konto
people-person-title = Konto
people-name-hint = So wie Kolleginnen und Kollegen die Person kennen
people-name-missing = Geben Sie einen Namen mit höchstens 80 Zeichen ein
people-username-wrong = Nur Buchstaben, Ziffern und . _ - @ +, höchstens 80 Zeichen
people-username-taken = Diesen Benutzernamen gibt es schon
people-choose = Bitte wählen
people-function = Funktion
people-function-missing = Wählen Sie eine Funktion
people-sector = Bereich eines Partnerdienstes
people-sector-hint = Gilt nur für die Funktion „Partnerdienst“
people-sector-psychosocial = Psychosoziale Hilfe
people-sector-health = Gesundheit
people-zones = Polizeizonen
people-zones-hint = Vier Ziffern, mit Kommas getrennt: 5344, 5340
people-zones-unknown = Eine dieser Zonen gibt es nicht
people-zones-missing = Diese Funktion arbeitet in einer Zone: Geben Sie sie an
people-office = Name des Partnerdienstes
people-office-hint = Nur für einen Partner: Was einem Frauenhaus geöffnet wird, ist nicht für ein anderes
people-office-missing = Geben Sie den Namen des Partnerdienstes an
people-neighbourhoods = Betreute Gemeinden
people-neighbourhoods-hint = Postleitzahlen oder NIS-Codes, mit Kommas getrennt. Leer: die ganze Zone
people-neighbourhoods-unknown = Eine dieser Postleitzahlen gibt es nicht
people-expected = Name in Ihrer Organisation
people-expected-new-hint = Unter diesem Namen meldet sich die Person mit der Organisation an, ohne Passwort von Havre. Leer: Es wird eine Einladung gemacht
people-expected-hint = Ein neuer Name ersetzt die alte Verbindung. Leer: keine Anmeldung über die Organisation mehr
people-expected-wrong = Dieser Name ist zu lang
people-add = Konto anlegen
people-back = Zurück zu den Konten
people-own = Niemand ändert die eigenen Rechte. Eine andere Kontenverwaltung kann es.
people-work-title = Funktion und Zone
people-work-text = Eine Änderung beendet sofort alle Sitzungen: Niemand behält die alten Rechte.
people-move = Ändern
people-organisation-title = Anmeldung über die Organisation
people-bound = Verbunden seit { $since }.
people-not-bound = Noch nicht verbunden. Das geschieht bei der ersten Anmeldung und ändert sich danach nicht von selbst.
people-expect = Namen speichern
people-invite-title = Einladung
people-invite-text = Ein einmaliger Link, um ein Passwort zu wählen: zum Anfangen oder nach dem Vergessen.
people-invite = Einladung machen
people-invited-title = Einladung
people-invited-text = Geben Sie diesen Link persönlich weiter oder auf einem Weg, den nur diese Person liest. Er gilt einmal, bis { $until }. Setzen Sie die Adresse von Havre davor.
people-invited-once = Er wird nur hier gezeigt. Eine neue Einladung ersetzt diese.
people-invited-back = Zum Konto
people-said-added = Das Konto ist angelegt.
people-said-expected-taken = Unter diesem Namen wird schon jemand anderes erwartet.
people-said-moved = Es ist geändert.
people-said-same = Es hat sich nichts geändert.
people-said-expected = Der Name ist gespeichert.
people-said-off = Das Konto ist ausgeschaltet. Seine Sitzungen sind beendet.
people-said-on = Das Konto ist wieder eingeschaltet.
people-leave-link = Diese Person geht
people-leave-title = Weggang und Übergabe
people-leave-text = Das Konto wird sofort ausgeschaltet. Nichts, was geschrieben wurde, geht verloren.
people-leave-list = Laufende Arbeit
people-heir = An wen geht die Arbeit?
people-heir-hint = Gleiche Funktion, gleiche Zonen. Diese Person bekommt die betreuten Gemeinden und ein Übergabeblatt.
people-heir-nobody = An niemanden bestimmten: Alle mit dieser Funktion in der Zone sehen sie
people-heir-missing = Wählen Sie, an wen die Arbeit geht
people-drafts = Nicht unterschriebene Entwürfe
people-drafts-keep = Sie behalten: Sie bleiben bei diesem Konto und können später übergeben werden
people-drafts-give = Sie derselben Person geben
people-drafts-missing = Wählen Sie, was mit den Entwürfen geschieht
people-drafts-nobody = Die Entwürfe können niemandem gegeben werden: Behalten Sie sie oder wählen Sie jemanden
people-drafts-to = Entwürfe geben an
people-drafts-give-button = Entwürfe geben
people-leave = Ausschalten und Arbeit übergeben
people-cancel = Abbrechen
people-changes-title = Änderungen im Register
people-change-at = Wann
people-change-by = Von
people-change-whom = Konto
people-change-what = Was
people-command-line = Befehlszeile
people-change-added = Konto angelegt
people-change-invited = Einladung gemacht
people-change-invitation-used = Passwort über Einladung gewählt
people-change-expected = erwarteter Name aus der Organisation
people-change-bound = mit der Organisation verbunden
people-change-unbound = Verbindung mit der Organisation gelöst
people-change-moved = Funktion oder Zone geändert
people-change-switched-off = Konto ausgeschaltet
people-change-switched-on = Konto wieder eingeschaltet
people-change-neighbourhoods-taken = Gemeinden übernommen
people-change-drafts-given = Entwürfe übergeben
people-change-password-set = Passwort geändert
people-change-second-factor-removed = zweiter Faktor entfernt
people-change-passkey-added = Passkey hinzugefügt
people-change-passkey-removed = Passkey entfernt
invitation-title = Wählen Sie Ihr Passwort
invitation-text = Ihr Benutzername ist { $username }.
invitation-hint = Mindestens 12 Zeichen. Einige Wörter ohne Zusammenhang eignen sich gut.
invitation-button = Speichern und anmelden
invitation-gone-title = Diese Einladung gilt nicht mehr
invitation-gone = Sie wurde schon benutzt oder ist zu alt. Bitten Sie die Kontenverwaltung Ihrer Zone oder Ihrer Staatsanwaltschaft um eine neue.
handover-title = Übergabeblatt
handover-link = Von { $name } übernommene Arbeit
handover-from = Arbeit von { $name }, seit { $at } Ihre.
handover-text = Eine Zeile verschwindet, sobald Sie die Arbeit fortgesetzt haben.
handover-pv = PV-Nummer
handover-what = Was
handover-due = Frist
handover-no-clock = keine Frist
handover-late = überfällig
handover-nothing = Es läuft nichts mehr.
handover-printed = Stand: { $at }.
people-leave-work =
    { $number ->
        [one] { $number } laufende Aufgabe
       *[other] { $number } laufende Aufgaben
    }
people-leave-neighbourhoods =
    { $number ->
        [one] { $number } betreute Gemeinde
       *[other] { $number } betreute Gemeinden
    }
people-drafts-count =
    { $number ->
        [one] { $number } nicht unterschriebener Entwurf
       *[other] { $number } nicht unterschriebene Entwürfe
    }

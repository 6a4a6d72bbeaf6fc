# Aufbewahrung und Löschung. Keys begin with retention-, certificate-, record-, counts-, sure- or period-.
nav-retention = Aufbewahrung
retention-title = Aufbewahrung und Löschung
retention-lead = Hier steht, was seine Frist überschritten hat. Nichts wird von selbst gelöscht: Eine Person schlägt vor, eine andere bestätigt. Namen stehen hier nicht.
retention-case = Aktennummer
retention-case-hint = Die lange Nummer am Ende der Adresse der Akte.
retention-class = Was es ist
retention-zones = Zonen
retention-month = Erster Bericht
retention-ground = Warum
retention-counts-from = Zählt ab
retention-over = Frist abgelaufen am
retention-next = Was nun
retention-source = Quelle
retention-period = Frist
retention-reason = Grund
retention-plans = Zur Löschung vorgeschlagen
retention-no-plans = Nichts ist vorgeschlagen.
retention-proposed-by = Vorgeschlagen von
retention-own = Sie haben es vorgeschlagen: Jemand anderes muss bestätigen.
retention-waits = Wartet auf eine zweite Person
retention-under-way = Wird gelöscht
retention-erasing = { $number ->
    [one] Eine bestätigte Akte wird gelöscht.
   *[other] { $number } bestätigte Akten werden gelöscht.
}
retention-confirm = Bestätigen: endgültig löschen
retention-withdraw = Zurücknehmen
retention-due = Frist abgelaufen
retention-nothing-due = Nichts hat seine Frist überschritten.
retention-propose = Angekreuzte Akten zur Löschung vorschlagen
retention-ask = Eine Akte vor Ablauf der Frist vorschlagen
retention-ask-lead = Wenn die Person ein Recht darauf hat, bei einem Irrtum oder auf Anordnung.
retention-propose-one = Zur Löschung vorschlagen
retention-choose = Wählen
retention-held = Rechtliche Sperre
retention-held-lead = Eine gesperrte Akte wird weder vorgeschlagen noch gelöscht, bis die Sperre aufgehoben ist.
retention-none-held = Keine Akte ist gesperrt.
retention-held-by = Gesperrt von
retention-hold = Diese Akte sperren
retention-hold-reason = Grund der Sperre
retention-hold-hint = Unter dem Schlüssel der Akte aufbewahrt und mit ihr gelöscht.
retention-lift = Sperre aufheben
retention-lift-reason = Grund der Aufhebung
retention-erased = Gelöscht
retention-none-erased = Es wurde noch nichts gelöscht.
retention-rules = Die Regeln
retention-rules-lead = Eine Kategorie ohne Frist wird nie von selbst vorgeschlagen. Quellen stehen so da, wie sie notiert wurden.
retention-no-period = Niemand hat eine Frist festgelegt
retention-ground-period = Die Frist ist abgelaufen
retention-ground-asked = Die Person hat es verlangt und ein Recht darauf
retention-ground-mistake = Irrtümlich erfasst
retention-ground-order = Von einem Gericht oder der Aufsichtsbehörde angeordnet
retention-said-proposed = Vorgeschlagen. Jemand anderes muss bestätigen.
retention-said-confirmed = Bestätigt. Es wird gelöscht.
retention-said-withdrawn = Der Vorschlag wurde zurückgenommen.
retention-said-held = Die Akte ist gesperrt.
retention-said-lifted = Die Sperre wurde aufgehoben.
retention-wrong-already = Jemand war schneller: Sehen Sie die Liste noch einmal an.
retention-wrong-unknown = Diese Akte gibt es in Ihren Zonen nicht.
retention-wrong-held = Die Akte ist gesperrt oder nicht mehr gesperrt: siehe die Liste der Sperren.
retention-wrong-not-due = Die Frist dieser Akte ist nicht abgelaufen.
retention-wrong-same-person = Sie haben es selbst vorgeschlagen: Jemand anderes muss bestätigen.
retention-wrong-none = Kreuzen Sie mindestens eine Akte an.
retention-wrong-number = Geben Sie eine Aktennummer ein.
retention-wrong-choose = Wählen Sie, warum.
retention-wrong-reason = Geben Sie den Grund an.
retention-wrong-long = Der Text ist zu lang oder enthält unlesbare Zeichen.
record-report-closed = Berichte ohne weitere Folge
record-report-open = Berichte ohne Entscheidung oder in Begleitung
record-complaint = Akte mit Klage
record-conference = Akte einer Fallkonferenz
record-consent = Einwilligungen und notierte Rechtsgründe
record-advice = Anonyme Beratung
record-reading = Logbuch der Einsichtnahmen
record-draft = Nicht unterzeichneter Bericht
record-account = Konto des Personals
record-demo = Erfundene Personen
counts-last-entry = Der letzte Eintrag zu einem Bericht
counts-decision = Die letzte Entscheidung
counts-end-of-follow-up = Das Ende der Begleitung
sure-quoted = Von einer Sekundärquelle zitiert
sure-unverified = Nicht geprüft
sure-choice = Ein Anfangswert, keine Regel
sure-not-found = Nicht gefunden
period-years = { $number ->
    [one] Ein Jahr
   *[other] { $number } Jahre
}
period-months = { $number ->
    [one] Ein Monat
   *[other] { $number } Monate
}
period-days = { $number ->
    [one] Ein Tag
   *[other] { $number } Tage
}
certificate-title = Löschbescheinigung
certificate-number = Nummer
certificate-rule = Regel
certificate-proposed = Vorgeschlagen von
certificate-confirmed = Bestätigt von
certificate-erased = Gelöscht am
certificate-entries = Einträge in der Kette
certificate-hash = Hash des letzten Eintrags
certificate-named-by = Andere Akten, die seine Nummer nennen
certificate-destroyed = Was vernichtet wurde
certificate-table = Tabelle
certificate-rows = Zeilen
certificate-stays = Was bleibt: die versiegelte Kette, die niemand mehr öffnen kann; wer die Akte gelesen hat, mit ihrer Nummer; und was andere Akten in eigenen Einträgen über dieselben Personen sagen. Ältere Sicherungen öffnen diese Akte nicht mehr, solange nur die letzte Kopie der Schlüssel aufbewahrt wird.
certificate-text = Als Textdatei

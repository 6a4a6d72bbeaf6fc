# Von einem Dienst zu bestätigen. Schlüssel: notices-, notice-.
nav-notices = Zu bestätigen
notices-title = Zu bestätigen
notices-lead = Jemand verlässt sich auf Sie: Bestätigen Sie, wenn es getan ist. Wer benachrichtigt hat, sieht, wer nicht bestätigt hat.
notices-none = Nichts zu bestätigen.
notices-open = Die Akte ansehen
notice-withdrawal = Einwilligung oder Weitergabe zurückgezogen
notice-correction = Eine Rolle war falsch
notice-withdrawal-says = Sie können diese Akte nicht mehr lesen. Vernichten Sie Ihre Kopien und Notizen, außer wenn das Gesetz Sie zur Aufbewahrung verpflichtet.
notice-correction-says = Jemand war in einer falschen Rolle notiert, zum Beispiel das Opfer als die andere Partei. Lesen Sie die Akte und berichtigen Sie, was Sie anderswo übernommen haben.
notice-withdrawal-go = Wir haben gelöscht, wir bestätigen
notice-correction-go = Wir haben gelesen und berichtigt, wir bestätigen

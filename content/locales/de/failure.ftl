# Was misslingt, ruhig gesagt. Schlüssel beginnen mit failure-.
failure-title = Das hat nicht geklappt
failure-reference = Wenn Sie um Hilfe bitten, nennen Sie diese Referenz:
failure-home = Zur Startseite
failure-not-found = Diese Seite gibt es nicht, oder sie ist nicht für Ihre Funktion bestimmt.
failure-bad-request = Die Anfrage konnte nicht gelesen werden. Gehen Sie zurück und versuchen Sie es noch einmal.
failure-too-large = Die Eingabe ist zu groß. Es wurde nichts gespeichert. Gehen Sie zurück und kürzen Sie den Text.
failure-storage = Der Datenträger des Servers ist voll oder schreibgeschützt. Es wurde nichts halb gespeichert. Was Sie geschrieben haben, steht noch auf dieser oder der vorigen Seite: Versuchen Sie es später noch einmal.
failure-altered = Diese Akte wurde außerhalb von Havre verändert: Es wird nichts hinzugefügt, bis die Verwaltung sie geprüft hat. Was Sie geschrieben haben, steht noch auf dieser oder der vorigen Seite: Kopieren Sie es und benachrichtigen Sie die Verwaltung.
failure-internal = Auf dem Server ist ein Fehler aufgetreten. Er ist protokolliert. Gehen Sie zurück und versuchen Sie es noch einmal.
failure-typed = Was Sie geschrieben haben
failure-signed-meanwhile = Dieser Bericht wurde inzwischen in einem anderen Fenster unterzeichnet und kann nicht mehr geändert werden. Was Sie geschrieben haben, steht unten: Öffnen Sie den Bericht und ergänzen Sie es dort.
failure-away = Die Datenbank antwortet nicht. Nichts von dem, was gespeichert war, ist verloren. Versuchen Sie es in einer Minute noch einmal: Nichts wird zweimal gespeichert.
failure-busy = Zu viele Anfragen kommen gleichzeitig. Warten Sie einen Augenblick und versuchen Sie es noch einmal.
failure-send-again = Noch einmal senden
failure-say-why = Sie haben in einer Stunde viele verschiedene Akten geöffnet. Sagen Sie warum, und machen Sie weiter.

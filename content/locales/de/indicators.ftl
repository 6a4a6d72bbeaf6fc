# Die Seite der Indikatoren. Schlüssel beginnen mit indicators-.
indicators-title = Indikatoren
indicators-lead = Drei Zahlen zum Steuern und eine für die Justiz. Gezählt aus den Berichten Ihrer Zonen, über 24 volle Monate. Der laufende Monat zählt nicht.
indicators-zone = Zone
indicators-all = Alle meine Zonen
indicators-show = Anzeigen
indicators-month = Monat
indicators-year = letzte 12 Monate
indicators-median = Median
indicators-few = Nicht gezeigt
indicators-of = { $part } von { $whole }
indicators-no-target = Kein Ziel festgelegt
indicators-small = Eine Zahl über weniger als 5 Berichte wird nicht gezeigt, und die Linie hat eine Lücke: So wenige sagen wenig und könnten auf jemanden hinweisen. Auch was sie berechnen ließe, wird nicht gezeigt; deshalb zeigt eine Zone je Jahr alle Monate oder keinen.
indicators-see-table = Die Tabelle enthält alle Zahlen.
indicators-how = Wie wird das gezählt?
indicators-formula = Formel
indicators-numerator = Gezählt wird
indicators-denominator = Bezogen auf
indicators-caution = Mit Vorsicht lesen
indicators-source = Quelle
indicators-by-zone = Nach Zone
indicators-by-month = Monat für Monat

indicators-sensitive-title = Berichte, die zu sensiblen Akten wurden
indicators-sensitive-share = Anteil der Berichte über Familienstreit
indicators-sensitive-formula = Berichte über Familienstreit, die zu sensiblen Akten wurden ÷ alle Berichte über Familienstreit des Monats × 100
indicators-sensitive-numerator = Berichte über Familienstreit, die seither irgendwann als sensible Akte gekennzeichnet wurden
indicators-sensitive-denominator = Im Monat eingegangene Berichte über Familienstreit
indicators-sensitive-caution = Der englische Fahrplan sagt „police reports from different family members vs. sensitive case files“. Das ist ein Übersetzungsfehler: „différend familial“ ist ein Familienstreit. Ein jüngerer Monat kann noch steigen. Ein hoher Anteil ist an sich weder gut noch schlecht.
indicators-sensitive-source = TACTICS-Fahrplan, Abschnitt 4, Indikator 1

indicators-contact-title = Zeit vom Bericht über einen Familienstreit bis zum Kontakt mit EVA oder Opferbeistand
indicators-contact-median = Median der Stunden bis zum Kontakt
indicators-contact-share = Innerhalb des Ziels
indicators-contact-card = Innerhalb des Ziels: { $share }
indicators-contact-formula = Median der Stunden vom Eingang des Berichts über einen Familienstreit bis zum Kontakt; Berichte mit Kontakt innerhalb des Ziels der Zone ÷ alle Berichte über Familienstreit des Monats × 100
indicators-contact-numerator = Median: Stunden nach der Uhr, auch nachts und am Wochenende. Innerhalb des Ziels: Berichte, bei denen die Person rechtzeitig erreicht wurde oder keinen Kontakt wünschte
indicators-contact-denominator = Median: Berichte, bei denen der Kontakt gelang. Innerhalb des Ziels: alle im Monat eingegangenen Berichte über Familienstreit der Zonen, die ein Ziel festgelegt haben, außer eingelesenen Zeilen, die nichts von einem Kontakt sagen
indicators-contact-caution = Der Median lässt Personen aus, die noch nicht erreicht wurden. Der Anteil nicht: Sie zählen als nicht innerhalb des Ziels. Lesen Sie beide zusammen. Unbekannt ist nicht nein: Eine eingelesene Zeile ohne Angaben zum Kontakt steht in keinem von beiden. Jede Zone legt ihr eigenes Ziel fest.
indicators-contact-source = TACTICS-Fahrplan, Abschnitt 4, Indikator 2

indicators-complaints-title = Getrennt davon: die Klagen
indicators-complaints-share = Klagen, innerhalb des Ziels
indicators-consolidated-title = Quote der Zusammenführung
indicators-consolidated-share = Gemeinsam bearbeiteter Anteil
indicators-consolidated-formula = Berichte, die mit den früheren zusammen bearbeitet werden ÷ Berichte über ein Paar, das auch ein früherer Bericht nennt × 100
indicators-consolidated-numerator = Von diesen Berichten jene, deren Akte gemeinsam mit einer anderen bearbeitet wird
indicators-consolidated-denominator = Im Monat eingegangene Berichte über ein Paar, das auch ein früherer Bericht nennt
indicators-consolidated-caution = Ein Paar wird an den Namen und vollständigen Geburtsdaten beider erkannt. Berichte, in denen diese fehlen oder anders geschrieben sind, zählen nicht mit.
indicators-consolidated-source = TACTICS-Fahrplan, Abschnitt 4, Indikator 3

indicators-children-title = Kinder: Anwesenheit und Auswirkung festgehalten
indicators-children-share = Festgehaltener Anteil
indicators-children-formula = Berichte, die Anwesenheit der Kinder und Auswirkung festhalten ÷ Berichte, die Kinder betreffen × 100
indicators-children-numerator = Von diesen Berichten jene, die sagen, ob die Kinder anwesend waren und was es mit ihnen gemacht hat
indicators-children-denominator = Im Monat eingegangene Berichte, die Kinder betreffen
indicators-children-caution = Ist der Anteil niedrig, verlangt der Fahrplan, die Anweisungen an die Polizeiteams zu wiederholen. Kinder, die niemand erwähnt hat, werden nicht gezählt.
indicators-children-source = TACTICS-Fahrplan, Abschnitt 4, Indikator für die Justiz

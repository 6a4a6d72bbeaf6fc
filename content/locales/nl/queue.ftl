queue-title = Op te volgen
queue-next = Te doen
queue-people = Personen
queue-place = Wijk
queue-read = Gelezen door
queue-signs = Goed om te weten
queue-unread = Nog niet gelezen
queue-late = { $count ->
    [one] Eén taak op deze pagina is te laat.
   *[other] { $count } taken op deze pagina zijn te laat.
}
queue-empty = Er wacht niets. Goed gedaan.
queue-show = Welke taken
queue-told = Aan u gemeld omdat het te laat is
queue-all = Alles wat wacht
queue-told-empty = Niets is te laat. Goed gedaan.
queue-unread-empty = Alle verslagen zijn gelezen. Goed zo.

queue-title = Wachtrij
queue-next = Te doen
queue-people = Personen
queue-place = Buurt
queue-read = Gelezen door
queue-signs = Goed om te weten
queue-unread = Nog niet gelezen
queue-late = { $count ->
    [one] Eén taak op deze bladzijde is te laat.
   *[other] { $count } taken op deze bladzijde zijn te laat.
}
queue-empty = Er wacht niets. Goed gedaan.
queue-show = Welke taken
queue-told = Aan u gemeld: te laat
queue-all = Alles wat wacht
queue-told-empty = Niets is te laat. Goed zo.

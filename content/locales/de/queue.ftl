queue-title = Zu bearbeiten
queue-next = Zu tun
queue-people = Personen
queue-place = Viertel
queue-read = Gelesen von
queue-signs = Gut zu wissen
queue-unread = Noch nicht gelesen
queue-late = { $count ->
    [one] Eine Aufgabe auf dieser Seite ist überfällig.
   *[other] { $count } Aufgaben auf dieser Seite sind überfällig.
}
queue-empty = Nichts wartet. Gut gemacht.
queue-show = Welche Aufgaben
queue-told = Ihnen gemeldet, weil überfällig
queue-all = Alles, was wartet
queue-told-empty = Nichts ist überfällig. Gut gemacht.
queue-unread-empty = Alle Berichte sind gelesen. Gut gemacht.

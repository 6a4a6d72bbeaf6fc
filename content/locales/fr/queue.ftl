queue-title = À suivre
queue-next = À faire
queue-people = Personnes
queue-place = Quartier
queue-read = Lu par
queue-signs = Bon à savoir
queue-unread = Pas encore lu
queue-late = { $count ->
    [one] Une tâche de cette page est en retard.
   *[other] { $count } tâches de cette page sont en retard.
}
queue-empty = Rien n’attend. Bravo.
queue-show = Quelles tâches
queue-told = Retards qui vous sont signalés
queue-all = Tout ce qui attend
queue-told-empty = Rien n’est en retard. Bravo.
queue-unread-empty = Tous les rapports sont lus. Bravo.

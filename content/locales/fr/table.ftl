table-title = Tableau de suivi
table-pv = Numéro de PV
table-zone = Zone
table-kind = Type
table-received = Reçu
table-victim = Victime
table-other = Autre partie
table-seen = Lu par le parquet
table-read = Lu par
table-decision = Décision
table-due = Décider avant le
table-state = Quels rapports
table-sort = Ordre
table-show = Afficher
table-all-zones = Toutes mes zones
state-open = Sans décision
state-late = Décision en retard
state-decided = Décidés
state-all = Tous
sort-newest = Plus récents d’abord
sort-oldest = Plus anciens d’abord
table-count = { $count ->
    [0] Aucun rapport
    [one] Un rapport
   *[other] { $count } rapports
}
table-late = { $count ->
    [one] Une décision est en retard.
   *[other] { $count } décisions sont en retard.
}
table-show-late = Afficher
table-before = avant le { $at }
table-no-clock = Aucun délai fixé
table-empty = Aucun rapport ne correspond.
table-all-kinds = Tous les types
table-export-cut = Seulement les 5 000 premières lignes : choisissez une zone ou moins de rapports pour les autres
table-opened = Le rapport ouvert
table-close = Fermer
table-open = Ouvrir
table-keys-row = ligne suivante, précédente (une fois dans le tableau)
table-keys-decide = décider
state-due = À décider, par échéance
export-title = Emporter le tableau
export-text = Le fichier contient des noms et quitte Havre : personne ne peut plus le protéger. Dites pourquoi. Le motif est inscrit à chaque dossier, et les contrôleurs en sont informés.
export-kind = Sorte de fichier
export-kind-xlsx = Tableur (XLSX)
export-kind-csv = Texte (CSV)
export-button = Emporter
export-back = Retour au tableau
export-link = Emporter en fichier

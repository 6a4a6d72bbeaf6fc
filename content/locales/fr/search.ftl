search-title = Trouver un rapport
search-hint = Le numéro complet. Il n’est cherché que dans vos zones.
search-go = Chercher
search-none = Aucun rapport avec ce numéro dans vos zones.

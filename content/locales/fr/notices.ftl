# À confirmer par un service. Clés : notices-, notice-.
nav-notices = À confirmer
notices-title = À confirmer
notices-lead = Quelqu’un compte sur vous : confirmez quand c’est fait. Celui qui a prévenu voit qui n’a pas confirmé.
notices-none = Rien à confirmer.
notices-open = Voir le dossier
notice-withdrawal = Accord ou partage retiré
notice-correction = Un rôle était faux
notice-withdrawal-says = Vous ne pouvez plus lire ce dossier. Détruisez vos copies et vos notes, sauf si la loi vous oblige à les garder.
notice-correction-says = Quelqu’un était noté dans un mauvais rôle, par exemple la victime comme l’autre partie. Lisez le dossier et corrigez ce que vous avez repris ailleurs.
notice-withdrawal-go = Nous avons effacé, nous confirmons
notice-correction-go = Nous avons lu et corrigé, nous confirmons

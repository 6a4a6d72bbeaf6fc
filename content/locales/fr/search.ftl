search-title = Chercher
search-label = Nom, date de naissance, téléphone ou numéro de PV
search-hint = Une personne à la fois, dans n’importe quel ordre, par exemple van der Linden 12/3/1985. Une faute de frappe n’empêche rien. Havre cherche dans vos zones seulement.
search-go = Chercher
search-none = Rien de tel dans vos zones. Essayez avec moins de mots, ou avec l’année seule.
search-near = Personne ne s’écrit ainsi dans vos zones. Vouliez-vous dire :
search-found = { $count ->
    [one] Un résultat
   *[other] { $count } résultats, les plus proches d’abord
}
search-more = Il y en a d’autres. Ajoutez un mot, une date ou un téléphone.
search-person = Personne
search-report = Rapport
search-born = Naissance
search-within-year = ces 12 derniers mois
search-earlier = il y a plus de 12 mois
search-by-number = Numéro de PV
search-open = Ouvrir
search-why = Pourquoi ouvrez-vous ce dossier ?
search-why-hint = Votre réponse est notée avec votre nom.
search-why-report = J’écris un rapport sur ces personnes
search-why-intervention = Une intervention est en cours
search-why-follow-up = J’assure le suivi de la victime
search-why-decision = Je prépare une décision
search-why-asked-victim = La victime l’a demandé
search-why-asked-service = Un autre service l’a demandé
search-first = Chercher d’abord
search-first-hint = Ces personnes sont peut-être déjà connues.

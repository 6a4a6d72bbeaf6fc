# Conservation et effacement. Keys begin with retention-, certificate-, record-, counts-, sure- or period-.
nav-retention = Conservation
retention-title = Conservation et effacement
retention-lead = Ce qui a dépassé son délai est listé ici. L’horloge n’efface rien : une personne propose, une autre confirme. Aucun nom n’est montré.
retention-case = Numéro du dossier
retention-case-hint = Le long numéro à la fin de l’adresse du dossier.
retention-class = De quoi il s’agit
retention-zones = Zones
retention-month = Premier PV
retention-ground = Pourquoi
retention-counts-from = Compte à partir de
retention-over = Délai dépassé le
retention-next = Et maintenant
retention-source = Source
retention-period = Délai
retention-reason = Raison
retention-plans = Proposés à l’effacement
retention-no-plans = Rien n’est proposé.
retention-proposed-by = Proposé par
retention-own = Vous l’avez proposé : une autre personne doit confirmer.
retention-waits = Attend une deuxième personne
retention-under-way = Effacement en cours
retention-erasing = { $number ->
    [one] Un dossier confirmé est en cours d’effacement.
   *[other] { $number } dossiers confirmés sont en cours d’effacement.
}
retention-confirm = Confirmer : effacer pour toujours
retention-withdraw = Retirer
retention-due = Délai dépassé
retention-nothing-due = Rien n’a dépassé son délai.
retention-propose = Proposer les dossiers cochés à l’effacement
retention-ask = Proposer un dossier avant la fin du délai
retention-ask-lead = Quand la personne y a droit, en cas d’erreur, ou sur ordre.
retention-propose-one = Proposer à l’effacement
retention-choose = Choisir
retention-held = Gel juridique
retention-held-lead = Un dossier gelé n’est ni proposé ni effacé tant que le gel n’est pas levé.
retention-none-held = Aucun dossier n’est gelé.
retention-held-by = Gelé par
retention-hold = Geler ce dossier
retention-hold-reason = Raison du gel
retention-hold-hint = Gardée sous la clé du dossier, et effacée avec lui.
retention-lift = Lever le gel
retention-lift-reason = Raison de la levée
retention-erased = Effacés
retention-none-erased = Rien n’a encore été effacé.
retention-rules = Les règles
retention-rules-lead = Une catégorie sans délai n’est jamais proposée par l’horloge. Les sources sont données telles qu’elles ont été notées.
retention-no-period = Personne n’a fixé de délai
retention-ground-period = Le délai est dépassé
retention-ground-asked = La personne l’a demandé et y a droit
retention-ground-mistake = Enregistré par erreur
retention-ground-order = Ordonné par un juge ou l’autorité de contrôle
retention-said-proposed = Proposé. Une autre personne doit confirmer.
retention-said-confirmed = Confirmé. L’effacement est en cours.
retention-said-withdrawn = La proposition est retirée.
retention-said-held = Le dossier est gelé.
retention-said-lifted = Le gel est levé.
retention-wrong-already = Quelqu’un a été plus rapide : regardez à nouveau la liste.
retention-wrong-unknown = Ce dossier n’existe pas dans vos zones.
retention-wrong-held = Le dossier est gelé, ou ne l’est plus : voyez la liste des gels.
retention-wrong-not-due = Le délai de ce dossier n’est pas dépassé.
retention-wrong-same-person = Vous l’avez proposé vous-même : une autre personne doit confirmer.
retention-wrong-none = Cochez au moins un dossier.
retention-wrong-number = Entrez le numéro d’un dossier.
retention-wrong-choose = Choisissez pourquoi.
retention-wrong-reason = Donnez la raison.
retention-wrong-long = Le texte est trop long, ou contient des signes illisibles.
record-report-closed = PV classés sans suite
record-report-open = PV sans décision, ou suivis
record-complaint = Dossier avec plainte
record-conference = Dossier d’une concertation de cas
record-consent = Consentements et bases notées
record-advice = Avis anonyme
record-reading = Journal des consultations
record-draft = PV non signé
record-account = Compte du personnel
record-demo = Personnes inventées
counts-last-entry = La dernière inscription sur un PV
counts-decision = La dernière décision
counts-end-of-follow-up = La fin du suivi
sure-quoted = Cité par une source secondaire
sure-unverified = Non vérifié
sure-choice = Une valeur de départ, pas une règle
sure-not-found = Non trouvé
period-years = { $number ->
    [one] Un an
   *[other] { $number } ans
}
period-months = { $number ->
    [one] Un mois
   *[other] { $number } mois
}
period-days = { $number ->
    [one] Un jour
   *[other] { $number } jours
}
certificate-title = Certificat d’effacement
certificate-number = Numéro
certificate-rule = Règle
certificate-proposed = Proposé par
certificate-confirmed = Confirmé par
certificate-erased = Effacé le
certificate-entries = Inscriptions dans sa chaîne
certificate-hash = Empreinte de la dernière inscription
certificate-named-by = Autres dossiers qui citent son numéro
certificate-destroyed = Ce qui a été détruit
certificate-table = Table
certificate-rows = Lignes
certificate-stays = Ce qui reste : la chaîne scellée, que plus personne ne peut ouvrir ; qui a lu le dossier, par son numéro ; et ce que d’autres dossiers disent des mêmes personnes dans leurs propres inscriptions. Les sauvegardes plus anciennes n’ouvrent plus ce dossier, tant que seule la dernière copie des clés est gardée.
certificate-text = En fichier texte

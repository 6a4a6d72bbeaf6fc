# Le registre : qui arrive, change, part ; invitations et passations. Clés : people-, invitation-, handover-.
people-new-title = Nouveau compte
people-person-title = Compte
people-name-hint = Comme les collègues la ou le connaissent
people-name-missing = Donnez un nom de 80 caractères au plus
people-username-wrong = Lettres, chiffres et . _ - @ + seulement, 80 caractères au plus
people-username-taken = Ce nom d’utilisateur existe déjà
people-choose = Choisissez
people-function = Fonction
people-function-missing = Choisissez une fonction
people-sector = Secteur d’un service partenaire
people-sector-hint = Ne compte que pour la fonction « Service partenaire »
people-sector-psychosocial = Aide psychosociale
people-sector-health = Santé
people-zones = Zones de police
people-zones-hint = Quatre chiffres, séparées par des virgules : 5344, 5340
people-zones-unknown = Une de ces zones n’existe pas
people-zones-missing = Cette fonction travaille dans une zone : indiquez-la
people-office = Nom du service partenaire
people-office-hint = Seulement pour un partenaire : ce qui est ouvert à un refuge ne l’est pas à un autre
people-office-missing = Donnez le nom du service partenaire
people-neighbourhoods = Communes suivies
people-neighbourhoods-hint = Codes postaux ou NIS, séparés par des virgules. Vide : toute la zone
people-neighbourhoods-unknown = Un de ces codes postaux n’existe pas
people-expected = Nom dans votre organisation
people-expected-new-hint = Sous ce nom, elle ou il se connecte avec l’organisation, sans mot de passe de Havre. Vide : une invitation est faite
people-expected-hint = Un nouveau nom remplace l’ancien lien. Vide : plus de connexion par l’organisation
people-expected-wrong = Ce nom est trop long
people-add = Créer le compte
people-back = Retour aux comptes
people-own = Personne ne change ses propres droits. Un autre administrateur peut le faire.
people-work-title = Fonction et zone
people-work-text = Un changement ferme aussitôt toutes les sessions : personne ne garde les anciens droits.
people-move = Changer
people-organisation-title = Connexion par l’organisation
people-bound = Lié depuis le { $since }.
people-not-bound = Pas encore lié. Le lien se fait à la première connexion et ne change plus seul.
people-expect = Enregistrer le nom
people-invite-title = Invitation
people-invite-text = Un lien à usage unique pour choisir un mot de passe : pour commencer, ou après un oubli.
people-invite = Faire une invitation
people-invited-title = Invitation
people-invited-text = Donnez ce lien en mains propres ou par un moyen que seule cette personne lit. Il fonctionne une fois, jusqu’au { $until }. Mettez l’adresse de Havre devant.
people-invited-once = Il n’est montré qu’ici. Une nouvelle invitation remplace celle-ci.
people-invited-back = Au compte
people-said-added = Le compte est créé.
people-said-expected-taken = Une autre personne est déjà attendue sous ce nom.
people-said-moved = C’est changé.
people-said-same = Rien n’a changé.
people-said-expected = Le nom est enregistré.
people-said-off = Le compte est désactivé. Ses sessions sont fermées.
people-said-on = Le compte est réactivé.
people-leave-link = Cette personne s’en va
people-leave-title = Départ et passation
people-leave-text = Le compte est désactivé aussitôt. Rien de ce qui a été écrit ne se perd.
people-leave-list = Travail en cours
people-heir = À qui passe le travail ?
people-heir-hint = Même fonction, mêmes zones. Cette personne reçoit les communes suivies et une feuille de passation.
people-heir-nobody = À personne en particulier : tous ceux qui ont cette fonction dans la zone le voient
people-heir-missing = Choisissez à qui passe le travail
people-drafts = Brouillons non signés
people-drafts-keep = Les garder : ils restent avec ce compte et peuvent être donnés plus tard
people-drafts-give = Les donner à la même personne
people-drafts-missing = Choisissez ce que deviennent les brouillons
people-drafts-nobody = Les brouillons ne peuvent être donnés à personne : gardez-les ou choisissez quelqu’un
people-drafts-to = Donner les brouillons à
people-drafts-give-button = Donner les brouillons
people-leave = Désactiver et passer le travail
people-cancel = Annuler
people-changes-title = Changements du registre
people-change-at = Quand
people-change-by = Par
people-change-whom = Compte
people-change-what = Quoi
people-command-line = ligne de commande
people-change-added = compte créé
people-change-invited = invitation faite
people-change-invitation-used = mot de passe choisi par invitation
people-change-expected = nom attendu de l’organisation
people-change-bound = lié à l’organisation
people-change-unbound = lien avec l’organisation retiré
people-change-moved = fonction ou zone changée
people-change-switched-off = compte désactivé
people-change-switched-on = compte réactivé
people-change-neighbourhoods-taken = communes reprises
people-change-drafts-given = brouillons donnés
people-change-password-set = mot de passe changé
people-change-second-factor-removed = double facteur retiré
people-change-passkey-added = clé d’accès ajoutée
people-change-passkey-removed = clé d’accès retirée
invitation-title = Choisissez votre mot de passe
invitation-text = Votre nom d’utilisateur est { $username }.
invitation-hint = Au moins 12 caractères. Quelques mots sans lien entre eux conviennent bien.
invitation-button = Enregistrer et se connecter
invitation-gone-title = Cette invitation ne vaut plus
invitation-gone = Elle a déjà servi ou elle est trop ancienne. Demandez-en une nouvelle à l’administrateur de votre zone ou de votre parquet.
handover-title = Feuille de passation
handover-link = Travail repris de { $name }
handover-from = Travail de { $name }, à vous depuis le { $at }.
handover-text = Une ligne disparaît dès que vous avez continué le travail.
handover-pv = Numéro de PV
handover-what = Quoi
handover-due = Échéance
handover-no-clock = pas d’échéance
handover-late = en retard
handover-nothing = Il n’y a plus rien en cours.
handover-printed = État au { $at }.
people-leave-work =
    { $number ->
        [one] { $number } travail en cours
       *[other] { $number } travaux en cours
    }
people-leave-neighbourhoods =
    { $number ->
        [one] { $number } commune suivie
       *[other] { $number } communes suivies
    }
people-drafts-count =
    { $number ->
        [one] { $number } brouillon non signé
       *[other] { $number } brouillons non signés
    }

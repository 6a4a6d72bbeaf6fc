# Ce qui ne va pas, dit calmement. Les clés commencent par failure-.
failure-title = Cela n’a pas fonctionné
failure-reference = Si vous demandez de l’aide, donnez cette référence :
failure-home = Aller à la page d’accueil
failure-not-found = Cette page n’existe pas, ou elle n’est pas destinée à votre fonction.
failure-bad-request = La demande n’a pas pu être lue. Revenez à la page précédente et réessayez.
failure-too-large = L’envoi est trop volumineux. Rien n’a été enregistré. Revenez à la page précédente et raccourcissez le texte.
failure-storage = Le disque du serveur est plein ou en lecture seule. Rien n’a été enregistré à moitié. Ce que vous avez écrit est gardé sur cette page ou la précédente : réessayez plus tard.
failure-altered = Ce dossier a été modifié en dehors de Havre : rien n’y est ajouté tant que l’administrateur ne l’a pas vérifié. Ce que vous avez écrit est gardé sur cette page ou la précédente : copiez-le et prévenez l’administrateur.
failure-internal = Une erreur s’est produite sur le serveur. Elle est consignée. Revenez à la page précédente et réessayez.
failure-typed = Ce que vous avez écrit
failure-signed-meanwhile = Ce rapport a été signé entre-temps dans une autre fenêtre et ne peut plus être modifié. Ce que vous avez écrit est ci-dessous : ouvrez le rapport et ajoutez-le.
failure-away = La base de données ne répond pas. Rien de ce qui était enregistré n’est perdu. Réessayez dans une minute : rien n’est enregistré deux fois.
failure-busy = Trop de demandes arrivent en même temps. Attendez un instant et réessayez.
failure-send-again = Envoyer à nouveau
failure-say-why = Vous avez ouvert beaucoup de dossiers différents en une heure. Dites pourquoi, et continuez.

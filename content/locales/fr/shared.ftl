# Dossiers partagés avec un service partenaire. Clés : shared-.
nav-shared = Partagé avec nous
shared-title = Partagé avec votre service
shared-lead = Vous lisez ce que la personne, ou la loi, vous ouvre, et jusqu’au jour indiqué. Chaque lecture est notée.
shared-case = Dossier
shared-why = Sur quelle base
shared-until = Jusqu’au
shared-opened = Ouvert le { $at }
shared-none = Aucun dossier n’est partagé avec vous en ce moment.

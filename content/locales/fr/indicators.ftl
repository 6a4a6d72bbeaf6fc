# La page des indicateurs. Les clés commencent par indicators-.
indicators-title = Indicateurs
indicators-lead = Trois chiffres pour piloter, et un pour la justice. Calculés sur les rapports de vos zones, sur 24 mois complets. Le mois en cours n’est pas compté.
indicators-zone = Zone
indicators-all = Toutes mes zones
indicators-show = Afficher
indicators-month = Mois
indicators-year = 12 derniers mois
indicators-median = Médiane
indicators-few = Non montré
indicators-of = { $part } sur { $whole }
indicators-no-target = Pas d’objectif fixé
indicators-small = Un chiffre sur moins de 5 rapports n’est pas montré, et la ligne s’interrompt : si peu de cas en disent peu et pourraient désigner quelqu’un. N’est pas montré non plus ce qui permettrait de le calculer ; c’est pourquoi, par année, une zone montre tous ses mois ou aucun.
indicators-see-table = Le tableau contient tous les chiffres.
indicators-how = Comment est-ce calculé ?
indicators-formula = Formule
indicators-numerator = Ce qu’on compte
indicators-denominator = Sur combien
indicators-caution = À lire avec prudence
indicators-source = Source
indicators-by-zone = Par zone
indicators-by-month = Mois par mois

indicators-sensitive-title = Rapports devenus dossiers sensibles
indicators-sensitive-share = Part des rapports de différend familial
indicators-sensitive-formula = Rapports de différend familial devenus dossiers sensibles ÷ tous les rapports de différend familial du mois × 100
indicators-sensitive-numerator = Rapports de différend familial marqués comme dossier sensible, à tout moment depuis lors
indicators-sensitive-denominator = Rapports de différend familial reçus dans le mois
indicators-sensitive-caution = La feuille de route en anglais dit « police reports from different family members vs. sensitive case files ». C’est une erreur de traduction : il s’agit du différend familial. Un mois récent peut encore monter. Une part élevée n’est en soi ni bonne ni mauvaise.
indicators-sensitive-source = Feuille de route TACTICS, section 4, indicateur 1

indicators-contact-title = Délai entre le rapport de différend familial et le contact EVA/SAPV
indicators-contact-median = Nombre médian d’heures jusqu’au contact
indicators-contact-share = Dans l’objectif
indicators-contact-card = Dans l’objectif : { $share }
indicators-contact-formula = Médiane des heures entre la réception du rapport de différend familial et le contact ; rapports avec contact dans l’objectif de la zone ÷ tous les rapports de différend familial du mois × 100
indicators-contact-numerator = Médiane : heures d’horloge, nuits et week-ends compris. Dans l’objectif : rapports où la personne a été jointe à temps, ou n’a pas souhaité de contact
indicators-contact-denominator = Médiane : rapports où le contact a réussi. Dans l’objectif : tous les rapports de différend familial reçus dans le mois par les zones qui ont fixé un objectif, sauf les lignes importées qui ne disent rien d’un contact
indicators-contact-caution = La médiane ne compte pas les personnes qui n’ont pas encore été jointes. La part les compte, hors objectif. Lisez les deux ensemble. Inconnu n’est pas non : une ligne importée sans donnée de contact n’est dans aucun des deux. Chaque zone fixe son objectif.
indicators-contact-source = Feuille de route TACTICS, section 4, indicateur 2

indicators-complaints-title = À part : les plaintes
indicators-complaints-share = Plaintes, dans l’objectif
indicators-consolidated-title = Taux de regroupement
indicators-consolidated-share = Part suivie ensemble
indicators-consolidated-formula = Rapports suivis avec les précédents ÷ rapports sur un couple qu’un rapport précédent nomme aussi × 100
indicators-consolidated-numerator = Parmi ces rapports, ceux dont le dossier est suivi avec un autre
indicators-consolidated-denominator = Rapports reçus dans le mois sur un couple qu’un rapport précédent nomme aussi
indicators-consolidated-caution = Un couple est reconnu par les noms et les dates de naissance complètes des deux personnes. Les rapports où ces données manquent ou sont écrites autrement ne sont pas comptés.
indicators-consolidated-source = Feuille de route TACTICS, section 4, indicateur 3

indicators-children-title = Enfants : présence et impact consignés
indicators-children-share = Part consignée
indicators-children-formula = Rapports où la présence des enfants et l’impact sont consignés ÷ rapports qui concernent des enfants × 100
indicators-children-numerator = Parmi ces rapports, ceux qui disent si les enfants étaient présents et ce que cela leur a fait
indicators-children-denominator = Rapports reçus dans le mois qui concernent des enfants
indicators-children-caution = Si la part est faible, la feuille de route demande de rappeler les consignes aux équipes de police. Les enfants que personne n’a mentionnés ne sont pas comptés.
indicators-children-source = Feuille de route TACTICS, section 4, indicateur pour la justice

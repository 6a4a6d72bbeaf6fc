# Said by `havre import` on the screen. Never a value of a cell: screens are seen.
import-columns-unread = Colonnes qui ne sont pas lues : { $columns }
import-no-zone = le fichier n’a pas de colonne pour la zone de police : indiquez-la avec --zone
import-dry-run = Essai : rien n’a été écrit.
import-rows = { $rows ->
    [one] { $rows } ligne
   *[other] { $rows } lignes
} : { $imported ->
    [one] { $imported } importée
   *[other] { $imported } importées
}, { $known } déjà { $known ->
    [one] connue
   *[other] connues
}, { $refused ->
    [one] { $refused } refusée
   *[other] { $refused } refusées
}.
import-postcodes = { $rows ->
    [one] { $rows } ligne importée a un code postal inconnu du répertoire : prise, et signalée.
   *[other] { $rows } lignes importées ont un code postal inconnu du répertoire : prises, et signalées.
}
import-refused = Les lignes refusées sont dans { $file }, avec leur motif : corrigez-les et importez ce fichier.
import-would-refuse = Sans --dry-run, les lignes refusées iraient dans un fichier à corriger.
import-line = ligne { $line } : { $reason }
import-cell = ligne { $line }, { $column } : { $reason }
import-rejects-exist = { $file } existe déjà : donnez un autre nom avec --rejects, ou remplacez-le avec --replace-rejects
import-not-rejects = { $file } n’est pas un fichier de lignes refusées : il n’est pas remplacé
import-unreadable = Le fichier ne peut pas être lu : { $why }
import-too-big = Le fichier est trop grand : { $why }
import-empty = Le fichier est vide : la première ligne doit nommer les colonnes.
import-not-text = Le fichier n’est pas un texte dans un encodage connu : enregistrez-le en CSV (UTF-8) ou en XLSX.
import-old-workbook = Les anciens classeurs Excel et ceux avec mot de passe ne sont pas lus : enregistrez le fichier en XLSX, sans mot de passe, ou en CSV.
import-json-list = Une liste JSON n’est pas lue : écrivez un objet par ligne (JSON Lines).
import-many-columns = Le fichier a trop de colonnes.
import-twice = « { $first } » et « { $second } » désignent tous deux { $column } : gardez-en un, ou déclarez l’autre « ignore » dans un fichier de correspondance.
import-missing = Il manque : { $missing } ; trouvé : { $found }. Renommez un en-tête ou donnez un fichier de correspondance.
import-old-encoding = Fichier lu en { $encoding }, un ancien jeu de caractères : vérifiez quelques noms accentués.
import-encoding-damaged = Les accents du fichier sont abîmés (encodage) : enregistrez-le à nouveau en CSV (UTF-8) ou en XLSX.
import-no-header = Le fichier n’a pas d’en-tête : sa première ligne a { $columns } cellules, dont { $known } nomment une colonne. Ajoutez une ligne avec les noms des colonnes, ou donnez un fichier de correspondance.
import-hidden = { $rows ->
    [one] { $rows } ligne est masquée dans la feuille : elle a été lue comme les autres.
   *[other] { $rows } lignes sont masquées dans la feuille : elles ont été lues comme les autres.
}

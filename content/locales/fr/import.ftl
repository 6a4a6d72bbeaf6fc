# Said by `havre import` on the screen. Never a value of a cell: screens are seen.
import-columns-unread = Colonnes qui ne sont pas lues : { $columns }
import-no-zone = le fichier n’a pas de colonne pour la zone de police : indiquez-la avec --zone
import-dry-run = Essai : rien n’a été écrit.
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
import-refused = Les lignes refusées sont dans { $file }, avec leur motif : corrigez-les et importez ce fichier.
import-would-refuse = Sans --dry-run, les lignes refusées iraient dans un fichier à corriger.
import-line = ligne { $line } : { $reason }
import-cell = ligne { $line }, { $column } : { $reason }
import-rejects-exist = { $file } existe déjà : donnez un autre nom avec --rejects, ou remplacez-le avec --replace-rejects
import-not-rejects = { $file } n’est pas un fichier de lignes refusées : il n’est pas remplacé

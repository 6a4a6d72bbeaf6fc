# Said by `havre import` on the screen. Never a value of a cell: screens are seen.
import-columns-unread = Kolommen die niet gelezen worden: { $columns }
import-no-zone = het bestand heeft geen kolom voor de politiezone: geef ze op met --zone
import-dry-run = Proef: er is niets geschreven.
import-rows = { $rows ->
    [one] { $rows } rij
   *[other] { $rows } rijen
}: { $imported } ingevoerd, { $known } al bekend, { $refused } geweigerd.
import-postcodes = { $rows ->
    [one] { $rows } ingevoerde rij heeft een postcode die de lijst niet kent: opgenomen, en gemeld.
   *[other] { $rows } ingevoerde rijen hebben een postcode die de lijst niet kent: opgenomen, en gemeld.
}
import-refused = De geweigerde rijen staan in { $file }, met de reden: verbeter ze en voer dat bestand in.
import-would-refuse = Zonder --dry-run zouden de geweigerde rijen in een bestand komen om te verbeteren.
import-line = rij { $line }: { $reason }
import-cell = rij { $line }, { $column }: { $reason }
import-rejects-exist = { $file } bestaat al: geef een andere naam met --rejects, of vervang het met --replace-rejects
import-not-rejects = { $file } is geen bestand met geweigerde rijen: het wordt niet vervangen

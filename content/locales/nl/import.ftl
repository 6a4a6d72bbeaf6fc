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
import-unreadable = Het bestand kan niet gelezen worden: { $why }
import-too-big = Het bestand is te groot: { $why }
import-empty = Het bestand is leeg: de eerste regel moet de kolommen noemen.
import-not-text = Het bestand is geen tekst in een bekende codering: bewaar het als CSV (UTF-8) of XLSX.
import-old-workbook = Oude Excel-werkmappen en die met een wachtwoord worden niet gelezen: bewaar het bestand als XLSX zonder wachtwoord, of als CSV.
import-json-list = Een JSON-lijst wordt niet gelezen: schrijf één object per regel (JSON Lines).
import-many-columns = Het bestand heeft te veel kolommen.
import-twice = ‘{ $first }’ en ‘{ $second }’ betekenen allebei { $column }: houd er één, of noem de andere ‘ignore’ in een toewijzingsbestand.
import-missing = Ontbreekt: { $missing }; gevonden: { $found }. Hernoem een kolomkop of geef een toewijzingsbestand.
import-old-encoding = Het bestand is gelezen als { $encoding }, een oude tekenset: kijk enkele namen met accenten na.
import-encoding-damaged = De accenten van het bestand zijn beschadigd (codering): bewaar het opnieuw als CSV (UTF-8) of XLSX.
import-no-header = Het bestand heeft geen kopregel: de eerste rij heeft { $columns } cellen, waarvan { $known } een kolom noemen. Voeg een rij met de namen van de kolommen toe, of geef een toewijzingsbestand.
import-hidden = { $rows ->
    [one] { $rows } rij is verborgen in het blad: ze is gelezen zoals de andere.
   *[other] { $rows } rijen zijn verborgen in het blad: ze zijn gelezen zoals de andere.
}

# Wat er misgaat, rustig gezegd. Sleutels beginnen met failure-.
failure-title = Dat is niet gelukt
failure-reference = Vraagt u hulp, geef dan deze referentie door:
failure-home = Naar de startpagina
failure-not-found = Deze pagina bestaat niet, of ze is niet bestemd voor uw functie.
failure-bad-request = De aanvraag kon niet worden gelezen. Ga terug naar de vorige pagina en probeer opnieuw.
failure-too-large = De inzending is te groot. Er is niets opgeslagen. Ga terug naar de vorige pagina en kort de tekst in.
failure-storage = De schijf van de server is vol of alleen-lezen. Er is niets half opgeslagen. Wat u schreef, staat nog op deze pagina of de vorige: probeer later opnieuw.
failure-altered = Dit dossier werd buiten Havre gewijzigd: er wordt niets aan toegevoegd tot de beheerder het heeft nagekeken. Wat u schreef, staat nog op deze pagina of de vorige: kopieer het en verwittig de beheerder.
failure-internal = Er is een fout opgetreden op de server. Ze is geregistreerd. Ga terug naar de vorige pagina en probeer opnieuw.
failure-typed = Wat u schreef
failure-signed-meanwhile = Dit verslag werd intussen in een ander venster ondertekend en kan niet meer worden gewijzigd. Wat u schreef, staat hieronder: open het verslag en voeg het daar toe.
failure-away = De databank antwoordt niet. Niets van wat opgeslagen was, is verloren. Probeer het over een minuut opnieuw: niets wordt twee keer opgeslagen.
failure-busy = Er komen te veel aanvragen tegelijk binnen. Wacht even en probeer het opnieuw.
failure-send-again = Opnieuw versturen
failure-say-why = U opende veel verschillende dossiers in een uur. Zeg waarom, en ga verder.

search-title = Zoeken
search-label = Naam, geboortedatum, telefoon of pv-nummer
search-hint = Eén persoon tegelijk, in om het even welke volgorde, bijvoorbeeld van der Linden 12/3/1985. Een tikfout is niet erg. Havre zoekt alleen in uw zones.
search-go = Zoeken
search-none = Niets gevonden in uw zones. Probeer met minder woorden, of met alleen het jaar.
search-near = Niemand wordt zo geschreven in uw zones. Bedoelde u:
search-found = { $count ->
    [one] Eén resultaat
   *[other] { $count } resultaten, de beste eerst
}
search-more = Er zijn er meer. Voeg een woord, een datum of een telefoon toe.
search-person = Persoon
search-report = Verslag
search-born = Geboorte
search-within-year = in de laatste 12 maanden
search-earlier = meer dan 12 maanden geleden
search-by-number = Pv-nummer
search-open = Openen
search-why = Waarom opent u dit dossier?
search-why-hint = Uw antwoord wordt met uw naam genoteerd.
search-why-report = Ik schrijf een verslag over deze personen
search-why-intervention = Er loopt een interventie
search-why-follow-up = Ik volg het slachtoffer op
search-why-decision = Ik bereid een beslissing voor
search-why-asked-victim = Het slachtoffer vroeg het
search-why-asked-service = Een andere dienst vroeg het
search-first = Eerst zoeken
search-first-hint = Deze personen zijn misschien al bekend.

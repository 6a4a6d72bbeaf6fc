# De pagina met de indicatoren. Sleutels beginnen met indicators-.
indicators-title = Indicatoren
indicators-lead = Drie cijfers om mee te sturen, en één voor justitie. Geteld op de verslagen van uw zones, over 24 volledige maanden. De lopende maand telt niet mee.
indicators-zone = Zone
indicators-all = Al mijn zones
indicators-show = Tonen
indicators-month = Maand
indicators-year = laatste 12 maanden
indicators-median = Mediaan
indicators-few = Niet getoond
indicators-of = { $part } van { $whole }
indicators-no-target = Geen streefdoel bepaald
indicators-small = Een cijfer over minder dan 5 verslagen wordt niet getoond, en de lijn wordt onderbroken: zo weinig zegt niet veel en kan naar iemand wijzen. Wat toelaat het te berekenen, wordt ook niet getoond; daarom toont een zone per jaar al haar maanden of geen.
indicators-see-table = De tabel bevat alle cijfers.
indicators-how = Hoe wordt dit geteld?
indicators-formula = Formule
indicators-numerator = Wat telt
indicators-denominator = Op hoeveel
indicators-caution = Voorzichtig te lezen
indicators-source = Bron
indicators-by-zone = Per zone
indicators-by-month = Maand per maand

indicators-sensitive-title = Verslagen die gevoelige dossiers werden
indicators-sensitive-share = Aandeel van de verslagen over een familiaal geschil
indicators-sensitive-formula = Verslagen over een familiaal geschil die een gevoelig dossier werden ÷ alle verslagen over een familiaal geschil van de maand × 100
indicators-sensitive-numerator = Verslagen over een familiaal geschil die als gevoelig dossier zijn gemarkeerd, op om het even welk moment sindsdien
indicators-sensitive-denominator = Verslagen over een familiaal geschil ontvangen in de maand
indicators-sensitive-caution = De Engelse roadmap zegt ‘police reports from different family members vs. sensitive case files’. Dat is een vertaalfout: ‘différend familial’ is een familiaal geschil. Een recente maand kan nog stijgen. Een hoog aandeel is op zich niet goed of slecht.
indicators-sensitive-source = TACTICS-roadmap, deel 4, indicator 1

indicators-contact-title = Tijd van het verslag over een familiaal geschil tot het contact met EVA of slachtofferbejegening
indicators-contact-median = Mediaan van het aantal uren tot contact
indicators-contact-share = Binnen het streefdoel
indicators-contact-card = Binnen het streefdoel: { $share }
indicators-contact-formula = Mediaan van de uren tussen de ontvangst van het verslag over een familiaal geschil en het contact; verslagen met contact binnen het streefdoel van de zone ÷ alle verslagen over een familiaal geschil van de maand × 100
indicators-contact-numerator = Mediaan: klokuren, ook nachten en weekends. Binnen het streefdoel: verslagen waarbij de persoon op tijd is bereikt of geen contact wenste
indicators-contact-denominator = Mediaan: verslagen waarbij contact is gelukt. Binnen het streefdoel: alle verslagen over een familiaal geschil die in de maand zijn ontvangen door zones met een streefdoel, behalve ingevoerde rijen die niets over contact zeggen
indicators-contact-caution = De mediaan telt personen die nog niet bereikt zijn niet mee. Het aandeel wel: zij tellen als niet binnen het streefdoel. Lees beide samen. Onbekend is niet nee: een ingevoerde rij zonder contactgegevens staat in geen van beide. Elke zone bepaalt haar eigen streefdoel.
indicators-contact-source = TACTICS-roadmap, deel 4, indicator 2

indicators-complaints-title = Apart: de klachten
indicators-complaints-share = Klachten, binnen het streefdoel
indicators-consolidated-title = Graad van groepering
indicators-consolidated-share = Aandeel samen opgevolgd
indicators-consolidated-formula = Verslagen die samen met de eerdere worden opgevolgd ÷ verslagen over een koppel dat ook in een eerder verslag staat × 100
indicators-consolidated-numerator = Van deze verslagen, die waarvan het dossier samen met een ander wordt opgevolgd
indicators-consolidated-denominator = Verslagen ontvangen in de maand over een koppel dat ook in een eerder verslag staat
indicators-consolidated-caution = Een koppel wordt herkend aan de namen en volledige geboortedata van beiden. Verslagen waarin die ontbreken of anders gespeld zijn, tellen niet mee.
indicators-consolidated-source = TACTICS-roadmap, deel 4, indicator 3

indicators-children-title = Kinderen: aanwezigheid en impact genoteerd
indicators-children-share = Aandeel genoteerd
indicators-children-formula = Verslagen met aanwezigheid van en impact op de kinderen genoteerd ÷ verslagen waarbij kinderen betrokken zijn × 100
indicators-children-numerator = Van deze verslagen, die waarin staat of de kinderen aanwezig waren en wat het met hen deed
indicators-children-denominator = Verslagen ontvangen in de maand waarbij kinderen betrokken zijn
indicators-children-caution = Is het aandeel laag, dan vraagt de roadmap om de richtlijnen te herhalen aan de politieteams. Kinderen die niemand vermeldde, worden niet geteld.
indicators-children-source = TACTICS-roadmap, deel 4, indicator voor justitie

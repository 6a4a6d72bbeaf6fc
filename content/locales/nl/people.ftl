# Het register: wie komt, verandert, vertrekt; uitnodigingen en overdrachten. Sleutels: people-, invitation-, handover-.
people-new-title = Nieuw account
people-person-title = Account
people-name-hint = Zoals collega’s die persoon kennen
people-name-missing = Geef een naam van ten hoogste 80 tekens
people-username-wrong = Alleen letters, cijfers en . _ - @ +, ten hoogste 80 tekens
people-username-taken = Deze gebruikersnaam bestaat al
people-choose = Kies
people-function = Functie
people-function-missing = Kies een functie
people-sector = Sector van een partnerdienst
people-sector-hint = Telt alleen voor de functie ‘Partnerdienst’
people-sector-psychosocial = Psychosociale hulp
people-sector-health = Gezondheid
people-zones = Politiezones
people-zones-hint = Vier cijfers, met komma’s ertussen: 5344, 5340
people-zones-unknown = Een van deze zones bestaat niet
people-zones-missing = Deze functie werkt in een zone: geef ze op
people-office = Naam van de partnerdienst
people-office-hint = Alleen voor een partner: wat voor één vluchthuis opengaat, gaat niet open voor een ander
people-office-missing = Geef de naam van de partnerdienst
people-neighbourhoods = Gemeenten in opvolging
people-neighbourhoods-hint = Postcodes of NIS-codes, met komma’s ertussen. Leeg: de hele zone
people-neighbourhoods-unknown = Een van deze postcodes bestaat niet
people-expected = Naam in uw organisatie
people-expected-new-hint = Onder deze naam meldt die persoon zich aan met de organisatie, zonder wachtwoord van Havre. Leeg: er wordt een uitnodiging gemaakt
people-expected-hint = Een nieuwe naam vervangt de oude koppeling. Leeg: niet meer aanmelden via de organisatie
people-expected-wrong = Deze naam is te lang
people-add = Account maken
people-back = Terug naar de accounts
people-own = Niemand wijzigt de eigen rechten. Een andere beheerder kan dat.
people-work-title = Functie en zone
people-work-text = Een wijziging sluit meteen alle sessies af: niemand houdt de oude rechten.
people-move = Wijzigen
people-organisation-title = Aanmelden via de organisatie
people-bound = Gekoppeld sinds { $since }.
people-not-bound = Nog niet gekoppeld. Dat gebeurt bij de eerste aanmelding en verandert daarna niet vanzelf.
people-expect = Naam opslaan
people-invite-title = Uitnodiging
people-invite-text = Een link voor eenmalig gebruik om een wachtwoord te kiezen: om te beginnen, of na vergeten.
people-invite = Uitnodiging maken
people-invited-title = Uitnodiging
people-invited-text = Geef deze link persoonlijk of langs een weg die alleen deze persoon leest. Hij werkt één keer, tot { $until }. Zet het adres van Havre ervoor.
people-invited-once = Hij wordt alleen hier getoond. Een nieuwe uitnodiging vervangt deze.
people-invited-back = Naar het account
people-said-added = Het account is gemaakt.
people-said-expected-taken = Iemand anders wordt al onder deze naam verwacht.
people-said-moved = Het is gewijzigd.
people-said-same = Er is niets gewijzigd.
people-said-expected = De naam is opgeslagen.
people-said-off = Het account is uitgeschakeld. De sessies zijn afgesloten.
people-said-on = Het account is weer ingeschakeld.
people-leave-link = Deze persoon vertrekt
people-leave-title = Vertrek en overdracht
people-leave-text = Het account wordt meteen uitgeschakeld. Niets van wat geschreven is, gaat verloren.
people-leave-list = Lopend werk
people-heir = Naar wie gaat het werk?
people-heir-hint = Dezelfde functie, dezelfde zones. Deze persoon krijgt de opgevolgde gemeenten en een overdrachtsblad.
people-heir-nobody = Naar niemand in het bijzonder: iedereen met deze functie in de zone ziet het
people-heir-missing = Kies naar wie het werk gaat
people-drafts = Niet ondertekende ontwerpen
people-drafts-keep = Ze bewaren: ze blijven bij dit account en kunnen later worden gegeven
people-drafts-give = Ze aan dezelfde persoon geven
people-drafts-missing = Kies wat er met de ontwerpen gebeurt
people-drafts-nobody = De ontwerpen kunnen aan niemand worden gegeven: bewaar ze of kies iemand
people-drafts-to = Ontwerpen geven aan
people-drafts-give-button = Ontwerpen geven
people-leave = Uitschakelen en werk overdragen
people-cancel = Annuleren
people-changes-title = Wijzigingen van het register
people-change-at = Wanneer
people-change-by = Door
people-change-whom = Account
people-change-what = Wat
people-command-line = opdrachtregel
people-change-added = account gemaakt
people-change-invited = uitnodiging gemaakt
people-change-invitation-used = wachtwoord gekozen via uitnodiging
people-change-expected = verwachte naam van de organisatie
people-change-bound = gekoppeld aan de organisatie
people-change-unbound = koppeling met de organisatie verwijderd
people-change-moved = functie of zone gewijzigd
people-change-switched-off = account uitgeschakeld
people-change-switched-on = account weer ingeschakeld
people-change-neighbourhoods-taken = gemeenten overgenomen
people-change-drafts-given = ontwerpen gegeven
people-change-password-set = wachtwoord gewijzigd
people-change-second-factor-removed = tweede factor verwijderd
people-change-passkey-added = passkey toegevoegd
people-change-passkey-removed = passkey verwijderd
invitation-title = Kies uw wachtwoord
invitation-text = Uw gebruikersnaam is { $username }.
invitation-hint = Minstens 12 tekens. Enkele woorden zonder verband werken goed.
invitation-button = Opslaan en aanmelden
invitation-gone-title = Deze uitnodiging geldt niet meer
invitation-gone = Ze is al gebruikt of te oud. Vraag een nieuwe aan de beheerder van uw zone of parket.
handover-title = Overdrachtsblad
handover-link = Werk overgenomen van { $name }
handover-from = Werk van { $name }, van u sinds { $at }.
handover-text = Een regel verdwijnt zodra u het werk hebt voortgezet.
handover-pv = PV-nummer
handover-what = Wat
handover-due = Termijn
handover-no-clock = geen termijn
handover-late = te laat
handover-nothing = Er loopt niets meer.
handover-printed = Stand op { $at }.
people-leave-work =
    { $number ->
        [one] { $number } lopende taak
       *[other] { $number } lopende taken
    }
people-leave-neighbourhoods =
    { $number ->
        [one] { $number } gemeente in opvolging
       *[other] { $number } gemeenten in opvolging
    }
people-drafts-count =
    { $number ->
        [one] { $number } niet ondertekend ontwerp
       *[other] { $number } niet ondertekende ontwerpen
    }

//! Dutch sentences.

use super::Texts;

#[rustfmt::skip]
pub(crate) static NL: Texts = Texts {
    titles: ["mevrouw", "mevrouw", "Mevrouw", "de heer", "de heer", "De heer"],
    opening: &[
        "Oproep naar 101 om {h}. De ploeg is elf minuten later ter plaatse en hoort {va}.",
        "{V} meldt zich aan het onthaal van het commissariaat en vraagt een gesprek in een apart lokaal.",
        "Een buur belt 101 om {h} na geroep en slagen tegen een muur.",
        "{V} belt 112 om {h} vanuit de badkamer. De ploeg hoort beide partijen apart.",
        "Een patrouille wordt op straat aangesproken door {va} rond {h}.",
        "Een familielid komt samen met {va} naar het commissariaat. Het verhoor gebeurt in een apart lokaal.",
        "Het ziekenhuis meldt dat {v} op de spoeddienst is. Het verhoor gebeurt daar.",
    ],
    topic: &[
        "{V} verklaart dat {o} rond {h} begon te roepen over het huishoudgeld.",
        "{a}{V} verklaart vorige week een scheiding te hebben aangekondigd. Rond {h} kwam {o} naar de woning.",
        "{V} verklaart dat {o} rond {h} de telefoon wilde zien en die met kracht afnam.",
        "{V} verklaart dat {o} sinds de namiddag zes pinten dronk en rond {h} met de vuist op tafel sloeg.",
        "{V} verklaart dat {o} rond {h}, na het werk, vroeg waar {v} sinds de middag was.",
        "{a}{V} verklaart dat {o} rond {h} voor het gebouw stond, voor de derde keer deze maand.",
        "{k}{V} verklaart dat {o} riep bij het ophalen van de kinderen om {h}.",
        "{t}{V} verklaart dat {o} rond {h} de voordeur op slot deed en de sleutels hield.",
        "{V} verklaart dat {o} rond {h} berichten las en de telefoon tegen de muur gooide.",
    ],
    act: &[
        "{O} duwde {va} tegen de keukendeur.", "{O} gaf {va} een slag met de vlakke hand op de linkerkant van het gezicht.",
        "{O} nam {va} bij de rechterarm en kneep enkele seconden.", "{O} gooide een bord in de richting van {va}. Het bord brak op de vloer.",
        "{O} trok {va} aan het haar tot in de gang.", "{O} hield een hand rond de hals van {va}, ongeveer vijf seconden.",
        "{O} brak een stoel en de telefoon van {va}.", "{O} ging voor de deur staan zodat {v} niet naar buiten kon.",
        "{O} stuurde {va} tweeënveertig berichten tussen middernacht en vijf uur.", "{O} schopte {va} twee keer tegen het rechterbeen.",
        "{O} nam een keukenmes en legde het op tafel voor {va}.", "{O} volgde {va} met de auto van het station tot aan de woning.",
        "{O} spuwde {va} in het gezicht en verliet de kamer.",
    ],
    seen: &[
        "De ploeg ziet een rode plek van drie centimeter op de arm van {va}. Er wordt een foto genomen.",
        "De ploeg ziet gebroken borden in de keuken en een deur met uitgebroken slot.",
        "{V} toont de ontvangen berichten; een kopie is bijgevoegd.", "{V} huilt en de handen beven tijdens het verhoor.",
        "De ploeg ziet een bloeduitstorting onder het linkeroog van {va}. Een medisch attest volgt.",
        "De buur op dezelfde verdieping hoorde om {h} geroep en glas dat brak.",
        "{O} ruikt naar alcohol en spreekt luid bij aankomst van de ploeg.",
    ],
    said_by_other: &[
        "{t}\"Als je weggaat, vind ik je wel.\"", "\"Jij komt hier niet buiten.\"", "\"Ik maak je dood.\"", "{k}\"De kinderen zie je niet meer.\"",
        "\"Zonder mij ben je niets.\"", "\"Bel de politie en je zult zien.\"", "\"Geef mij je telefoon.\"", "\"Ik steek het huis in brand.\"",
        "\"Jij dwingt mij hiertoe.\"", "\"Ik weet waar je zus woont.\"",
    ],
    said_by_victim: &[
        "\"Ik durf vanavond niet naar huis.\"", "\"Het is niet de eerste keer.\"", "\"Ik wil dat het stopt.\"", "{t}\"Ik slaap al weken in de zetel.\"",
        "\"Ik heb dit nog aan niemand verteld.\"", "\"Het gebeurt vaker sinds de zomer.\"", "\"Ik weet niet waarheen.\"", "{k}\"De kinderen hebben alles gehoord.\"",
    ],
    words: "{O}: {1} {V}: {2}",
    actions: &[
        "Beide partijen worden in aparte kamers gehoord.", "De magistraat van wacht wordt telefonisch ingelicht.",
        "{V} krijgt het attest van melding en de folder met hulplijnen.", "De ploeg brengt {va} naar een familielid.",
        "Een foto van de schade is bijgevoegd.", "Er komt een ziekenwagen voor {va}.", "De wijkploeg belt later terug.",
        "De bevraging van de gegevensbank is bijgevoegd.",
    ],
    measures: &[
        "{t}{O} verlaat de woning voor 72 uur.", "Opvang van {va} bij familie.", "Inbeslagname van een keukenmes.",
        "De sleutels van de woning gaan naar {va}.", "Tijdelijk huisverbod gevraagd aan het parket.",
    ],
    impact: &[
        "Een kind hoorde het geroep vanuit de slaapkamer.", "De kinderen waren in de kamer en huilden.", "De oudste belde bij een buurvrouw aan.",
        "Een kind ging tussen de twee volwassenen staan.", "Een kind zegt 's avonds buikpijn te hebben.", "De kinderen zagen 's anderendaags de gebroken spullen.",
    ],
    risk: &[
        "{V} meldt dat het sinds drie maanden vaker gebeurt.", "{V} meldt een jachtwapen bij de ouders van {oa}.",
        "{V} heeft sinds een jaar geen contact meer met familie.", "{V} meldt twee eerdere tussenkomsten in een andere gemeente.",
        "{V} meldt een recente scheiding.", "{V} meldt een volgapparaat in de auto.",
    ],
    safe: &[
        "Alleen op werkdagen van 9 tot 12 uur. Nooit een bericht inspreken.", "Bellen op het werk en vragen naar de personeelsdienst.",
        "Een bericht sturen: \"afspraak tandarts\" en wachten op antwoord.", "Niet bellen na 17 uur.", "Eerst de zus bellen.",
        "Alleen met anoniem nummer.", "Geen brieven naar het adres.", "Dinsdag en donderdag tijdens de schooluren.",
    ],
    reached: &[
        "Gesprek van twintig minuten. {V} vraagt uitleg over het verloop van het dossier.", "{V} verblijft bij een vriendin en zoekt een woning.",
        "{V} wil met een advocaat spreken. De zittingen werden doorgegeven.", "{V} vraagt om volgende week terug te bellen.",
        "Rustig volgens {va}. De hulplijnen werden herhaald.", "{V} was bij de huisarts en bezorgt het attest.",
    ],
    no_answer: &["Geen antwoord.", "Geen antwoord, geen bericht ingesproken.", "Voicemail, geen bericht ingesproken."],
    somebody_else: &["Iemand anders neemt op. Er werd niets gezegd.", "{k}Een kind neemt op. Er werd niets gezegd, nieuwe poging gepland."],
    wrong_number: &["Nummer niet toegekend.", "Het nummer is niet meer in gebruik."],
    declined: &["{V} wenst nu geen opvolging en houdt de gegevens bij.", "{V} heeft al begeleiding elders."],
    day_two: &[
        "{V} sliep bij een zus en wil papieren ophalen.", "{V} vreest dat {o} volgende week terugkomt.",
        "{V} vraagt hoe lang een verhoor duurt.", "{V} heeft geen toegang tot de gezamenlijke rekening.", "",
    ],
    amend: &[
        "Medisch attest ontvangen en bijgevoegd.", "Een getuige verduidelijkt het uur van de feiten: rond {h}.", "Kopie van de berichten bijgevoegd.",
        "{O} werd vandaag gehoord; het verhoor is bijgevoegd.", "Werkadres van {oa} toegevoegd.",
    ],
    closed: &["Feiten in dit stadium onvoldoende vastgesteld.", "Toestand geregulariseerd, hulp loopt.", "Geen nieuwe feiten sinds zes maanden."],
    follow_up: &["Opvolging door slachtofferbejegening, stand van zaken binnen twee maanden.", "Gevoegd bij een lopend dossier.", "Hulpmaatregelen na te gaan."],
    hearing: &["Verhoor van beide partijen gevraagd.", "Verhoor van de andere partij gevraagd, met bijstand van een advocaat."],
    investigation: &["Verhoor van de buren en onderzoek van de telefoon gevraagd.", "Opsporingsonderzoek geopend, kantschrift aan de zone.", "Medische attesten en beelden te verzamelen."],
    sensitive: &["Wurging verklaard.", "Doodsbedreigingen en recente scheiding.", "Derde feit in zes maanden.", "Toegang tot een wapen.", "{k}Kinderen aanwezig bij slagen."],
    unreached: &["Oproepen op verschillende uren, geen antwoord.", "Nummer afgesloten; geen andere veilige weg bekend."],
    ended: &["Contact gehad; {v} wenst geen verder gesprek.", "Opvolging overgenomen door het CAW."],
    pause_contact: &["Opname in het ziekenhuis tot volgende week.", "Op vraag van de persoon: in het buitenland.", "Wachten op een tolk."],
    pause_decision: &["Wachten op het medisch attest.", "Wachten op het verhoor in een andere zone."],
    group: &["Dezelfde personen, dezelfde geboortedata: samen opgevolgd.", "Zelfde partijen als in het vorige dossier.", "Herhaalde feiten tussen dezelfde partijen."],
    link: &["Zelfde namen, zelfde geboortedatum.", "Herkend aan de identiteitskaart."],
    separate: &["Naamgenoten: het is niet hetzelfde koppel.", "Andere geboortedatum bij controle."],
    office: &["Bureau slachtofferbejegening, tweede verdieping", "Commissariaat, gesprekslokaal", "Gemeentehuis, loket 4"],
};

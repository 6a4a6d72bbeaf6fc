# Te bevestigen door een dienst. Sleutels: notices-, notice-.
nav-notices = Te bevestigen
notices-title = Te bevestigen
notices-lead = Iemand rekent op u: bevestig wanneer het gebeurd is. Wie u verwittigde, ziet wie nog niet bevestigd heeft.
notices-none = Niets te bevestigen.
notices-open = Het dossier bekijken
notice-withdrawal = Toestemming of deling ingetrokken
notice-correction = Een rol was verkeerd
notice-withdrawal-says = U kunt dit dossier niet meer lezen. Vernietig uw kopieën en notities, tenzij de wet u verplicht ze te bewaren.
notice-correction-says = Iemand stond in een verkeerde rol, bijvoorbeeld het slachtoffer als de andere partij. Lees het dossier en verbeter wat u elders overnam.
notice-withdrawal-go = Wij hebben gewist, wij bevestigen
notice-correction-go = Wij hebben gelezen en verbeterd, wij bevestigen

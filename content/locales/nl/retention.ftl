# Bewaring en wissen. Keys begin with retention-, certificate-, record-, counts-, sure- or period-.
nav-retention = Bewaring
retention-title = Bewaren en wissen
retention-lead = Wat zijn termijn voorbij is, staat hier. Niets wordt vanzelf gewist: één persoon stelt voor, een andere bevestigt. Er staan geen namen.
retention-case = Dossiernummer
retention-case-hint = Het lange nummer aan het einde van het adres van het dossier.
retention-class = Wat het is
retention-zones = Zones
retention-month = Eerste pv
retention-ground = Waarom
retention-counts-from = Telt vanaf
retention-over = Termijn voorbij op
retention-next = En nu
retention-source = Bron
retention-period = Termijn
retention-reason = Reden
retention-plans = Voorgesteld om te wissen
retention-no-plans = Er is niets voorgesteld.
retention-proposed-by = Voorgesteld door
retention-own = U hebt dit voorgesteld: iemand anders moet bevestigen.
retention-waits = Wacht op een tweede persoon
retention-under-way = Wordt gewist
retention-erasing = { $number ->
    [one] Eén bevestigd dossier wordt gewist.
   *[other] { $number } bevestigde dossiers worden gewist.
}
retention-confirm = Bevestigen: voorgoed wissen
retention-withdraw = Intrekken
retention-due = Termijn voorbij
retention-nothing-due = Niets is zijn termijn voorbij.
retention-propose = Aangevinkte dossiers voorstellen om te wissen
retention-ask = Een dossier voorstellen voor het einde van de termijn
retention-ask-lead = Als de persoon er recht op heeft, bij een vergissing, of op bevel.
retention-propose-one = Voorstellen om te wissen
retention-choose = Kiezen
retention-held = Juridische blokkering
retention-held-lead = Een geblokkeerd dossier wordt niet voorgesteld en niet gewist tot de blokkering wordt opgeheven.
retention-none-held = Geen enkel dossier is geblokkeerd.
retention-held-by = Geblokkeerd door
retention-hold = Dit dossier blokkeren
retention-hold-reason = Reden van de blokkering
retention-hold-hint = Bewaard onder de sleutel van het dossier, en ermee gewist.
retention-lift = Blokkering opheffen
retention-lift-reason = Reden van de opheffing
retention-erased = Gewist
retention-none-erased = Er is nog niets gewist.
retention-rules = De regels
retention-rules-lead = Een categorie zonder termijn wordt nooit vanzelf voorgesteld. Bronnen staan er zoals ze zijn genoteerd.
retention-no-period = Niemand heeft een termijn bepaald
retention-ground-period = De termijn is voorbij
retention-ground-asked = De persoon vroeg het en heeft er recht op
retention-ground-mistake = Bij vergissing geregistreerd
retention-ground-order = Bevolen door een rechter of de toezichthoudende autoriteit
retention-said-proposed = Voorgesteld. Iemand anders moet bevestigen.
retention-said-confirmed = Bevestigd. Het wordt gewist.
retention-said-withdrawn = Het voorstel is ingetrokken.
retention-said-held = Het dossier is geblokkeerd.
retention-said-lifted = De blokkering is opgeheven.
retention-wrong-already = Iemand was sneller: kijk opnieuw naar de lijst.
retention-wrong-unknown = Dit dossier bestaat niet in uw zones.
retention-wrong-held = Het dossier is geblokkeerd, of niet meer: zie de lijst.
retention-wrong-not-due = De termijn van dit dossier is niet voorbij.
retention-wrong-same-person = U hebt het zelf voorgesteld: iemand anders moet bevestigen.
retention-wrong-none = Vink minstens één dossier aan.
retention-wrong-number = Vul een dossiernummer in.
retention-wrong-choose = Kies waarom.
retention-wrong-reason = Geef de reden.
retention-wrong-long = De tekst is te lang, of bevat onleesbare tekens.
record-report-closed = Geseponeerde pv’s
record-report-open = Pv’s zonder beslissing, of in opvolging
record-complaint = Dossier met klacht
record-conference = Dossier van een casusoverleg
record-consent = Toestemmingen en genoteerde gronden
record-advice = Anoniem advies
record-reading = Logboek van de inzage
record-draft = Niet-ondertekend pv
record-account = Account van personeel
record-demo = Verzonnen mensen
counts-last-entry = De laatste inschrijving over een pv
counts-decision = De laatste beslissing
counts-end-of-follow-up = Het einde van de opvolging
sure-quoted = Geciteerd door een secundaire bron
sure-unverified = Niet nagekeken
sure-choice = Een beginwaarde, geen regel
sure-not-found = Niet gevonden
period-years = { $number ->
    [one] Eén jaar
   *[other] { $number } jaar
}
period-months = { $number ->
    [one] Eén maand
   *[other] { $number } maanden
}
period-days = { $number ->
    [one] Eén dag
   *[other] { $number } dagen
}
certificate-title = Bewijs van wissen
certificate-number = Nummer
certificate-rule = Regel
certificate-proposed = Voorgesteld door
certificate-confirmed = Bevestigd door
certificate-erased = Gewist op
certificate-entries = Inschrijvingen in de keten
certificate-hash = Hash van de laatste inschrijving
certificate-named-by = Andere dossiers die het nummer noemen
certificate-destroyed = Wat vernietigd is
certificate-table = Tabel
certificate-rows = Rijen
certificate-stays = Wat blijft: de verzegelde keten, die niemand nog kan openen; wie het dossier las, met zijn nummer; en wat andere dossiers in hun eigen inschrijvingen over dezelfde mensen zeggen. Oudere back-ups openen dit dossier niet meer, zolang alleen de laatste kopie van de sleutels wordt bewaard.
certificate-text = Als tekstbestand

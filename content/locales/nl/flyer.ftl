flyer-title = Folder in vier stappen
flyer-hint = Eén blad met de stappen en de nummers van de plaats. Druk het af en geef het aan het slachtoffer; vraag eerst of het veilig is om het mee te nemen.

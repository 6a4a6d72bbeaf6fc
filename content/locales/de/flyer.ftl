flyer-title = Faltblatt in vier Schritten
flyer-hint = Eine Seite mit den Schritten und den Nummern des Orts. Drucken Sie sie aus und geben Sie sie dem Opfer mit; fragen Sie zuerst, ob das Mitnehmen sicher ist.

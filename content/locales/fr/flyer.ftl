flyer-title = Dépliant en quatre étapes
flyer-hint = Une page avec les étapes et les numéros du lieu. Imprimez-la et donnez-la ; demandez d'abord s'il est sûr de l'emporter.

flyer-title = Dépliant en quatre étapes
flyer-hint = Une page avec les étapes et les numéros du lieu. Imprimez-la et donnez-la à la victime ; demandez d’abord si elle peut l’emporter sans danger.

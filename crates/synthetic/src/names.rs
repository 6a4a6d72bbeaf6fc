//! Names by origin: frequent names of Belgium's people, put together at random.

use casework::person::Language;

/// Names that go together.
pub(crate) struct Origin {
    /// Out of 100 people.
    pub(crate) weight: u32,
    pub(crate) language: Language,
    pub(crate) women: &'static [&'static str],
    pub(crate) men: &'static [&'static str],
    pub(crate) families: &'static [&'static str],
}

pub(crate) const ORIGINS: [Origin; 8] = [
    Origin {
        weight: 34,
        language: Language::Fr,
        women: &["Marie", "Camille", "Julie", "Élodie", "Nathalie", "Isabelle", "Anne-Sophie", "Céline", "Aurélie", "Françoise"],
        men: &["Thomas", "Nicolas", "Jean-Pierre", "Olivier", "François", "Maxime", "Julien", "Benoît", "Cédric", "Philippe"],
        families: &["Dubois", "Lambert", "Dupont", "Martin", "Simon", "Leclercq", "Renard", "Lejeune", "Gérard", "Noël", "Delvaux", "Hubert"],
    },
    Origin {
        weight: 28,
        language: Language::Nl,
        women: &["Sofie", "An", "Lieve", "Katrien", "Eline", "Ilse", "Griet", "Veerle", "Hilde", "Lotte"],
        men: &["Jan", "Pieter", "Bart", "Wim", "Koen", "Dirk", "Jeroen", "Stijn", "Luc", "Geert"],
        families: &["Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Van den Berg", "De Smet", "Vandenbroucke", "D'Hondt"],
    },
    Origin {
        weight: 14,
        language: Language::Ar,
        women: &["Fatima", "Samira", "Naïma", "Yasmina", "Khadija", "Leïla", "Hanane", "Amina"],
        men: &["Mohamed", "Youssef", "Rachid", "Karim", "Abdel", "Hassan", "Mustapha", "Bilal"],
        families: &["El Amrani", "Benali", "Bouzid", "El Khattabi", "Ben Youssef", "Haddad", "Chaoui", "Al Idrissi"],
    },
    Origin {
        weight: 7,
        language: Language::Tr,
        women: &["Ayşe", "Elif", "Zeynep", "Hülya", "Sevgi"],
        men: &["Mehmet", "Mustafa", "Ali", "Hüseyin", "Emre"],
        families: &["Yıldız", "Kaya", "Demir", "Çelik", "Öztürk", "Şahin"],
    },
    Origin {
        weight: 6,
        language: Language::Ro,
        women: &["Elena", "Ioana", "Mihaela", "Andreea"],
        men: &["Andrei", "Ion", "Mihai", "Șerban"],
        families: &["Popescu", "Ionescu", "Dumitru", "Șerban", "Radu"],
    },
    Origin {
        weight: 5,
        language: Language::Pl,
        women: &["Agnieszka", "Katarzyna", "Magdalena"],
        men: &["Piotr", "Krzysztof", "Tomasz"],
        families: &["Kowalska", "Nowak", "Wiśniewski", "Zieliński"],
    },
    Origin {
        weight: 4,
        language: Language::Fr,
        women: &["Grâce", "Chantal", "Espérance", "Divine"],
        men: &["Patrick", "Junior", "Dieudonné", "Héritier"],
        families: &["Ilunga", "Kabongo", "Mukendi", "Tshibanda", "Nsimba"],
    },
    Origin {
        weight: 2,
        language: Language::De,
        women: &["Sabine", "Heike", "Monika"],
        men: &["Klaus", "Jürgen", "Stefan"],
        families: &["Schmitz", "Müller", "Heinen", "Reuter"],
    },
];

/// Streets that exist nowhere in particular.
pub(crate) const STREETS: [&str; 8] = [
    "Rue du Hêtre Inventé", "Avenue des Exemples", "Voorbeeldstraat", "Proefweg", "Rue de l'Essai",
    "Modellaan", "Musterweg", "Place du Modèle",
];

/// What happened, what was said, what was done: one row is one situation, neutral and factual.
pub(crate) fn narrative(language: Language, which: usize) -> [&'static str; 3] {
    const FR: [[&str; 3]; 4] = [
        ["Les voisins ont appelé après des cris dans l'appartement. À notre arrivée, Madame ouvre la porte et pleure.", "« Il a dit que je n'irais nulle part. »", "La porte de la cuisine est enfoncée. Monsieur a poussé Madame contre le mur."],
        ["Madame se présente au poste avec ses deux enfants. Elle décrit des disputes chaque semaine depuis l'été.", "« Si tu pars, je te retrouve. »", "Monsieur a pris le téléphone de Madame et sa carte de banque."],
        ["Appel de Madame depuis la rue. Le désaccord porte sur la garde du week-end.", "« Tu vas le regretter. »", "Monsieur a jeté une assiette au sol et a quitté le logement."],
        ["Madame vient chercher des informations. Elle ne dépose pas plainte et demande que les faits soient notés.", "« Il lit mes messages tous les soirs. »", "Monsieur attend Madame à la sortie de son travail."],
    ];
    const NL: [[&str; 3]; 4] = [
        ["De buren belden na geroep in het appartement. Bij aankomst opent mevrouw de deur en weent.", "\"Hij zei dat ik nergens naartoe ga.\"", "De keukendeur is ingeduwd. Meneer heeft mevrouw tegen de muur geduwd."],
        ["Mevrouw komt met haar twee kinderen naar het bureau. Ze beschrijft wekelijkse ruzies sinds de zomer.", "\"Als je vertrekt, vind ik je.\"", "Meneer nam de telefoon en de bankkaart van mevrouw af."],
        ["Oproep van mevrouw vanop straat. Het meningsverschil gaat over het bezoekweekend.", "\"Daar ga je spijt van krijgen.\"", "Meneer gooide een bord op de grond en verliet de woning."],
        ["Mevrouw komt informatie vragen. Ze dient geen klacht in en vraagt de feiten te noteren.", "\"Hij leest elke avond mijn berichten.\"", "Meneer wacht mevrouw op aan haar werk."],
    ];
    if language == Language::Nl { NL[which % 4] } else { FR[which % 4] }
}

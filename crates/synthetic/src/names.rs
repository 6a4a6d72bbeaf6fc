//! Names that are common in Belgium, most frequent first. Given and family names are drawn apart from each
//! other: nobody here is a person. Lists of first and family names by community are general knowledge.

use crate::dice::Dice;

/// Where a name comes from. Decides the lists, and which languages a person may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    French,
    Flemish,
    German,
    Maghrebi,
    Turkish,
    Romanian,
    Polish,
    Bulgarian,
    Congolese,
    Spanish,
    Portuguese,
    Ukrainian,
}

/// How the women's form of a family name is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Same,
    Polish,
    Bulgarian,
}

struct Lists {
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
    ending: Ending,
}

/// A given name.
pub(crate) fn given(dice: &mut Dice, origin: Origin, woman: bool) -> String {
    let lists = lists(origin);
    let list = if woman { lists.women } else { lists.men };
    let first = dice.skewed(list);
    match origin {
        Origin::French if dice.chance(0.06) => {
            let before = if woman { dice.pick(&["Marie", "Anne"]) } else { dice.pick(&["Jean", "Pierre"]) };
            if before == first { first.to_owned() } else { format!("{before}-{first}") }
        }
        _ if dice.chance(0.05) => format!("{first} {}", dice.skewed(list)),
        _ => first.to_owned(),
    }
}

/// A family name, in the form of a woman or of a man.
pub(crate) fn family(dice: &mut Dice, origin: Origin, woman: bool) -> String {
    let lists = lists(origin);
    match origin {
        Origin::Flemish if dice.chance(0.45) => {
            format!("{}{}{}", dice.skewed(NL_BEFORE), dice.pick(NL_ROOTS), dice.pick(NL_AFTER))
        }
        Origin::French if dice.chance(0.35) => {
            format!("{}{}{}", dice.skewed(FR_BEFORE), dice.pick(FR_ROOTS), dice.pick(FR_AFTER))
        }
        Origin::Spanish | Origin::Portuguese if dice.chance(0.6) => {
            format!("{} {}", dice.skewed(lists.families), dice.pick(lists.families))
        }
        _ => in_form(dice.skewed(lists.families), lists.ending, woman),
    }
}

/// The name of a child: that of the parent, in the child's own form.
pub(crate) fn of_child(parent: &str, origin: Origin, girl: bool) -> String {
    let base = match lists(origin).ending {
        Ending::Polish if parent.ends_with("ka") => format!("{}i", &parent[..parent.len() - 1]),
        Ending::Bulgarian if parent.ends_with("va") => parent[..parent.len() - 1].to_owned(),
        _ => parent.to_owned(),
    };
    in_form(&base, lists(origin).ending, girl)
}

fn in_form(name: &str, ending: Ending, woman: bool) -> String {
    match ending {
        Ending::Polish if woman && name.ends_with("ki") => format!("{}a", &name[..name.len() - 1]),
        Ending::Bulgarian if woman && name.ends_with('v') => format!("{name}a"),
        _ => name.to_owned(),
    }
}

fn lists(origin: Origin) -> &'static Lists {
    match origin {
        Origin::French => &FRENCH,
        Origin::Flemish => &FLEMISH,
        Origin::German => &GERMAN,
        Origin::Maghrebi => &MAGHREBI,
        Origin::Turkish => &TURKISH,
        Origin::Romanian => &ROMANIAN,
        Origin::Polish => &POLISH,
        Origin::Bulgarian => &BULGARIAN,
        Origin::Congolese => &CONGOLESE,
        Origin::Spanish => &SPANISH,
        Origin::Portuguese => &PORTUGUESE,
        Origin::Ukrainian => &UKRAINIAN,
    }
}

const NL_BEFORE: &[&str] =
    &["Van den ", "Van de ", "De ", "Van der ", "Vander", "Vanden", "Van ", "Ver", "Op de "];
#[rustfmt::skip]
const NL_ROOTS: &[&str] = &[
    "berg", "bosch", "broeck", "beke", "velde", "donck", "houte", "kerckhove", "hove", "meer", "molen", "straeten", "eynde",
    "acker", "poel", "damme", "cauter", "walle", "wiele", "hecke", "steen", "weyer", "brande", "capelle", "winckel", "heyde",
    "linden", "eycken", "haute", "poorte", "zande", "moere", "schueren", "voorde", "goor", "vijver", "hulst", "elst", "rode",
    "wouwer", "grave", "put", "bulck", "driessche", "gucht", "leemput", "perre", "stichel", "wyngaert", "abeele", "maele",
];
const NL_AFTER: &[&str] = &["", "", "", "s", "mans", "n"];
const FR_BEFORE: &[&str] = &["De", "Du", "Le", "La", "Del", "Dela", "Beau", "Grand", "Haut", "Noir", "Bon"];
#[rustfmt::skip]
const FR_ROOTS: &[&str] = &[
    "mont", "bois", "champ", "fontaine", "val", "moulin", "pont", "roche", "croix", "chêne", "tilleul", "haye", "cour",
    "château", "ville", "bourg", "mesnil", "marais", "clos", "verger", "four", "puits", "jardin", "hêtre", "noyer", "breuil",
    "vigne", "ruelle", "chapelle", "sart", "thier", "wez", "tige",
];
const FR_AFTER: &[&str] = &["", "", "", "et", "ot", "ier"];

#[rustfmt::skip]
static FRENCH: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Marie", "Nathalie", "Isabelle", "Julie", "Sophie", "Christine", "Anne", "Catherine", "Martine", "Céline", "Laura",
        "Valérie", "Stéphanie", "Émilie", "Sarah", "Françoise", "Monique", "Véronique", "Camille", "Aurélie", "Caroline",
        "Élodie", "Charlotte", "Mélanie", "Pauline", "Virginie", "Laurence", "Manon", "Florence", "Sandrine", "Léa", "Chloé",
        "Dominique", "Patricia", "Sabrina", "Vanessa", "Amandine", "Delphine", "Lucie", "Emma", "Justine", "Marine", "Jessica",
        "Audrey", "Laetitia", "Morgane", "Noémie", "Océane", "Clara", "Alice", "Fanny", "Anaïs", "Bénédicte", "Geneviève",
    ],
    men: &[
        "Michel", "Philippe", "Nicolas", "Thomas", "Jean", "Marc", "David", "Olivier", "Pierre", "Christophe", "Julien",
        "Maxime", "Frédéric", "Alexandre", "Daniel", "Laurent", "Antoine", "Kevin", "Benoît", "Éric", "Vincent", "Sébastien",
        "Jonathan", "Quentin", "Pascal", "Didier", "Serge", "Thierry", "Xavier", "Grégory", "Arnaud", "Simon", "Mathieu",
        "Jérôme", "Florian", "Hugo", "Lucas", "Louis", "Romain", "Bruno", "Damien", "Geoffrey", "Ludovic", "Cédric", "Fabian",
        "Loïc", "Guillaume", "Adrien", "Dylan", "Steve", "Logan", "Gauthier", "Corentin", "Bastien",
    ],
    families: &[
        "Dubois", "Lambert", "Martin", "Dupont", "Simon", "Dumont", "Leroy", "Leclercq", "Laurent", "Denis", "Lejeune",
        "Renard", "François", "Mathieu", "Gérard", "Noël", "Bertrand", "Charlier", "Lefèvre", "Thomas", "Collin", "Henry",
        "Delvaux", "Fontaine", "Legrand", "Petit", "Lemaire", "Michel", "Marchal", "Bodart", "Grégoire", "Dethier", "Massart",
        "Collard", "Wauters", "Piron", "Dupuis", "Poncelet", "Toussaint", "Servais", "Carlier", "Delhaye", "Gilson", "Remy",
        "Hubert", "Bastin", "Wathelet", "Jacquemin", "Evrard", "Libert", "Rousseau", "Godart", "Antoine", "Dardenne",
        "Delcourt", "Mahieu", "Meunier", "Guillaume", "Cornet", "Thiry", "Hanquet", "Pirotte", "Counasse", "Brasseur",
    ],
};
#[rustfmt::skip]
static FLEMISH: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Maria", "An", "Els", "Sarah", "Emma", "Katrien", "Ilse", "Kim", "Griet", "Lien", "Eline", "Lotte", "Julie", "Ann",
        "Linda", "Hilde", "Sofie", "Karen", "Inge", "Evelien", "Veerle", "Leen", "Charlotte", "Annelies", "Elke", "Tine",
        "Liesbeth", "Joke", "Sara", "Hanne", "Nele", "Goedele", "Greet", "Martine", "Wendy", "Silke", "Femke", "Laura",
        "Marleen", "Kelly", "Tinne", "Ellen", "Stefanie", "Birgit", "Lies", "Saskia", "Roos", "Nathalie", "Ines", "Jolien",
    ],
    men: &[
        "Jan", "Marc", "Luc", "Peter", "Tom", "Bart", "Kevin", "Koen", "Wim", "Dirk", "Pieter", "Johan", "Tim", "Stijn",
        "Bram", "Jeroen", "Davy", "Kristof", "Wouter", "Geert", "Kurt", "Steven", "Sven", "Dries", "Nick", "Filip", "Joris",
        "Maarten", "Ruben", "Jelle", "Jens", "Stef", "Gert", "Erik", "Karel", "Patrick", "Frank", "Jef", "Yves", "Niels",
        "Thijs", "Arne", "Robbe", "Lars", "Seppe", "Hendrik", "Guy", "Danny", "Rudy", "Glenn",
    ],
    families: &[
        "Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Wouters", "De Smet", "Hermans",
        "Pauwels", "Vermeulen", "Aerts", "Michiels", "Hendrickx", "Van Damme", "De Clercq", "Smets", "Martens", "Stevens",
        "De Vos", "Cools", "Van den Broeck", "Lenaerts", "Desmet", "Verhoeven", "De Backer", "Bogaert", "Claeys", "Segers",
        "Van de Velde", "De Wilde", "Coppens", "Verbeke", "Lemmens", "Devos", "Thijs", "Baert", "Geerts", "De Meyer", "Sels",
        "Vandenberghe", "Wuyts", "Van Acker", "De Cock", "Dierckx", "Verstraete", "Van Hoof", "Nys", "Bauwens", "Declercq",
        "De Pauw", "Verlinden", "Vercammen", "Moens", "Torfs", "Ceulemans", "De Ridder", "Verschueren", "Raes", "Sterckx",
    ],
};
#[rustfmt::skip]
static GERMAN: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Anna", "Sabine", "Petra", "Julia", "Nadine", "Birgit", "Monika", "Laura", "Lena", "Andrea", "Karin", "Melanie",
        "Sandra", "Katharina", "Heike", "Ingrid", "Lisa", "Tanja", "Silke", "Carina", "Hannah", "Verena", "Ursula", "Elke",
    ],
    men: &[
        "Thomas", "Michael", "Stefan", "Peter", "Christian", "Andreas", "Markus", "Daniel", "Tobias", "Jürgen", "Dieter",
        "Manfred", "Guido", "Ralf", "Frank", "Sven", "Norbert", "Dirk", "Lukas", "Felix", "Bernd", "Günter", "Helmut", "Jonas",
    ],
    families: &[
        "Müller", "Schmitz", "Heinen", "Pauls", "Schröder", "Keller", "Meyer", "Jost", "Lentz", "Hilgers", "Kessler", "Franzen",
        "Radermacher", "Reinertz", "Schumacher", "Theis", "Veithen", "Weynand", "Zimmermann", "Brüls", "Cormann", "Dries",
        "Fickers", "Genten", "Halmes", "Jousten", "Kohnen", "Langer", "Mertes", "Niessen", "Palm", "Scheen", "Thelen", "Wiesemes",
    ],
};
#[rustfmt::skip]
static MAGHREBI: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Fatima", "Khadija", "Aïcha", "Naïma", "Samira", "Nadia", "Karima", "Malika", "Hanane", "Latifa", "Imane", "Sara",
        "Yasmina", "Mariam", "Houda", "Farida", "Laïla", "Loubna", "Souad", "Rachida", "Hafida", "Ikram", "Zineb", "Siham",
        "Nora", "Fatiha", "Bouchra", "Jamila", "Najat", "Meryem", "Amina", "Salma", "Habiba", "Asma", "Dounia", "Ghizlane",
        "Kaoutar", "Nawal", "Soukaina", "Chaïmae", "Sanae", "Zahra", "Ilham", "Assia", "Mouna",
    ],
    men: &[
        "Mohamed", "Ahmed", "Rachid", "Youssef", "Karim", "Hassan", "Said", "Mustapha", "Khalid", "Hamza", "Ali", "Bilal",
        "Yassine", "Brahim", "Omar", "Abdellah", "Samir", "Jamal", "Ayoub", "Nabil", "Redouan", "Hicham", "Mehdi", "Driss",
        "Ibrahim", "Ilyas", "Tarik", "Mounir", "Soufiane", "Adil", "Anas", "Aziz", "Fouad", "Hamid", "Imad", "Ismail",
        "Abdelkader", "Lahcen", "Mourad", "Nordin", "Othman", "Walid", "Younes", "Zakaria", "Amine",
    ],
    families: &[
        "El Amrani", "El Idrissi", "Benali", "El Khattabi", "Bouazza", "El Yousfi", "Azzouzi", "Ben Ahmed", "El Mansouri",
        "El Hajji", "El Bakkali", "Daoudi", "Ben Salah", "Saidi", "Aarab", "Chaouch", "Ouahbi", "Tahiri", "Bouzidi", "Ait Ali",
        "El Morabit", "El Ouali", "El Fassi", "El Haddad", "El Kaddouri", "El Allali", "Ben Moussa", "Bensaid", "Benhaddou",
        "Benjelloun", "Ben Hammou", "Bouchikhi", "Boukhari", "Boutaleb", "Achahbar", "Belhaj", "Charif", "Derkaoui", "Fathi",
        "Haddadi", "Hamdaoui", "Jabri", "Kadiri", "Khalfaoui", "Lahlou", "Lamrani", "Mabrouk", "Mimouni", "Moussaoui",
        "Naciri", "Rahmani", "Sebti", "Touzani", "Yacoubi", "Zerouali", "Ziani", "Zouaoui", "Abdellaoui", "Ait Said",
        "Cherkaoui", "Chentouf", "Ghazi", "Jaouad", "Mokhtari", "Slimani", "Hammouti",
    ],
};
#[rustfmt::skip]
static TURKISH: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Fatma", "Ayşe", "Emine", "Hatice", "Zeynep", "Elif", "Meryem", "Sevgi", "Gülsüm", "Yasemin", "Sultan", "Hülya",
        "Merve", "Esra", "Büşra", "Özlem", "Songül", "Derya", "Gül", "Leyla", "Nurcan", "Aylin", "Sibel", "Selin", "Filiz",
    ],
    men: &[
        "Mehmet", "Mustafa", "Ahmet", "Ali", "Hüseyin", "Hasan", "İbrahim", "Yusuf", "Murat", "Ömer", "Osman", "Emre",
        "Ramazan", "Fatih", "Serkan", "Kemal", "Burak", "Halil", "İsmail", "Yılmaz", "Orhan", "Erdal", "Cemal", "Metin", "Volkan",
    ],
    families: &[
        "Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Yıldız", "Öztürk", "Aydın", "Özdemir", "Arslan", "Doğan", "Kılıç",
        "Aslan", "Çetin", "Kara", "Koç", "Kurt", "Özkan", "Şimşek", "Polat", "Korkmaz", "Çakır", "Yavuz", "Acar", "Şen",
        "Aktaş", "Güler", "Yalçın", "Güneş", "Bozkurt", "Bulut", "Keskin", "Ünal", "Turan", "Gül", "Özer", "Işık", "Kaplan",
        "Avcı", "Sarı", "Tekin", "Taş", "Köse", "Yüksel", "Ateş", "Aksoy", "Karakuş", "Uçar", "Duman", "Toprak", "Ekinci",
    ],
};
#[rustfmt::skip]
static ROMANIAN: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Maria", "Elena", "Ioana", "Andreea", "Mihaela", "Ana", "Cristina", "Alina", "Daniela", "Gabriela", "Florentina",
        "Ramona", "Simona", "Roxana", "Georgiana", "Mădălina", "Nicoleta", "Larisa", "Oana", "Loredana", "Camelia", "Diana",
    ],
    men: &[
        "Ion", "Andrei", "Gheorghe", "Alexandru", "Mihai", "Constantin", "Florin", "Vasile", "Marian", "Ionuț", "Adrian",
        "Cristian", "Daniel", "Nicolae", "Bogdan", "Ștefan", "Dumitru", "Gabriel", "Cătălin", "Sorin", "Răzvan", "Costel",
    ],
    families: &[
        "Popa", "Popescu", "Ionescu", "Radu", "Dumitru", "Stan", "Stoica", "Gheorghe", "Matei", "Ciobanu", "Rusu", "Munteanu",
        "Moldovan", "Marin", "Lazăr", "Cristea", "Toma", "Dinu", "Nistor", "Florea", "Georgescu", "Tudor", "Oprea", "Mihai",
        "Constantin", "Barbu", "Vasile", "Sandu", "Ilie", "Manea", "Preda", "Voicu", "Dragomir", "Neagu", "Ene", "Badea",
    ],
};
#[rustfmt::skip]
static POLISH: Lists = Lists {
    ending: Ending::Polish,
    women: &[
        "Anna", "Katarzyna", "Agnieszka", "Małgorzata", "Magdalena", "Joanna", "Monika", "Ewa", "Barbara", "Aleksandra",
        "Beata", "Dorota", "Justyna", "Iwona", "Karolina", "Marta", "Natalia", "Paulina", "Renata", "Sylwia", "Edyta",
    ],
    men: &[
        "Piotr", "Krzysztof", "Tomasz", "Paweł", "Marcin", "Andrzej", "Michał", "Grzegorz", "Łukasz", "Adam", "Jakub",
        "Mateusz", "Rafał", "Zbigniew", "Dariusz", "Mariusz", "Sławomir", "Robert", "Artur", "Wojciech", "Kamil", "Jarosław",
    ],
    families: &[
        "Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kowalczyk", "Kamiński", "Lewandowski", "Zieliński", "Szymański",
        "Woźniak", "Dąbrowski", "Kozłowski", "Jankowski", "Mazur", "Kwiatkowski", "Krawczyk", "Kaczmarek", "Piotrowski",
        "Grabowski", "Zając", "Pawłowski", "Michalski", "Król", "Wieczorek", "Jabłoński", "Wróbel", "Nowakowski", "Majewski",
        "Olszewski", "Stępień", "Malinowski", "Jaworski", "Adamczyk", "Dudek", "Nowicki", "Pawlak", "Górski", "Witkowski",
    ],
};
#[rustfmt::skip]
static BULGARIAN: Lists = Lists {
    ending: Ending::Bulgarian,
    women: &[
        "Maria", "Elena", "Ivanka", "Desislava", "Yordanka", "Gergana", "Daniela", "Svetla", "Radka", "Petya", "Milena",
        "Rositsa", "Nadezhda", "Silvia", "Viktoria", "Gyulten", "Fatme", "Ayshe", "Emine", "Kalina",
    ],
    men: &[
        "Georgi", "Ivan", "Dimitar", "Nikolay", "Petar", "Hristo", "Todor", "Stefan", "Vasil", "Stoyan", "Krasimir",
        "Plamen", "Ivaylo", "Rumen", "Mehmed", "Hasan", "Mustafa", "Yordan", "Boris", "Angel",
    ],
    families: &[
        "Ivanov", "Georgiev", "Dimitrov", "Petrov", "Nikolov", "Hristov", "Stoyanov", "Todorov", "Iliev", "Angelov", "Vasilev",
        "Kolev", "Marinov", "Asenov", "Atanasov", "Yordanov", "Mihaylov", "Metodiev", "Kirilov", "Stefanov", "Mehmedov",
        "Hasanov", "Ismailov", "Aliev", "Yanev", "Mitev", "Borisov", "Rusev", "Pavlov", "Simeonov",
    ],
};
#[rustfmt::skip]
static CONGOLESE: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Marie", "Chantal", "Bibiche", "Nadine", "Grâce", "Mireille", "Esther", "Béatrice", "Rachel", "Christelle", "Nicole",
        "Naomie", "Divine", "Francine", "Fifi", "Clarisse", "Gloria", "Ruth", "Mamie", "Solange", "Joséphine", "Plamedi",
    ],
    men: &[
        "Jean", "Patrick", "Christian", "Emmanuel", "Papy", "Joseph", "Trésor", "Fabrice", "Serge", "Guy", "Dieudonné",
        "Héritier", "Moïse", "Junior", "Blaise", "Alain", "Freddy", "Cédric", "Bienvenu", "Olivier", "Josué", "Hervé",
    ],
    families: &[
        "Ilunga", "Kabongo", "Mbuyi", "Kalala", "Mukendi", "Tshibangu", "Ngoy", "Mutombo", "Kasongo", "Mwamba", "Nsimba",
        "Kabeya", "Lukusa", "Mpiana", "Ngalula", "Bola", "Luzolo", "Makiese", "Mbala", "Nzuzi", "Kitenge", "Lumbala",
        "Mayala", "Mafuta", "Kanku", "Bokele", "Ekofo", "Landu", "Matondo", "Nlandu", "Tshilombo", "Kapinga", "Yombo", "Zola",
    ],
};
#[rustfmt::skip]
static SPANISH: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "María", "Carmen", "Ana", "Laura", "Marta", "Cristina", "Lucía", "Paula", "Elena", "Isabel", "Rosa", "Sandra",
        "Patricia", "Andrea", "Yolanda", "Beatriz", "Paola", "Alejandra", "Valentina", "Gloria",
    ],
    men: &[
        "José", "Antonio", "Manuel", "Francisco", "David", "Juan", "Javier", "Carlos", "Miguel", "Daniel", "Alejandro", "Luis",
        "Fernando", "Pablo", "Sergio", "Jorge", "Diego", "Andrés", "Iván", "Wilson",
    ],
    families: &[
        "García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Jiménez", "Ruiz",
        "Hernández", "Díaz", "Moreno", "Álvarez", "Romero", "Torres", "Ramos", "Vargas", "Castro", "Ortega", "Delgado",
    ],
};
#[rustfmt::skip]
static PORTUGUESE: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Maria", "Ana", "Sandra", "Carla", "Sónia", "Patrícia", "Cristina", "Joana", "Paula", "Susana", "Mariana", "Fernanda",
        "Juliana", "Aline", "Adriana", "Vânia", "Inês", "Catarina", "Cláudia", "Luciana",
    ],
    men: &[
        "José", "João", "António", "Carlos", "Paulo", "Pedro", "Rui", "Nuno", "Luís", "Manuel", "Ricardo", "Bruno", "Tiago",
        "Fábio", "Marcelo", "Rafael", "Jorge", "Hélder", "Sérgio", "Wagner",
    ],
    families: &[
        "Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa", "Rodrigues", "Martins", "Sousa", "Fernandes", "Lopes",
        "Gonçalves", "Almeida", "Ribeiro", "Pinto", "Carvalho", "Teixeira", "Moreira", "Correia", "Mendes", "Nunes", "Vieira",
    ],
};
#[rustfmt::skip]
static UKRAINIAN: Lists = Lists {
    ending: Ending::Same,
    women: &[
        "Olena", "Iryna", "Oksana", "Tetiana", "Natalia", "Svitlana", "Yulia", "Halyna", "Kateryna", "Liudmyla", "Viktoria", "Daria",
    ],
    men: &[
        "Oleksandr", "Serhii", "Andrii", "Volodymyr", "Mykola", "Viktor", "Dmytro", "Yurii", "Ihor", "Vasyl", "Oleh", "Maksym",
    ],
    families: &[
        "Shevchenko", "Bondarenko", "Kovalenko", "Tkachenko", "Kravchenko", "Oliinyk", "Koval", "Polishchuk", "Bondar", "Lysenko",
        "Marchenko", "Savchenko", "Rudenko", "Petrenko", "Klymenko", "Moroz", "Kravets", "Melnyk", "Hrytsenko", "Zinchenko",
    ],
};

/// Streets of towns that speak French; one is as good as another.
#[rustfmt::skip]
pub(crate) const STREETS_FR: &[&str] = &[
    "rue des Tilleuls", "avenue des Cerisiers", "rue du Vieux Moulin", "rue de la Source", "avenue des Bouleaux",
    "rue du Verger", "chaussée du Lavoir", "rue des Trois Fontaines", "rue de la Prairie", "avenue du Belvédère",
    "rue du Petit Ruisseau", "place de la Fontaine", "rue des Noisetiers", "clos des Mésanges", "rue de l'Ancien Four",
    "rue des Hirondelles", "avenue des Acacias", "chemin du Sentier Vert", "rue de la Tannerie", "rue des Coquelicots",
    "boulevard des Érables", "rue du Puits", "impasse du Lierre", "rue des Champs Fleuris",
    "rue de la Glycine", "avenue des Peupliers", "rue du Four à Pain", "square des Pivoines", "rue de la Passerelle",
    "rue du Colibri", "avenue du Grand Pré", "rue des Vanniers", "rue de l'Abreuvoir", "avenue des Mûriers", "rue du Tonnelier",
    "rue de la Houblonnière", "place des Marronniers", "rue du Sablon Blanc", "rue des Roitelets", "avenue de la Roseraie",
    "rue du Pressoir", "rue des Cordiers", "avenue du Ruisselet", "rue de la Luciole", "clos du Chèvrefeuille", "rue du Rouet",
];
/// Streets of towns that speak Dutch.
#[rustfmt::skip]
pub(crate) const STREETS_NL: &[&str] = &[
    "Lindestraat", "Kersenlaan", "Oude Molenstraat", "Bronstraat", "Berkenlaan", "Boomgaardstraat", "Wasserijstraat",
    "Drie Fonteinenstraat", "Weidestraat", "Uitzichtlaan", "Kleine Beekstraat", "Fonteinplein", "Hazelaarstraat", "Mezenhof",
    "Oude Ovenstraat", "Zwaluwstraat", "Acacialaan", "Groene Wegel", "Looierijstraat", "Klaproosstraat", "Esdoornlaan",
    "Putstraat", "Klimopgang", "Bloemenveldstraat",
    "Populierenlaan", "Bakovenstraat", "Pioenplein", "Mandenmakerstraat", "Drinkplaatsstraat", "Moerbeilaan", "Kuiperstraat",
    "Hopveldstraat", "Kastanjeplein", "Winterkoningstraat", "Rozentuinlaan", "Wijnpersstraat", "Touwslagerstraat", "Beekjeslaan",
    "Glimwormstraat", "Kamperfoeliehof", "Spinnewielstraat", "Grote Weidelaan",
];
/// Streets of towns that speak German.
#[rustfmt::skip]
pub(crate) const STREETS_DE: &[&str] = &[
    "Lindenstraße", "Kirschallee", "Alte Mühlenstraße", "Quellenweg", "Birkenweg", "Obstgartenweg", "Am Waschhaus",
    "Dreibrunnenstraße", "Wiesenstraße", "Zur schönen Aussicht", "Am kleinen Bach", "Brunnenplatz", "Haselweg", "Meisenhof",
    "Am alten Backofen", "Schwalbenweg", "Akazienallee", "Grüner Pfad", "Gerberstraße", "Mohnblumenweg",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daughter_of_a_polish_father_has_the_womens_form() {
        assert_eq!(of_child("Kowalski", Origin::Polish, true), "Kowalska");
        assert_eq!(of_child("Kowalska", Origin::Polish, false), "Kowalski");
        assert_eq!(of_child("Ivanov", Origin::Bulgarian, true), "Ivanova");
        assert_eq!(of_child("Maes", Origin::Flemish, true), "Maes");
    }
}

"""Names and addresses of the invented people of `gen_belgium.py`, with the one source of chance of both."""
import importlib
import random
from itertools import accumulate

R = random.Random()  # the only source of chance for people and noise; seeded once in main


def prov(loc):
    """faker's person tables for one locale."""
    return importlib.import_module("faker.providers.person." + loc).Provider


class Pool:
    """A weighted list with an O(log n) draw."""

    def __init__(self, items, weights):
        self.items, self.cum = list(items), list(accumulate(weights))

    def draw(self):
        """One item, by weight."""
        return R.choices(self.items, cum_weights=self.cum)[0]


def zipf(items, s=0.9):
    """Items in a fixed shuffled order with weights falling as rank to the power -s."""
    items = list(dict.fromkeys(items))
    random.Random(99).shuffle(items)
    return items, [1 / (i + 8) ** s for i in range(len(items))]


def od(d):
    """Items and weights of faker's table, or Zipf weights where it has none."""
    return (list(d.keys()), list(d.values())) if hasattr(d, "values") else zipf(d)


def mix(*parts):
    """A pool of (share, items, weights) parts."""
    it, w = [], []
    for share, items, weights in parts:
        t = sum(weights)
        it += items
        w += [share * x / t for x in weights]
    return Pool(it, w)


# ---- names ----------------------------------------------------------------------------------------
NL_ROOT = ("berg bos broeck beke velde donck houte kerk hove meer molen straeten eynde acker poel damme cauter walle "
           "wiele hecke steen weyer laere brande capelle winckel heyde linden eycken bosch haute poorte zande moere "
           "schueren voorde goor vijver hulst elst ven rode wouwer grave put bulck driessche hoof gucht leemput "
           "kerkhove meersch ghinste perre stichel sype mierop wyngaert casteele abeele bergh daele loo").split()
NL_PRE = ["Van ", "Van de ", "Van den ", "Van der ", "De ", "Ver", "Vander", "Vanden", "Van", "Op de ", "T'"]
NL_SUF = ["", "s", "e", "man", "mans", "aert", "aerts", "sen", "ens"]
FR_ROOT = ("mont bois champ fontaine val pré moulin pont roche rivière croix chêne tilleul haye cour château ville "
           "bourg mesnil marais clos verger four puits jardin hêtre noyer breuil lande vigne ruelle chapelle "
           "sart heid thier ry rue wez tige xhore").split()
FR_PRE = ["De", "Du", "Des", "Le", "La", "De la ", "Del", "Dela", "Le ", "De ", "Beau", "Grand", "Haut", "Noir", "Vieux", "Bon"]
FR_SUF = ["", "el", "et", "ot", "on", "eau", "ier", "in", "ard", "aux", "oy", "ois"]
CONS = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "h", "br", "dr", "gr", "kl", "st", "sch"]
VOW = ["a", "e", "i", "o", "u", "ee", "ae", "oo", "ie", "eu", "au"]
ENDS = ["s", "ens", "aert", "e", "et", "ot", "eau", "art", "in", "on", "mans", "inck", "ers"]


def compound(pre, root, suf):
    """Every surname of the form prefix + root + suffix."""
    return list({p + (r.capitalize() if p.endswith(" ") else r) + s for p in pre for r in root for s in suf})


def tails():
    """The long tails of Dutch and French surnames: compounds and made-up names, sorted."""
    rt = random.Random(4)

    def made_up():
        return (rt.choice(CONS) + rt.choice(VOW) + rt.choice(CONS) + rt.choice(["", rt.choice(VOW) + rt.choice(CONS)])
                + rt.choice(ENDS)).capitalize()
    made = list(dict.fromkeys(made_up() for _ in range(60000)))
    return (sorted(compound(NL_PRE, NL_ROOT, NL_SUF) + made[:24000]),
            sorted(compound(FR_PRE, FR_ROOT, FR_SUF) + made[24000:40000]))


ARF = ("Abdelkader Abdellah Abderrahim Abdelaziz Achraf Adil Ahmed Ali Amine Anas Ayoub Aziz Badr Bilal Brahim Driss Fouad "
       "Hakim Hamid Hamza Hassan Hicham Hussein Ibrahim Idriss Ilyas Imad Ismail Jamal Karim Khalid Lahcen Mehdi Mohamed "
       "Mourad Mounir Mustapha Nabil Nordin Omar Othman Rachid Redouan Reda Said Samir Soufiane Tarik Walid Yassine Youssef "
       "Younes Zakaria Zouhair").split()
ARW = ("Aicha Amal Amina Asma Assia Atika Bouchra Chaimae Dounia Fadila Farida Fatima Fatiha Ghizlane Habiba Hafida Hanane "
       "Houda Ikram Ilham Imane Jamila Kaoutar Karima Khadija Laila Latifa Loubna Malika Mariam Meryem Mina Mouna Nadia "
       "Naima Najat Nawal Nora Rachida Rajae Salma Samira Sanae Sara Siham Soukaina Souad Yasmina Zahra Zineb Zoubida").split()
ARS = ("El Amrani|El Idrissi|El Khattabi|El Mansouri|El Yousfi|El Hajji|El Bakkali|El Morabit|El Ouali|El Fassi|El Azzouzi|"
       "El Haddad|El Kaddouri|El Allali|Benali|Ben Ahmed|Ben Salah|Ben Moussa|Bensaid|Benhaddou|Benjelloun|Ben Hammou|"
       "Bouazza|Bouchikhi|Boukhari|Bouhali|Boulahrouz|Boutaleb|Azzouzi|Aarab|Achahbar|Aouad|Belhaj|Chaabi|Chaouch|Charif|"
       "Daoudi|Derkaoui|Essabar|Fathi|Haddadi|Hamdaoui|Hammouti|Jabri|Kadiri|Khalfaoui|Lahlou|Lamrani|Laaroussi|Mabrouk|"
       "Mansouri|Mimouni|Moussaoui|Naciri|Ouahbi|Oualid|Rahmani|Saidi|Sebti|Tahiri|Touzani|Yacoubi|Zerouali|Ziani|Zouaoui|"
       "Abdellaoui|Abdelkrim|Ait Ali|Ait Said|Ait Lahcen|Ouled Haj|Bouzidi|Cherkaoui|Chentouf|Ghazi|Guerrouj|Hadi|Jaouad").split("|")
TRX = ("Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan Şimşek Polat Korkmaz "
       "Çakır Erdoğan Yavuz Can Acar Şen Aktaş Güler Yalçın Güneş Bozkurt Bulut Keskin Ünal Turan Gül Özer Işık Kaplan Avcı Sarı "
       "Tekin Taş Köse Yüksel Ateş Aksoy Karakuş Uçar Duman Toprak Uzun Ekinci").split()
ROX = ("Popescu Popa Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Moldovan Marin Lazar Cristea Toma Dinu "
       "Nistor Florea Georgescu Tudor Oprea Mihai Constantin Barbu Vasile Sandu Ilie Manea Preda Voicu Dragomir Neagu Ene Badea").split()


def communities():
    """Per community: pools of male given names (m), female given names (f) and surnames (s)."""
    P = {x: prov(x) for x in ("fr_BE", "nl_BE", "nl_NL", "fr_FR", "fr_DZ", "tr_TR", "ro_RO", "pl_PL", "it_IT")}
    nl_tail, fr_tail = tails()
    return {
        "nl": dict(m=mix((.75, *od(P["nl_BE"].first_names_male)), (.25, *od(P["nl_NL"].first_names_male))),
                   f=mix((.75, *od(P["nl_BE"].first_names_female)), (.25, *od(P["nl_NL"].first_names_female))),
                   s=mix((.42, *od(P["nl_BE"].last_names)), (.13, *zipf(P["nl_NL"].last_names)), (.45, *zipf(nl_tail, .55)))),
        "fr": dict(m=mix((.8, *od(P["fr_BE"].first_names_male)), (.2, *zipf(P["fr_FR"].first_names_male))),
                   f=mix((.8, *od(P["fr_BE"].first_names_female)), (.2, *zipf(P["fr_FR"].first_names_female))),
                   s=mix((.42, *od(P["fr_BE"].last_names)), (.13, *zipf(P["fr_FR"].last_names)), (.45, *zipf(fr_tail, .55)))),
        "ma": dict(m=mix((.8, *zipf(ARF, .8)), (.2, *zipf(P["fr_DZ"].first_names_male))),
                   f=mix((.8, *zipf(ARW, .8)), (.2, *zipf(P["fr_DZ"].first_names_female))),
                   s=mix((.7, *zipf(ARS, .6)), (.3, *zipf(P["fr_DZ"].last_names, .5)))),
        "tr": dict(m=mix((1, *zipf(P["tr_TR"].first_names_male))), f=mix((1, *zipf(P["tr_TR"].first_names_female))),
                   s=mix((.5, *zipf(P["tr_TR"].last_names, .6)), (.5, *zipf(TRX, .5)))),
        "ro": dict(m=mix((1, *zipf(P["ro_RO"].first_names_male))), f=mix((1, *zipf(P["ro_RO"].first_names_female))),
                   s=mix((.4, *zipf(P["ro_RO"].last_names, .5)), (.6, *zipf(ROX, .5)))),
        "pl": dict(m=mix((1, *zipf(P["pl_PL"].first_names_male))), f=mix((1, *zipf(P["pl_PL"].first_names_female))),
                   s=mix((.35, *zipf(P["pl_PL"].male_last_names, .6)), (.65, *zipf(P["pl_PL"].unisex_last_names, .4)))),
        "it": dict(m=mix((1, *zipf(P["it_IT"].first_names_male))), f=mix((1, *zipf(P["it_IT"].first_names_female))),
                   s=mix((1, *zipf(P["it_IT"].last_names, .6)))),
    }


COMM = communities()
COMM_POOL = Pool(["nl", "fr", "ma", "tr", "ro", "pl", "it"], [.47, .30, .10, .05, .03, .025, .025])

# ---- geography ------------------------------------------------------------------------------------
BIL = """1000 Bruxelles|Brussel 1030 Schaerbeek|Schaarbeek 1040 Etterbeek| 1050 Ixelles|Elsene 1060 Saint-Gilles|Sint-Gillis 1070 Anderlecht|
1080 Molenbeek-Saint-Jean|Sint-Jans-Molenbeek 1090 Jette| 1140 Evere| 1180 Uccle|Ukkel 1190 Forest|Vorst 1200 Woluwe-Saint-Lambert|Sint-Lambrechts-Woluwe
2000 Antwerpen|Anvers 2060 Antwerpen|Anvers 2100 Deurne| 2140 Borgerhout| 2170 Merksem| 2500 Lier|Lierre 2800 Mechelen|Malines 3000 Leuven|Louvain
3300 Tienen|Tirlemont 3500 Hasselt| 3600 Genk| 3700 Tongeren|Tongres 3800 Sint-Truiden|Saint-Trond 4000 Liège|Luik 4020 Liège|Luik 4100 Seraing|
4500 Huy|Hoei 4800 Verviers| 5000 Namur|Namen 6000 Charleroi| 6600 Bastogne|Bastenaken 6700 Arlon|Aarlen 7000 Mons|Bergen 7060 Soignies|Zinnik
7100 La_Louvière| 7500 Tournai|Doornik 7700 Mouscron|Moeskroen 7800 Ath|Aat 7850 Enghien|Edingen 8000 Brugge|Bruges 8400 Oostende|Ostende
8500 Kortrijk|Courtrai 8800 Roeselare|Roulers 8900 Ieper|Ypres 9000 Gent|Gand 9100 Sint-Niklaas|Saint-Nicolas 9200 Dendermonde|Termonde
9300 Aalst|Alost 9600 Ronse|Renaix 1300 Wavre|Waver 1400 Nivelles|Nijvel 1420 Braine-l'Alleud|Eigenbrakel 1500 Halle|Hal 1800 Vilvoorde|Vilvorde""".split()


def municipalities():
    """(postcode, name, name in the other language) by falling size: real bilingual places, then faker's cities."""
    muni = []
    for pc, nm in zip(BIL[::2], BIL[1::2]):
        a, b = (nm + "|").split("|")[:2]
        muni.append((pc, a.replace("_", " "), (b or a).replace("_", " ")))
    cities = list(importlib.import_module("faker.providers.address.nl_BE").Provider.cities)
    random.Random(5).shuffle(cities)
    return muni + [(str(1010 + (i * 97) % 8980), c, c) for i, c in enumerate(cities[:900])]


MUNI = municipalities()
MW = list(accumulate([6 / (i + 3) ** .8 for i in range(len(MUNI))]))
NLS = ["Kerk", "Station", "Molen", "Nieuw", "School", "Dorp", "Veld", "Bos", "Linden", "Markt", "Kasteel", "Kapel", "Hoog", "Laag", "Zand", "Beek",
       "Broek", "Eik", "Rozen", "Tulpen", "Acacia", "Berken", "Beuken", "Koning Albert", "Leopold", "Gent", "Brussel", "Antwerp", "Gemeente", "Oude "]
NLT = ["straat", "laan", "weg", "dreef", "plein", "steenweg", "lei", "baan"]
FRS = ["de l'Église", "de la Station", "du Moulin", "Neuve", "de l'École", "du Village", "des Champs", "du Bois", "des Tilleuls", "du Marché", "du Château",
       "de la Chapelle", "Haute", "Basse", "du Ruisseau", "du Chêne", "des Roses", "des Tulipes", "des Acacias", "des Bouleaux", "Albert", "Léopold",
       "de Gand", "de Bruxelles", "d'Anvers", "Communale", "de la Paix", "du Centre", "Joseph Wauters", "Émile Vandervelde"]
FRT = ["Rue", "Avenue", "Boulevard", "Place", "Chemin", "Chaussée", "Clos", "Impasse"]


def street():
    """A street as (French name, Dutch name)."""
    i, j = R.randrange(30), min(int(R.expovariate(.7)), 7)
    if R.random() < .35:                        # a long tail named after people
        n = COMM["nl" if R.random() < .6 else "fr"]["s"].draw()
        return ("Rue " + n, n + "straat")
    fr, nl = FRT[j] + " " + FRS[i], NLS[i].strip() + NLT[j]
    return (fr, nl)


def address():
    """(street, other-language street, number, postcode, place, other-language place)."""
    pc, fr_or_first, other = R.choices(MUNI, cum_weights=MW)[0]
    k = int(pc)
    bru = 1000 <= k <= 1299
    fr, nl = street()
    wall = 1300 <= k <= 1499 or 4000 <= k <= 7999
    st = (fr if R.random() < .7 else nl) if bru else (fr if wall else nl)
    alt = nl if st == fr else fr
    num = str(1 + int(R.expovariate(1 / 55)))
    if R.random() < .12:
        num += R.choice([" bus ", " bte "]) + str(R.randrange(1, 12))
    elif R.random() < .05:
        num += R.choice("ABC")
    return (st, alt if bru else st, num, pc, fr_or_first, other)


def phone():
    """A Belgian mobile number, ten digits."""
    return "04" + R.choice("6789") + "".join(R.choice("0123456789") for _ in range(7))


MD = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def rdate(y):
    """A date in year y as (year, month, day); never 29 February."""
    m = R.randrange(12)
    return (y, m + 1, R.randrange(MD[m]) + 1)

"""Twins, siblings, fathers and sons among other people: pairs that must not be one person, and pairs that must.

All people are invented. `make` adds forty pairs of each kind and each group of names to a file of people; `judge` says
of each kind how many pairs stand on the wrong side of one half.

usage: kin.py make PEOPLE.csv OUT.csv
       kin.py judge OUT.csv LINKS.csv
"""
import collections
import csv
import random
import sys

R = random.Random(5)
COLUMNS = ["id", "given_name", "family_name", "sex", "birth_date", "street", "house_number", "postcode", "town", "phone"]
GIVEN = {
    "nlf": "Lien Lies Emma Louise Lotte Marie Julie Sofie Nele Anke Eva Lisa Laura Hanne Elise Elien Sara Mara Lara Lena Leen Lore "
           "Noor Nora Fien Fleur Ella Elena Mila Lina Nina Nena Tina Tine Stien Saar Jana Jade Anna Hanna",
    "nlm": "Jan Tim Tom Bram Bart Bert Luc Luca Lucas Daan Dirk Wout Wouter Pieter Peter Stijn Stan Sven Jef Joris Jorn Jasper Jesse "
           "Kobe Koen Arne Arno Milan Mil Lars Lander Seppe Senne",
    "maf": "Fatima Fatiha Khadija Samira Samia Amina Amal Nadia Nora Naima Najat Hanane Ikram Imane Salma Safa Marwa Yasmina Yasmine "
           "Latifa Karima Jamila",
    "mam": "Hassan Hussein Mohamed Ahmed Karim Kamal Jamal Rachid Rachad Said Samir Amir Yassin Yasir Omar Amar Ali Adil Adel Bilal "
           "Hamid Hamza Khalid Walid Tarik Farid Ilyas Anas Anis",
    "tr": "Elif Emine Ayse Aysel Zeynep Merve Esra Ebru Fatma Sevda Seda Selin Emre Emrah Murat Mert Mehmet Ahmet Ali Can Cem Cenk Burak",
    "pl": "Anna Hanna Katarzyna Malgorzata Agnieszka Joanna Ewa Ola Piotr Pawel Marek Marcin Jakub Jan Adam Tomasz",
    "ro": "Ana Ioana Elena Maria Mariana Andreea Andra Ion Ioan Andrei Adrian Mihai Mircea Radu Raul",
    "zh": "Na Wei Fang Min Ming Jing Jie Li Lei Lan Ling Xin Xia Yan Yang Hong Hua",
    "in no list": "Tavira Tavika Zemora Zemola Brineke Brinske Quillan Quillon Oreva Orena",
}
FAMILY = ("Vansteenhoudt Zaderenu Girihosal Hokipo Gubalu Nukelizons Lihehezans Pofezar El_Mahboubi Ben_Tahar Vandeputtere "
          "Kowalewicz Ozyurtlu Popovici De_Wandeleer Van_der_Schelden Zhangwen").split()
STREETS = ["Kerkstraat", "Rue Haute", "Molenstraat", "Rue du Bois", "Veldstraat"]


def family():
    """A rare family name."""
    name = R.choice(FAMILY).replace("_", " ")
    return name if R.random() < .4 else name + R.choice(["ens", "art", "man", "oux", "sky", "i", "a"])


def home():
    """An address."""
    return {"street": R.choice(STREETS), "house_number": R.randrange(1, 150), "postcode": 1000 + 10 * R.randrange(300)}


def phone():
    """A number of ten digits."""
    return "04" + "".join(R.choice("0123456789") for _ in range(8))


def birth(first=1950, last=2010):
    """A whole date that is no 1 January."""
    return f"{R.randrange(first, last)}-{R.randrange(1, 13):02d}-{R.randrange(2, 29):02d}"


def two_people(names, sex):
    """(kind, one, other): each kind of two people of one house once."""
    def at_home(**shared):
        (one, other), kin = R.sample(names, 2), {"sex": sex, **home(), **shared}
        return one, other, family(), kin
    one, other, s, kin = at_home(birth_date=birth(), phone=phone())
    yield "twins", {"given_name": one, "family_name": s, **kin}, {"given_name": other, "family_name": s, **kin}
    one, other, s, kin = at_home(birth_date=birth())
    yield "twins one exchanged", {"given_name": one, "family_name": s, **kin}, {"given_name": s, "family_name": other, **kin}
    for kind, born in (("siblings one exchanged", birth), ("siblings one exchanged and a birth unknown", lambda *_: "")):
        one, other, s, kin = at_home(phone=phone())
        yield kind, {"given_name": one, "family_name": s, "birth_date": birth(1990), **kin}, {
            "given_name": s, "family_name": other, "birth_date": born(1990), **kin}
    one, other, s, kin = at_home(phone=phone())
    yield "siblings both exchanged and a birth unknown", {"given_name": s, "family_name": one, "birth_date": birth(1990), **kin}, {
        "given_name": s, "family_name": other, **kin}
    one, other, s, kin = at_home(phone=phone())
    yield "siblings births unknown", {"given_name": one, "family_name": s, **kin}, {"given_name": other, "family_name": s, **kin}
    one, _, s, kin = at_home(phone=phone())
    name, year, later = {"given_name": one, "family_name": s, **kin, "sex": "M"}, R.randrange(1940, 1965), R.randrange(18, 45)
    yield "father and son years", {**name, "birth_date": year}, {**name, "birth_date": year + later}
    one, _, s, kin = at_home(phone=phone())
    name, born = {"given_name": one, "family_name": s, **kin, "sex": "M"}, birth(1940, 1965)
    yield "father and son one day", {**name, "birth_date": born}, {**name, "birth_date": f"{int(born[:4]) + later}{born[4:]}"}


def one_person(names, sex):
    """(kind, one, other): each kind of one person written twice."""
    def written(**shared):
        return R.choice(names), family(), {"sex": sex, "birth_date": birth(), **shared}
    g, s, own = written(phone=phone(), **home())
    yield "one exchanged", {"given_name": g, "family_name": s, **own}, {"given_name": s, "family_name": g, **own}
    g, s, own = written()
    yield "one exchanged and moved", {"given_name": g, "family_name": s, **own, **home()}, {"given_name": s, "family_name": g, **own, **home()}
    g, s, own = written(**home())
    yield "the year only", {"given_name": g, "family_name": s, **own}, {"given_name": g, "family_name": s, **own,
                                                                       "birth_date": own["birth_date"][:4] + "-01-01"}
    g, s, own = written()
    yield "moved and a slip", {"given_name": g, "family_name": s, **own, **home()}, {"given_name": g + g[-1], "family_name": s, **own, **home()}


def make(source, target):
    """Adds the pairs to a file, in any order."""
    rows = [{column: row.get(column, "") for column in COLUMNS} for row in csv.DictReader(open(source, encoding="utf-8"))]
    for group, names in GIVEN.items():
        sex = {"nlf": "F", "maf": "F", "nlm": "M", "mam": "M"}.get(group, "")
        for n in range(40):
            for right, pairs in (("two", two_people), ("one", one_person)):
                for kind, *both in pairs(names.split(), sex):
                    rows += [{**person, "id": f"{right}|{kind}|{group}|{n}|{side}"} for person, side in zip(both, "ab")]
    R.shuffle(rows)
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)


def judge(people, links):
    """Prints for each kind and whether a list has the names: pairs, and those on the wrong side of one half."""
    said = {}
    for row in csv.DictReader(open(links, encoding="utf-8")):
        a, b = row["a"].rpartition("|"), row["b"].rpartition("|")
        if a[0] == b[0]:
            said[a[0]] = float(row["probability"])
    counted = collections.defaultdict(lambda: [0, 0])
    for row in csv.DictReader(open(people, encoding="utf-8")):
        if row["id"].endswith("|a"):
            pair = row["id"].rpartition("|")[0]
            right, kind, group, _ = pair.split("|")
            of = counted[right, kind, "in no list" if group == "in no list" else "known names"]
            of[0] += 1
            of[1] += (said.get(pair, 0) >= .5) != (right == "one")
    for key, (pairs, wrong) in sorted(counted.items()):
        print(*key, pairs, wrong, sep="\t")


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])

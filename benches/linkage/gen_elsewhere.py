"""Synthetic person records from elsewhere than Belgium: other names, other fields, other ways of going wrong.

All people are invented; names are those of faker. Every record carries `entity_id` (the truth). The same --records,
--seed, --kind and faker version give the same file.

kind "census": an American town seen by a census, a survey and tax forms. Whole households, nicknames, and answers that
were copied from another member of the household. kind "soldiers": a roster and a census of the nineteenth century: no
streets and no phones, ages instead of births, ranks, initials, few given names.

usage: gen_elsewhere.py --kind census --records 30000 --seed 3 --out people.parquet   (people.csv is written beside it)
"""
import argparse
import random
from itertools import accumulate
from pathlib import Path

import pandas as pd
from faker.providers.address.en_US import Provider as Address
from faker.providers.person.en_US import Provider as Names

R = random.Random()
MEN, WOMEN = list(Names.first_names_male.items()), list(Names.first_names_female.items())
SURNAMES = list(Names.last_names.items())
OLD = ("John William James George Charles Henry Joseph Thomas Samuel David Robert Edward Daniel Benjamin Peter Andrew Jacob "
       "Francis Michael Frederick Albert Isaac Alexander Patrick Hiram Elijah Levi Nathaniel Abraham Ezra Silas Martin").split()
SHORT = {"William": "Wm Will Bill", "James": "Jas Jim", "George": "Geo", "Charles": "Chas Charlie", "John": "Jno Jack", "Joseph": "Jos Joe",
         "Thomas": "Thos Tom", "Samuel": "Saml Sam", "Robert": "Robt Bob", "Edward": "Edw Ned", "Benjamin": "Benj Ben", "Daniel": "Danl Dan",
         "Alexander": "Alex", "Michael": "Mike", "Elizabeth": "Liz Beth Betty", "Katherine": "Kate Kathy", "Margaret": "Peggy Maggie",
         "Patricia": "Pat Patty", "Jennifer": "Jen Jenny", "Christopher": "Chris", "Matthew": "Matt", "Anthony": "Tony", "Richard": "Dick Rick",
         "Rebecca": "Becky", "Susan": "Sue", "Deborah": "Debbie", "Frederick": "Fred", "Andrew": "Andy", "Jacob": "Jake", "Francis": "Frank"}
SOUNDS = [("ph", "f"), ("ck", "k"), ("ie", "y"), ("ei", "ie"), ("ll", "l"), ("nn", "n"), ("ss", "s"), ("c", "k"), ("z", "s"), ("ough", "off"), ("e", "a"), ("er", "ar")]
RANKS = ("Pvt", "Corp", "Sergt", "Capt", "Lieut")
TOWNS = [f"{a}{b}" for a in ("Green", "Mill", "Spring", "Clay", "Oak", "Fair", "West", "North", "New", "Wood") for b in ("field", "ville", "ton", "burg", " Creek", "port")]


def drawer(pairs):
    """A function that draws an item by weight."""
    items, cum = [item for item, _ in pairs], list(accumulate(weight for _, weight in pairs))
    return lambda: R.choices(items, cum_weights=cum)[0]


MAN, WOMAN, SURNAME = drawer(MEN), drawer(WOMEN), drawer(SURNAMES)
OLD_MAN = drawer([(name, 1 / (rank + 2)) for rank, name in enumerate(OLD)])


def slip(text):
    """One letter dropped, doubled, changed, or two exchanged; or a group as it sounds."""
    if len(text) < 3:
        return text
    found = [pair for pair in SOUNDS if pair[0] in text.lower()]
    if found and R.random() < .4:
        a, b = R.choice(found)
        at = text.lower().index(a)
        return text[:at] + b + text[at + len(a):]
    i, u = R.randrange(1, len(text)), R.random()
    if u < .3:
        return text[:i] + text[i + 1:]
    if u < .5:
        return text[:i] + text[i] + text[i:]
    if u < .75:
        return text[:i] + R.choice("aeiounrstlm") + text[i + 1:]
    return text[:i - 1] + text[i] + text[i - 1] + text[i + 1:]


def digit(text):
    """One digit of a number changed."""
    at = [i for i, c in enumerate(text) if c.isdigit()]
    i = R.choice(at)
    return text[:i] + R.choice("0123456789") + text[i + 1:]


def short(name):
    """A nickname or an abbreviation, where there is one."""
    return R.choice(SHORT[name].split()) if name in SHORT else name


# ---- census ---------------------------------------------------------------------------------------
def address():
    """(number, street, postcode, town)."""
    street = f"{SURNAME()} {R.choice(list(Address.street_suffixes)[:25])}" if R.random() < .6 else f"{R.randrange(1, 60)}th Street"
    return str(R.randrange(1, 2400)), street, f"98{R.randrange(100, 160)}", R.choice(TOWNS)


def household(hh):
    """People of one household as dictionaries."""
    home, family, first = address(), SURNAME(), 1930 + int(R.random() * 72)
    ages = [first] + ([first + R.randrange(-6, 7)] if R.random() < .55 else [])
    ages += [first + R.randrange(20, 38) for _ in range(R.choice((0, 0, 0, 1, 2, 3)))] if first < 1990 else []
    people = []
    for n, year in enumerate(ages):
        woman = R.random() < .5
        name = WOMAN() if woman else MAN()
        if n > 1 and not woman and R.random() < .05:
            name = people[0]["g"]
        born = (min(year, 2020), R.randrange(1, 13), R.randrange(1, 29))
        if n > 2 and R.random() < .03:
            born = people[-1]["born"]
        people.append({"g": name, "m": (WOMAN() if woman else MAN())[0], "s": family if n != 1 or R.random() < .75 else SURNAME(),
                       "sex": "F" if woman else "M", "born": born, "home": home, "hh": hh})
    for person in people:
        person["kin"] = [other for other in people if other is not person]
    return people


def answer(p, moved):
    """What one form says of a person."""
    r, k = R.random, R.choice((1, 1, 2, 5))
    g, s, (y, m, d) = p["g"], p["s"], p["born"]
    if r() < .03 * k:
        g = short(g)
    if r() < .02 * k:
        g = slip(g)
    if r() < .025 * k:
        s = slip(s)
    if r() < .01 * k and p["kin"]:
        g = R.choice(p["kin"])["g"]
    if r() < .01 * k and p["kin"]:
        y, m, d = R.choice(p["kin"])["born"]
    if r() < .15:
        g = f"{g} {p['m']}."
    if r() < .004 * k:
        g, s = s, g
    if r() < .01 * k:
        m, d = (d, m) if d < 13 else (m, d)
    born = f"{y:04d}-{m:02d}-{d:02d}"
    if r() < .015 * k:
        born = digit(born[:2] + born[2:])
    number, street, postcode, town = moved or p["home"]
    if r() < .02 * k:
        number = digit(number)
    if r() < .03 * k:
        street = slip(street)
    if r() < .02 * k:
        postcode = digit(postcode)

    def left(share, value):
        return None if r() < share * k else value
    return {"given_name": left(.01, g), "family_name": left(.01, s), "sex": left(.01, p["sex"]), "birth_date": left(.03, born),
            "street": left(.02, street), "house_number": left(.02, number), "postcode": left(.02, postcode), "town": left(.02, town)}


def census(records):
    """Rows of a town; each person in one to four forms."""
    rows, hh, entity = [], 0, 0
    while len(rows) < records:
        hh += 1
        moved = None
        for p in household(hh):
            for n in range(R.choice((1, 1, 1, 2, 2, 3, 4))):
                moved = address() if n and R.random() < .12 else moved
                rows.append({"entity_id": entity, **answer(p, moved if n else None)})
            entity += 1
    return rows


# ---- soldiers -------------------------------------------------------------------------------------
def written(p, census_year):
    """What one list says of a soldier: an age that is only about right, as a year of birth."""
    r, g, s = R.random, p["g"], p["s"]
    if r() < .2:
        g = short(g)
    if r() < .06:
        g = g[0]
    if r() < .35:
        g = f"{g} {p['m'][0]}"
    elif r() < .06:
        g = f"{g} {p['m']}"
    elif r() < .03:
        g = f"{g[0]} {p['m']}"
    if r() < .06:
        g = f"{R.choice(RANKS)} {g}"
    if r() < .12:
        s = slip(s)
    if r() < .05:
        s = slip(s)
    year = p["year"] + R.choice((0, 0, 0, 0, 0, 1, -1, 1, -1, 2, -2, 3))
    if census_year and r() < .12:
        year = census_year - 5 * round((census_year - year) / 5)
    if r() < .2:
        born = f"{year}-{p['md'][0]:02d}-{p['md'][1]:02d}"
    else:
        born = str(year)
    return {"given_name": g, "family_name": s, "sex": "M", "birth_date": born if r() > .12 else None,
            "town": (p["town"] if r() > .1 else R.choice(TOWNS)) if r() > .2 else None}


def soldiers(records):
    """Rows of a roster and of censuses in which every third soldier is found again, among people who never served."""
    rows, entity = [], 0
    while len(rows) < records:
        p = {"g": OLD_MAN() if R.random() < .8 else MAN(), "m": OLD_MAN(), "s": SURNAME(), "year": 1844 - int(abs(R.gauss(0, 7))),
             "md": (R.randrange(1, 13), R.randrange(1, 29)), "town": R.choice(TOWNS)}
        for n in range(R.choice((1, 1, 1, 1, 2, 2, 3))):
            rows.append({"entity_id": entity, **written(p, (0, 1860, 1900)[n])})
        entity += 1
    return rows


def main():
    """Write the file and print what it holds."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--kind", choices=("census", "soldiers"), required=True)
    ap.add_argument("--records", type=int, default=30_000)
    ap.add_argument("--seed", type=int, default=3)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    R.seed(a.seed)
    rows = {"census": census, "soldiers": soldiers}[a.kind](a.records)
    R.shuffle(rows)
    df = pd.DataFrame(rows)
    df.insert(0, "rec_id", range(len(df)))
    df.to_parquet(a.out)
    df.drop(columns="entity_id").rename(columns={"rec_id": "id"}).to_csv(Path(a.out).with_suffix(".csv"), index=False)
    print("records", len(df), "people", df["entity_id"].nunique())


if __name__ == "__main__":
    main()

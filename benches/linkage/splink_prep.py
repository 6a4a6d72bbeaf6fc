"""Normalisation a competent user would do before Splink; shared by every Belgian Splink run."""
import re
import unicodedata

import jellyfish
import pandas as pd

PART = re.compile(r"^(?:(?:van der|van den|van de|van|vander|vanden|de la|de|del|den|der|du|des|el|al|ben|ait|ouled|le|la|op de|v\.?d\.?|v\.) )+")
TR = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "s", "đ": "d", "'": "", "’": "", ".": " ", "-": " "})


def norm(s):
    """Lower case without diacritics, quotes, dots, hyphens and double spaces."""
    if s is None or s != s:
        return None
    s = unicodedata.normalize("NFD", s.lower().translate(TR))
    s = "".join(c for c in s if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", s).strip() or None


def core(s):
    """surname without particles and spaces: 'van der linden' -> 'linden', 'vanderlinden' -> 'linden'"""
    if s is None:
        return None
    r = PART.sub("", s)
    r = re.sub(r"^(?:vander|vanden|vande)(?=.{4,})", "", r)
    return r.replace(" ", "") or s.replace(" ", "")


def street(s):
    """Street type written out."""
    if s is None:
        return None
    s = re.sub(r"\bstr\b", "straat", re.sub(r"(?<=\w)str\b", "straat", s))
    s = re.sub(r"^r ", "rue ", s)
    s = re.sub(r"^av ", "avenue ", s)
    s = re.sub(r"^bd ", "boulevard ", s)
    s = re.sub(r"^chee ", "chaussee ", s)
    return re.sub(r"stwg\b", "steenweg", s).strip()


def memo(f, col):
    """f over the distinct values of a column."""
    u = {x: f(x) for x in col.dropna().unique()}
    return col.map(u)


def prepare(df):
    """The columns Splink compares, normalised as a competent user would before calling it."""
    o = pd.DataFrame({"unique_id": df["rec_id"]})
    o["given"] = memo(norm, df["given_name"])
    o["family"] = memo(norm, df["family_name"])
    o["given1"] = memo(lambda s: s.split(" ")[0], o["given"])
    o["core"] = memo(core, o["family"])
    o["given_mp"] = memo(lambda s: jellyfish.metaphone(s) or s, o["given1"])
    o["core_mp"] = memo(lambda s: jellyfish.metaphone(s) or s, o["core"])
    o["fullname"] = o["given1"] + "|" + o["core"]
    o["sex"] = df["sex"]
    o["dob"] = df["birth_date"]
    o["street"] = memo(lambda s: street(norm(s)), df["street"])
    o["num"] = memo(lambda s: re.sub(r"\D.*", "", s), df["house_number"])
    o["postcode"] = df["postcode"]
    o["municipality"] = memo(norm, df["municipality"])
    o["phone"] = memo(lambda s: re.sub(r"\D", "", s.replace("+32", "0")), df["phone"])
    return o.astype(object).where(o.notna(), None)

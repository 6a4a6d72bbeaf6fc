"""recordlinkage's unsupervised ECM classifier on FEBRL 3 or 4 without the national number.

Writes links.parquet (a, b, probability) into OUT_DIR and the seconds of each phase as JSON to stdout.

usage: recordlinkage_febrl.py {febrl3|febrl4} FILE.parquet OUT_DIR
"""
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import pandas as pd
import recordlinkage as rl

TEXT = {"given_name": ("jarowinkler", .85), "surname": ("jarowinkler", .85), "date_of_birth": ("damerau_levenshtein", .85),
        "address_1": ("jarowinkler", .85), "address_2": ("jarowinkler", .85), "suburb": ("jarowinkler", .85),
        "postcode": ("damerau_levenshtein", .7), "street_number": ("damerau_levenshtein", .6)}  # measure, agrees from


def compare(frames):
    """Candidate pairs with 1 where a field agrees and 0 where it does not."""
    index = rl.Index()
    for columns in ("given_name", "surname", "date_of_birth", "postcode", ["street_number", "address_1"]):
        index.block(columns)
    pairs = index.index(*frames)
    c = rl.Compare()
    for column, (method, _) in TEXT.items():
        c.string(column, column, method=method, label=column)
    c.exact("state", "state", label="state")
    levels = c.compute(pairs, *frames)
    return (levels >= pd.Series({k: t for k, (_, t) in TEXT.items()} | {"state": 1})[levels.columns]).astype(int)


def main(dataset, source, out):
    """One whole run."""
    df = pd.read_parquet(source).set_index("rec_id")
    df = df.where(df.notna(), np.nan)
    frames = [df] if dataset == "febrl3" else [df[df["side"] == s] for s in "ab"]
    start = time.perf_counter()
    levels = compare(frames)
    compared = time.perf_counter()
    ecm = rl.ECMClassifier(binarize=None)
    ecm.fit_predict(levels)
    p = ecm.prob(levels).reindex(levels.index).values
    done = time.perf_counter()
    a, b = (levels.index.get_level_values(k) for k in (0, 1))
    pd.DataFrame({"a": a, "b": b, "probability": p}).to_parquet(f"{out}/links.parquet")
    json.dump({"seconds": {"compare": round(compared - start, 3), "ecm": round(done - compared, 3)},
               "total": round(done - start, 3)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Splink 5 scoring one new record, and 1,000 at once, against all stored records with a trained model.

Writes milliseconds (20 queries, one at a time, the first kept apart as a warm-up) and the seconds of the batch as JSON
to stdout. Reading, normalising and the term-frequency tables are outside both.

usage: splink_single.py PERSONS.parquet MODEL.json QUERIES.parquet
"""
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
import duckdb
import numpy as np
import pandas as pd
from splink import DuckDBAPI, Linker

from splink_prep import prepare


def main(source, model, queries):
    """One whole run."""
    df, many = prepare(pd.read_parquet(source)), prepare(pd.read_parquet(queries))
    api = DuckDBAPI(duckdb.connect())
    base = api.register(df)
    with open(model) as f:
        linker = Linker(base, json.load(f))
    for column in ("given1", "core", "fullname"):
        linker.table_management.compute_tf_table(column)

    def seconds(rows):
        start = time.perf_counter()
        linker.inference.predict_between(api.register(rows), base, threshold_match_weight=0).as_duckdbpyrelation().df()
        return time.perf_counter() - start
    ms = 1000 * np.array([seconds(many.iloc[[k]]) for k in range(20)])
    json.dump({"records": len(df), "queries": len(ms) - 1, "first_ms": round(ms[0], 1), "median_ms": round(np.median(ms[1:]), 1),
               "p95_ms": round(np.quantile(ms[1:], .95), 1), "max_ms": round(ms[1:].max(), 1),
               "batch_records": len(many), "batch_seconds": round(seconds(many), 3)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

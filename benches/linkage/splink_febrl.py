"""Splink 5 (DuckDB) on FEBRL 3 or 4 without the national number, unsupervised.

Model and training follow Splink's own worked examples ("detailed", "extended"). Writes links.parquet (a, b,
probability, bits) into OUT_DIR and the seconds from the records in memory to the links as JSON to stdout.

usage: splink_febrl.py {febrl3|febrl4} FILE.parquet {detailed|extended} OUT_DIR
"""
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
import duckdb
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

MIN_BITS = -30  # links below this match weight are not listed


def blocking(dataset):
    """The pairs to compare; FEBRL 3, one file with up to six records a person, gets two wider rules."""
    rules = [block_on("given_name", "surname"), "l.given_name = r.surname and l.surname = r.given_name",
             block_on("date_of_birth"), block_on("state", "address_1"), block_on("street_number", "address_1"),
             block_on("postcode")]
    return rules + ([block_on("given_name"), block_on("surname")] if dataset == "febrl3" else [])


def birth_date():
    """Splink's date comparison on YYYYMMDD."""
    return cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                                    invalid_dates_as_null=True)


def detailed():
    """Given and family name, birth date, house number, postcode, each by itself."""
    return [cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
             cl.NameComparison("surname").configure(term_frequency_adjustments=True), birth_date(),
             cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
             cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True)]


def extended():
    """One comparison over the whole name with swaps, and the address."""
    jw = "jaro_winkler_similarity(given_name_l, surname_r) + jaro_winkler_similarity(surname_l, given_name_r) >= %s"
    return [cl.CustomComparison(output_column_name="full_name", comparison_levels=[
        {"sql_condition": "(given_name_l IS NULL OR given_name_r IS NULL) and (surname_l IS NULL OR surname_r IS NULL)",
         "label_for_charts": "null", "is_null_level": True},
        cll.ExactMatchLevel("full_name", term_frequency_adjustments=True),
        cll.JaroWinklerLevel("full_name", 0.9), cll.JaroWinklerLevel("full_name", 0.7),
        cll.ColumnsReversedLevel("given_name", "surname"),
        {"sql_condition": jw % 1.8, "label_for_charts": "switched 1.8"},
        {"sql_condition": jw % 1.4, "label_for_charts": "switched 1.4"},
        cll.ExactMatchLevel("given_name", term_frequency_adjustments=True),
        cll.ExactMatchLevel("surname", term_frequency_adjustments=True),
        {"sql_condition": "given_name_l = surname_r OR surname_l = given_name_r", "label_for_charts": "cross"},
        cll.JaroWinklerLevel("given_name", 0.9), cll.JaroWinklerLevel("surname", 0.9), cll.ElseLevel()]), birth_date(),
        cl.CustomComparison(output_column_name="street_number", comparison_levels=[
            cll.NullLevel("street_number"), cll.ExactMatchLevel("street_number", term_frequency_adjustments=True),
            cll.DamerauLevenshteinLevel("street_number", 1), cll.ElseLevel()]),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        # the published example leaves the address out; it carries signal when there is no national number
        cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]),
        cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8])]


def main(dataset, source, model, out):
    """One whole run."""
    df = pd.read_parquet(source)
    df["full_name"] = df["given_name"] + "_" + df["surname"]
    frames = [df] if dataset == "febrl3" else [df[df["side"] == s].drop(columns="side").reset_index(drop=True) for s in "ab"]
    start = time.perf_counter()
    settings = SettingsCreator(unique_id_column_name="rec_id", comparisons=detailed() if model == "detailed" else extended(),
                               link_type="dedupe_only" if len(frames) == 1 else "link_only",
                               blocking_rules_to_generate_predictions=blocking(dataset))
    api = DuckDBAPI(duckdb.connect())
    tables = [api.register(f) for f in frames]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    t = linker.training
    t.estimate_probability_two_random_records_match([block_on("given_name", "surname", "date_of_birth")], recall=0.6)
    t.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for column in ("date_of_birth", "postcode"):
        t.estimate_parameters_using_expectation_maximisation(block_on(column), estimate_without_term_frequencies=True)
    pred = linker.inference.predict(threshold_match_weight=MIN_BITS)
    pred.as_duckdbpyrelation().project(
        "rec_id_l as a, rec_id_r as b, match_probability as probability, match_weight as bits"
    ).write_parquet(f"{out}/links.parquet")
    json.dump({"total": round(time.perf_counter() - start, 3)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

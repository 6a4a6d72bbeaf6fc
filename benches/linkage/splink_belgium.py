"""Splink 5 (DuckDB) on the Belgian-like file: unsupervised training, prediction, connected components.

Name model "joint" compares given and family name together, "split" one by one. Writes links.parquet (a, b,
probability, bits), clusters.parquet (id, cluster; at probability 0.99) and model.json into OUT_DIR, and the seconds of
each phase as JSON to stdout. The time to import the libraries is outside the phases.

usage: splink_belgium.py PERSONS.parquet {joint|split} OUT_DIR
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

from splink_prep import prepare

MIN_BITS = -6  # links below this match weight are not listed
CLUSTER_AT = 0.99  # match probability
RULES = [block_on("phone"), block_on("core", "dob"), block_on("given1", "dob"), block_on("fullname", "postcode"),
         block_on("dob", "postcode"), block_on("core_mp", "given_mp", "substr(dob,1,4)"),
         block_on("core_mp", "given_mp", "substr(dob,6,5)"),
         block_on("given1", "street", "num"), block_on("core", "street", "num"),
         "l.given1 = r.core and l.core = r.given1", block_on("core_mp", "given_mp", "postcode"),
         block_on("fullname"), block_on("core", "municipality", "given_mp"), block_on("core_mp", "substr(dob,1,7)")]
SWAPPED = "jaro_winkler_similarity(given1_l, core_r) + jaro_winkler_similarity(core_l, given1_r)"
JOINT = [
    cl.CustomComparison(output_column_name="name", comparison_levels=[
        {"sql_condition": "given1_l is null or given1_r is null or core_l is null or core_r is null", "label_for_charts": "null", "is_null_level": True},
        cll.ExactMatchLevel("fullname", term_frequency_adjustments=True),
        {"sql_condition": "given1_l = core_r and core_l = given1_r", "label_for_charts": "swapped"},
        {"sql_condition": "jaro_winkler_similarity(given1_l, given1_r) >= 0.88 and jaro_winkler_similarity(core_l, core_r) >= 0.88", "label_for_charts": "both close"},
        {"sql_condition": f"{SWAPPED} >= 1.8", "label_for_charts": "swapped, close"},
        cll.ExactMatchLevel("core", term_frequency_adjustments=True),
        cll.ExactMatchLevel("given1", term_frequency_adjustments=True),
        {"sql_condition": "core_mp_l = core_mp_r or jaro_winkler_similarity(core_l, core_r) >= 0.85", "label_for_charts": "surname close"},
        {"sql_condition": "given_mp_l = given_mp_r or jaro_winkler_similarity(given1_l, given1_r) >= 0.85", "label_for_charts": "given close"},
        cll.ElseLevel()])]
SPLIT = [
    cl.CustomComparison(output_column_name="given", comparison_levels=[
        cll.NullLevel("given1"), cll.ExactMatchLevel("given1", term_frequency_adjustments=True),
        {"sql_condition": "given1_l = core_r and core_l = given1_r", "label_for_charts": "swapped"},
        cll.JaroWinklerLevel("given1", 0.92), cll.JaroWinklerLevel("given1", 0.8), cll.ExactMatchLevel("given_mp"),
        {"sql_condition": "given1_l[1] = given1_r[1] and (length(given1_l) = 1 or length(given1_r) = 1)", "label_for_charts": "initial"},
        cll.ElseLevel()]),
    cl.CustomComparison(output_column_name="family", comparison_levels=[
        cll.NullLevel("core"), cll.ExactMatchLevel("core", term_frequency_adjustments=True),
        {"sql_condition": "given1_l = core_r and core_l = given1_r", "label_for_charts": "swapped"},
        cll.JaroWinklerLevel("core", 0.92), cll.JaroWinklerLevel("core", 0.8), cll.ExactMatchLevel("core_mp"),
        {"sql_condition": "contains(family_l, core_r) or contains(family_r, core_l)", "label_for_charts": "part of double name"},
        cll.ElseLevel()])]
OTHERS = [
    cl.CustomComparison(output_column_name="dob", comparison_levels=[
        cll.NullLevel("dob"), cll.ExactMatchLevel("dob"),
        {"sql_condition": "dob_l[1:4] = dob_r[1:4] and dob_l[6:7] = dob_r[9:10] and dob_l[9:10] = dob_r[6:7]", "label_for_charts": "day/month swapped"},
        cll.DamerauLevenshteinLevel("dob", 1),
        {"sql_condition": "dob_l[1:4] = dob_r[1:4] and (dob_l[6:10] = '01-01' or dob_r[6:10] = '01-01')", "label_for_charts": "year, default day"},
        {"sql_condition": "dob_l[1:4] = dob_r[1:4]", "label_for_charts": "year"}, cll.ElseLevel()]),
    cl.ExactMatch("sex"),
    cl.CustomComparison(output_column_name="address", comparison_levels=[
        {"sql_condition": "(street_l is null or street_r is null) and (postcode_l is null or postcode_r is null)", "label_for_charts": "null", "is_null_level": True},
        {"sql_condition": "street_l = street_r and num_l = num_r", "label_for_charts": "street + number"},
        {"sql_condition": "jaro_winkler_similarity(street_l, street_r) >= 0.9 and num_l = num_r", "label_for_charts": "street close + number"},
        {"sql_condition": "postcode_l = postcode_r and num_l = num_r", "label_for_charts": "postcode + number"},
        {"sql_condition": "postcode_l = postcode_r", "label_for_charts": "postcode"},
        {"sql_condition": "municipality_l = municipality_r", "label_for_charts": "municipality"}, cll.ElseLevel()]),
    cl.CustomComparison(output_column_name="phone", comparison_levels=[
        cll.NullLevel("phone"), cll.ExactMatchLevel("phone"), cll.DamerauLevenshteinLevel("phone", 1), cll.ElseLevel()])]


class Laps:
    """Seconds of each phase since the one before."""

    def __init__(self):
        self.seconds, self.last = {}, time.perf_counter()

    def lap(self, name):
        """Closes a phase."""
        now = time.perf_counter()
        self.seconds[name], self.last = round(now - self.last, 3), now


def train(linker, records):
    """Splink's recommended unsupervised training: prior from sure rules, u from random pairs, m by EM on two blocks."""
    t = linker.training
    t.estimate_probability_two_random_records_match([block_on("fullname", "dob"), block_on("phone", "given1")], recall=0.65)
    t.estimate_u_using_random_sampling(max_pairs=2e6 if records < 200_000 else 1e7, seed=1)
    for rule in (block_on("fullname", "postcode"), block_on("dob", "sex")):
        t.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True, max_pairs=2e6)


def main(source, name_model, out):
    """One whole run."""
    laps = Laps()
    raw = pd.read_parquet(source)
    laps.lap("read")
    df = prepare(raw)
    del raw
    laps.lap("normalise")
    names = JOINT if name_model == "joint" else SPLIT
    settings = SettingsCreator(link_type="dedupe_only", comparisons=names + OTHERS,
                               blocking_rules_to_generate_predictions=RULES, additional_columns_to_retain=[])
    api = DuckDBAPI(duckdb.connect())
    linker = Linker(api.register(df), settings)
    train(linker, len(df))
    laps.lap("train")
    pred = linker.inference.predict(threshold_match_weight=MIN_BITS)
    laps.lap("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pred, threshold_match_probability=CLUSTER_AT)
    laps.lap("cluster")
    pred.as_duckdbpyrelation().project(
        "unique_id_l as a, unique_id_r as b, match_probability as probability, match_weight as bits"
    ).write_parquet(f"{out}/links.parquet")
    clusters.as_duckdbpyrelation().project("unique_id as id, cluster_id as cluster").write_parquet(f"{out}/clusters.parquet")
    laps.lap("write")
    linker.misc.save_model_to_json(f"{out}/model.json", overwrite=True)
    json.dump({"seconds": laps.seconds, "total": round(sum(laps.seconds.values()), 3)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

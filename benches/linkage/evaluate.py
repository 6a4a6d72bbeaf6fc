"""Links and clusters of any tool against the truth, as JSON on stdout. Every tool is judged by this one program.

usage: evaluate.py TRUTH.parquet LINKS.{csv,parquet} [CLUSTERS.{csv,parquet}]

TRUTH has rec_id and entity_id, and where known household_id, community and tier. LINKS has a, b (record ids),
probability and, where known, bits (log2 odds; ranks more finely than probability). CLUSTERS has id, cluster; a record
that is not listed is a cluster of its own. Recall is over all true pairs, so pairs no tool compared count as missed.
Shares run from 0 to 1, gaps are in percentage points.
"""
import json
import sys

import numpy as np
import pandas as pd
import pyarrow.csv
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

CUTS = (0.5, 0.9, 0.99, 0.999)
BINS = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 1)
CLUSTER_BITS = (0, 3.3, 6.6, 8, 10, 12, 14)
TIERS = ("clean", "moderate", "bad")


def read(path):
    """A CSV or parquet file as a frame."""
    return pyarrow.csv.read_csv(path).to_pandas() if path.endswith(".csv") else pd.read_parquet(path)


def prf(tp, found, true):
    """Precision, recall, F1 and the counts behind them: true positives, pairs found, pairs that are true."""
    p, r = (tp / found if found else 0.0), (tp / true if true else 0.0)
    f = 2 * p * r / (p + r) if p + r else 0.0
    return {"precision": round(p, 5), "recall": round(r, 5), "f1": round(f, 5),
            "tp": int(tp), "fp": int(found - tp), "fn": int(true - tp)}


def rows_of(ids, truth_ids):
    """Row numbers of ids in the truth; stops when an id is unknown."""
    rows = pd.Index(truth_ids).get_indexer(ids)
    if (rows < 0).any():
        sys.exit(f"evaluate: {(rows < 0).sum()} ids are not in the input, the first is {np.asarray(ids)[rows < 0][0]}")
    return rows


def read_links(path, truth_ids):
    """Links as row numbers lo < hi with probability and bits; stops at a self-link or a pair given twice."""
    df = read(path)
    a, b = rows_of(df["a"], truth_ids), rows_of(df["b"], truth_ids)
    key = np.minimum(a, b).astype(np.int64) * len(truth_ids) + np.maximum(a, b)
    if (a == b).any() or len(np.unique(key)) != len(key):
        sys.exit("evaluate: the links hold a record linked to itself or a pair given twice")
    rank = df["bits"] if "bits" in df else df["probability"]
    return pd.DataFrame({"lo": np.minimum(a, b), "hi": np.maximum(a, b), "p": df["probability"].astype(float),
                         "rank": rank.astype(float)})


def true_pairs(entity):
    """Row numbers (i, j) of every pair of records of one person."""
    order = np.argsort(entity, kind="stable")
    e, i, j = entity[order], [], []
    for step in range(1, len(e)):
        same = np.nonzero(e[step:] == e[:-step])[0]
        if not len(same):
            break
        i.append(order[same])
        j.append(order[same + step])
    return np.concatenate(i), np.concatenate(j)


def ranked(links, ok, n_true):
    """The best F1 and the highest recall at precision >= 0.99 and >= 0.999, each cut between distinct scores."""
    order = np.argsort(-links["rank"].values, kind="stable")
    key, tp = links["rank"].values[order], np.cumsum(ok[order])
    n = np.arange(1, len(key) + 1)
    cut = np.r_[key[1:] != key[:-1], True]

    def at(i):
        return {**prf(tp[i], n[i], n_true), "at_probability": float(links["p"].values[order[i]]),
                "at_score": round(float(key[i]), 4)}
    out = {"best": at(int(np.argmax(np.where(cut, 2 * tp / (n + n_true), 0))))}
    for target in (0.99, 0.999):
        good = np.nonzero(cut & (tp / n >= target))[0]
        out[f"recall_at_precision_{target}"] = at(good[-1]) if len(good) else None
    return out


def cluster_prf(label, entity):
    """Pairwise precision, recall and F1 of a clustering."""
    def pairs(codes):
        c = np.unique(codes, return_counts=True)[1].astype(np.int64)
        return int((c * (c - 1) // 2).sum())
    label, entity = (np.unique(x, return_inverse=True)[1].astype(np.int64) for x in (label, entity))
    return prf(pairs(label * (entity.max() + 1) + entity), pairs(label), pairs(entity))


def read_clusters(path, truth_ids):
    """A cluster label for every record of the truth."""
    df = read(path)
    label = -1 - np.arange(len(truth_ids), dtype=np.int64)
    label[rows_of(df["id"], truth_ids)] = pd.factorize(df["cluster"])[0]
    return label


def best_components(links, entity):
    """The best connected components over fixed cuts in bits. The cut is chosen with the truth: a bound, not a result."""
    out = []
    for bits in CLUSTER_BITS:
        m = links["rank"].values >= bits
        graph = coo_matrix((np.ones(m.sum(), dtype=np.int8), (links["lo"][m], links["hi"][m])), shape=(len(entity),) * 2)
        out.append({**cluster_prf(connected_components(graph, directed=False)[1], entity), "at_bits": bits})
    return max(out, key=lambda x: x["f1"])


def reliability(p, ok):
    """Per probability bin: number of pairs, mean stated probability, share that is true."""
    out = []
    for k, (low, high) in enumerate(zip(BINS, BINS[1:])):
        m = (p >= low) & ((p < high) | (k == len(BINS) - 2))
        if m.any():
            out.append({"from": low, "to": high, "pairs": int(m.sum()), "stated": round(float(p[m].mean()), 5),
                        "true": round(float(ok[m].mean()), 5)})
    return out


def by_group(links, ok, truth):
    """Recall at p >= 0.9 by community and by the worse capture tier of a pair, the gap, reliability by community."""
    i, j = true_pairs(truth["entity_id"].values)
    hit = links[ok & (links["p"].values >= 0.9)]
    comm = truth["community"].values
    tier = pd.Categorical(truth["tier"], TIERS).codes
    groups = {"community": (comm[i], comm[hit["lo"]]),
              "tier": (np.take(TIERS, np.maximum(tier[i], tier[j])), np.take(TIERS, np.maximum(tier[hit["lo"]], tier[hit["hi"]])))}
    out = {name: {k: {"pairs": int((every == k).sum()), "recall": round(float((got == k).sum() / (every == k).sum()), 4)}
                  for k in sorted(set(every), key=lambda k: TIERS.index(k) if k in TIERS else k)}
           for name, (every, got) in groups.items()}
    gap = 100 * (out["community"]["nl"]["recall"] - out["community"]["ma"]["recall"])
    pair = np.where(comm[links["lo"]] == comm[links["hi"]], comm[links["lo"]], "two communities")
    return {"recall_at_p0.9_by": out, "gap_nl_ma_points": round(gap, 2),
            "reliability_by_community": {c: reliability(links["p"].values[pair == c], ok[pair == c]) for c in sorted(set(pair))}}


def household_merges(links, ok, truth):
    """False links at p >= 0.9 and how many of them join two people of one household; no rate without links."""
    m = links["p"].values >= 0.9
    home = truth["household_id"].values
    false = m & ~ok
    same = int((false & (home[links["lo"]] == home[links["hi"]])).sum())
    return {"links": int(m.sum()), "false": int(false.sum()), "false_same_household": same,
            "per_10000_links": round(1e4 * same / m.sum(), 2) if m.any() else None}


def evaluate(truth, links, label):
    """Everything above for one tool's answer; label is its clustering or None."""
    entity = truth["entity_id"].values
    size = np.unique(entity, return_counts=True)[1].astype(np.int64)
    n_true = int((size * (size - 1) // 2).sum())
    ok = entity[links["lo"].values] == entity[links["hi"].values]
    p = links["p"].values
    out = {"records": len(truth), "true_pairs": n_true, "links": len(links), "true_pairs_listed": int(ok.sum())}
    if len(links):
        out |= ranked(links, ok, n_true)
        out |= {f"p>={c}": prf(ok[p >= c].sum(), (p >= c).sum(), n_true) for c in CUTS}
        out["reliability"] = reliability(p, ok)
    if label is not None:
        out["clusters"] = cluster_prf(label, entity)
        out["clusters_best"] = best_components(links, entity)
    if len(links) and "household_id" in truth:
        out["household"] = household_merges(links, ok, truth)
        out |= by_group(links, ok, truth)
    return out


if __name__ == "__main__":
    truth = pd.read_parquet(sys.argv[1])
    links = read_links(sys.argv[2], truth["rec_id"].values)
    label = read_clusters(sys.argv[3], truth["rec_id"].values) if len(sys.argv) > 3 else None
    json.dump(evaluate(truth, links, label), sys.stdout)

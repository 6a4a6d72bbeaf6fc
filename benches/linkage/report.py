"""The goals of record linkage and the Markdown tables of one run; see run. Shares run from 0 to 1."""

GOAL_RECORDS = 1_000_000  # the Belgian goals are set for this many records


def goal(what, figure, sign, limit):
    """One goal with its figure and whether it is met; a figure that does not exist is a miss."""
    met = figure is not None and (figure >= limit if sign == ">=" else figure <= limit)
    return {"goal": what, "figure": figure, "sign": sign, "limit": limit, "met": met}


def get(tree, *keys):
    """A value deep in a dict, or None."""
    for k in keys:
        tree = (tree or {}).get(k)
    return tree


def splinks(tools):
    """The Splink runs among the tools."""
    return [t for name, t in tools.items() if name.startswith("Splink")]


def belgium_goals(tools):
    """The goals on the Belgian-like file. Splink counts with the faster model and without importing its libraries."""
    a, h = tools["havre"]["answer"], tools["havre"]
    ratio = min(s["own"]["total"] for s in splinks(tools)) / h["wall"]
    return [goal("pairwise best F1", get(a, "best", "f1"), ">=", 0.925),
            goal("cluster F1, threshold of the tool", get(a, "clusters", "f1"), ">=", 0.945),
            goal("recall at precision 0.999", get(a, "recall_at_precision_0.999", "recall"), ">=", 0.70),
            goal("same-household false merges per 10,000 links at p >= 0.9", get(a, "household", "per_10000_links"), "<=", 50),
            goal("recall gap Dutch minus Maghrebi at p >= 0.9, points", a.get("gap_nl_ma_points"), "<=", 5),
            goal("total, seconds", h["wall"], "<=", 10),
            goal("times faster than Splink", round(ratio, 2), ">=", 6),
            goal("peak memory, MiB", h["peak_mib"], "<=", 1536)]


def goals(result):
    """The goals of the parts that ran."""
    out = []
    for name, tools in get(result, "febrl", "tools").items() if "febrl" in result else ():
        best = max(get(s, "answer", "best", "f1") or 0 for s in splinks(tools))
        out.append(goal(f"{name.upper()} best F1, at or above Splink", get(tools["havre"], "answer", "best", "f1"), ">=", best))
    return out + (belgium_goals(result["belgium"]["tools"]) if "belgium" in result else [])


def text(x):
    """A cell: thousands with commas, shares and seconds as they are, a dash for nothing."""
    return "–" if x is None else f"{x:,}" if isinstance(x, (int, float)) else str(x)


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(text, r)) + " |" for r in lines) + "\n"


def prf_cell(x):
    """Precision / recall / F1."""
    return None if x is None else f"{x['precision']:.4f} / {x['recall']:.4f} / {x['f1']:.4f}"


def goals_text(result):
    """The goals with their figures."""
    if not result["goals"]:
        return "## Goals\n\nThe parts that ran have none.\n"
    note = ""
    if "belgium" in result and result["records"] != GOAL_RECORDS:
        note = f"The Belgian goals are set for {GOAL_RECORDS:,} records; this run has {result['records']:,}.\n\n"
    rows = [[g["goal"], g["figure"], f"{g['sign']} {text(g['limit'])}", "met" if g["met"] else "**missed**"] for g in result["goals"]]
    return "## Goals\n\n" + note + table(["goal", "havre", "limit", ""], rows)


def accuracy(tools):
    """One row a measure, one column a tool."""
    a = {name: t["answer"] for name, t in tools.items()}
    rows = [["best F1: precision / recall / F1"] + [prf_cell(x.get("best")) for x in a.values()],
            ["… at probability"] + [get(x, "best", "at_probability") and round(x["best"]["at_probability"], 4) for x in a.values()]]
    rows += [[f"p >= {c}"] + [prf_cell(x.get(f"p>={c}")) for x in a.values()] for c in (0.5, 0.9, 0.99, 0.999)]
    rows += [[f"recall at precision >= {c}"] + [get(x, f"recall_at_precision_{c}", "recall") for x in a.values()] for c in (0.99, 0.999)]
    rows += [["clusters, threshold of the tool"] + [prf_cell(x.get("clusters")) for x in a.values()],
             ["components at the best of seven cuts, chosen with the truth"] + [prf_cell(x.get("clusters_best")) for x in a.values()],
             ["links at p >= 0.9"] + [get(x, "household", "links") for x in a.values()],
             ["false links among them"] + [get(x, "household", "false") for x in a.values()],
             ["… of one household, per 10,000 links"] + [get(x, "household", "per_10000_links") for x in a.values()]]
    return table(["", *a], rows)


def cost(tools):
    """Seconds and memory, one row a tool."""
    rows = [[name, t["wall"], t["own"].get("total", get(t, "own", "seconds", "total")), t["cpu"], t["peak_mib"], t["load_before"],
             ", ".join(f"{k} {v:g}" for k, v in t["own"].get("seconds", {}).items() if k != "total")] for name, t in tools.items()]
    return table(["tool", "process, s", "its own total, s", "CPU, s", "peak, MiB", "machine load before", "phases, s"], rows)


def by_group(tools, what):
    """Recall at p >= 0.9, one row a group, one column a tool."""
    a = {name: get(t, "answer", "recall_at_p0.9_by", what) or {} for name, t in tools.items()}
    groups = next((x for x in a.values() if x), {})
    return table([what, "true pairs", *a], [[g, groups[g]["pairs"]] + [get(x, g, "recall") for x in a.values()] for g in groups])


def bins(rows):
    """Reliability rows by the range of their bin."""
    return {f"{r['from']:g} – {r['to']:g}": r for r in rows or []}


def bin_table(columns):
    """Bins down, named columns across: actual share of true pairs (mean stated probability; pairs)."""
    names = sorted({k for c in columns.values() for k in c})
    cell = lambda r: r and f"{r['true']:.3f} ({r['stated']:.3f}; {r['pairs']:,})"
    return table(["probability", *columns], [[k] + [cell(c.get(k)) for c in columns.values()] for k in names])


def belgium(result):
    """The Belgian-like file."""
    tools = result["belgium"]["tools"]
    out = f"## Belgian-like file, {result['records']:,} records, seed {result['seed']}\n\n"
    out += accuracy(tools) + "\n" + cost(tools)
    out += "\nRecall at p >= 0.9; of a pair the worse capture tier counts. Gap Dutch minus Maghrebi: " + ", ".join(
        f"{name} {text(t['answer'].get('gap_nl_ma_points'))} points" for name, t in tools.items()) + ".\n\n"
    out += by_group(tools, "community") + "\n" + by_group(tools, "tier")
    out += "\nReliability: actual share of true pairs (mean stated probability; pairs).\n\n"
    out += bin_table({name: bins(t["answer"].get("reliability")) for name, t in tools.items()})
    for name, t in tools.items():
        groups = t["answer"].get("reliability_by_community") or {}
        out += f"\nReliability by community, {name}.\n\n" + bin_table({g: bins(r) for g, r in groups.items()})
    return out


def febrl(result):
    """FEBRL 3 and 4."""
    rows = [[name.upper(), tool, get(t, "answer", "best", "f1"), get(t, "answer", "best", "precision"), get(t, "answer", "best", "recall"),
             t["wall"], t["peak_mib"]] for name, tools in result["febrl"]["tools"].items() for tool, t in tools.items()]
    return "## FEBRL without the national number\n\n" + table(
        ["file", "tool", "best F1", "precision", "recall", "process, s", "peak, MiB"], rows)


def single(result):
    """New records against all stored ones."""
    s, one, many = (result["single"][k] for k in ("splink", "havre_1", "havre_1000"))
    o = s["own"]
    rows = [["Splink, stored records loaded", f"{o['median_ms'] / 1000:.3f} (p95 {o['p95_ms'] / 1000:.3f})", o["batch_seconds"], s["peak_mib"]],
            ["havre link --also, whole process with reading the stored records", one["wall"], many["wall"],
             max(one["peak_mib"], many["peak_mib"])]]
    return (f"## New records against {o['records']:,} stored ones, trained model\n\n"
            + table(["tool", "one record, s", f"{o['batch_records']:,} records, s", "peak, MiB"], rows)
            + "\nThe two rows are not the same measure: havre's row reads and normalises everything again.\n")


def curve(result):
    """Seconds and MiB as the file grows."""
    rows = [[r["records"], r["havre"]["wall"], r["havre"]["peak_mib"], get(r, "havre", "own", "pairs"), get(r, "splink", "own", "total"),
             get(r, "splink", "wall"), get(r, "splink", "peak_mib")] for r in result["curve"]["rows"]]
    return "## Growth\n\n" + table(["records", "havre, s", "havre, MiB", "pairs havre compared", "Splink joint without imports, s",
                                    "Splink joint, process, s", "Splink joint, MiB"], rows)


def markdown(result):
    """The whole report."""
    m = result["machine"]
    head = (f"{m['date']}, {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Linux {m['kernel']}, Python {m['python']}, "
            f"{', '.join(m['packages'])}; havre sha256 {m['havre_sha256'][:16]}. One run each, one after the other.\n")
    parts = [part(result) for name, part in (("belgium", belgium), ("febrl", febrl), ("single", single), ("curve", curve))
             if name in result]
    commands = "## Commands\n\n```\n" + "\n".join(result["commands"]) + "\n```\n"
    return "\n".join([head, goals_text(result), *parts, commands])

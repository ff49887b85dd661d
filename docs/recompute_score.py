"""Computes a score again from its derivation (JSON): python3 recompute_score.py FILE. No packages, no code of Tidtam."""
import json, sys
from decimal import Decimal as D, ROUND_HALF_UP, getcontext

getcontext().prec = 50
TOLERANCE = D("1e-15")  # roots and factors are told to 18 decimals


def settled(x, decimals=18):
    return x.quantize(D(1).scaleb(-decimals), ROUND_HALF_UP)


def normalised(n, polarity):
    x, rule, against = D(n["figure"]), n["rule"], n["against"]
    lower, scale = polarity != "higher", D(rule.get("scale", "1"))
    if rule["by"] == "identity":
        return x
    if rule["by"] == "percentile_rank":
        below, same, of = (against["counts"][k] for k in ("below", "same", "of"))
        return ((of - below - same if lower else below) + D(same) / 2) / of * scale
    if rule["by"] == "thresholds":
        steps, sign = [(D(a), D(s)) for a, s in against["steps"]], -1 if lower else 1
        reached = [i for i, (at, _) in enumerate(steps) if sign * x >= sign * at]
        if not reached:
            return D(rule["below"])
        (a, s), after = steps[reached[-1]], steps[reached[-1] + 1:]
        return s + (x - a) / (after[0][0] - a) * (after[0][1] - s) if after else s
    if rule["by"].startswith("z_score"):
        mean, deviation, low, high = (D(against["spread"][k]) for k in ("mean", "deviation", "lowest", "highest"))
        if rule["by"] == "z_score":
            return (mean - x if lower else x - mean) / deviation
        return ((high - x) if lower else (x - low)) / (high - low) * scale
    start, end = D(against["between"]["from"]), D(against["between"]["to"])
    if rule["by"] == "target_distance":
        return min(max((x - start) / (end - start), D(0)), D(1)) * scale
    return ((end - x) if lower else (x - start)) / (end - start) * scale


def weight(node):
    # What stands behind an answer may make it lighter, where the scheme says so.
    return D(node["weight_given"]) * D(node.get("trusted", {}).get("factor", "1"))


def combined(node):
    by, children = node["combined_by"], [c for c in node["children"] if c["value"] is not None]
    pairs = [(weight(c), value(c)) for c in children]
    weights, whole = sum(w for w, _ in pairs), sum(weight(c) for c in node["children"])
    values = sorted(v for _, v in pairs)
    if by["by"] in ("arithmetic", "points"):
        return sum(w * v for w, v in pairs) / weights * (whole if by["by"] == "points" else 1)
    if by["by"] == "geometric":
        counted = [(w, v) for w, v in pairs if w]
        return D(0) if any(v == 0 for _, v in counted) else (sum(w * v.ln() for w, v in counted) / weights).exp()
    best = {"min": values[:1], "max": values[-1:], "best_of": values[-by.get("count", 1):],
            "median": values[(len(values) - 1) // 2:len(values) // 2 + 1]}[by["by"]]
    return sum(best) / len(best)


def value(node):
    if node["applied"] is None and node["combined_by"]:
        agree(settled(combined(node)), D(node["figure"]), node)
    if node["applied"] in (None, "imputed") and node["normalised"]:
        v = settled(normalised(node["normalised"], node["polarity"]))
        if node["bounds"]:
            v = min(max(v, D(node["bounds"]["lowest"])), D(node["bounds"]["highest"]))
        agree(v, D(node["value"]), node)
    parts = [D(c["contribution"]["part"]) for c in node["children"] if "part" in (c["contribution"] or {})]
    if parts and sum(parts) != D(node["figure"]):
        sys.exit(f"{node['node']}: the parts do not add up")
    return D(node["value"])


def agree(mine, told, node):
    if abs(mine - told) > TOLERANCE:
        sys.exit(f"{node['node']}: {told} is told, {mine} comes out")


told = json.load(open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin)
score = D(0) if told["zeroed_by"] else value(told["root"]) if told["score"] is not None else None
published = None if score is None else settled(score, told["rounding"]["decimals"])
if published is not None and (abs(score - D(told["score"])) > TOLERANCE or published != D(told["published"])):
    sys.exit(f"{told['published']} is published, {published} comes out")
print(published)

"""Computes a score again from its derivation (JSON): python3 recompute_score.py FILE. No packages, no code of Tidtam."""
import json, sys
from decimal import Decimal as D, ROUND_HALF_UP
from statistics import mean, median  # the median of three is the middle one, kept between the two others

def agree(what, mine, told):  # every node is told to 18 decimals, and below 10^9
    if told is None or (mine != told if isinstance(mine, tuple) else abs(mine - D(told)) > D("1e-15")):
        sys.exit(f"{what}: {told} is told, {mine} comes out")
    return mine

def normalised(n, rises):
    x, rule, against = D(n["figure"]), n["rule"], n["against"]
    if rule["by"] == "thresholds":
        way = [(D(at), D(score)) for at, score in against["steps"]]
        if x < way[0][0] if rises else x > way[0][0]:
            return D(rule["below"])
        return way[0][1] + sum(median((0, (x - a) / (b - a), 1)) * (t - s) for (a, s), (b, t) in zip(way, way[1:]))
    held = {name: D(number) for name, number in next(iter(against.values())).items()}
    if rule["by"] == "z_score":
        return (x - held["mean"]) / held["deviation"] * (1 if rises else -1)
    low, high = held.get("from", held.get("lowest")), held.get("to", held.get("highest"))
    share = (held["below"] + held["same"] / 2) / held["of"] if "of" in held else (x - low) / (high - low)
    share = median((0, share, 1)) if rule["by"] == "target_distance" else share if rises else 1 - share
    return share * D(rule["scale"])

def combined(rule, children):
    weighed = [(D(c["weight_given"]) * D(c.get("trusted", {}).get("factor", 1)), c) for c in children]
    known = [(w, value(c)) for w, c in weighed if c["value"] is not None]
    if rule["by"] == "geometric":
        return (sum(w * v.ln() for w, v in known if w) / sum(w for w, _ in known)).exp()
    if rule["by"] in ("arithmetic", "points"):
        whole = sum(w for w, _ in weighed) if rule["by"] == "points" else 1
        return sum(w * v for w, v in known) / sum(w for w, _ in known) * whole
    best = {"min": min, "max": max, "median": median, "best_of": lambda values: mean(values[-rule["count"]:])}
    return best[rule["by"]](sorted(v for _, v in known))

def value(node):
    if node["applied"] is None and node["combined_by"]:
        agree(node["node"], combined(node["combined_by"], node["children"]), node["figure"])
    if node["applied"] in (None, "imputed") and node["normalised"]:
        n, bounds = node["normalised"], node["bounds"] or {"lowest": "-inf", "highest": "inf"}
        mine = D(n["figure"]) if n["against"] == "nothing" else normalised(n, node["polarity"] == "higher")
        agree(node["node"], median((D(bounds["lowest"]), mine, D(bounds["highest"]))), node["value"])
    parts = [D(c["contribution"]["part"]) for c in node["children"] if "part" in (c["contribution"] or {})]
    agree(node["node"], sum(parts), node["figure"] if parts else 0)
    return D(node["value"])
told = json.load(open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin)
score = agree("the score", D(0) if told["zeroed_by"] else value(told["root"]), told["score"]) if told["score"] else None
decimals = D(10) ** -told["rounding"]["decimals"]
print(score if score is None else agree("published", score.quantize(decimals, ROUND_HALF_UP), told["published"]))

# That is the score. What follows holds its class and its place, where they are told, against what they are made of.
judged = lambda x: D(x) if told["rounding"]["judged"] == "full" else D(x).quantize(decimals, ROUND_HALF_UP)
below = lambda node: {node["node"]: node, **{code: n for c in node["children"] for code, n in below(c).items()}}
def classed(rule, score, within, nodes):
    if rule["by"] == "staged":  # a level needs what it asks for, and what those before it ask for
        has = lambda c: judged(nodes[c["node"]]["value"] or "-1e9") >= D(c["at_least"])
        fails = lambda c: not has(c) and nodes[c["node"]]["applied"] != "not_applicable"
        lacking = [i for i, level in enumerate(rule["levels"]) if any(map(fails, level.get("criteria", [])))]
        return rule["levels"][min(lacking, default=0) - 1]["code"], None
    begins = lambda c: all(score > D(at) or by == "at_least" and score == D(at) for by, at in c.get("from", {}).items())
    own = [c for c in rule["classes"] if begins(c)][-1]
    parts = own.get("parts") if within and within["of"] else None
    return own["code"], parts and parts[min(within["lower"] * len(parts) // within["of"], len(parts) - 1)]
if told["score"] and (classing := told.get("classing")):
    mine = classed(classing["rule"], judged(told["score"]), classing["within"], below(told["root"]))
    agree("the class", mine, (told["class"]["code"], told["class"].get("part")))
if place := told.get("place"):  # nobody has one while fewer than half of those have a score who could: they owe a report on what it reads
    has_one = told["score"] and 0 < place["expected"] <= 2 * place["of"]
    mine = (place["better"] + 1, place["alike"] > 0) if has_one else (None, None)
    agree("the place", mine, (place["number"], place["shared"]))

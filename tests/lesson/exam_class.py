"""The results of a class, computed from its result files by the formulas alone.

`exam_class.py DIR` reads DIR/*.toml and DIR/key.json: the questions of both forms, as `premaster questions --format
json` has them, and the keys of the beliefs that are reported. It prints what `premaster exam --results DIR --format
json` should print.

Sources: Marx and Cummings, "Normalized change", Am. J. Phys. 75 (2007) 87; Hake, "Interactive-engagement versus
traditional methods", Am. J. Phys. 66 (1998) 64; Kendall, "A new measure of rank correlation", Biometrika 30 (1938) 81.
"""

import itertools
import json
import math
import pathlib
import statistics
import sys
import tomllib

PLACES = 12


def mark(question, given):
    """The score, and the beliefs that the answer shows."""
    if given.get("unknown"):
        return 0.0, set()
    if question["kind"] == "order":
        parts = question["parts"]
        order = [parts.index(words) for words in given["answer"]]
        at = {part: position for position, part in enumerate(order)}
        pairs = list(itertools.combinations(question["right"], 2))
        kept = sum(at[first] < at[second] for first, second in pairs)
        # a known wrong order is a pair the wrong way round
        shown = {
            wrong["belief"]
            for wrong in question["wrong"]
            if at[wrong["answer"][0]] < at[wrong["answer"][1]]
        }
        return kept / len(pairs), shown
    choices = question["choices"]
    texts = [choice["text"] for choice in choices]
    chosen = {texts.index(words) for words in given["answer"]}
    if question["kind"] == "one":
        (only,) = chosen
        if only == question["right"]:
            return 1.0, set()
        return 0.0, {choices[only]["belief"]}
    right = set(question["right"])
    score = max(0, len(chosen & right) - len(chosen - right)) / len(right)
    return score, {choices[place]["belief"] for place in chosen ^ right}


def change(p, q):
    if p == q:
        return None if p in (0, 1) else 0.0
    return (q - p) / (1 - p) if q > p else (q - p) / p


def main(folder):
    key = json.loads((folder / "key.json").read_text())
    sheets = [tomllib.loads(path.read_text()) for path in sorted(folder.glob("*.toml"))]
    reported = set(key["reported"])
    for sheet in sheets:
        sheet["items"] = []
        for given in sheet.get("answer", []):
            score, beliefs = mark(key[sheet["form"]][given["place"] - 1], given)
            sheet["items"].append(
                {
                    "place": given["place"],
                    "score": score,
                    "sure": given.get("sure"),
                    "seconds": given.get("seconds"),
                    "beliefs": beliefs & reported,
                }
            )
        sheet["finished"] = len(sheet["items"]) == PLACES
        sheet["score"] = sum(item["score"] for item in sheet["items"]) / PLACES

    names = sorted({sheet["name"] for sheet in sheets})
    persons, unused = [], []
    for name in names:
        own = [sheet for sheet in sheets if sheet["name"] == name]
        if len([sheet for sheet in own if sheet["finished"]]) == 2:
            persons.append(sorted(own, key=lambda sheet: sheet["begun"]))
        else:
            unused += sorted(own, key=lambda sheet: sheet["form"])

    changes = []
    for first, second in persons:
        p, q = first["score"], second["score"]
        # twelve twelfths
        p, q = (round(x) if math.isclose(x, round(x), abs_tol=1e-12) else x for x in (p, q))
        changes.append((p, q, change(p, q)))
    used = [one for one in changes if one[2] is not None]
    gain = None
    if used:
        before, after = (statistics.mean(one[side] for one in used) for side in (0, 1))
        values = [one[2] for one in used]
        gain = {
            "n": len(used),
            "before": before,
            "after": after,
            "change": statistics.mean(values),
            "standard_error": statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None,
            "hake": (after - before) / (1 - before) if before < 1 else None,
        }

    places = []
    for place in range(1, PLACES + 1):
        counts = {}
        for form in "AB":
            firsts = [first for first, _ in persons if first["form"] == form]
            right = sum(
                item["score"] >= 1 for first in firsts for item in first["items"] if item["place"] == place
            )
            counts[form] = {"right": right, "of": len(firsts)}
        differs = False
        if len(persons) >= 20 and all(counts[form]["of"] for form in "AB"):
            a, b = (counts[form]["right"] / counts[form]["of"] for form in "AB")
            differs = abs(a - b) > 0.15
        places.append(
            {
                "place": place,
                "template": key["A"][place - 1]["template"],
                "a": counts["A"],
                "b": counts["B"],
                "differs": differs,
            }
        )

    def offers(question, belief):
        known = question.get("choices", []) + question.get("wrong", [])
        return any(one["belief"] == belief for one in known)

    beliefs = []
    for belief in sorted(reported):
        row = {"belief": belief, "left": 0, "kept": 0, "took_up": 0}
        times = []
        for side in (0, 1):
            shown = {"chosen": 0, "offered": 0, "sure": [0, 0, 0]}
            who = []
            for person in persons:
                sheet = person[side]
                shown["offered"] += sum(offers(question, belief) for question in key[sheet["form"]])
                items = [item for item in sheet["items"] if belief in item["beliefs"]]
                shown["chosen"] += len(items)
                for item in items:
                    shown["sure"][item["sure"] - 1] += 1
                who.append(bool(items))
            row["after" if side else "before"] = shown
            times.append(who)
        for before, after in zip(*times):
            row["left"] += before and not after
            row["kept"] += before and after
            row["took_up"] += after and not before
        if row["before"]["offered"] + row["after"]["offered"]:
            beliefs.append(row)

    def listed(items):
        return [{**item, "beliefs": sorted(item["beliefs"])} for item in items]

    print(
        json.dumps(
            {
                "persons": [
                    {
                        "name": first["name"],
                        "first": first["form"],
                        "before": p,
                        "after": q,
                        "change": c,
                        "items": {"before": listed(first["items"]), "after": listed(second["items"])},
                    }
                    for (first, second), (p, q, c) in zip(persons, changes)
                ],
                "class": gain,
                "unused": [
                    {"name": sheet["name"], "form": sheet["form"], "finished": sheet["finished"]} for sheet in unused
                ],
                "places": places,
                "beliefs": beliefs,
            }
        )
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

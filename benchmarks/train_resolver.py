"""
Learn the weights of resolution from annotated corpora.

Usage: python benchmarks/train_resolver.py PATH... [--half dev] [--cache DIR] [--out FILE]

A conditional logit: the probability of the right candidates among all of a name, with
a Gaussian prior at
weights set by hand. Context features are computed from the beliefs of the round
before, as at run time. Needs scikit-learn, which the project itself does not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import platformdirs
from corpora import Gold, Text, half_of, load_docs, read_corpus
from geoparse import distance_km, gold_toponyms, learn_homes
from made_up import Writer, read_world
from scipy.optimize import minimize, minimize_scalar
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geoparsing.candidate_features import FIXED
from geo.geoparsing.candidate_table import Table
from geo.geoparsing.candidates import Home
from geo.geoparsing.confidence import confidence_clues
from geo.geoparsing.ranker import CONTEXT, Ranker, context_features, softmax
from geo.geoparsing.resolve import home_of, lay_out
from geo.geoparsing.weights import Linear
from geo.language import Doc, load_model, parse
from geo.model import LonLat, Place, Toponym

ROUNDS = 3
# Precision of the prior, in names: how many it takes to believe a weight of 1.
PRIOR = 1.0
# A corpus counts this, times the root of how many names it has.
NAMES = 38
# What the texts of `made_up.py` count together; a corpus of 700 names counts 1000.
MADE_UP = 600
# What an article of a known source counts when read as of an unknown one.
UNKNOWN = 1.0
# Inverse strength of the prior that a clue says nothing about being right.
CONFIDENCE_PRIOR = 0.1
# Decisions less sure than this are not made.
LEAST_CONFIDENCE = 0.15

# What one would believe before reading any text; learning starts and is held here.
PRIOR_WEIGHTS = {
    "alternate name": -1.5,
    "short name": 1.0,
    "other script": -3.0,
    "near spelling": -1.0,
    "unlike spelling": -10.0,
    "population": 7.0,
    "no population": -0.5,
    "rank": -0.5,
    "is country": 3.5,
    "is first-order division": 2.5,
    "is second-order division": -0.5,
    "is capital": 1.5,
    "is town": 0.0,
    "is region or continent": 2.0,
    "is physical": -0.5,
    "is other": -1.0,
    "hint agrees": 2.5,
    "hint disagrees": -2.5,
    "inside the region named after it": 6.0,
    "outside the region named after it": -3.0,
    "holds the place named before it": 3.0,
    "holds nothing named before it": -2.0,
    "namesake of a town in it": -1.5,
    "namesake of a small town in it": -1.0,
    "its seat bears its name": -2.0,
    "division around it bears its name": 0.5,
    "division with fewer people than a town": -1.0,
    "famous by far": 1.0,
    "meant more often than its size tells": 2.0,
    "home country": 1.0,
    "home division": 3.0,
    "home nearness": 4.0,
    "country of the others": 3.0,
    "country of the neighbours": 1.5,
    "country or its people named": 1.5,
    "division of the others": 3.0,
    "division of the neighbours": 1.5,
    "division named": 2.0,
    "town within 30 km": 1.5,
    "town within 150 km": 1.5,
    "town within 600 km": 0.5,
    "nearest town": 1.0,
    "country of the first name": 0.5,
    "division of the first name": 1.0,
    "country of the sentence": 1.0,
    "country named in the sentence": 2.0,
    "division named in the sentence": 2.0,
    "famous, and its country named in the sentence": 3.0,
    "capital named beside other capitals": 2.0,
}


class Example:
    """An article's table, with the rows that are right and how much each group counts."""

    def __init__(self, table: Table, right: np.ndarray, weight: np.ndarray) -> None:
        self.table, self.right, self.weight = table, right, weight
        self.gold: Sequence[Gold] = ()
        self.toponyms: Sequence[Toponym] = ()
        self.unit = 1.0


def is_right(place: Place, gold: Sequence[Gold], reach_km: float) -> bool:
    """Tell whether a candidate is what any annotation of its group says; reach 0: by id alone."""
    near = [item.at for item in gold if item.at is not None] if reach_km else []
    return place.geonameid in {item.geonameid for item in gold if item.geonameid} or any(
        distance_km(at, LonLat(place.lon, place.lat)) <= reach_km for at in near
    )


def make_example(
    text: Text, doc: Doc, gazetteer: Gazetteer, weight: float, home: Home
) -> Example | None:
    """Lay out an annotated article; None when nothing in it can be learned from."""
    toponyms = gold_toponyms(text, doc, gazetteer)
    table = lay_out(doc, toponyms, gazetteer, home)
    if table is None:
        return None
    groups = table.groups
    right: list[bool] = []
    for group in groups:
        gold = [text.gold[i] for i in group.positions if text.gold[i].at is not None]
        # Annotations differ in which entry of a spot they mean: id first, then nearness.
        for reach_km in (0.0, 25.0, 161.0):
            flags = [is_right(match.place, gold, reach_km) for match in group.matches]
            if any(flags):
                break
        right += flags
    flags_array = np.array(right)
    learnable = np.logical_or.reduceat(flags_array, table.first_row)
    counts = np.array([len(group.positions) for group in groups], dtype=float)
    example = Example(table, flags_array, weight * np.sqrt(counts) * learnable)
    example.gold, example.toponyms, example.unit = text.gold, toponyms, weight
    return example


def fit(
    examples: Sequence[Example],
    features: Sequence[np.ndarray],
    start: np.ndarray,
    prior: np.ndarray,
) -> np.ndarray:
    """Maximise the likelihood of the right rows."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for example, matrix in zip(examples, features, strict=True):
            table = example.table
            belief = softmax(table, matrix @ weights)
            good = np.add.reduceat(belief * example.right, table.first_row)
            keep = np.maximum(good, 1e-12)
            total -= float((example.weight * np.log(keep)).sum())
            share = belief * example.right / keep[table.group]
            slope -= matrix.T @ ((share - belief) * example.weight[table.group])
        away = weights - prior
        return total + PRIOR * float(away @ away) / 2, slope + PRIOR * away

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def calibrate(examples: Sequence[Example], ranker: Ranker) -> float:
    """Return the temperature at which the right rows are likeliest."""
    beliefs = [np.log(np.maximum(ranker.weigh(e.table)[0], 1e-30)) for e in examples]

    def loss(temperature: float) -> float:
        total = 0.0
        for example, scores in zip(examples, beliefs, strict=True):
            belief = softmax(example.table, scores / temperature)
            good = np.add.reduceat(belief * example.right, example.table.first_row)
            total -= float((example.weight * np.log(np.maximum(good, 1e-12))).sum())
        return total

    return float(minimize_scalar(loss, bounds=(0.5, 4.0), method="bounded").x)


def train(examples: Sequence[Example], calibrate_on: Sequence[Example]) -> Ranker:
    """Fit the weights without context, then those with it, round by round."""
    fixed = [e.table.fixed for e in examples]
    prior = np.array([PRIOR_WEIGHTS.get(name, 0.0) for name in (*FIXED, *CONTEXT)])
    alone = fit(examples, fixed, prior[: len(FIXED)], prior[: len(FIXED)])
    beliefs = [softmax(e.table, e.table.fixed @ alone) for e in examples]
    together = np.concatenate([alone, prior[len(FIXED) :]])
    for _ in range(ROUNDS):
        features = [
            np.hstack([e.table.fixed, context_features(e.table, belief)])
            for e, belief in zip(examples, beliefs, strict=True)
        ]
        together = fit(examples, features, together, prior)
        beliefs = [softmax(e.table, f @ together) for e, f in zip(examples, features, strict=True)]
    ranker = Ranker(alone, together)
    return Ranker(alone, together, calibrate(calibrate_on, ranker))


def fit_confidence(examples: Sequence[Example], ranker: Ranker) -> Linear:
    """Fit how sure each winner is, from whether it is right."""
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    weights: list[float] = []
    for example in examples:
        table = example.table
        belief, features = ranker.weigh(table)
        ends = [*table.first_row[1:], len(belief)]
        for group, begin, end in zip(table.groups, table.first_row, ends, strict=True):
            best = int(np.argmax(belief[begin:end]))
            named = dict(zip((*FIXED, *CONTEXT), features[begin + best].tolist(), strict=True))
            for i in group.positions:
                gold = example.gold[i]
                if gold.at is None:
                    continue
                score = round(float(belief[begin + best]), 4)
                toponym = example.toponyms[i]
                clues = confidence_clues(toponym, group, best, score, named)
                rows.append(dict.fromkeys(clues, 1.0))
                labels.append(is_right(group.matches[best].place, [gold], 161.0))
                weights.append(example.unit)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    model = LogisticRegression(C=CONFIDENCE_PRIOR, max_iter=3000)
    model.fit(matrix, labels, sample_weight=np.array(weights) / np.mean(weights))
    learned = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    table = {str(name): round(float(w), 3) for name, w in sorted(learned) if abs(w) >= 0.005}
    return Linear(round(float(model.intercept_[0]), 3), table, LEAST_CONFIDENCE)


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--half", default="dev", choices=["dev", "test", "all"])
    parser.add_argument("--cache", type=Path)
    parser.add_argument(
        "--gazetteer", type=Path, default=Path(platformdirs.user_cache_dir("dateline"))
    )
    parser.add_argument("--out", type=Path, default=Path("data/resolve_weights.json"))
    args = parser.parse_args()
    nlp, gazetteer = load_model(), open_gazetteer(args.gazetteer)
    examples: list[Example] = []
    for path in args.paths:
        texts = [t for t in read_corpus(path) if args.half in ("all", half_of(t.text_id))]
        docs = list(load_docs(nlp, path, texts, args.cache))
        # Half way between counting names alike and counting corpora alike.
        weight = NAMES / sum(len(text.gold) for text in texts) ** 0.5
        everything = read_corpus(path)
        homes = learn_homes(everything, load_docs(nlp, path, everything, args.cache), gazetteer)
        for text, doc in zip(texts, docs, strict=True):
            known = home_of(homes.get(text.source, ""), gazetteer)
            # Each article as of a known source and as of an unknown one; a local paper
            # teaches little about what a name means to those who do not know its home.
            total = 1 + UNKNOWN
            readings = [(known, weight / total), (Home(), UNKNOWN * weight / total)]
            for home, share in readings if known != Home() else [(known, weight)]:
                example = make_example(text, doc, gazetteer, share, home)
                examples += [example] if example is not None else []
    made_up = list(Writer(read_world(gazetteer)).texts())
    weight = MADE_UP / sum(len(text.gold) for text in made_up)
    ours = [
        example
        for text, doc in zip(made_up, parse(nlp, [t.text for t in made_up]), strict=True)
        if (example := make_example(text, doc, gazetteer, weight, Home())) is not None
    ]
    ranker = train([*examples, *ours], calibrate_on=examples)
    names = (*FIXED, *CONTEXT)
    content = {
        "provenance": f"benchmarks/train_resolver.py; {len(examples)} readings of annotated news,"
        f" {len(ours)} texts of benchmarks/made_up.py",
        "temperature": round(ranker.temperature, 3),
        "confidence": asdict(fit_confidence(examples, ranker)),
        "alone": {k: round(float(w), 3) for k, w in zip(FIXED, ranker.alone, strict=True)},
        "together": {k: round(float(w), 3) for k, w in zip(names, ranker.together, strict=True)},
    }
    args.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content["together"], indent=1), ranker.temperature)


if __name__ == "__main__":
    main()

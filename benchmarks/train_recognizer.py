"""
Learn the weights of recognition from annotated corpora.

Usage: python benchmarks/train_recognizer.py PATH... [--half dev] [--cache DIR] [--out FILE]

Two logistic regressions, one over the clues of `geo.geoparsing.context` alone, one with those
of `geo.geoparsing.agreement`; one weight a clue, none of which names a word of the
corpora. Needs scikit-learn, which the project itself does not.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import platformdirs
from corpora import Gold, half_of, load_docs, read_corpus
from made_up import Writer, read_world
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geoparsing.agreement import agreement_clues
from geo.geoparsing.clues import clues_of
from geo.geoparsing.context import Mention, Reader
from geo.geoparsing.mentions import mentions_in
from geo.geoparsing.weights import Linear
from geo.language import Doc, load_model, parse

# A clue seen less often says more about the corpus than about the language.
LEAST_COUNT = 12
# Strength of the prior that a clue says nothing (inverse, as scikit-learn has it).
PRIOR = {"alone": 0.3, "together": 0.1}
THRESHOLD = 0.35
FOLDS = 5
# What a name in the texts of `made_up.py` counts beside one of the first corpus.
MADE_UP = 0.12
# Tells them apart while learning, so that they need not teach how often a name is a place.
OURS = "in a made-up text"


@dataclass
class Example:
    """An article's mentions with their clues, their labels and what each of them counts."""

    reader: Reader
    mentions: list[Mention]
    clues: list[list[str]]
    labels: list[int]
    weight: float


def label_mentions(found: Sequence[Mention], gold: Sequence[Gold]) -> list[int]:
    """Return 1 for each mention that is annotated, or overlaps best where none is exactly."""
    spans = {(g.start, g.end) for g in gold}
    labels = [int((m.start, m.end) in spans) for m in found]
    exact = {(m.start, m.end) for m in found} & spans
    for start, end in spans - exact:
        shared = [
            (min(m.end, end) - max(m.start, start), -len(m.name), i) for i, m in enumerate(found)
        ]
        best = max((row for row in shared if row[0] > 0), default=None)
        if best is not None:
            labels[best[2]] = 1
    return labels


def fit(examples: Sequence[Example], clues: Sequence[list[list[str]]], prior: float) -> Linear:
    """Fit a logistic regression; clues too rare to learn from are left out."""
    rows = [row for article in clues for row in article]
    counts = Counter(clue for row in rows for clue in set(row))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [{clue: 1.0 for clue in row if counts[clue] >= LEAST_COUNT} for row in rows]
    )
    labels = [label for example in examples for label in example.labels]
    weight = np.array([e.weight for e in examples for _ in e.labels])
    model = LogisticRegression(C=prior, max_iter=3000)
    model.fit(matrix, labels, sample_weight=weight / weight.mean())
    names = vectorizer.get_feature_names_out()
    learned = zip(names, model.coef_[0], strict=True)
    weights = {str(name): round(float(w), 3) for name, w in sorted(learned) if abs(w) >= 0.005}
    return Linear(round(float(model.intercept_[0]), 3), weights, THRESHOLD)


def second_clues(examples: Sequence[Example]) -> list[list[list[str]]]:
    """Return all clues, those of agreement made from models that had not seen the article."""
    found: list[list[list[str]]] = [[] for _ in examples]
    for fold in range(FOLDS):
        seen = [e for i, e in enumerate(examples) if i // 2 % FOLDS != fold]
        model = fit(seen, [e.clues for e in seen], PRIOR["alone"])
        for i, example in enumerate(examples):
            # An article and its lead stay together.
            if i // 2 % FOLDS != fold:
                continue
            chances = [model.probability(row) for row in example.clues]
            more = agreement_clues(example.reader, example.mentions, chances)
            found[i] = [a + b for a, b in zip(example.clues, more, strict=True)]
    return found


def make_example(doc: Doc, gold: Sequence[Gold], gazetteer: Gazetteer, weight: float) -> Example:
    """Ask about every mention of a document."""
    reader = Reader(doc, gazetteer)
    found = [m for m in mentions_in(reader) if not gazetteer.demonym(m.name)]
    clues = [clues_of(reader, mention) for mention in found]
    return Example(reader, found, clues, label_mentions(found, gold), weight)


def read_examples(paths: Sequence[Path], args: argparse.Namespace) -> list[Example]:
    """Read the articles of the chosen half."""
    nlp, gazetteer = load_model(), open_gazetteer(args.gazetteer)
    examples = []
    for path in paths:
        texts = [t for t in read_corpus(path) if args.half in ("all", half_of(t.text_id))]
        for text, doc in zip(texts, load_docs(nlp, path, texts, args.cache), strict=True):
            # Half way between counting names alike and counting corpora alike.
            weight = len(texts) ** -0.5
            examples.append(make_example(doc, text.gold, gazetteer, weight))
            # The lead by itself too: headlines and short items read like it.
            lead = list(doc.sents)[: 1 + len(examples) % 3]
            short = doc[: lead[-1].end].as_doc() if lead else doc
            within = [g for g in text.gold if g.end <= len(short.text)]
            examples.append(make_example(short, within, gazetteer, weight / 2))
    made_up = list(Writer(read_world(gazetteer)).texts())
    unit = MADE_UP * examples[0].weight
    for text, doc in zip(made_up, parse(nlp, [t.text for t in made_up]), strict=True):
        example = make_example(doc, text.gold, gazetteer, unit)
        # Nearly every name in them is a place: how often, they must not teach.
        example.clues = [[*row, OURS] for row in example.clues]
        examples.append(example)
    return examples


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--half", default="dev", choices=["dev", "test", "all"])
    parser.add_argument("--cache", type=Path)
    parser.add_argument(
        "--gazetteer", type=Path, default=Path(platformdirs.user_cache_dir("dateline"))
    )
    parser.add_argument("--out", type=Path, default=Path("data/recognize_weights.json"))
    args = parser.parse_args()
    examples = read_examples(args.paths, args)
    models = {
        "alone": fit(examples, [e.clues for e in examples], PRIOR["alone"]),
        "together": fit(examples, second_clues(examples), PRIOR["together"]),
    }
    count = sum(len(e.labels) for e in examples)
    content = {
        "provenance": f"benchmarks/train_recognizer.py; {count} names in annotated news"
        " and texts of benchmarks/made_up.py",
        **{part: asdict(model) for part, model in models.items()},
    }
    args.out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{count} mentions, {sum(sum(e.labels) for e in examples)} toponyms")


if __name__ == "__main__":
    main()

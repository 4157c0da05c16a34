"""
Learn the weights of recognition from annotated corpora.

Usage: python benchmarks/train_recognizer.py PATH... [--half dev] [--cache DIR] [--out FILE]

A logistic regression over the clues of `geo.context`, one weight a clue, none of
which names a word of the corpora. Needs scikit-learn, which the project itself does not.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import platformdirs
from geoparse import Gold, half_of, load_docs, read_corpus
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from geo.context import Mention, Reader
from geo.gazetteer import open_gazetteer
from geo.language import load_model
from geo.recognize import mentions

# A clue seen less often says more about the corpus than about the language.
LEAST_COUNT = 12
# Strength of the prior that a clue says nothing (inverse, as scikit-learn has it).
PRIOR = 0.3


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
    parser.add_argument("--threshold", type=float, default=0.4)
    args = parser.parse_args()
    nlp, gazetteer = load_model(), open_gazetteer(args.gazetteer)
    rows: list[list[str]] = []
    labels: list[int] = []
    for path in args.paths:
        texts = [t for t in read_corpus(path) if args.half in ("all", half_of(t.text_id))]
        for text, doc in zip(texts, load_docs(nlp, path, texts, args.cache), strict=True):
            reader = Reader(doc, gazetteer)
            found = [m for m in mentions(reader) if not gazetteer.demonym(m.name)]
            rows += [reader.clues(mention) for mention in found]
            labels += label_mentions(found, text.gold)
    counts = Counter(clue for row in rows for clue in set(row))
    kept = [{c: 1.0 for c in row if counts[c] >= LEAST_COUNT} for row in rows]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    model = LogisticRegression(C=PRIOR, max_iter=2000).fit(matrix, labels)
    weights = {
        str(name): round(float(w), 3)
        for name, w in sorted(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
        if abs(w) >= 0.01
    }
    content = {
        "provenance": f"benchmarks/train_recognizer.py; {len(rows)} names in annotated news",
        "bias": round(float(model.intercept_[0]), 3),
        "threshold": args.threshold,
        "weights": weights,
    }
    args.out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(rows)} mentions, {sum(labels)} toponyms, {len(weights)} weights")


if __name__ == "__main__":
    main()

"""
Compare names as people write them: one folded form per name, a key for near-spellings, a score.

Three steps of growing tolerance. `fold` removes what never tells two places
apart (case, diacritics, script, apostrophes, hyphens). `skeleton` also removes
what differs between romanisations (vowels, doubled letters, q and k), so that
near-spellings share a key. `similarity` tells how near they are.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler, Levenshtein

_APOSTROPHES = "'`\"´ʻʼʽʾʿˈ‘’‚‛“”„′″ʹʺ՚׳״"
_DROPPED = str.maketrans("", "", _APOSTROPHES + ".")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# Written out or short, the same name: Saint Louis, St. Louis.
_SHORT_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
# The Arabic article before a "sun letter" takes its sound: Ar Rutbah is Al-Rutbah.
_SUN_ARTICLE = re.compile(r"^(?:a(?:sh|th|dh|[rsdtzn])|e(?:sh|[rsdtz])) (?=([a-z]{1,2}))")
_ARTICLE = re.compile(r"^(?:al|el|the) (?=[a-z0-9])")
_ARABIC_ARTICLE_HYPHEN = re.compile(r"^\s*(?:a[lrsdtzn]|ash|ath|adh|el|es|ed)[-‐‑–]", re.IGNORECASE)
_CODE = re.compile(r"^[A-Z][A-Z0-9]{1,3}$")
_INITIALS = re.compile(r"^(?:[A-Za-z]\. ?){1,3}[A-Za-z]\.?$")
_ABBREVIATION = re.compile(r"^[A-Za-z][A-Za-z. -]{0,7}\.$")

# From Greek on, but for the Latin letters of the 1E and 20 blocks.
_NOT_LATIN = re.compile("[\u0370-\u1dff\u2c00-\uffff\U00010000-\U0010ffff]")
# Ordered: a longer spelling of a sound goes before a part of it; c is k but before e, i, y.
_SOUNDS = (
    *(("tsch", "C"), ("tch", "C"), ("tsh", "C"), ("sch", "s"), ("sh", "s"), ("ch", "C")),
    *(("ck", "k"), ("kh", "k"), ("q", "k"), ("gh", "g"), ("zh", "j"), ("dj", "j"), ("th", "t")),
    *(("dh", "d"), ("ph", "f"), ("x", "ks"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k")),
    ("C", "k"),
)
_WEAK = re.compile(r"(?<=.)[aeiouywh]+")
_DOUBLE = re.compile(r"(.)\1+")
_VOWEL_START = re.compile(r"^[aeiou]")

# Vowels as different languages romanise them; only for comparing, never for a key.
_VOWELS = (
    (re.compile(r"ou|oo|uw"), "u"),
    (re.compile(r"aw|au"), "o"),
    (re.compile(r"ai|ay|ei|ey"), "e"),
    (re.compile(r"ee|iy|ie|yi"), "i"),
    (re.compile(r"(?<=.)h(?![aeiou])"), ""),
    (re.compile(r"w"), "v"),
    (re.compile(r"y"), "i"),
)


def fold(name: str) -> str:
    """
    Reduce a name to lower-case ASCII words with single spaces between them.

    Letters of any script are romanised, apostrophes and signs for ayn and
    hamza vanish, hyphens part words, the Arabic article before a sun letter
    becomes `al`, and Saint, Mount and Fort become st, mt and ft. Folding a
    folded name changes nothing. Empty when the name has no letter or digit.

    Examples
    --------
    >>> fold("Ba‘shīqah"), fold("Saint-Étienne"), fold("Мосул")
    ('bashiqah', 'st etienne', 'mosul')
    >>> fold("Ar Ruţbah"), fold("Al-Rutba"), fold("Washington, D.C.")
    ('al rutbah', 'al rutba', 'washington dc')
    """
    if not name.isascii():
        # Compatibility forms and combining marks first: anyascii sees letters one by one.
        name = anyascii(unicodedata.normalize("NFKC", name).translate(_DROPPED))
    if name.isalpha():
        return name.lower()
    name = name.lower().translate(_DROPPED).replace("&", " and ")
    text = _NOT_WORD.sub(" ", name).strip()
    if " " not in text:
        return text
    words = [_SHORT_WORDS.get(word, word) for word in text.split(" ")[:-1]]
    text = " ".join([*words, text.rsplit(" ", 1)[1]])
    article = _SUN_ARTICLE.match(text)
    if article and article.group(0)[1:].strip()[0] == article.group(1)[0]:
        text = f"al {text[article.end() :]}"
    return text


def is_latin(name: str) -> bool:
    """
    Tell whether a name is written in Latin letters alone.

    >>> is_latin("Thủ Đức"), is_latin("Мосул"), is_latin("新井")
    (True, False, False)
    """
    return name.isascii() or not _NOT_LATIN.search(name)


def strip_article(folded: str) -> str:
    """
    Return a folded name without a leading al, el or the.

    >>> strip_article("al rutbah"), strip_article("the hague"), strip_article("al")
    ('rutbah', 'hague', 'al')
    """
    return _ARTICLE.sub("", folded)


def code_key(name: str) -> str:
    """
    Return the key of a short code or abbreviation, or an empty string.

    Codes have keys of their own, beginning with `!`, because their letters
    spell other words: `US` is not "us", `Ind.` is not "Ind", `OF` may be a
    code but "Of" is none. `LA` and `L.A.` are two codes: the first is
    Louisiana's too. The last full stop of initials may have ended a sentence.

    >>> code_key("U.S."), code_key("U.S"), code_key("US"), code_key("us"), code_key("Ind.")
    ('!u.s', '!u.s', '!us', '', '!ind.')
    """
    name = name.strip()
    if len(name) > 10 or not (name.isupper() or "." in name) or not name.isascii():
        return ""
    if _CODE.match(name):
        return "!" + name.lower()
    if _INITIALS.match(name):
        return "!" + name.replace(" ", "").rstrip(".").lower()
    if _ABBREVIATION.match(name):
        return "!" + name.replace(" ", "").lower()
    return ""


def lookup_keys(name: str) -> tuple[str, ...]:
    """
    Return the keys under which a name as written may be filed, likeliest first.

    A leading "the" and an article joined by a hyphen ("Al-Raqqa") may be
    missing in the gazetteer; "Al" with a space may be a man and stays.

    >>> lookup_keys("the Gambia")
    ('the gambia', 'gambia')
    >>> lookup_keys("UK"), lookup_keys("Al-Raqqa")
    (('!uk', 'uk'), ('al raqqa', 'raqqa'))
    """
    folded = fold(name)
    keys = []
    code = code_key(name)
    if code:
        keys.append(code)
    if folded:
        keys.append(folded)
    if folded.startswith("the ") or _ARABIC_ARTICLE_HYPHEN.match(name):
        bare = strip_article(folded)
        if bare != folded:
            keys.append(bare)
    return tuple(keys)


def skeleton(folded: str) -> str:
    """
    Return the key that near-spellings of a folded name share.

    Consonants in order, sounds that romanisations mix up made one, doubled
    letters single, without vowels, articles and spaces; the first letter
    stays, any vowel there as `a`. Different names may share a key.

    Examples
    --------
    >>> skeleton("raqa"), skeleton("raqqa"), skeleton("rakka")
    ('rk', 'rk', 'rk')
    >>> skeleton("tob zawa"), skeleton("topzawa"), skeleton("tawbzawah")
    ('tpz', 'tpz', 'tpz')
    >>> skeleton("kyiv"), skeleton("kiev"), skeleton("erbil"), skeleton("arbil")
    ('kf', 'kf', 'arpl', 'arpl')
    """
    text = strip_article(folded).replace(" al ", "").replace(" el ", "").replace(" ", "")
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    text = text.replace("b", "p").replace("v", "f")
    text = _DOUBLE.sub(r"\1", _WEAK.sub("", text))
    return _VOWEL_START.sub("a", text)


def _sounded(folded: str) -> str:
    """Return a folded name spelt by sound, vowels kept."""
    text = strip_article(folded).replace(" al ", "").replace(" ", "")
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    for pattern, sound in _VOWELS:
        text = pattern.sub(sound, text)
    return _DOUBLE.sub(r"\1", text)


def similarity(a: str, b: str) -> float:
    """
    Tell how near two names are, in [0, 1]; 1 only when they fold alike.

    The mean of two comparisons, by letter (Jaro–Winkler) and by sound
    (normalised Levenshtein), at most 0.99. Symmetric.

    Examples
    --------
    >>> similarity("Raqqa", "RAQQA"), similarity("Raqa", "Raqqa") > 0.9
    (1.0, True)
    >>> similarity("Tob Zawa", "Tawbzawah") > 0.8 > similarity("Paris", "Perez")
    True
    """
    left, right = fold(a), fold(b)
    if left == right:
        return 1.0
    return folded_similarity(left, right)


def folded_similarity(left: str, right: str) -> float:
    """Return the `similarity` of two names that are folded already and differ."""
    by_letter = JaroWinkler.similarity(left, right)
    by_sound = Levenshtein.normalized_similarity(_sounded(left), _sounded(right))
    return round(min(0.99, (by_letter + by_sound) / 2), 4)

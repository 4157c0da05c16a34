"""What a server's robots.txt allows (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

AGENT = "dateline"
# RFC 9309, 2.5: crawlers read at least this much of it.
MAX_BYTES = 512_000
_LINE = re.compile(r"\s*(?P<name>[\w-]+)\s*:\s*(?P<value>[^#]*)")
_SAFE = "/?&=*$:@!'()+,;~%-._[]"


@dataclass(frozen=True, slots=True)
class Robots:
    """
    The rules for this program.

    Attributes
    ----------
    rules
        Patterns and whether they allow.
    delay_s
        Seconds that the server wants between two requests; 0 without a wish.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float = 0.0

    def allows(self, target: str) -> bool:
        """
        Tell whether a page may be fetched.

        Parameters
        ----------
        target
            Path and query of the URL, beginning with a slash.

        Returns
        -------
        is_allowed
            By the longest matching rule; among equals, by the one that allows.
        """
        path = _normal(target)
        matching = [
            (len(pattern), allows) for pattern, allows in self.rules if _matches(pattern, path)
        ]
        return max(matching, default=(0, True))[1]


def parse_robots(text: str) -> Robots:
    r"""
    Read a robots.txt.

    Parameters
    ----------
    text
        Decoded; any text is read, lines that are not understood say nothing.

    Returns
    -------
    robots
        The groups for `dateline`, taken together, else those for `*`.

    Examples
    --------
    >>> robots = parse_robots("User-agent: *\nDisallow: /in*/\nAllow: /in/x$\nCrawl-delay: 2")
    >>> robots.allows("/in/y"), robots.allows("/in/x"), robots.allows("/"), robots.delay_s
    (False, True, True, 2.0)
    """
    groups: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
    agents: list[str] = []
    is_open = False
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name, value = match["name"].lower(), match["value"].strip()
        if name == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            groups.setdefault(value.lower(), ([], []))
        elif name in ("allow", "disallow", "crawl-delay"):
            is_open = False
            for agent in agents:
                _add(groups[agent], name, value)
    rules, delays = groups.get(AGENT) or groups.get("*") or ([], [])
    return Robots(tuple(rules), max(delays, default=0.0))


def _add(group: tuple[list[tuple[str, bool]], list[float]], name: str, value: str) -> None:
    rules, delays = group
    if name == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(?:\.\d*)?", value):
            delays.append(float(value))
    elif value:
        rules.append((_normal(value), name == "allow"))


def _normal(path: str) -> str:
    """Write the same characters the same way, escaped or not."""
    return quote(unquote(path), safe=_SAFE)


def _matches(pattern: str, path: str) -> bool:
    """Match without a regular expression: many stars could make one take for ever."""
    is_anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(rest):
        if is_anchored and number == len(rest) - 1:
            return len(path) - place >= len(part) and path.endswith(part)
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return place == len(path) if is_anchored else True

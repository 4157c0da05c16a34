"""How texts and accounts were grouped the night before: only what is new is weighed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import orjson

from geo.incidents.copies import Compared
from geo.incidents.evidence import Finding
from geo.stamped import read_stamped, write_stamped


class KeptGroup(NamedTuple):
    """A `geo.incidents.matching.Group` by the positions of its accounts in their component."""

    members: tuple[int, ...]
    margin: float | None
    findings: tuple[Finding, ...]


class Component(NamedTuple):
    """
    Accounts that alike pairs connect, and the groups they came to.

    Attributes
    ----------
    digests
        Of the accounts, in their order.
    groups
        Every account is in one.
    """

    digests: tuple[str, ...]
    groups: tuple[KeptGroup, ...]


@dataclass(slots=True)
class Grouped:
    """
    How all texts and accounts of a build were grouped.

    Two of these accounts are alike only within a component: between two that are both here,
    nothing need be weighed again.

    Attributes
    ----------
    components
        Of the build before; grouping replaces them by those of its own.
    compared
        For `geo.incidents.copies.find_copies`.
    """

    components: Sequence[Component] = ()
    compared: Compared = field(default_factory=Compared)

    def unchanged(self, digests: Sequence[str]) -> dict[tuple[int, ...], Component]:
        """
        Find the components all of whose accounts are still there.

        Parameters
        ----------
        digests
            Of tonight's accounts, in order; empty where unknown.

        Returns
        -------
        components
            By the numbers of their accounts.
        """
        numbers: Mapping[str, int] = {digest: at for at, digest in enumerate(digests) if digest}
        return {
            tuple(numbers[digest] for digest in component.digests): component
            for component in self.components
            if all(digest in numbers for digest in component.digests)
        }


def read_grouped(path: Path, version: str) -> Grouped:
    """
    Read what `write_grouped` wrote.

    Parameters
    ----------
    path
        The file.
    version
        Of everything that decides about groups.

    Returns
    -------
    grouped
        Empty when there is no file, it is damaged, or another version wrote it.
    """
    body = read_stamped(path, version)
    if body is None:
        return Grouped()
    components, _, texts = body.partition(b"\n")
    return Grouped(
        [
            Component(
                tuple(digests),
                tuple(
                    KeptGroup(tuple(members), margin, tuple(Finding(*each) for each in findings))
                    for members, margin, findings in groups
                ),
            )
            for digests, groups in orjson.loads(components)
        ],
        Compared.from_bytes(texts),
    )


def write_grouped(path: Path, version: str, grouped: Grouped) -> None:
    """
    Keep how a build's texts and accounts were grouped.

    Parameters
    ----------
    path
        The file; readers find the one before or this one, never half of it.
    version
        Of everything that decided.
    grouped
        Of the build.
    """
    components = orjson.dumps(
        [
            (
                digests,
                [
                    (members, margin, [tuple(each) for each in findings])
                    for members, margin, findings in groups
                ],
            )
            for digests, groups in grouped.components
        ]
    )
    write_stamped(path, version, components + b"\n" + grouped.compared.to_bytes())

"""What `--help` says of each command."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from flows.cli import cli

Found = tuple[tuple[str, ...], click.Command]


def find_commands(group: click.Group, *above: str) -> Iterator[Found]:
    for name, command in group.commands.items():
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from find_commands(command, *above, name)


COMMANDS = {" ".join(words): command for words, command in find_commands(cli)}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_list_of_commands_cuts_no_sentence(name: str) -> None:
    # Of 80 columns, beside the longest name of a command.
    told = COMMANDS[name].get_short_help_str(60)
    assert told.endswith(".")
    assert not told.endswith("...")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_an_example(name: str) -> None:
    command = COMMANDS[name]
    with click.Context(command, info_name=f"dateline {name}") as context:
        told = command.get_help(context)
    assert isinstance(command, click.Group) or f"dateline {name}" in told.partition("Example:")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_explained(name: str) -> None:
    options = [one for one in COMMANDS[name].params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []

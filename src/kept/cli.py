"""Which command was asked for, and which file answers it?

    $ kept due --clause redland:2.8.3.1 --from 2026-04-02T16:10+01:00

Each command is a module of kept.commands with `add_arguments(parser)` and `run(args) -> int`. Only the one
that was asked for is imported, so that a small command starts at once.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

# name -> (module, what it is for, an example)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "run": ("kept.commands.run", "start everything on this machine", "kept run --port 8000"),
    "demo": (
        "kept.commands.demo",
        "try Kept out with a made-up year of five associations",
        "kept demo --again",
    ),
    "due": (
        "kept.commands.due",
        "when is a promise due?",
        "kept due --clause redland:2.8.3.1 --from 2026-04-02T16:10+01:00",
    ),
    "replay": (
        "kept.commands.replay",
        "what follows from a file of events?",
        "kept replay --association karin events.jsonl",
    ),
    "policy": (
        "kept.commands.policy",
        "check, load and read rulebooks",
        "kept policy check policies/karin",
    ),
    "import": (
        "kept.commands.importing",
        "bring in records from a file",
        "kept import contacts FILE --association karin --mapping MAP.yaml",
    ),
    "export": (
        "kept.commands.exporting",
        "write what the database holds into files",
        "kept export policy karin policies/karin",
    ),
    "staffing": (
        "kept.commands.staffing",
        "how many people must answer the telephone?",
        "kept staffing arrivals.csv --within 15 --share 95",
    ),
    "recompute": (
        "kept.commands.recompute",
        "judge every thread again, and compare with what is stored",
        "kept recompute --check",
    ),
    "account": (
        "kept.commands.account",
        "say who may sign in",
        'kept account add bea --name "Bea Malik" --email bea@example.org --association karin --role manager',
    ),
    "token": (
        "kept.commands.token",
        "say which other systems may use the API",
        'kept token add --association karin --account ann --name "Telephone system" --scope record',
    ),
    "hook": (
        "kept.commands.hook",
        "say which other systems are told of what happens",
        "kept hook add --association karin --account crm --url https://crm.example.org/kept",
    ),
    "worker": ("kept.commands.worker", "mark what falls due, and send what is owed", "kept worker"),
    "mail": (
        "kept.commands.mail",
        "take e-mails in: one from a mail server, or all that a mailbox holds",
        "kept mail receive --association karin < message",
    ),
    "migrate": ("kept.commands.migrate", "bring the database up to date", "kept migrate"),
    "check": ("kept.commands.check", "is this installation safe to run?", "kept check --sql"),
    "backup": ("kept.commands.backup", "write the whole database to one file", "kept backup kept.dump"),
    "restore": (
        "kept.commands.restore",
        "put a backup into an empty database",
        "kept restore kept.dump",
    ),
    "upgrade": (
        "kept.commands.upgrade",
        "let a newer Kept take over: backup, new tables, a look at every clock",
        "kept upgrade",
    ),
    "docs": ("kept.commands.docs", "write the reference pages", "kept docs --check"),
    "manage": (
        "kept.commands.manage",
        "any other command of Django",
        "kept manage makemigrations --check",
    ),
}


def build_parser(name: str) -> argparse.ArgumentParser:
    """The whole parser of one command; importing its module is the price, so only one is ever built."""
    import argparse

    module_name, says, example = COMMANDS[name]
    parser = argparse.ArgumentParser(
        prog=f"kept {name}",
        description=f"{says[0].upper()}{says[1:]}{'' if says.endswith('?') else '.'}",
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        # An option that is added later must not change what an abbreviation means.
        allow_abbrev=False,
    )
    importlib.import_module(module_name).add_arguments(parser)
    return parser


def usage() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = ["usage: kept COMMAND …", "", "commands:"]
    lines += [f"  {name:<{width}}  {says}" for name, (_, says, _) in COMMANDS.items()]
    lines += ["", "kept COMMAND --help tells more, with an example.", "kept --version prints the version."]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if arguments else 2
    if arguments[0] in ("-V", "--version"):
        from importlib.metadata import version

        print(f"kept {version('kept')}")
        return 0
    name = arguments[0]
    if name not in COMMANDS:
        import difflib

        near = difflib.get_close_matches(name, COMMANDS, n=1)
        hint = f" Did you mean “kept {near[0]}”?" if near else " “kept --help” lists them."
        print(f"kept: there is no command “{name}”.{hint}", file=sys.stderr)
        return 2
    try:
        module = importlib.import_module(COMMANDS[name][0])
        if hasattr(module, "passes_through"):
            return int(module.passes_through(arguments[1:]))
        args = build_parser(name).parse_args(arguments[1:])
        return int(module.run(args))
    except KeyboardInterrupt:
        return 130
    except RuntimeError as fault:
        from kept.server import Trouble

        if not isinstance(fault, Trouble):
            raise
        print(f"kept: {fault}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is wrong with us.
        sys.stdout = None
        return 141
    except Exception as fault:
        from kept.config import database

        if not database.is_older(fault):
            raise
        print("kept: The database is older than this Kept. Run “kept migrate” first.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

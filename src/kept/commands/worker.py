"""Who marks what falls due while nobody is looking? A process that goes on until stopped; many may run.

$ kept worker
"""

from __future__ import annotations

import argparse

from kept.commands.at_hand import add_data_argument


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    import os

    from kept import config

    if args.data:
        os.environ["KEPT_DATA"] = args.data
    config.setup()
    from kept import worker

    return worker.run()

"""How is one part of a bundle set, so that nothing of it stays in memory?

    python -m kept.printing.bundle_part < part.json > part.pdf

typst remembers all that it has set for as long as its process lives. A process for each part forgets it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typst

FOLDER = Path(__file__).resolve().parent
TEMPLATE, FONTS = FOLDER / "bundle.typ", FOLDER / "fonts"
MOST_SECONDS = 300


def set_apart(words: str) -> bytes:
    """The PDF/UA of these words, a JSON text, made by a process of its own."""
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(
        command, input=words.encode(), capture_output=True, timeout=MOST_SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2_000:])
    return done.stdout


def main() -> None:
    """Read the words, write the PDF."""
    words = sys.stdin.buffer.read().decode()
    made = typst.compile(
        str(TEMPLATE),
        root=str(FOLDER),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"bundle": words},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()

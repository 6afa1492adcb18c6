"""The documents say what is so: pages in step with the program, commands that exist, links that lead on."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.cli import COMMANDS, build_parser
from kept.commands import docs, reference
from kept.importing.mapping import read_mapping
from kept.rulebook import load_folder, policies_folder

TOP = Path(__file__).resolve().parents[2]
DOCUMENTS = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").rglob("*.md"))]
DOCUMENTS += [each for each in sorted(TOP.glob("*/README.md")) if ".venv" not in each.parts]
# Variables that other programs understand, and those by which the processes of Kept speak to each other.
NOT_SETTINGS = {
    *("PATH", "PGDATABASE", "LC_ALL", "XDG_DATA_HOME", "PYTHONUNBUFFERED", "DJANGO_SETTINGS_MODULE"),
    "KEPT_SUPERVISED",
}
# Nothing of the machine on which it was made, and no address from which packages come.
UNWANTED = re.compile(
    r"/work/|/root/|/home/[a-z]|\.\./shared|pypi\.org|pythonhosted|npmjs\.org|index-url\s*=|_authToken"
    r"|\bissue #\d|\banthropic\b|\bclaude\b|\bopenai\b",
    re.IGNORECASE,
)
TEXT = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".html",
    ".css",
    ".scss",
    ".js",
    ".json",
    ".txt",
    ".csv",
    ".svg",
    "",
}


def files() -> list[Path]:
    """Every file under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=True
    ).stdout
    return [TOP / each for each in listed.split("\0") if each and (TOP / each).is_file()]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def commands() -> Iterator[tuple[str, str]]:
    """Every line of every shell block, with the document that it stands in."""
    for path in DOCUMENTS:
        for block in blocks(path, "sh"):
            for line in block.splitlines():
                yield str(path.relative_to(TOP)), line


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    folder = TOP / docs.FOLDER
    wanted = docs.pages()
    stale = [name for name, text in wanted.items() if (folder / name).read_text(encoding="utf-8") != text]
    assert not stale, "Run “kept docs”, and look at what changed."
    assert sorted(wanted) == sorted(
        each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()
    )


def test_every_command_has_its_heading() -> None:
    page = docs.pages()["commands.md"]
    assert [name for name in COMMANDS if f"\n## kept {name}\n" not in page] == []


def test_every_setting_is_explained_and_every_explanation_is_of_a_setting() -> None:
    used: set[str] = set()
    for path in (TOP / "src" / "kept").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"environ(?:\.get|\.pop)?[(\[]\s*\"([A-Z_]+)\"", text))
        used |= set(re.findall(r"\b(?:_flag|_listed|minutes|bound\.get)\(\"([A-Z_]+)\"", text))
        # One that is read by the name of a constant; where it ends in “_”, an association's name follows.
        for line in re.findall(r"^(?:VARIABLE|ADDRESS)\b.* = .*$", text, re.MULTILINE):
            used |= {re.sub("_$", "_<NAME>", each) for each in re.findall(r'"(KEPT_[A-Z_]+)"', line)}
    assert used - NOT_SETTINGS == set(reference.settings())


@pytest.mark.parametrize(("document", "line"), list(commands()))
def test_every_command_in_a_document_can_be_typed(document: str, line: str) -> None:
    words = shlex.split(re.split(" [<>] ", line)[0])
    program, *rest = words
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(), re.MULTILINE)
        assert rest[0] in targets
    elif program in ("kept", ".venv/bin/kept"):
        name, *arguments = rest
        assert name in COMMANDS
        if name != "manage":
            _parse(name, arguments)
        for each in (word for word in arguments if word.startswith(("examples/", "policies/"))):
            assert (TOP / each).exists()
    else:
        assert program == "export"


def _parse(name: str, arguments: list[str]) -> None:
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            build_parser(name).parse_args(arguments)
        except SystemExit as ending:
            raise AssertionError(said.getvalue()) from ending


def test_every_link_leads_somewhere() -> None:
    broken = []
    for path in DOCUMENTS:
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(TOP)}: {target}")
    assert broken == []


def test_every_decision_is_in_the_list() -> None:
    listed = set(
        re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (TOP / "docs" / "adr" / "README.md").read_text())
    )
    there = {each.name for each in (TOP / "docs" / "adr").glob("[0-9]*.md")}
    assert listed == there
    assert len({each[:4] for each in there}) == len(there)


def test_the_mapping_in_the_how_to_is_one_and_has_every_key(tmp_path: Path) -> None:
    (text,) = blocks(TOP / "docs" / "howto" / "import-contacts.md", "yaml")
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    kinds = load_folder(policies_folder() / "karin").kinds
    read_mapping(path, kinds=kinds, zone="Europe/London", offices=("main", "north"))
    source = (TOP / "src" / "kept" / "importing" / "mapping.py").read_text(encoding="utf-8")
    known = {
        key
        for call in re.findall(r"\.only\((.*?)\)", source, re.DOTALL)
        for key in re.findall(r'"(\w+)"', call)
    }
    page = (TOP / "docs" / "howto" / "import-contacts.md").read_text(encoding="utf-8")
    assert [each for each in sorted(known) if f"{each}:" not in page] == []


def test_every_dependency_has_its_reason() -> None:
    text = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [
        *project["dependencies"],
        *(each for some in project["optional-dependencies"].values() for each in some),
    ]
    without = [
        each
        for each in wanted
        if not re.search(rf'^\s*"{re.escape(each)}",\s+# \S.{{8,}}$', text, re.MULTILINE)
    ]
    assert without == []


def test_nothing_here_speaks_of_the_machine_on_which_it_was_made() -> None:
    found = []
    for path in files():
        if path.suffix in TEXT and path != Path(__file__).resolve():
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if UNWANTED.search(line):
                    found.append(f"{path.relative_to(TOP)}:{number}: {line.strip()[:80]}")
    assert found == []

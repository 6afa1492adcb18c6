"""Whatever bytes stand in a folder, is the answer a rulebook or its faults, and never anything else?"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.rulebook import Fault, Rulebook, RulebookFaults, files_of, load_files
from kept.rulebook.faults import Findings
from kept.rulebook.yamlread import parse_text, plain
from tests.unit.rulebook.folders import GOOD

FILES = files_of(GOOD / "small", shared=GOOD / "shared")
NAMES = sorted(FILES)
WORDS = """
yes no ~ 12 -3.5 1e9 2020-02-30 [] {} [[x]] !!x &a *a ' " ? - --- ... before small:1.1 letter.received
happened_at 24:00-00:00 Europe/../.. \x00 \ud800 \u202e \t 𝔰𝔪𝔞𝔩𝔩 9999999999999999999999999999999999999999
"""
SPANS = ("7 working days", "10000 years", "by 2009", "1 per month", "٣ days", "{a: b}", "---\n")
PIECES = (*WORDS.split(), *SPANS, "\t")


def load(files: dict[str, str]) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        assert isinstance(load_files(files), Rulebook)
    except RulebookFaults as told:
        faults = told.faults
    assert faults == () or all(str(each) for each in faults)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(NAMES))
        lines = files[name].split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=12))
        how = draw(
            st.sampled_from(("drop", "twice", "move", "indent", "value", "key", "cut", "item", "word"))
        )
        line = lines[at]
        key, colon, value = line.partition(":")
        match how:
            case "drop":
                del lines[at]
            case "twice":
                lines.insert(at, line)
            case "move":
                lines.insert(draw(st.integers(0, len(lines))), lines.pop(at))
            case "indent":
                lines[at] = " " * draw(st.integers(0, 8)) + line.lstrip()
            case "value":
                lines[at] = f"{key}: {piece}" if colon else piece
            case "key":
                lines[at] = f"{' ' * (len(key) - len(key.lstrip()))}{piece}:{value}"
            case "cut":
                lines[at] = line[: draw(st.integers(0, len(line)))]
            case "item":
                lines[at] = f"{line}\n{' ' * (len(line) - len(line.lstrip()))}- {piece}"
            case "word":
                words = line.split(" ")
                words[draw(st.integers(0, len(words) - 1))] = piece
                lines[at] = " ".join(words)
        files[name] = "\n".join(lines)
    return files


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_folder_is_a_rulebook_or_faults(files: dict[str, str]) -> None:
    load(files)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.text(max_size=80))
def test_any_text_in_place_of_a_file(name: str, text: str) -> None:
    load({**FILES, name: text})


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_in_place_of_a_file(raw: bytes) -> None:
    load({**FILES, "clauses/b.yaml": raw.decode("utf-8", "surrogateescape")})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.sampled_from(PIECES[:6]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("a", "id", "x")), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_any_data_in_place_of_files(data: dict[str, object]) -> None:
    load(FILES | {name: str(value).replace("'", "") for name, value in data.items()})


def test_truths_numbers_and_words_are_told_apart() -> None:
    text = "a: YES\nb: 007\nc: -2.50\nd: 1e3\ne: ~\nf: 'no'\ng: 2020-01-01\nh:\ni: [off, null]\n"
    assert plain(parse_text(text, "x", Findings())) == {
        "a": True,
        "b": 7,
        "c": -2.5,
        "d": "1e3",
        "e": None,
        "f": "no",
        "g": "2020-01-01",
        "h": None,
        "i": ["off", None],
    }


def test_policies_themselves_are_good() -> None:
    """A mutation says something only if the folder is good before it."""
    assert isinstance(load_files(FILES), Rulebook)

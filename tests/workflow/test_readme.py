"""The README's tables say what the rules do, and its links and those of docs lead somewhere."""

import re
from pathlib import Path

import pytest

from unisono.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "rules").glob("*.smk")}
ROW = re.compile(
    r"^\| (\w+) \| (.+?) \| (.+?) \| `rules/(\w+)\.smk` \| `unisono/(\w+)` \|$", re.MULTILINE
)
STAGES = {row[3]: row for row in ROW.findall(README)}
DEMO = {"demo"}  # makes the corpus of the demo and no table
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


def named(cell):
    """Tables that a cell of the README names."""
    return {name for name in re.findall(r"`(\w+)`", cell) if name in TABLES}


def written(text):
    """Tables that the rules of a file write."""
    return {name for name in re.findall(r'"<results>/(\w+)[/"]', outputs(text)) if name in TABLES}


def outputs(text):
    return "".join(re.findall(r"^    output:\n((?:        .*\n)+)", text, re.MULTILINE))


def test_every_rule_file_is_a_stage_of_the_readme():
    assert set(STAGES) == set(RULES) - DEMO


@pytest.mark.parametrize("stage", sorted(set(RULES) - DEMO))
def test_a_stage_makes_what_the_readme_says(stage):
    _, _, makes, _, module = STAGES[stage]
    assert named(makes) <= written(RULES[stage])
    assert (ROOT / "unisono" / module / "__init__.py").is_file()


def test_all_targets_of_the_readme_are_targets():
    localrules = re.search(r"^localrules:\n((?:    .*\n)+)", (ROOT / "Snakefile").read_text(), re.M)
    targets = set(re.findall(r"\w+", localrules[1])) | {"query"}
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", README, re.MULTILINE)
    asked = {name for row in rows for name in re.findall(r"\w+", row)}
    assert asked
    assert asked <= targets


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"https?:|mailto:|#", address):
            assert (path.parent / address.split("#")[0]).exists(), address

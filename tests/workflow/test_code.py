"""The code digest follows imports and ignores what cannot change a result."""

import pytest

from unisono.workflow import code


@pytest.fixture
def project(tmp_path):
    files = {
        "scripts/align.py": "from unisono.align.batch import align\nalign()\n",
        "unisono/__init__.py": "",
        "unisono/store.py": "X = 1\n",
        "unisono/align/__init__.py": "",
        "unisono/align/batch.py": "from unisono.align import phones\nimport unisono.store\n",
        "unisono/align/phones.py": "def f():\n    return 1\n",
        "unisono/align/phones.csv": "a,b\n",
        "unisono/vision/__init__.py": "",
        "unisono/vision/batch.py": "Y = 1\n",
        "unisono/vision/cascade.xml": "<a/>",
        "unisono/align/tables/german.csv": "a,b\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def digest(project):
    for function in (code._imported, code._normalised, code._data_files):
        function.cache_clear()
    return code.code_digest(project / "scripts" / "align.py", project)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("scripts/align.py", "from unisono.align.batch import align\nalign(1)\n"),
        ("unisono/align/phones.py", "def f():\n    return 2\n"),
        ("unisono/store.py", "X = 2\n"),
        ("unisono/align/__init__.py", "Z = 1\n"),
        ("unisono/align/phones.csv", "a,c\n"),
        ("unisono/align/tables/german.csv", "a,c\n"),
    ],
    ids=["script", "module", "module of another folder", "package", "data", "data below"],
)
def test_a_change_that_the_rule_can_see_changes_the_digest(project, name, text):
    before = digest(project)
    (project / name).write_text(text)
    assert digest(project) != before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("unisono/vision/batch.py", "Y = 2\n"),
        ("unisono/vision/cascade.xml", "<b/>"),
        ("unisono/align/phones.py", 'def f():\n    """Say."""\n    # why\n    return 1\n'),
        ("unisono/align/phones.py", "def f():\n    return 1\n"),
    ],
    ids=["another stage", "data of another stage", "comment and docstring", "same text, new time"],
)
def test_a_change_that_cannot_matter_keeps_the_digest(project, name, text):
    before = digest(project)
    (project / name).write_text(text)
    assert digest(project) == before

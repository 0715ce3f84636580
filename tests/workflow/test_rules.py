"""Rules are forms filled in alike, and scripts are plugs."""

import ast
import re
from pathlib import Path

import pytest

from unisono.workflow.code import PACKAGE, _module_files
from unisono.workflow.environments import (
    BACKENDS,
    FAMILIES,
    environment_yaml,
    lock_of,
    locked_versions,
    speech_environment,
)

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"^rule (\w+):\n((?:    .*\n|\n)*)", re.MULTILINE)
WORKING = {"output", "log", "benchmark", "conda", "resources", "params", "script"}
MODULE_OF = {  # packages whose module has another name
    "cv2": "opencv-python-headless",
    "espeakng_loader": "espeakng-loader",
    "markupsafe": "jinja2",
    "ot": "pot",
    "parselmouth": "praat-parselmouth",
    "pydantic_core": "pydantic",
    "pyannote": "pyannote-audio",
    "scenedetect": "scenedetect-headless",
    "sklearn": "scikit-learn",
    "whisper": "openai-whisper",
    "yaml": "pyyaml",
}


def all_rules():
    found = {}
    for path in sorted((ROOT / "rules").glob("*.smk")):
        for name, body in RULE.findall(path.read_text(encoding="utf-8")):
            found[name] = (path.name, body)
    return found


RULES = all_rules()
SCRIPTED = {name: body for name, (_, body) in RULES.items() if "    script:" in body}
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))


def directives(body):
    return set(re.findall(r"^    (\w+):", body, re.MULTILINE))


def test_there_are_rules_to_check():
    assert len(SCRIPTED) >= 15
    assert {path.stem for path in SCRIPTS} == set(SCRIPTED)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_says_what_it_does_in_one_line(name):
    first = RULES[name][1].splitlines()[0]
    assert re.fullmatch(r'    """[A-Z].*[.]"""', first)


@pytest.mark.parametrize("name", sorted(SCRIPTED))
def test_every_working_rule_has_all_its_directives(name):
    assert directives(SCRIPTED[name]) >= WORKING
    assert f'"../scripts/{name}.py"' in SCRIPTED[name]
    assert f'code=run.code("{name}")' in SCRIPTED[name]
    assert len(SCRIPTED[name].splitlines()) <= 45


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*.smk")), ids=lambda path: path.stem)
def test_every_rule_file_opens_with_its_contract(path):
    head = path.read_text(encoding="utf-8").split("\n\n\n")[0]
    assert [line[:8] for line in head.splitlines() if line[:8].strip("# ")] != []
    for part in ("# needs   ", "# makes   ", "# config  "):
        assert part in head


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_one_call_and_never_reads_the_config(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    forbidden = (ast.FunctionDef, ast.If, ast.For, ast.While, ast.Try, ast.ClassDef)
    assert [node for node in ast.walk(tree) if isinstance(node, forbidden)] == []
    withs = [node for node in tree.body if isinstance(node, ast.With)]
    assert len(withs) == 1
    assert len(withs[0].body) == 1
    assert "snakemake.config" not in ast.unparse(tree)
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_every_environment_is_pinned_to_the_lock(name):
    text = (ROOT / "envs" / f"{name}.yaml").read_text(encoding="utf-8")
    assert text == environment_yaml(name, ROOT / "requirements"), "run `make generated`"
    versions = locked_versions(ROOT / "requirements" / lock_of(name))
    assert re.findall(r"- ([\w-]+)==", text) == sorted(set(FAMILIES[name]))
    assert set(FAMILIES[name]) <= set(versions)


def environments_of(name):
    fixed = re.search(r'"\.\./envs/(\w+)\.yaml"', SCRIPTED[name])
    return [fixed[1]] if fixed else ["speech", *sorted(set(BACKENDS.values()))]


@pytest.mark.parametrize(
    ("name", "environment"), [(n, e) for n in sorted(SCRIPTED) for e in environments_of(n)]
)
def test_every_environment_has_what_its_scripts_import(name, environment):
    modules = third_party(f"scripts/{name}.py")
    needed = {MODULE_OF.get(module, module.replace("_", "-")) for module in modules}
    elsewhere = set(FAMILIES["whisperx"]) if environment in ("speech", "whisper") else set()
    missing = needed - set(FAMILIES[environment]) - {"snakemake"} - elsewhere
    assert missing == set()


def test_backends_with_weights_run_where_their_packages_are():
    assert speech_environment("hmm") == speech_environment("pocketsphinx", "manifest") == "speech"
    assert (
        speech_environment("faster-whisper", "manifest") == speech_environment("ctc") == "whisper"
    )
    assert speech_environment("faster-whisper", "diarise") == "whisperx"


def third_party(script):
    """Modules outside the project and the standard library that a script reaches."""
    import sys

    seen, waiting, outside = set(), [ROOT / script], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                top = name.split(".")[0]
                if top == PACKAGE:
                    waiting.extend(_module_files(name, ROOT))
                elif top not in sys.stdlib_module_names and top != "_ctypes":
                    outside.add(top)
    return outside

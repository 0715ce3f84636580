"""Writes the files that are made from the code: config, schema, codebook and environments.

Run by ``make generated``; a test compares them with what is committed.
"""

from pathlib import Path

from unisono.codebook import codebook_markdown
from unisono.config.document import config_schema, config_yaml
from unisono.workflow.environments import FAMILIES, environment_yaml

ROOT = Path(__file__).resolve().parent.parent


def generated_files() -> dict[Path, str]:
    """Contents of every generated file, by its path relative to the project's root."""
    locks = ROOT / "requirements"
    environments = {
        Path(f"envs/{name}.yaml"): environment_yaml(name, locks) for name in sorted(FAMILIES)
    }
    return environments | {
        Path("config/config.yaml"): config_yaml(),
        Path("config/config.schema.json"): config_schema(),
        Path("docs/tables.md"): codebook_markdown(),
    }


if __name__ == "__main__":
    for path, text in generated_files().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

"""``config/config.yaml`` and its JSON schema, both made from the model."""

import json
import textwrap
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import annotated_types
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from unisono.config.model import Config

_WIDTH = 96
_HEAD = """\
# Configuration of Unisono: every option with its default. Written by `make generated` from the
# models in unisono/*/options.py; change values here, or give a file with only what differs:
# snakemake --cores 2 --configfile my.yaml
"""


def config_yaml() -> str:
    """The documented default configuration."""
    return _HEAD + "\n" + "\n".join(_block(Config(), 0)) + "\n"


def config_schema() -> str:
    """JSON schema of the configuration, for editors."""
    schema = Config.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Unisono configuration"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _block(options: BaseModel, depth: int) -> Iterator[str]:
    for name, field in type(options).model_fields.items():
        value = getattr(options, name)
        if depth == 0 and isinstance(value, BaseModel):
            yield ""
        yield from _comment(field, depth)
        if isinstance(value, BaseModel):
            yield f"{'  ' * depth}{name}:"
            yield from _block(value, depth + 1)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            yield f"{'  ' * depth}{name}:"
            for one in value:
                yield f"{'  ' * depth}  - {_scalar(one.model_dump(mode='json'))}"
        else:
            yield f"{'  ' * depth}{name}: {_scalar(value)}"


def _comment(field: FieldInfo, depth: int) -> Iterator[str]:
    text = (field.description or "").rstrip(".")
    limits = ", ".join(_limits(field))
    text = f"{text} ({limits})." if limits else f"{text}."
    indent = "  " * depth + "# "
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _limits(field: FieldInfo) -> Iterator[str]:
    if get_origin(field.annotation) is Literal:
        yield " | ".join(str(value) for value in get_args(field.annotation))
    for limit in field.metadata:
        if isinstance(limit, annotated_types.Ge):
            yield f"at least {limit.ge}"
        elif isinstance(limit, annotated_types.Gt):
            yield f"above {limit.gt}"
        elif isinstance(limit, annotated_types.Le):
            yield f"at most {limit.le}"
        elif isinstance(limit, annotated_types.Lt):
            yield f"below {limit.lt}"


def _scalar(value: Any) -> str:
    text = yaml.safe_dump(
        _plain(value), default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return text.removesuffix("...\n").strip()


def _plain(value: Any) -> Any:
    """Options inside a list as what differs from their defaults; tuples as lists."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value

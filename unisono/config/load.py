"""Checking a configuration, with every fault named as a person would name it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from unisono.config.model import Config
from unisono.errors import ConfigError, nearest


def load_config(values: Mapping[str, Any]) -> Config:
    """Check a merged configuration.

    Parameters
    ----------
    values
        As Snakemake merged it from the config files and the command line.

    Raises
    ------
    ConfigError
        One line for each fault: the key, the value and what is allowed.
    """
    try:
        # Snakemake hands on numbers inside --config KEY={...} as text, so "6" stands for 6.
        return Config.model_validate_json(json.dumps(dict(values)), strict=False)
    except TypeError as error:
        raise ConfigError(f"config: {error}; quote values such as dates") from error
    except ValidationError as error:
        raise ConfigError("\n".join(_sentences(error))) from error


def plain(options: BaseModel) -> dict[str, Any]:
    """Options as plain values, for the params of a rule."""
    return options.model_dump(mode="json")


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        location = [str(part) for part in fault["loc"] if not str(part).endswith("Options")]
        key = ".".join(location)
        if fault["type"] == "extra_forbidden":
            valid = _keys_at(Config, location[:-1])
            yield f'config: unknown key "{key}"{nearest(location[-1], valid)}'
        elif fault["type"] == "disagreement":
            yield f"config: {fault['msg']}"
        else:
            value = json.dumps(fault["input"], ensure_ascii=False, default=str)
            yield f"config: {key} is {value}; {_lower_first(fault['msg'])}"


def _keys_at(model: type[BaseModel], location: Iterable[str]) -> list[str]:
    for part in location:
        field = model.model_fields.get(part)
        if field is None:
            return []
        inner = _model_of(field.annotation)
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]

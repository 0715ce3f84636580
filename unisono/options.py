"""What the options of all stages have in common."""

import json
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Options of one stage: cannot change, and unknown names are refused.

    Every field has a description (with its unit); from it come the comments of
    ``config/config.yaml`` and the JSON schema.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Self:
        """Make options from the plain values of a rule's params."""
        return cls.model_validate_json(json.dumps(dict(values)))

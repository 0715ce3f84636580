"""What the options of all stages have in common."""

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Options of one stage: cannot change, and unknown names are refused.

    Every field has a description (with its unit); from it come the comments of
    ``config/config.yaml`` and the JSON schema.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

"""Options of the address stage: rules, weights of the evidence, an optional model."""

from typing import Literal

from pydantic import Field

from unisono.options import Options

Backend = Literal["none", "nli"]


class Weights(Options):
    """How much each kind of evidence counts in the score, each from 0 to 1.

    The score is a noisy or: 1 - (1 - w1 e1)(1 - w2 e2)..., so that it rises with every piece
    of evidence, never leaves 0 to 1, and full evidence of one kind alone gives its weight.
    """

    named: float = Field(0.05, ge=0, le=1, description="The party is named; its own does not count")
    member_named: float = Field(
        0.05, ge=0, le=1, description="A member of it is named; the speaker's party does not count"
    )
    second_person: float = Field(
        0.9, ge=0, le=1, description="Second person, and the party in reach of it"
    )
    vocative: float = Field(0.95, ge=0, le=1, description="The party or its member is called")
    reply: float = Field(
        0.7, ge=0, le=1, description="The sentence follows an interjection of the party"
    )
    zero_shot: float = Field(0.5, ge=0, le=1, description="Probability of the language model")


class NliOptions(Options):
    """A model of natural language inference that judges sentences without training."""

    model: str = Field(
        "MoritzLaurer/mDeBERTa-v3-base-mnli-xnli",
        min_length=1,
        description="Hub id (its files must be in the cache) or local folder of a transformers "
        "model for sequence classification with a class whose name begins with entail",
    )
    hypothesis: str = Field(
        "The speaker is talking directly to the party {party}.",
        max_length=500,
        pattern=r"\{party\}",
        description="What the model judges; {party} stands for the name of the party",
    )
    batch_size: int = Field(16, ge=1, le=1024, description="Pairs judged at a time")
    max_tokens: int = Field(256, ge=16, le=8192, description="Longer sentences are cut, tokens")
    device: Literal["cpu", "cuda"] = Field("cpu", description="Where the model computes")


class AddressOptions(Options):
    """Who is addressed."""

    rules: str | None = Field(
        None,
        description="A file of rules of your own (YAML, in the form of unisono/address/rules/"
        "de.yaml); null = the rules of the protocols' language that come with Unisono (de, en)",
    )
    members: str | None = Field(
        None,
        description="CSV (UTF-8) of people beside those in the protocols' lists of speakers: "
        "columns last, party (a key) and, where known, first; null = none",
    )
    groups: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Names that stand for several parties, with their keys, e.g. Ampel: [spd, "
        "gruene, fdp]",
    )
    weights: Weights = Field(Weights(), description="Weights of the evidence in the score")
    backend: Backend = Field(
        "none",
        description="A language model as further evidence: none; nli = a transformers model of "
        "natural language inference, which needs its weights",
    )
    nli: NliOptions = Field(NliOptions(), description="The model of the backend nli")

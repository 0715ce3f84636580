"""Options of the strategies of alignment."""

from typing import Literal

from pydantic import Field

from unisono.options import Options

Space = Literal["auto", "same", "canonical", "warped"]


class CorrespondOptions(Options):
    """How steps of two sequences are matched."""

    space: Space = Field(
        "auto",
        description="Where steps of two modalities are compared (dtw, soft-dtw, transport, "
        "unbalanced, cca): "
        "same = they have the same features; canonical = canonical correlation on anchors; "
        "warped = the same without anchors, from a linear start (canonical time warping); auto = "
        "canonical where there are anchors, else warped",
    )
    components: int = Field(
        8, ge=1, le=256, description="Dimensions of a learned common space at most"
    )
    ridge: float = Field(
        0.05,
        ge=0.0,
        le=10.0,
        description="Regularisation of canonical correlation, share of the mean variance",
    )
    rounds: int = Field(
        4, ge=1, le=50, description="Rounds of warping and correlating where there are no anchors"
    )
    band: float = Field(
        0.3,
        gt=0.0,
        le=1.0,
        description="Half width of the band of dtw and soft-dtw, share of the longer sequence; "
        "1 = exact",
    )
    gamma: float = Field(
        0.05, gt=0.0, le=100.0, description="Softness of soft-dtw, share of the mean distance"
    )
    epsilon: float = Field(
        0.02, gt=0.0, le=100.0, description="Entropy of optimal transport, share of the mean cost"
    )
    relaxation: float = Field(
        0.1,
        gt=0.0,
        le=1000.0,
        description="Price of leaving a step unmatched in unbalanced transport, share of the mean "
        "cost: low ones leave the linear clock more easily; at 100 it is as good as balanced",
    )
    tolerance: float = Field(
        1e-3, gt=0.0, lt=2.0, description="Error of the marginals at which transport stops, sum"
    )
    iterations: int = Field(
        500, ge=1, le=1_000_000, description="Iterations of optimal transport at most"
    )
    kernel_mb: float = Field(
        600.0,
        ge=0.0,
        description="Memory for the kernel of optimal transport, MB; a larger one is computed "
        "anew in each iteration",
    )
    time_weight: float = Field(
        0.3,
        ge=0.0,
        le=1000.0,
        description="Weight of the difference in relative time beside that of the features, "
        "where order is not enforced (transport, unbalanced, cca, adversarial, gromov)",
    )
    sharpness: float = Field(
        50.0,
        gt=0.0,
        le=10_000.0,
        description="How sharply cca and adversarial prefer the nearest step, per mean distance",
    )
    gromov_epsilon: float = Field(
        0.1, gt=0.0, le=100.0, description="Entropy of Gromov-Wasserstein; below 0.05 it is slow"
    )
    gromov_steps: int = Field(
        150,
        ge=2,
        le=5000,
        description="Steps that Gromov-Wasserstein sees of a sequence at most; longer ones are "
        "averaged in blocks",
    )
    learning_steps: int = Field(
        200, ge=1, le=100_000, description="Training steps of attention and adversarial maps"
    )
    width: int = Field(64, ge=2, le=1024, description="Hidden units of attention's encoders")
    restarts: int = Field(
        3, ge=1, le=50, description="Starts of the adversarial map; the best fit is kept"
    )

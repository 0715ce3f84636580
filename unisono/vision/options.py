"""Options of the vision stage."""

from pydantic import Field

from unisono.options import Options


class VisionOptions(Options):
    """What is measured on every sampled frame, and how."""

    shot_threshold: float = Field(
        default=0.4,
        gt=0.0,
        le=1.0,
        description=(
            "Used where the frames stage found no shots itself: share of the colour histogram "
            "(0 to 1) that must change between two sampled frames for a new shot to begin"
        ),
    )
    faces: bool = Field(
        default=True,
        description="Count frontal faces with the Haar cascade that OpenCV brings along",
    )
    face_width: int = Field(
        default=480,
        ge=64,
        le=4096,
        description=(
            "Width in pixels to which wider pictures are shrunk before faces are looked for; "
            "time grows with its square"
        ),
    )
    face_min_size: float = Field(
        default=0.1,
        gt=0.0,
        le=1.0,
        description="Smallest face that counts, as a share of the picture's shorter side",
    )
    face_scale: float = Field(
        default=1.2,
        ge=1.01,
        le=2.0,
        description="Ratio of one searched face size to the next; larger is faster, finds less",
    )
    face_neighbours: int = Field(
        default=3,
        ge=0,
        le=50,
        description="Overlapping detections that confirm a face; more means fewer false ones",
    )
    max_pixels: int = Field(
        default=40_000_000,
        ge=1_000,
        le=400_000_000,
        description="Pixels beyond which a stored picture counts as broken and is not decoded",
    )

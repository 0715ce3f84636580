"""Every option of the workflow: what all runs understand, and a block for each stage."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from unisono.acoustics.options import AcousticsOptions
from unisono.address.options import AddressOptions
from unisono.align.options import AlignOptions
from unisono.demo.options import DemoOptions
from unisono.embed.options import AudioEmbedOptions, ImageEmbedOptions, TextEmbedOptions
from unisono.exports.options import ExportsOptions
from unisono.frames.options import FramesOptions
from unisono.fuse.options import FuseOptions
from unisono.learn.study import LearnOptions
from unisono.link.options import LinkOptions
from unisono.media.options import MediaOptions
from unisono.options import Options
from unisono.panel.options import PanelOptions
from unisono.parliament.options import ParliamentOptions
from unisono.query.options import QueryOptions
from unisono.regress.options import RegressOptions
from unisono.report.options import ReportOptions
from unisono.strategy.options import StrategiesOptions
from unisono.transcribe.options import TranscribeOptions
from unisono.vision.options import VisionOptions


class EmbedOptions(Options):
    """Embeddings, one block for each modality."""

    text: TextEmbedOptions = Field(TextEmbedOptions(), description="Vectors of what is said")
    audio: AudioEmbedOptions = Field(AudioEmbedOptions(), description="Vectors of how it sounds")
    image: ImageEmbedOptions = Field(ImageEmbedOptions(), description="Vectors of what is seen")


class Config(Options):
    """The whole configuration of a run."""

    manifest: str = Field(
        "config/media.csv",
        min_length=1,
        description="The recordings: CSV (UTF-8) or Parquet, one row each; columns media_id, "
        "path, language and, where known, transcript, speaker_id, sex, group, date and any of "
        "your own. Relative paths in it start from its own folder",
    )
    results: str = Field(
        "results", min_length=1, description="Folder for everything that the workflow writes"
    )
    batch_size: int = Field(
        200, ge=1, le=100_000, description="Recordings in a new batch at most; a batch is one job"
    )
    batch_gigabytes: float = Field(
        50.0, gt=0, description="Size of a new batch's files at most, 10^9 bytes"
    )
    on_error: Literal["account", "fail"] = Field(
        "account",
        description="What a recording that cannot be processed does: account = it gets a row "
        "with the reason and the run goes on; fail = the run stops",
    )
    item_seconds: float = Field(
        21_600.0, ge=0, description="Time that one recording may take in one stage; 0 = no limit"
    )
    media: MediaOptions = Field(MediaOptions(), description="Probing and decoding")
    frames: FramesOptions = Field(FramesOptions(), description="Sampling pictures from video")
    transcribe: TranscribeOptions = Field(TranscribeOptions(), description="What is said")
    align: AlignOptions = Field(AlignOptions(), description="When each word is said")
    acoustics: AcousticsOptions = Field(AcousticsOptions(), description="How the voice sounds")
    vision: VisionOptions = Field(VisionOptions(), description="What the pictures are like")
    embed: EmbedOptions = Field(EmbedOptions(), description="Vectors for each modality")
    fuse: FuseOptions = Field(FuseOptions(), description="Everything on the clock of the words")
    parliament: ParliamentOptions = Field(
        ParliamentOptions(), description="Protocols, for the analysis of who is addressed"
    )
    address: AddressOptions = Field(AddressOptions(), description="Who is addressed")
    link: LinkOptions = Field(
        LinkOptions(), description="Where on the recordings the protocols' sentences are said"
    )
    panel: PanelOptions = Field(
        PanelOptions(), description="One row for each sentence found, for the regressions"
    )
    query: QueryOptions = Field(
        QueryOptions(), description="Sentences to look for, made by the target `query`"
    )
    regress: RegressOptions = Field(
        RegressOptions(), description="Regressions on the panel, made by the target `address`"
    )
    learn: LearnOptions = Field(
        LearnOptions(), description="Learning a label, made by the target `tone`"
    )
    strategies: StrategiesOptions = Field(
        StrategiesOptions(),
        description="Which alignment to choose, advised by the target `strategies`",
    )
    exports: ExportsOptions = Field(
        ExportsOptions(), description="Files for other programs, made by the target `exports`"
    )
    report: ReportOptions = Field(ReportOptions(), description="The page to look at")
    demo: DemoOptions | None = Field(
        None, description="The demo corpus, made by the workflow itself; null = your own corpus"
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.transcribe.speakers == "channels" and self.media.channels != "keep":
            raise PydanticCustomError(
                "disagreement",
                "transcribe.speakers is channels, but the channels are mixed into one; set "
                "media.channels: keep",
            )
        voices = self.transcribe.diarisation
        if 0 < voices.max_speakers < voices.min_speakers:
            raise PydanticCustomError(
                "disagreement",
                "transcribe.diarisation.max_speakers is below min_speakers; raise it, or set it to "
                "0 where it is not known",
            )
        keys = [party.key for party in self.parliament.parties]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise PydanticCustomError(
                "disagreement",
                f'parliament.parties: the key "{twice[0]}" stands twice; rename one',
            )
        return self

"""Predictions made in a benchmark as a study that the library compares."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from unisono.learn.comparison import Comparison, compare
from unisono.learn.corpus import Corpus
from unisono.learn.runs import Predicted, Run, Study
from unisono.learn.study import CompareOptions
from unisono.learn.summary import markdown

Floats = npt.NDArray[np.float64]


@dataclass
class Trials:
    """Collects what models predict for test parts, with what they cost."""

    label: str
    classes: tuple[str, ...]
    runs: list[Run] = field(default_factory=list)

    def add(
        self,
        model: str,
        test: Corpus,
        outputs: Floats,
        *,
        seed: int = 0,
        split: str = "grouped-0",
        parameters: int = 0,
        seconds: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """One trained model's predictions; seconds of its training and of the prediction."""
        predicted = Predicted(
            model=model,
            seed=seed,
            split=split,
            ids=test.ids,
            groups=test.groups,
            outputs=np.asarray(outputs, dtype=np.float64),
            target=test.target,
        )
        self.runs.append(
            Run(
                test=predicted,
                validation={},
                parameters=parameters,
                train_seconds=seconds[0],
                infer_seconds=seconds[1],
                peak_mb=float("nan"),
                history=(),
            )
        )

    def study(self) -> Study:
        """What has been collected."""
        return Study(label=self.label, classes=self.classes, runs=tuple(self.runs))

    def compared(self, options: CompareOptions) -> tuple[Comparison, str]:
        """The comparison, and its page."""
        found = compare(self.study(), options)
        return found, markdown(found)

"""A small corpus of real speech on which real workflow runs are tried."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import soundfile

from unisono.espeak.synthesis import synthesise

ROOT = Path(__file__).resolve().parents[2]
DEMO = ("manifest=corpus/manifest.csv", "demo={speeches: 6, ads: 6}", "batch_size=6")


@dataclass
class Project:
    """A corpus with its manifest and results, and the workflow that runs on it."""

    folder: Path
    code: Path = ROOT
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    config: tuple[str, ...] = ()

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def add(self, media_id: str, text: str = "Yes.", **values: str) -> None:
        if not self.rows:
            self.files.mkdir(parents=True, exist_ok=True)
        sound = self.files / f"{media_id}.wav"
        soundfile.write(sound, synthesise(text, voice="en-us").samples, 16_000, subtype="PCM_16")
        (self.files / f"{media_id}.txt").write_text(text + "\n")
        self.rows[media_id] = {
            "path": f"files/{media_id}.wav",
            "language": "en",
            "transcript": f"files/{media_id}.txt",
            "speaker_id": "s1",
            "sex": "female",
            **values,
        }

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def write_manifest(self) -> Path:
        path = self.folder / "media.csv"
        columns = list(dict.fromkeys(name for row in self.rows.values() for name in row))
        lines = [",".join(["media_id", *columns])]
        lines += [
            ",".join([media_id, *(row.get(name, "") for name in columns)])
            for media_id, row in self.rows.items()
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def snakemake(self, *arguments: str, config: tuple[str, ...] = ()):
        if self.rows:
            self.write_manifest()
        command = [sys.executable, "-m", "snakemake", "--cores", "2"]
        command += ["--snakefile", str(self.code / "Snakefile"), "--directory", str(self.folder)]
        command += ["--profile", str(self.code / "profiles" / "default")]
        command += ["--config", "manifest=media.csv", "results=results"]
        command += [*self.config, *config, "--", *arguments]
        # Options of Snakemake itself come before the targets.
        options = [word for word in arguments if word.startswith("-")]
        command = [*command[: command.index("--")], *options, "--"]
        command += [word for word in arguments if not word.startswith("-")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def run(self, *arguments: str, config: tuple[str, ...] = ()) -> dict[str, int]:
        """Run the workflow; returns how many jobs of each rule it ran."""
        done = self.snakemake(*arguments, config=config)
        assert done.returncode == 0, done.stdout + done.stderr
        return job_counts(done.stdout + done.stderr)

    def plan(self, *arguments: str, config: tuple[str, ...] = ()) -> dict[str, int]:
        """What a run would do, by rule."""
        return self.run("--dry-run", *arguments, config=config)


def job_counts(output: str) -> dict[str, int]:
    """The job statistics that Snakemake prints before it starts."""
    match = re.search(r"Job stats:\njob +count\n[-\s]+\n(.*?)\ntotal", output, re.DOTALL)
    if match is None:
        return {}
    lines = [line.split() for line in match[1].splitlines()]
    return {line[0]: int(line[1]) for line in lines}


@pytest.fixture(scope="session")
def new_project(tmp_path_factory: pytest.TempPathFactory):
    """Makes empty projects that last as long as the session."""
    return lambda name: Project(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def demo(new_project) -> Project:
    """A small demo corpus, made and processed."""
    project = new_project("demo")
    project.config = DEMO
    for target in ("corpus", "all"):
        project.run(target)
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return Project(tmp_path)


@pytest.fixture(scope="session")
def finished_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A corpus of 200 recordings in two batches that has been run to the end once."""
    project = Project(tmp_path_factory.mktemp("corpus"), config=("batch_size=100",))
    for number in range(200):
        project.add(f"r{number:03d}", label="old")
    project.run("all")
    return project


@pytest.fixture
def grown(finished_project: Project, tmp_path: Path) -> Project:
    """A copy of the finished corpus, with all its times, to change at will."""
    folder = tmp_path / "copy"
    shutil.copytree(finished_project.folder, folder, symlinks=True)
    rows = {media_id: dict(row) for media_id, row in finished_project.rows.items()}
    return Project(folder, rows=rows, config=finished_project.config)

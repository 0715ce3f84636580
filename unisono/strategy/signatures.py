"""The documented signatures of failed alignment, looked for in what was measured."""

from unisono.strategy.evidence import Evidence

UNIMODAL = ("linear-text", "linear-audio", "linear-image")
ACROSS = ("word-aligned", "mult-aligned", "mult")
UNSTABLE = 0.05
"""Standard deviation over seeds from which training counts as unstable, if it is also
beyond the sampling error."""


def signatures(evidence: Evidence) -> tuple[str, ...]:
    """Sentences for the signatures that are found, in a fixed order."""
    return (*_unimodal(evidence), *_unstable(evidence), *_irrelevant(evidence))


def _unimodal(evidence: Evidence) -> list[str]:
    """Fusion that scores like one modality alone."""
    alone = {name: evidence.scores[name] for name in UNIMODAL if name in evidence.scores}
    if not alone:
        return []
    best = max(alone, key=lambda name: alone[name].mean)
    found = []
    for name in ACROSS:
        score = evidence.scores.get(name)
        if score is not None and score.mean <= alone[best].mean + score.error:
            found.append(
                f"{name} ({score.mean:.3f}) scores no better than {best} alone "
                f"({alone[best].mean:.3f}): one modality is ignored, or nothing coincides."
            )
    return found


def _unstable(evidence: Evidence) -> list[str]:
    """Training that depends on the seed."""
    return [
        f"{name} varies by {score.spread:.3f} (SD) over {score.runs} trainings: do not rest a "
        "claim on one of them."
        for name, score in sorted(evidence.scores.items())
        if score.runs > 1 and score.spread > max(UNSTABLE, score.error)
    ]


def _irrelevant(evidence: Evidence) -> list[str]:
    """Queries from one modality that find nothing of the other."""
    link = evidence.connection
    if link is None or link.recall > link.chance + 2 * link.margin:
        return []
    return [
        f"Asked with one modality, the other's own moment is among the nearest tenth in "
        f"{link.recall:.0%} of cases, by chance in {link.chance:.0%}: these features have "
        "nothing measurable in common."
    ]

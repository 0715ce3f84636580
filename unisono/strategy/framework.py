"""The decision framework: three questions to a pair of modalities, and an answer with reasons.

Is the data continuous or discrete? Are its representations semantic? Should alignment be
explicit, before the model, or implicit, inside it? Where something was measured, the
cheapest strategy (or model) within one standard error of the best is taken; where nothing
was, rules that follow from the trials on planted corpora decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from unisono.strategy.evidence import REGULAR, Evidence, ModelScore, Profile
from unisono.strategy.options import PairOptions
from unisono.strategy.signatures import signatures

COST = (
    "concatenate",
    "clock",
    "linear",
    "dtw",
    "cca",
    "soft-dtw",
    "unbalanced",
    "transport",
    "attention",
    "gromov",
    "adversarial",
)
"""Strategies from the cheapest to the dearest, as measured on the planted corpora."""
ENOUGH_ANCHORS = 4
"""Matched recordings from which canonical correlation learns a common space."""
MANY_ANCHORS = 50
"""Matched recordings from which attention is learned."""
MANY_LABELS = 500
"""Labelled recordings from which a network can learn the alignment itself."""
GOOD_WORDS = 0.9
"""Share of words with a measured time above which their clock is taken as exact."""
UNIMODAL = ("linear-text", "linear-audio", "linear-image")
POOLED = ("early", "late-average", "late-stack", "tensor", *UNIMODAL)
EXPLICIT = ("word-aligned", "mult-aligned")
IMPLICIT = ("mult",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the framework's answers, why, and what would change it."""

    value: str
    reason: str
    reversal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What is recommended for a pair."""

    first: str
    second: str
    kinds: tuple[Answer, Answer]
    semantics: tuple[Answer, Answer]
    timing: Answer
    strategy: Answer
    warnings: tuple[str, ...]

    @property
    def reasons(self) -> str:
        """All reasons in the order of the questions."""
        answers = (*self.kinds, *self.semantics, self.timing, self.strategy)
        return " ".join(answer.reason for answer in answers if answer.reason)

    @property
    def reversal(self) -> str:
        """What would change the answers."""
        answers = (self.timing, self.strategy)
        return " ".join(answer.reversal for answer in answers if answer.reversal)


def recommend(
    pair: PairOptions, evidence: Evidence, pilot: Mapping[str, ModelScore] | None = None
) -> Recommendation:
    """Recommend an alignment for a pair of modalities.

    Parameters
    ----------
    pair
        What the researcher says of it; what is auto is taken from the evidence.
    evidence
        What was measured.
    pilot
        Scores of strategies that were tried on a part of the corpus, where they were.
    """
    kinds = (
        _kind(pair.first, pair.first_kind, evidence.first),
        _kind(pair.second, pair.second_kind, evidence.second),
    )
    semantics = (
        _semantic(pair.first, pair.first_semantic, evidence.first.semantic, evidence.first.model),
        _semantic(
            pair.second, pair.second_semantic, evidence.second.semantic, evidence.second.model
        ),
    )
    if "absent" in (kinds[0].value, kinds[1].value):
        gone = pair.first if kinds[0].value == "absent" else pair.second
        nothing = Answer(value="unknown", reason="", reversal="")
        stays = Answer(
            value="none",
            reason=f"There is no {gone} in the corpus, so nothing is to be aligned with it.",
            reversal=f"Recordings with {gone}.",
        )
        return _made(pair, kinds, semantics, (nothing, stays), ())
    timing = when_to_align(pair, evidence)
    strategy = which_strategy(pair, evidence, timing.value, pilot or {})
    return _made(pair, kinds, semantics, (timing, strategy), signatures(evidence))


def cheapest_good(scores: Mapping[str, ModelScore], order: tuple[str, ...]) -> str:
    """The cheapest entry within one standard error of the best (Breiman's rule).

    Parameters
    ----------
    scores
        Not empty; the standard error is that of the best entry.
    order
        Names from the cheapest to the dearest; others come last.
    """
    best = max(scores, key=lambda name: scores[name].mean)
    floor = scores[best].mean - scores[best].error
    good = [name for name in scores if scores[name].mean >= floor]
    return min(good, key=lambda name: order.index(name) if name in order else len(order))


def when_to_align(pair: PairOptions, evidence: Evidence) -> Answer:
    """Whether alignment belongs before the model, inside it, or nowhere."""
    if pair.coincidence == "no":
        return Answer(
            value="none",
            reason="You say that nothing depends on what coincides: summaries of each "
            "modality, side by side, hold all there is.",
            reversal="A reason to think that moments matter.",
        )
    measured = {
        name: score
        for name, score in evidence.scores.items()
        if name in (*POOLED, *EXPLICIT, *IMPLICIT)
    }
    across = [name for name in (*EXPLICIT, *IMPLICIT) if name in measured]
    pooled = [name for name in POOLED if name in measured]
    if across and pooled:
        return _timing_measured(measured)
    if pair.clock != "none":
        return Answer(
            value="explicit",
            reason="No model that aligns was measured; with a clock or an order to go by, "
            "alignment before the model is cheaper and can be checked.",
            reversal="Scores of mult and early on your label (target tone).",
        )
    if max(pair.anchors, evidence.labelled) >= MANY_LABELS:
        return Answer(
            value="implicit",
            reason=f"There is no common order, and {max(pair.anchors, evidence.labelled)} "
            "recordings are enough for a network to learn what belongs together.",
            reversal=f"Fewer than {MANY_LABELS} recordings, or an order to go by.",
        )
    return Answer(
        value="explicit",
        reason="There is no common order, and too few recordings for a network to find one.",
        reversal=f"{MANY_LABELS} labelled recordings or more.",
    )


def which_strategy(
    pair: PairOptions, evidence: Evidence, timing: str, pilot: Mapping[str, ModelScore]
) -> Answer:
    """The strategy, by what was tried, else by what is known of the pair."""
    if timing == "none":
        return Answer(value="concatenate", reason="So no alignment is needed.")
    if pilot:
        chosen = cheapest_good(pilot, COST)
        best = max(pilot, key=lambda name: pilot[name].mean)
        return Answer(
            value=chosen,
            reason=f"Of {len(pilot)} strategies tried on a part of the corpus, {best} scores "
            f"best ({pilot[best].mean:.3f}), and {chosen} is the cheapest within one standard "
            f"error ({pilot[best].error:.3f}) of it.",
            reversal="A pilot with more recordings, whose standard error is smaller.",
        )
    if pair.clock == "exact":
        return _on_a_clock(evidence)
    return _by_order(pair, evidence)


def _timing_measured(measured: Mapping[str, ModelScore]) -> Answer:
    chosen = cheapest_good(measured, (*POOLED[::-1], *EXPLICIT, *IMPLICIT))
    best = max(measured, key=lambda name: measured[name].mean)
    found = (
        f"{best} scores best ({measured[best].mean:.3f}), and {chosen} "
        f"({measured[chosen].mean:.3f}) is the simplest within one standard error "
        f"({measured[best].error:.3f})"
    )
    if chosen in POOLED:
        return Answer(
            value="none",
            reason=f"{found}: what coincides adds nothing that was measured.",
            reversal="More recordings or seeds, so that a smaller gain can be seen.",
        )
    value = "explicit" if chosen in EXPLICIT else "implicit"
    return Answer(
        value=value,
        reason=f"{found}: alignment carries information.",
        reversal="Another order of these models beyond one standard error.",
    )


def _on_a_clock(evidence: Evidence) -> Answer:
    reason = "Both come from one recording, so the clock says what belongs together."
    if evidence.aligned == evidence.aligned:  # there are words
        share = f"{evidence.aligned:.1%} of the words have a measured time"
        if evidence.aligned < GOOD_WORDS:
            return Answer(
                value="clock",
                reason=f"{reason} But only {share}: mend the alignment of the words first "
                "(results/verdicts), before anything is built on it.",
                reversal="A share of words without time that cannot be mended.",
            )
        reason = f"{reason} {share}."
    return Answer(
        value="clock",
        reason=reason,
        reversal="Modalities from different recordings, or a lag between them.",
    )


def _by_order(pair: PairOptions, evidence: Evidence) -> Answer:
    if pair.clock == "weak":
        if pair.anchors >= ENOUGH_ANCHORS:
            return Answer(
                value="dtw",
                reason=f"Order is kept and {pair.anchors} recordings have known matches: "
                "canonical correlation makes a common space, dtw follows the drift.",
                reversal="Order that is broken, or features that have nothing in common.",
            )
        link = evidence.connection
        if link is not None and link.recall <= link.chance + 2 * link.margin:
            return Answer(
                value="linear",
                reason="Order is kept, but the two modalities have nothing measurable in "
                f"common (recall {link.recall:.2f}, chance {link.chance:.2f}): a warp would "
                "follow noise.",
                reversal="Features of one space, or a few matched recordings.",
            )
        return Answer(
            value="dtw",
            reason="Order is kept and no match is known: warping and correlating in turns "
            "start from the linear clock.",
            reversal="A drift of more than the band, or features that have nothing in common.",
        )
    if pair.anchors >= MANY_ANCHORS:
        return Answer(
            value="attention",
            reason=f"No order to go by, but {pair.anchors} recordings with known matches.",
            reversal=f"Fewer than {MANY_ANCHORS} recordings with matches.",
        )
    if pair.anchors >= ENOUGH_ANCHORS:
        return Answer(
            value="unbalanced",
            reason=f"No order to go by; {pair.anchors} recordings with matches make a common "
            "space, and transport matches what has a counterpart in it.",
            reversal=f"{MANY_ANCHORS} recordings with matches, or an order.",
        )
    return Answer(
        value="gromov",
        reason="Neither order nor matches: only what each sequence is like within itself. "
        "Expect little.",
        reversal="A handful of recordings with known matches: the cheapest way to better ones.",
    )


def _kind(name: str, said: str, measured: Profile) -> Answer:
    if measured.kind == "absent" or said == "auto":
        said = ""
    if said:
        return Answer(value=said, reason=f"You say that {name} is {said}.")
    if measured.kind == "absent":
        return Answer(value="absent", reason="")
    why = "irregular" if measured.irregularity >= REGULAR else "even"
    why = f"its steps are {why} (variation {measured.irregularity:.2f})"
    if measured.averaged:
        why = "it is sampled, here averaged by word"
    return Answer(value=measured.kind, reason=f"{name.capitalize()} is {measured.kind}: {why}.")


def _semantic(name: str, said: str, measured: str, model: str) -> Answer:
    if said != "auto":
        yes = "carry meaning" if said == "yes" else "are of the surface"
        return Answer(value=said, reason=f"You say that {name} features {yes}.")
    if measured == "unknown":
        return Answer(value="unknown", reason="")
    what = "learned to carry meaning" if measured == "yes" else "made from the surface"
    return Answer(value=measured, reason=f"{name.capitalize()} vectors ({model}) are {what}.")


def _made(
    pair: PairOptions,
    kinds: tuple[Answer, Answer],
    semantics: tuple[Answer, Answer],
    answers: tuple[Answer, Answer],
    warnings: tuple[str, ...],
) -> Recommendation:
    return Recommendation(
        first=pair.first,
        second=pair.second,
        kinds=kinds,
        semantics=semantics,
        timing=answers[0],
        strategy=answers[1],
        warnings=warnings,
    )

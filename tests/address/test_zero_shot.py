"""Zero-shot judges: the registry, the arithmetic of inference, and errors that say what to do.

The model of the last test is made here, tiny and untrained: what is held is that weights in
a folder are loaded, read by their labels and put into the table, not that it judges well.
"""

import json

import numpy as np
import pytest

from unisono.address.evidence import Evidence, combine
from unisono.address.nli import NliJudge, _columns, open_judge
from unisono.address.options import AddressOptions, NliOptions, Weights
from unisono.address.zero_shot import JUDGES, Judge
from unisono.address.zero_shot import open_judge as open_configured
from unisono.errors import InstallError

PAIRS = [("Liebe AfD!", "AfD"), ("Guten Tag.", "SPD"), ("Das wollen Sie.", "AfD")]


def test_no_model_is_the_default():
    assert open_configured(AddressOptions()) is None
    assert set(JUDGES) == {"none", "nli"}


def test_pairs_are_judged_in_batches_by_entailment_against_contradiction():
    seen = []

    def logits(premises, claims):
        seen.append((list(premises), list(claims)))
        return np.array([[2.0, 0.0]] * len(premises))

    judge: Judge = NliJudge(logits, NliOptions(batch_size=2, hypothesis="To {party}."))
    assert judge.probabilities(PAIRS) == pytest.approx([1 / (1 + np.exp(-2))] * 3)
    assert [len(premises) for premises, _ in seen] == [2, 1]
    assert seen[0] == (["Liebe AfD!", "Guten Tag."], ["To AfD.", "To SPD."])


def test_extreme_logits_stay_probabilities():
    judge = NliJudge(lambda *_pairs: np.array([[1e9, -1e9], [-1e9, 1e9]]), NliOptions())
    high, low = judge.probabilities(PAIRS[:2])
    assert 0.0 <= low < 1e-9
    assert 1 - 1e-9 < high <= 1.0


def test_the_model_is_part_of_the_score():
    evidence = Evidence(
        sentence=np.array([0], np.int32),
        party=np.array([0], np.int32),
        own=np.array([False]),
        grades=np.zeros((1, 5)),
    )
    weights = Weights(zero_shot=0.5).model_dump()
    assert combine(evidence, weights, np.array([0.8])).tolist() == pytest.approx([0.4])


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        ({0: "entailment", 1: "neutral", 2: "contradiction"}, [0, 2]),
        ({0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"}, [2, 0]),
        ({0: "entailment", 1: "not_entailment"}, [0, 1]),
    ],
)
def test_classes_are_told_by_their_names(labels, columns):
    assert _columns(labels, "m") == columns


def test_a_model_of_something_else_is_refused():
    with pytest.raises(InstallError, match=r"classes positive, negative, but entailment"):
        _columns({0: "positive", 1: "negative"}, "m")


def test_missing_packages_or_weights_say_what_to_do(tmp_path):
    options = AddressOptions(backend="nli", nli=NliOptions(model=str(tmp_path / "none")))
    with pytest.raises(InstallError, match=r"address\.backend: none"):
        open_configured(options)


@pytest.fixture
def tiny_model(tmp_path):
    """An untrained BERT of inference in a folder, a few kilobytes."""
    transformers = pytest.importorskip("transformers", reason="needs the extra whisper")
    torch = pytest.importorskip("torch")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "liebe", "afd", "!", "das", "to", "."]
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n", "utf-8")
    (tmp_path / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True}), "utf-8"
    )
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=64,
        id2label={0: "contradiction", 1: "neutral", 2: "entailment"},
        label2id={"contradiction": 0, "neutral": 1, "entailment": 2},
    )
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("default")  # transformers' own
def test_weights_in_a_folder_are_loaded(tiny_model):
    judge = open_judge(NliOptions(model=str(tiny_model), batch_size=2, max_tokens=32))
    first = judge.probabilities(PAIRS)
    assert len(first) == 3
    assert all(0 < probability < 1 for probability in first)
    assert len(set(first)) > 1
    alone = [judge.probabilities([pair])[0] for pair in PAIRS]
    assert first == pytest.approx(alone, abs=1e-5)  # padding changes nothing

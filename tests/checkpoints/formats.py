"""Writes the trained models as each backend wants them: .pt, transformers and CTranslate2."""

import json
from pathlib import Path

import torch
from ctc_training import BLANK, DELIMITER, vocabulary
from ctranslate2.converters import TransformersConverter
from transformers import (
    GenerationConfig,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForCTC,
    Wav2Vec2Processor,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperTokenizerFast,
)
from transformers.convert_slow_tokenizer import TikTokenConverter
from whisper.model import Whisper
from whisper.tokenizer import LANGUAGES, get_encoding
from whisper_training import tokenizer_of

END, START = 50_257, 50_258
BEGIN_SUPPRESSED = [220, END]  # a space, or nothing at all
PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
NAMES = (
    ("blocks.", "layers."),
    ("cross_attn_ln", "encoder_attn_layer_norm"),
    ("cross_attn", "encoder_attn"),
    ("attn_ln", "self_attn_layer_norm"),
    (".attn.", ".self_attn."),
    (".query.", ".q_proj."),
    (".key.", ".k_proj."),
    (".value.", ".v_proj."),
    (".out.", ".out_proj."),
    ("mlp_ln", "final_layer_norm"),
    ("mlp.0", "fc1"),
    ("mlp.2", "fc2"),
    ("ln_post", "layer_norm"),
    ("decoder.ln.", "decoder.layer_norm."),
    ("token_embedding", "embed_tokens"),
    ("positional_embedding", "embed_positions.weight"),
)


def write_whisper(model: Whisper, folder: Path) -> None:
    """Write `demo.pt`, the folder `whisper` (transformers) and the folder `ctranslate2`."""
    dims = dict(vars(model.dims))
    torch.save({"dims": dims, "model_state_dict": model.half().state_dict()}, folder / "demo.pt")
    own = folder / "whisper"
    _as_transformers(model.float()).save_pretrained(own)
    _tokenizer(folder).save_pretrained(own)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(own)
    copied = ["tokenizer.json", "preprocessor_config.json"]
    TransformersConverter(str(own), copy_files=copied).convert(
        str(folder / "ctranslate2"), quantization="float16", force=True
    )


def _as_transformers(model: Whisper) -> WhisperForConditionalGeneration:
    dims = model.dims
    config = WhisperConfig(
        vocab_size=dims.n_vocab,
        num_mel_bins=dims.n_mels,
        d_model=dims.n_text_state,
        encoder_layers=dims.n_audio_layer,
        decoder_layers=dims.n_text_layer,
        encoder_attention_heads=dims.n_audio_head,
        decoder_attention_heads=dims.n_text_head,
        encoder_ffn_dim=4 * dims.n_audio_state,
        decoder_ffn_dim=4 * dims.n_text_state,
        decoder_start_token_id=START,
        bos_token_id=END,
        eos_token_id=END,
        pad_token_id=END,
    )
    made = WhisperForConditionalGeneration(config)
    state = {_renamed(name): value for name, value in model.state_dict().items()}
    missing, unexpected = made.load_state_dict(state, strict=False)
    if unexpected or set(missing) - {"proj_out.weight"}:
        raise RuntimeError(f"not converted: {missing}, {unexpected}")
    made.generation_config = _generation(model)
    return made


def _renamed(name: str) -> str:
    for old, new in NAMES:
        name = name.replace(old, new)
    return f"model.{name}"


def _generation(model: Whisper) -> GenerationConfig:
    own = tokenizer_of("en")
    heads = model.alignment_heads.to_dense().nonzero().tolist()
    languages = {f"<|{code}|>": START + 1 + at for at, code in enumerate(list(LANGUAGES)[:99])}
    return GenerationConfig(
        alignment_heads=heads,
        lang_to_id=languages,
        task_to_id={"transcribe": own.transcribe, "translate": own.translate},
        no_timestamps_token_id=own.no_timestamps,
        suppress_tokens=list(own.non_speech_tokens),
        begin_suppress_tokens=BEGIN_SUPPRESSED,
        is_multilingual=True,
        decoder_start_token_id=START,
        eos_token_id=END,
        pad_token_id=END,
        max_length=448,
    )


def _tokenizer(folder: Path) -> WhisperTokenizerFast:
    """OpenAI's tokenizer in the format of tokenizers, with the same numbers."""
    import whisper

    asset = Path(whisper.__file__).parent / "assets" / "multilingual.tiktoken"
    encoding = get_encoding("multilingual", num_languages=99)
    special = sorted(encoding._special_tokens, key=encoding._special_tokens.__getitem__)
    converter = TikTokenConverter(str(asset), PATTERN, additional_special_tokens=special)
    end = "<|endoftext|>"
    return WhisperTokenizerFast(
        tokenizer_object=converter.converted(), unk_token=end, bos_token=end, eos_token=end
    )


def write_ctc(model: Wav2Vec2ForCTC, folder: Path) -> None:
    """Write the transformers folder `wav2vec2`, with its processor."""
    own = folder / "wav2vec2"
    own.mkdir(parents=True, exist_ok=True)
    model.eval().save_pretrained(own)
    (own / "vocab.json").write_text(json.dumps(vocabulary(), ensure_ascii=False), "utf-8")
    units = list(vocabulary())
    tokenizer = Wav2Vec2CTCTokenizer(
        str(own / "vocab.json"),
        do_lower_case=True,
        pad_token=units[BLANK],
        word_delimiter_token=units[DELIMITER],
    )
    extractor = Wav2Vec2FeatureExtractor(do_normalize=False, return_attention_mask=False)
    Wav2Vec2Processor(feature_extractor=extractor, tokenizer=tokenizer).save_pretrained(own)

"""Vectors are those of the plain model, whatever they are batched with, and torch stays away."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.errors import ModelError
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL, ENCODER_GRAPH, encoder_folder, find_model
from index.models.graphs import Opening
from index.models.tokenizing import twin
from tests.index.strategies import any_text
from tests.index.torch_side import TEXTS
from tests.support import run_python

SERVE = """
import sys
from pathlib import Path
from index.answering.answers import ask
from index.loading import load_answerer
answerer = load_answerer(Path(sys.argv[1]), "all-MiniLM-L6-v2", Path(sys.argv[2]))
answer = ask(answerer, "How large is the hangar?")
assert answer.quotes or answer.closest
print(*(name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules))
"""


@pytest.fixture(scope="module")
def torch_side(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plain model's vectors and a tiny model, made in the one process that loads torch."""
    out = tmp_path_factory.mktemp("torch-side")
    done = run_python("-m", "tests.index.torch_side", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def tiny(torch_side: Path, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """A model of somebody's own, in a folder, compiled here."""
    cache = tmp_path_factory.mktemp("cache")
    return Encoder(find_model(str(torch_side / "tiny"), cache), cache)


@pytest.fixture(scope="module")
def tokenizer(cache_folder: Path) -> Tokenizer:
    """The default model's, without a bound on the length."""
    model = find_model(DEFAULT_MODEL, cache_folder)
    found = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def least_cosine(vectors: np.ndarray, file: Path) -> float:
    return float((vectors * np.load(file)).sum(axis=1).min())


def test_vectors_are_those_of_the_plain_model(encoder: Encoder, torch_side: Path) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions) == (20, 384)
    assert least_cosine(vectors, torch_side / "default.npy") >= 0.999


def test_any_models_folder_works_with_its_own_pooling_and_prompts(
    tiny: Encoder, torch_side: Path
) -> None:
    queries = np.stack([tiny.encode_query(text) for text in TEXTS])
    assert queries.shape == (20, 24)
    assert least_cosine(queries, torch_side / "queries.npy") >= 0.99
    assert least_cosine(tiny.encode_passages(TEXTS), torch_side / "passages.npy") >= 0.99
    assert least_cosine(queries, torch_side / "passages.npy") < 0.95
    assert least_cosine(queries[::-1], torch_side / "queries.npy") < 0.95


def test_the_fingerprint_tells_models_apart(
    torch_side: Path, tiny: Encoder, tmp_path: Path
) -> None:
    again = find_model(str(torch_side / "tiny"), tmp_path)
    assert again.fingerprint == tiny.fingerprint
    other = torch_side / "bert"
    assert find_model(str(other), tmp_path).fingerprint != tiny.fingerprint


def test_a_vector_does_not_depend_on_its_batch(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() >= 0.999
    backwards = encoder.encode_passages(TEXTS[::-1])[::-1]
    assert (together * backwards).sum(axis=1).min() >= 0.999


def test_progress_adds_up_to_all_texts(encoder: Encoder) -> None:
    told: list[int] = []
    encoder.encode_passages(TEXTS * 3, told.append)
    assert sum(told) == len(TEXTS) * 3


def test_many_batches_give_what_each_gives_alone_in_order(encoder: Encoder) -> None:
    texts = [f"{text} It is number {n}." for n in range(12) for text in TEXTS]
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert (encoder.encode_passages(texts) * alone).sum(axis=1).min() >= 0.999


def test_many_threads_encode_at_once(encoder: Encoder) -> None:
    expected = encoder.encode_passages(TEXTS * 4)
    with ThreadPoolExecutor(4) as threads:
        for vectors in threads.map(encoder.encode_passages, [TEXTS * 4] * 8):
            assert np.array_equal(vectors, expected)


def test_the_same_threads_compute_whatever_is_encoded(encoder: Encoder) -> None:
    def computing() -> set[int | None]:
        return {one.ident for one in threading.enumerate() if one.name.startswith("inference")}

    encoder.encode_passages(TEXTS * 4)
    threads = computing()
    assert threads
    for _ in range(3):
        encoder.encode_passages(TEXTS * 4)
    assert computing() >= threads


def test_encoding_ends_soon_where_its_progress_is_refused(encoder: Encoder) -> None:
    told: list[int] = []

    def refuse(count: int) -> None:
        told.append(count)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        encoder.encode_passages(TEXTS * 20, refuse)
    assert len(told) == 1
    assert len(encoder.encode_passages(TEXTS)) == len(TEXTS)


def test_nothing_to_encode_gives_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)


def test_tokens_are_counted_text_by_text(encoder: Encoder) -> None:
    one, none, many = encoder.count_tokens(["ferry", "", "the ferry sails at nine"])
    assert (one, none) == (1, 0)
    assert many >= 5


@settings(max_examples=50)
@given(st.lists(any_text, max_size=3))
def test_the_words_of_a_text_have_as_many_tokens_as_the_tokenizer_says(
    encoder: Encoder, tokenizer: Tokenizer, texts: list[str]
) -> None:
    spaced = [" ".join(text.split()) for text in texts]
    plain = tokenizer.encode_batch(spaced, add_special_tokens=False)
    assert encoder.count_tokens(texts) == [len(encoding.ids) for encoding in plain]


@settings(max_examples=25)
@given(st.lists(any_text, min_size=1, max_size=3))
def test_any_text_has_a_unit_vector(encoder: Encoder, texts: list[str]) -> None:
    lengths = np.linalg.norm(encoder.encode_passages(texts), axis=1)
    assert lengths == pytest.approx(1, abs=1e-3)


def test_a_served_question_loads_no_torch(seeds_index: Path, cache_folder: Path) -> None:
    done = run_python("-c", SERVE, seeds_index, cache_folder)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_a_damaged_compiled_model_is_told_in_a_sentence(tiny: Encoder, tmp_path: Path) -> None:
    from index.models.graphs import Graph

    (tmp_path / "encoder.xml").write_text("<net>", encoding="utf-8")
    (tmp_path / "encoder.bin").write_bytes(b"")
    with pytest.raises(ModelError, match="does not load"):
        Graph(tmp_path / "encoder.xml", ["input_ids", "attention_mask"], 128)


def test_a_network_that_was_read_before_encodes_the_same(
    encoder: Encoder, cache_folder: Path
) -> None:
    model = find_model(DEFAULT_MODEL, cache_folder)
    path = encoder_folder(model, cache_folder) / ENCODER_GRAPH
    opening = Opening({path: True, path.with_name("none.xml"): True})
    early = Encoder(model, cache_folder, opening=opening)
    assert np.array_equal(early.encode_query(TEXTS[0]), encoder.encode_query(TEXTS[0]))
    assert np.array_equal(early.encode_passages(TEXTS), encoder.encode_passages(TEXTS))
    assert opening.take(path) is None
    assert opening.take(path.with_name("none.xml")) is None


@given(any_text)
def test_a_tokenizers_twin_is_the_same(tokenizer: Tokenizer, text: str) -> None:
    one, other = twin(tokenizer).encode(text), tokenizer.encode(text)
    assert (one.ids, one.offsets) == (other.ids, other.offsets)


def test_a_tokenizers_twin_is_not_cut(tokenizer: Tokenizer) -> None:
    cut = Tokenizer.from_str(tokenizer.to_str())
    cut.enable_truncation(8)
    assert twin(cut).to_str() == tokenizer.to_str()

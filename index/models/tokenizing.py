"""Tokenizers that share what is large of them."""

from tokenizers import Tokenizer


def twin(tokenizer: Tokenizer) -> Tokenizer:
    """The same tokenizer without truncation and padding; its vocabulary is there only once."""
    made = Tokenizer(tokenizer.model)
    made.normalizer = tokenizer.normalizer
    made.pre_tokenizer = tokenizer.pre_tokenizer
    made.post_processor = tokenizer.post_processor
    made.decoder = tokenizer.decoder
    added = sorted(tokenizer.get_added_tokens_decoder().items())
    made.add_special_tokens([token for _, token in added])
    return made

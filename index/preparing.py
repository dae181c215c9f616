"""Documents that were read made ready to be put in: furniture, passages, vectors."""

import hashlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from index.catalog import StoredDocument
from index.changes import Changes, Job, ReadDocument, read_document
from index.documents import Skipped, Source
from index.encoder import Encoder
from index.entries import (
    Entry,
    add_vectors,
    common_lines,
    known_files,
    line_counts,
    lines_of,
    missing_vectors,
    paths_with_lines,
)
from index.furniture import SHARED_SHARE, mark, shared_lines
from index.landmarks import section_landmarks
from index.passages import join, passages
from index.spool import Spool

ENCODE_AT_ONCE = 512
# Among so many, texts are sorted by length: the shorter ones of a batch are padded to the longest.
SORT_AT_ONCE = 4096


class Prepared:
    """What is to be put in, with the paths and how many passages that is.

    `texts` have no vector yet; each comes with the key that its vector is to be kept by.
    """

    def __init__(self, folder: Path) -> None:
        self.entries: Spool[Entry] = Spool(folder)
        self.texts: Spool[tuple[str, str]] = Spool(folder)
        self.paths: list[str] = []
        self.passages = 0

    def close(self) -> None:
        """Let all of it go."""
        self.entries.close()
        self.texts.close()


def template_lines(job: Job, changes: Changes, documents: int) -> frozenset[str]:
    """The keys of lines that are of the pages' template once there are so many documents."""
    # Or one document more might turn a line of thousands into furniture, and one less back.
    documents -= documents % 10 ** max(0, len(str(documents)) - 2)
    gone = lines_of(job.catalog, [*changes.removed, *changes.changed])
    counts = line_counts(job.catalog, gone.keys() | changes.lines.keys())
    counts.subtract(gone)
    counts.update(changes.lines)
    common = common_lines(job.catalog, SHARED_SHARE * documents)
    return shared_lines(common | dict(counts), documents)


def prepare(
    job: Job, changes: Changes, before: frozenset[str], shared: frozenset[str], prepared: Prepared
) -> None:
    """Cut what was read into passages, and documents whose furniture is another than `before`.

    What of those cannot be read any more becomes one of the changes.
    """
    affected = paths_with_lines(job.catalog, shared ^ before)
    affected -= {*changes.changed, *changes.removed}
    total = len(changes.read) + len(affected)
    again = _read_again(job, changes, affected, before, shared)
    keys: set[str] = set()
    for done, read in enumerate(chain(changes.read, again), 1):
        job.progress("Preparing", done, max(done, total))
        entry, texts = _entry(read, shared, job.encoder)
        prepared.entries.put(entry)
        prepared.paths.append(entry.document.path)
        prepared.passages += len(entry.passages)
        for key in missing_vectors(job.catalog, [key for key in texts if key not in keys]):
            prepared.texts.put((key, texts[key]))
        keys |= texts.keys()


def encode(job: Job, prepared: Prepared) -> int:
    """Encode the texts that have no vector yet, keeping each batch at once; how many there were."""
    done, total = 0, len(prepared.texts)
    texts = iter(prepared.texts)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        job.progress("Encoding", done, total)

    while window := sorted(islice(texts, SORT_AT_ONCE), key=lambda pair: len(pair[1])):
        for at in range(0, len(window), ENCODE_AT_ONCE):
            pairs = window[at : at + ENCODE_AT_ONCE]
            vectors = job.encoder.encode_passages([text for _, text in pairs], advance)
            with job.catalog.transaction():
                add_vectors(job.catalog, [key for key, _ in pairs], vectors)
    return total


def text_key(text: str) -> str:
    """What a vector is kept by: the hash of the text it was encoded from."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _read_again(
    job: Job,
    changes: Changes,
    paths: set[str],
    before: frozenset[str],
    shared: frozenset[str],
) -> Iterator[ReadDocument]:
    """Of documents that are known, those that are others with other lines as furniture."""
    known = known_files(job.catalog, paths)
    gone = set(paths)
    for found in job.files({}, paths):
        if isinstance(found, Skipped):
            changes.left_out[found.path] = found.reason
        elif isinstance(found, Source) and (read := read_document(job, found, changes)):
            gone.remove(found.path)
            same = found.sha256 == known[found.path].sha256
            if not same:
                changes.changed.append(found.path)
            if not same or mark(read.document, before) != mark(read.document, shared):
                yield read
    changes.removed.extend(sorted(gone))


def _entry(
    read: ReadDocument, shared: frozenset[str], encoder: Encoder
) -> tuple[Entry, dict[str, str]]:
    """What is put in for a document, and by their keys the texts that its passages are encoded as.

    A vector tells its passage's title and heading with its words.
    """
    document = read.document
    page = mark(document, shared)
    found = passages(page, encoder.count_tokens)
    heads = ["\n".join(filter(None, [page.title, p.heading])) for p in found]
    texts = [f"{h}\n{join(document.text, p).text}" for h, p in zip(heads, found, strict=True)]
    keys = [text_key(text) for text in texts]
    stored = StoredDocument(
        id=0,
        path=document.path,
        title=page.title,
        date=page.date,
        url=document.url,
        sha256=document.sha256,
        text=document.text,
    )
    entry = Entry(
        document=stored,
        passages=tuple(zip(found, keys, strict=True)),
        stamp=read.stamp,
        lines=read.lines,
        landmarks=document.landmarks or tuple(section_landmarks(page)),
        notes=document.notes,
    )
    return entry, dict(zip(keys, texts, strict=True))

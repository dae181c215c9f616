"""Documents that were read made ready to be put in: furniture marked, cut into passages."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from index.documents.document import Skipped, Source
from index.indexing.changes import Changes, ReadDocument, read_documents
from index.indexing.encoding import Encoding
from index.indexing.job import Job
from index.indexing.spool import Spool
from index.models.encoder import Encoder
from index.store.catalog import StoredDocument
from index.store.records import (
    Record,
    common_lines,
    known_files,
    line_counts,
    lines_of,
    paths_with_lines,
)
from index.structure.headings import section_landmarks
from index.structure.marking import SHARED_SHARE, mark, shared_lines
from index.structure.passages import join, passages
from index.text.bounds import LONGEST_NAME, shortened

# Code points; longer addresses do not work everywhere.
LONGEST_URL = 2000


class Preparing:
    """Makes documents ready, as soon as it can be told what of them is furniture.

    `paths` are those of the documents that are to be put in, `passages` how many these have.
    """

    def __init__(self, job: Job, encoding: Encoding) -> None:
        self.paths: list[str] = []
        self.passages = 0
        self._records: Spool[Record] = job.spool()
        self._others: list[Callable[[], Iterable[Record]]] = []
        self._job = job
        self._encoding = encoding
        self._later: Spool[ReadDocument] = job.spool()

    def take(self, read: ReadDocument) -> None:
        """Prepare a document; if other documents may tell what of it is furniture, later."""
        if read.lines:
            self._later.put(read)
        else:
            self._prepare(read, frozenset())

    def finish(self, changes: Changes, before: frozenset[str], shared: frozenset[str]) -> None:
        """Prepare the others, and known documents whose furniture is another than `before`.

        What of those cannot be read any more becomes one of the changes.
        """
        affected = paths_with_lines(self._job.catalog, shared ^ before)
        affected -= {*changes.changed, *changes.removed}
        total = len(self._later) + len(affected)
        again = _read_again(self._job, changes, affected, before, shared)
        for done, read in enumerate(chain(self._later, again), 1):
            self._job.progress("Preparing", done, max(done, total))
            self._prepare(read, shared)

    def join(
        self, paths: Sequence[str], passages: int, records: Callable[[], Iterable[Record]]
    ) -> None:
        """Have documents besides that were made ready elsewhere, with so many passages."""
        self.paths += paths
        self.passages += passages
        self._others.append(records)

    def every(self) -> Iterator[Record]:
        """What is to be put in."""
        yield from self._records
        for records in self._others:
            yield from records()

    def _prepare(self, read: ReadDocument, shared: frozenset[str]) -> None:
        record, texts = entry(read, shared, self._job.encoder)
        self._records.put(record)
        self.paths.append(record.document.path)
        self.passages += len(record.passages)
        self._encoding.put(texts)


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


def text_key(text: str, fingerprint: str) -> str:
    """What a vector is kept by: the hash of the text it was encoded from, and of whose it is.

    What another model encoded before its build was cut short is not taken for this one's.
    """
    return hashlib.blake2b(text.encode(), digest_size=16, key=fingerprint.encode()).hexdigest()


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
        elif isinstance(found, Source):
            for read in read_documents(job, [found], changes):
                gone.remove(found.path)
                same = found.sha256 == known[found.path].sha256
                if not same:
                    changes.changed.append(found.path)
                if not same or mark(read.document, before) != mark(read.document, shared):
                    yield read
    changes.removed.extend(sorted(gone))


def entry(
    read: ReadDocument, shared: frozenset[str], encoder: Encoder
) -> tuple[Record, dict[str, str]]:
    """What is put in for a document, and by their keys the texts that its passages are encoded as.

    A vector tells its passage's title and heading with its words.
    """
    document = read.document
    page = mark(document, shared)
    found = passages(page, encoder.count_tokens)
    heads = ["\n".join(filter(None, [page.title, p.heading])) for p in found]
    texts = [f"{h}\n{join(document.text, p).text}" for h, p in zip(heads, found, strict=True)]
    keys = [text_key(text, encoder.fingerprint) for text in texts]
    stored = StoredDocument(
        id=0,
        path=document.path,
        title=page.title,
        date=page.date,
        url=document.url if document.url and len(document.url) <= LONGEST_URL else None,
        sha256=document.sha256,
        text=document.text,
    )
    record = Record(
        document=stored,
        passages=tuple(zip(found, keys, strict=True)),
        stamp=read.stamp,
        lines=read.lines,
        landmarks=tuple(
            replace(place, name=shortened(place.name, LONGEST_NAME))
            for place in document.landmarks or section_landmarks(page)
        ),
        notes=document.notes,
    )
    return record, dict(zip(keys, texts, strict=True))

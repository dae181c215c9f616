"""The one family of errors that a person can meet.

Each message is one sentence that says what is wrong and what to do about it.
"""


class QuothError(Exception):
    """Anything that a person can put right; `str()` of it is the sentence to show."""


class SettingsError(QuothError):
    """A setting is unknown or has a value that cannot be used."""


class DocumentError(QuothError):
    """One document cannot be read; the others can."""


class LibraryMissingError(DocumentError):
    """The library that reads a document's format is not installed; it may be tomorrow."""


class IndexMissingError(QuothError):
    """There is no index where one was looked for."""


class IndexMismatchError(QuothError):
    """The index was made by another version, with another model, or is damaged."""


class IndexDamagedError(IndexMismatchError):
    """What is stored is not what was written; quoth index mends it."""


class IndexOutdatedError(IndexMismatchError):
    """The index was made by an earlier version; quoth index makes it anew."""


class PassagesDamagedError(IndexDamagedError):
    """Some passages are not what was written, or their documents are not; others are whole.

    `ids` are those of the passages, `documents` the paths of the documents, as far as known.
    """

    def __init__(self, message: str, ids: frozenset[int], documents: frozenset[str]) -> None:
        super().__init__(message)
        self.ids, self.documents = ids, documents


class OtherFolderError(QuothError):
    """The index is of another folder than the one that is to be indexed.

    `told` is the sentence that says so, without what to do.
    """

    def __init__(self, told: str, remedy: str) -> None:
        super().__init__(f"{told.removesuffix('.')}: {remedy}")
        self.told = told


class IndexBusyError(QuothError):
    """Another process is writing to the index."""


class IndexUnreachableError(QuothError):
    """The server that keeps the index does not answer, or does not do what is asked of it."""


class IndexMovedError(QuothError):
    """What was read has been taken away by those who write to the index; a newer one is there."""


class DiskFullError(QuothError):
    """There is no room to write to; what was there before is as it was."""


class BackupError(QuothError):
    """A backup cannot be made, or a file is none that can be restored here."""


class ModelError(QuothError):
    """A model cannot be found, is not what it should be, or does not load."""


class LibraryError(QuothError):
    """A library that is not written in Python broke down at what it was given."""


class QuestionsError(QuothError):
    """A file of questions is not in the form that is read."""

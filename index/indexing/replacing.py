"""An index is of one folder; another folder's takes its place only when somebody says so."""

from pathlib import Path

from index.errors import OtherFolderError
from index.store.index import Index


def check_folder_of(index: Index, folder: Path) -> None:
    """Raise OtherFolderError if there is an index, and it is of another folder than this."""
    other = index.folder()
    if other is not None and Path(other) != folder.resolve():
        raise OtherFolderError(
            f"The index in {index.label} is of the folder {other}.",
            f"say --replace to put that of {folder} in its place, or name another with --index.",
        )

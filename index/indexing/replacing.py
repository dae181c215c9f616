"""An index is of one folder; another folder's takes its place only when somebody says so."""

from contextlib import closing
from pathlib import Path

from index.errors import IndexMissingError, OtherFolderError
from index.paths import scoped_folders
from index.store.snapshot import open_catalog


def check_folder_of(index_dir: Path, folder: Path) -> None:
    """Raise OtherFolderError if there is an index, and it is of another folder than this."""
    try:
        with closing(open_catalog(index_dir)) as catalog:
            other, documents = catalog.meta()["folder"], catalog.counts()[0]
    except IndexMissingError:
        return
    if (documents or scoped_folders(index_dir)) and Path(other) != folder.resolve():
        raise OtherFolderError(
            f"The index in {index_dir} is of the folder {other}.",
            f"say --replace to put that of {folder} in its place, or name another with --index.",
        )

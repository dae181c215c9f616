"""A document's file, as it was indexed."""

import os
import stat
from hashlib import sha256
from pathlib import PurePosixPath

from bot.web.shelf import Found
from index.documents.enclosure import Enclosure

# Bytes.
LARGEST_FILE = 50_000_000


def content(found: Found) -> bytes | None:
    """The bytes of a document's file, or None where it is gone, or another than was indexed."""
    try:
        names = PurePosixPath(found.document.path).parts
        with Enclosure(found.folder) as folder, folder.open(names) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_FILE:
                return None
            data = file.read(LARGEST_FILE)
    except (OSError, ValueError):
        return None
    return data if sha256(data).hexdigest() == found.document.sha256 else None

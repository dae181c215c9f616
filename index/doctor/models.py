"""The models: whether their files are those that were published, and compiled."""

from pathlib import Path

from index.doctor.checks import Check, failed, first_of
from index.errors import ModelError
from index.models.files import DEFAULT_MODEL, ModelFiles, damaged_compilations, verify
from index.models.shipped import check_reader, check_second_reader


def check_models(model: ModelFiles, cache_folder: Path, *, second: bool) -> Check:
    """Compare all of their checksums, those of what was compiled of them too."""
    try:
        verify(model)
        check_reader()
        if second:
            check_second_reader()
    except ModelError as error:
        return failed("Models", error)
    broken = [str(folder) for folder in damaged_compilations(cache_folder)]
    if broken:
        told = f"compiled models are damaged: {first_of(broken)}"
        return Check("Models", "bad", told, "delete these folders: they are made again", (*broken,))
    if model.name != DEFAULT_MODEL:
        told = f"{model.name} is there, and the readers are as published"
        return Check("Models", "good", told)
    readers = "both readers" if second else "the reader"
    return Check("Models", "good", f"{model.name} and {readers}, as published")

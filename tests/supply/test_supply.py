"""What is pinned, what the page of licences says of it, and the bill of materials."""

import json
import re
from importlib import metadata

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from supply.licences import PAGE, row
from supply.parts import ROOT, Library, licence, own, pins
from supply.required import all_extras, read, required
from supply.sbom import bom, written

PINS = pins()


def installed(name: str) -> bool:
    try:
        return metadata.version(name).split("+")[0] == PINS[name][0]
    except metadata.PackageNotFoundError:
        return False


def test_requirements_are_those_of_the_extras_and_of_what_builds() -> None:
    project = {
        "build-system": {"requires": ["builder>=1"]},
        "project": {
            "name": "quoth",
            "dependencies": ["click>=8"],
            "optional-dependencies": {
                "pdf": ["reader>=2"],
                "all": ["quoth[pdf]", "click>=8", "more[fast]>=1"],
            },
        },
    }
    assert required(["all"], project) == ["builder>=1", "click>=8", "reader>=2", "more[fast]>=1"]
    with pytest.raises(KeyError):
        required(["other"], project)


def test_each_pin_has_hashes() -> None:
    assert len(PINS) > 100
    assert [name for name, (_, hashes) in PINS.items() if not hashes] == []
    assert {len(one) for _, hashes in PINS.values() for one in hashes} == {64}


def test_the_build_of_torch_without_cards_is_of_the_pinned_version() -> None:
    text = (ROOT / "supply" / "torch.txt").read_text(encoding="utf-8")
    assert re.findall(r"^torch==(\S+)\+cpu --hash=sha256:[0-9a-f]{64}$", text, re.M) == [
        PINS["torch"][0]
    ]


def test_pip_too_is_installed_by_its_hash() -> None:
    text = (ROOT / "supply" / "pip.txt").read_text(encoding="utf-8")
    assert re.match(r"pip==[\d.]+ \\\n +--hash=sha256:[0-9a-f]{64}", text)


def test_the_page_of_licences_is_up_to_date() -> None:
    """`make licences` was run since the pins changed; each licence is what the library says."""
    page = PAGE.read_text(encoding="utf-8")
    below = page.split("| library | version ")[1]
    rows = re.findall(r"^\| (\S+) \| (\d\S*) \| ([^|]+) \| ([^|]+) \|$", below, re.M)
    assert {(name, version) for name, version, _, _ in rows} == {
        (name, version) for name, (version, _) in PINS.items()
    }
    said = {name: told for name, _, told, _ in rows}
    here = [name for name in PINS if installed(name)]
    assert len(here) > 80
    assert {name: licence(name, PINS[name][0]) for name in here} == {
        name: said[name] for name in here
    }
    for one in own():
        assert f"| {one.name} | {one.where} | {one.licence} | {one.purpose} |" in page


def test_models_and_data_are_where_the_list_says() -> None:
    shipped = {
        f"index/data/{one.name}" for one in (ROOT / "index" / "data").iterdir() if one.is_dir()
    }
    listed = {one.where for one in own()}
    assert shipped - {"index/data/__pycache__"} <= listed
    for one in own():
        for where in one.where.split(", "):
            assert where.startswith("in the package ") or (ROOT / where).exists(), one
        if "://" not in one.source:
            assert (ROOT / one.source).exists(), one


def test_a_row_names_what_it_is_for() -> None:
    part = Library("click", "8.5.1", "BSD-3-Clause", "running", (), ())
    assert row(part) == "| click | 8.5.1 | BSD-3-Clause | running |\n"


def test_the_bill_of_materials_is_cyclonedx() -> None:
    parts = [
        Library("rich", "15.0.0", "MIT", "running", ("0" * 64,), ("pygments",)),
        Library("pygments", "2.21.0", "BSD-2-Clause", "running", ("1" * 64,), ()),
        Library("orjson", "3.13.0", "MPL-2.0 AND (Apache-2.0 OR MIT)", "milvus", ("2" * 64,), ()),
    ]
    text = written(bom(parts, own()))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    whole = json.loads(text)
    assert whole["metadata"]["component"]["name"] == read()["project"]["name"]
    components = {one["name"]: one for one in whole["components"]}
    assert components["first reader"]["type"] == "machine-learning-model"
    assert components["orjson"]["scope"] == "optional"
    assert components["rich"]["purl"] == "pkg:pypi/rich@15.0.0"
    needs = {one["ref"]: one.get("dependsOn") for one in whole["dependencies"]}
    assert needs["rich==15.0.0"] == ["pygments==2.21.0"]


def test_every_extra_is_pinned() -> None:
    named = {re.split(r"[^\w.-]", one)[0] for one in required(all_extras(read()), read())}
    assert {re.sub(r"[-_.]+", "-", one).lower() for one in named} <= set(PINS)

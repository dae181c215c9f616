"""What can be told of the files for Docker and Kubernetes without either."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from bot.cli import quoth
from bot.settings import PREFIX, Settings
from tests.support import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.rglob("*.y*ml"))
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


def documents(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def every(value: Any, key: str) -> list[Any]:
    """All that stands under a key, however deep."""
    found = []
    if isinstance(value, dict):
        found += [value[key]] if key in value else []
        found += [one for inner in value.values() for one in every(inner, key)]
    elif isinstance(value, list):
        found += [one for inner in value for one in every(inner, key)]
    return found


COMPOSE = documents(DEPLOY / "docker-compose.yml")[0]
OBJECTS = {
    f"{one['kind']} {one['metadata'].get('name', one['metadata'].get('generateName'))}": one
    for name in ("quoth.yaml", "quoth-index.yaml")
    for one in documents(DEPLOY / "kubernetes" / name)
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_is_yaml_without_a_name_twice(path: Path) -> None:
    class Strict(yaml.SafeLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), node.start_mark
            return super().construct_mapping(node, deep)

    assert [one for one in yaml.load_all(path.read_text(encoding="utf-8"), Strict) if one]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_are_those_that_there_are(path: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert named <= SETTINGS
    docker = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", (DEPLOY / "Dockerfile").read_text()))
    assert docker <= SETTINGS


def test_values_of_settings_are_taken() -> None:
    for given in (COMPOSE["x-quoth"]["environment"], OBJECTS["ConfigMap quoth"]["data"]):
        values = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}
        assert Settings(_env_file=None, **values).index.startswith("milvus+http://milvus:19530/")


def test_images_have_a_version_and_ours_is_the_projects() -> None:
    said = every(COMPOSE, "image") + [one for o in OBJECTS.values() for one in every(o, "image")]
    assert all(re.fullmatch(r"[\w./-]+:v?[\w.-]*\d[\w.-]*", image) for image in said)
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)[1]
    assert {image for image in said if image.startswith("quoth")} == {f"quoth:{version}"}
    milvus = documents(DEPLOY / "kubernetes" / "milvus-values.yaml")[0]["image"]["all"]
    assert f"{milvus['repository']}:{milvus['tag']}" in said


def commands() -> list[str]:
    served = [one["command"] for one in COMPOSE["services"].values() if "quoth" in one["image"]]
    served = [command.replace("${WORKERS:-4}", "4") for command in served]
    kubernetes = [" ".join(one) for o in OBJECTS.values() for one in every(o, "args")]
    entry = [one.removeprefix("quoth ") for o in OBJECTS.values() for one in every(o, "entrypoint")]
    return served + kubernetes + entry


def test_commands_are_those_of_quoth() -> None:
    assert len(commands()) == 4
    for said in commands():
        name, *arguments = shlex.split(said)
        command = quoth.commands[name]
        command.make_context(name, arguments, parent=click.Context(quoth))


def test_compose_names_what_it_has() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= services.keys()
        for needed in service.get("depends_on", {}):
            assert "healthcheck" in services[needed]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("${") or source in COMPOSE["volumes"]
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_kubernetes_names_what_it_has() -> None:
    for one in OBJECTS.values():
        assert one["apiVersion"]
        for claim in every(one, "claimName"):
            assert f"PersistentVolumeClaim {claim}" in OBJECTS
        for configured in every(one, "configMapRef"):
            assert f"ConfigMap {configured['name']}" in OBJECTS
        for template in every(one, "template"):
            spec = template["spec"]
            volumes = {volume["name"] for volume in spec["volumes"]}
            assert spec["securityContext"]["runAsNonRoot"]
            for container in spec["containers"]:
                assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
                assert container["resources"]["limits"]["memory"]
    serve = OBJECTS["Deployment quoth-serve"]["spec"]
    assert serve["selector"]["matchLabels"] == serve["template"]["metadata"]["labels"]
    assert OBJECTS["Service quoth-serve"]["spec"]["selector"] == serve["selector"]["matchLabels"]


def test_ray_is_the_pinned_one() -> None:
    pinned = re.search(r"^ray==(\S+)", (ROOT / "constraints.txt").read_text(), re.M)[1]
    assert every(OBJECTS["RayJob quoth-index-"], "rayVersion") == [pinned]

"""Writes quoth.cdx.json, what Quoth is made of, as CycloneDX 1.6: `make sbom`.

With the hashes of constraints.txt, so that what is installed somewhere can be held against it. The
test tools and what only other systems need are in it, marked as not required for running.
"""

from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from supply.parts import ROOT, Library, Own, libraries, own
from supply.required import read

FILE = ROOT / "quoth.cdx.json"
KINDS = {"model": ComponentType.MACHINE_LEARNING_MODEL, "data": ComponentType.DATA}


def bom(parts: list[Library], others: list[Own]) -> Bom:
    """The bill of materials; dependencies of libraries that are not installed here are left out."""
    project = read()["project"]
    whole = Bom()
    quoth = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseExpression(project["license"])],
    )
    whole.metadata.component = quoth
    made = {part.name: _library(part) for part in parts}
    for component in [*made.values(), *map(_own, others)]:
        whole.components.add(component)
    direct = [made[part.name] for part in parts if part.use == "running"]
    whole.register_dependency(quoth, direct)
    for part in parts:
        whole.register_dependency(made[part.name], [made[need] for need in part.needs])
    return whole


def written(whole: Bom) -> str:
    """It as JSON."""
    return str(JsonV1Dot6(whole).output_as_string(indent=1))


def _library(part: Library) -> Component:
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{part.name}=={part.version}",
        purl=PackageURL("pypi", name=part.name, version=part.version),
        licenses=[LicenseExpression(part.licence)],
        scope=ComponentScope.REQUIRED if part.use == "running" else ComponentScope.OPTIONAL,
        properties=[Property(name="quoth:for", value=part.use)],
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(f"https://pypi.org/project/{part.name}/{part.version}/"),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in part.hashes],
            )
        ],
    )


def _own(one: Own) -> Component:
    return Component(
        name=one.name,
        type=KINDS[one.kind],
        bom_ref=f"{one.kind}:{one.name}",
        description=f"{one.purpose} ({one.where})",
        licenses=[DisjunctiveLicense(name=one.licence)],
        external_references=[
            ExternalReference(type=ExternalReferenceType.DOCUMENTATION, url=XsUri(one.source))
        ],
    )


if __name__ == "__main__":
    FILE.write_text(written(bom(libraries(), own())) + "\n", encoding="utf-8")

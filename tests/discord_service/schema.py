"""Requests and answers against Discord's own OpenAPI description (JSON Schema 2020-12).

Where the description and Discord differ, this is what is held to:

- Ids may be numbers in a request: the description says string, Discord takes both, its own
  documentation numbers attachments 0, 1, 2, and discord.py sends numbers. The same for permissions,
  where the description says number, the documentation string.
- Properties that no schema names are ignored by Discord, and the description allows them. A wrong
  name is still a mistake of the sender: it is recorded as a violation, the request goes on. `tts`
  and an embed's `flags` are let through, for discord.py always sends them; and `enforce_nonce`,
  and a command's `nsfw` and `dm_permission`, which Discord documents.
- Truth values in a query may be 0 and 1, as discord.py writes them.
- A channel may be of type 16 (media): Discord documents it, and discord.py names it among the types
  of an option that takes any channel.
- The codes inside `errors` are words, as Discord documents and sends them, not numbers.
- The body of a multipart request is what its `payload_json` holds.
- `format` is not checked here, but for URLs and times, by `limits`.
"""

import copy
import functools
import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

DESCRIPTION = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
IGNORED = ["^tts$", "^enforce_nonce$", "^nsfw$", "^dm_permission$"]


def _loosened(components):
    schemas = components["schemas"]
    schemas["SnowflakeType"] = {
        "anyOf": [schemas["SnowflakeType"], {"type": "integer", "minimum": 0}]
    }
    for name in ("ApplicationCommandCreateRequest", "ApplicationCommandUpdateRequest"):
        permissions = schemas[name]["properties"]["default_member_permissions"]
        schemas[name]["properties"]["default_member_permissions"] = {
            "anyOf": [permissions, {"type": "string", "pattern": "^[0-9]+$"}]
        }
    return components


def _with_worded_codes(components):
    error = components["schemas"]["InnerErrors"]["properties"]["_errors"]
    error["items"] = {
        "type": "object",
        "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        "required": ["code", "message"],
    }
    return components


def _closed(node):
    if isinstance(node, dict):
        closed = {key: _closed(value) for key, value in node.items()}
        if isinstance(node.get("properties"), dict) and "additionalProperties" not in node:
            closed["additionalProperties"] = False
            closed["patternProperties"] = {name: {} for name in IGNORED}
        return closed
    return [_closed(value) for value in node] if isinstance(node, list) else node


DESCRIPTION["components"]["schemas"]["ChannelTypes"]["oneOf"].append({"const": 16})
REQUESTED = _loosened(copy.deepcopy(DESCRIPTION["components"]))
ANSWERED = _with_worded_codes(copy.deepcopy(DESCRIPTION["components"]))
CLOSED = _closed(REQUESTED)
CLOSED["schemas"]["RichEmbed"]["patternProperties"] = {"^flags$": {}}
_TEMPLATES = {
    path: re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "([^/]+)", re.escape(path)) + "$")
    for path in sorted(DESCRIPTION["paths"], key=lambda path: path.count("{"))
}


def route_of(path):
    """The description's path for a request's, with the values of its parameters, or None."""
    for template, pattern in _TEMPLATES.items():
        found = pattern.match(path)
        if found:
            names = re.findall(r"\{([^}]+)\}", template)
            return template, dict(zip(names, found.groups(), strict=True))
    return None


def operation(template, method):
    """What the description says about a method of a path; None where it has no such method."""
    return DESCRIPTION["paths"][template].get(method.lower())


def needs_token(template, method):
    return {} not in operation(template, method)["security"]


def path_problems(template, values):
    return _parameter_problems(DESCRIPTION["paths"][template].get("parameters", []), values, "path")


def query_problems(template, method, query):
    known = operation(template, method).get("parameters", [])
    problems = _parameter_problems(known, query, "query")
    for name in query.keys() - {entry["name"] for entry in known}:
        problems.append(((name,), "UNKNOWN_QUERY", f"{name} is no parameter of this route"))
    return problems


def _parameter_problems(known, values, place):
    problems = []
    for entry in known:
        if entry["in"] != place or entry["name"] not in values:
            continue
        value, kind = values[entry["name"]], entry["schema"].get("type")
        if kind == "boolean" and value in ("0", "1", "true", "false"):
            continue
        if kind in ("integer", "number") and re.fullmatch(r"-?\d+", value):
            value = int(value)
        for _, code, text in problems_of(value, _validator(json.dumps(entry["schema"]), "open")):
            problems.append(((entry["name"],), code, text))
    return problems


def body_problems(template, method, body):
    """What Discord refuses in a body: (path, code, message) each; and what it would ignore."""
    content = operation(template, method).get("requestBody", {}).get("content", {})
    if not content:
        unasked = [((), "UNASKED", "this route takes no body")] if body is not None else []
        return [], unasked
    if body is None:
        return [((), "BASE_TYPE_REQUIRED", "This field is required")], []
    schema = json.dumps(content["application/json"]["schema"])
    unknown = problems_of(body, _validator(schema, "closed"))
    refused = problems_of(body, _validator(schema, "open")) if unknown else []
    return refused, [] if refused else unknown


def answer_problems(template, method, status, body):
    """What is wrong with an answer of the service's own, by the description."""
    answers = operation(template, method)["responses"]
    answer = answers.get(str(status)) or answers.get(f"{status // 100}XX")
    if answer is None:
        return [((), "STATUS", f"status {status} is not described for {method} {template}")]
    if "$ref" in answer:
        answer = ANSWERED["responses"][answer["$ref"].rsplit("/", 1)[1]]
    content = answer.get("content")
    if not content:
        return [] if body is None else [((), "BODY", "an answer without a body has one")]
    schema = json.dumps(content["application/json"]["schema"])
    return problems_of(body, _validator(schema, "answer"))


@functools.cache
def _validator(schema, kind):
    components = {"open": REQUESTED, "closed": CLOSED, "answer": ANSWERED}[kind]
    return _Validator(json.loads(schema) | {"components": components})


def _union(validator, branches, instance, schema):
    """A union by the branch that the value's `type` names; others as JSON Schema has it."""
    consts = [branch.get("const") for branch in branches]
    if None not in consts:
        if instance not in consts:
            yield ValidationError(f"{instance!r} is none of {consts}")
        return
    meant = [branch for branch in branches if branch != {"type": "null"}]
    if len(meant) < len(branches) and instance is None:
        return
    if len(meant) > 1 and isinstance(instance, dict) and isinstance(instance.get("type"), int):
        kinds = [_kinds(branch) for branch in meant]
        if all(kinds):
            named = zip(meant, kinds, strict=True)
            meant = [branch for branch, kind in named if instance["type"] in kind]
            if not meant:
                known = sorted({value for kind in kinds for value in kind})
                yield ValidationError(f"type {instance['type']} is none of {known}")
                return
    if len(meant) == 1:
        yield from validator.descend(instance, meant[0])
        return
    keyword = "oneOf" if "oneOf" in schema else "anyOf"
    yield from Draft202012Validator.VALIDATORS[keyword](validator, branches, instance, schema)


def _kinds(branch):
    named = REQUESTED["schemas"].get(branch.get("$ref", "").rsplit("/", 1)[-1], {})
    return named.get("properties", {}).get("type", {}).get("enum")


_Validator = extend(Draft202012Validator, {"oneOf": _union, "anyOf": _union})


def problems_of(value, validator):
    """All problems, in the order of the value, each at the branch that the value meant."""
    found = [leaf for error in validator.iter_errors(value) for leaf in _leaves(error)]
    return sorted({_told(leaf): None for leaf in found}, key=lambda problem: str(problem[0]))


def _leaves(error):
    if not error.context:
        return [error]
    branches = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = min(branches.values(), key=_distance)
    return [leaf for inner in meant for leaf in _leaves(inner)]


def _distance(errors):
    # A union is told apart by its "type" (a number or a JSON type); the rest counts mistakes.
    misses = sum(
        error.validator in ("type", "enum", "const")
        and list(error.relative_path)[-1:] in (["type"], [])
        for error in errors
    )
    return misses, sum(len(error.context) + 1 for error in errors)


_CODES = {
    "required": "BASE_TYPE_REQUIRED",
    "maxLength": "BASE_TYPE_MAX_LENGTH",
    "minLength": "BASE_TYPE_BAD_LENGTH",
    "maxItems": "BASE_TYPE_BAD_LENGTH",
    "minItems": "BASE_TYPE_BAD_LENGTH",
    "maximum": "NUMBER_TYPE_MAX",
    "minimum": "NUMBER_TYPE_MIN",
    "type": "BASE_TYPE_BAD_TYPE",
    "enum": "BASE_TYPE_CHOICES",
    "const": "BASE_TYPE_CHOICES",
    "oneOf": "BASE_TYPE_CHOICES",
    "anyOf": "BASE_TYPE_CHOICES",
    "additionalProperties": "UNKNOWN_PROPERTY",
}


def _told(error):
    path = tuple(error.absolute_path)
    code = _CODES.get(error.validator, "INVALID_FORM_VALUE")
    if error.validator == "maxLength":
        return path, code, f"Must be {error.validator_value} or fewer in length."
    if error.validator == "additionalProperties":
        unknown = error.instance.keys() - error.schema["properties"].keys()
        return path, code, f"Discord ignores: {', '.join(sorted(unknown))}"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return path, code, f"This field is required: {', '.join(missing)}"
    text = error.message
    return path, code, text if len(text) <= 200 else text[:197] + "..."

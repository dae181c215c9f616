"""REST routes of interactions: the first answer, and what follows it over the token."""

from tests.discord_service import limits, message_payloads, world
from tests.discord_service.faults import Refusal
from tests.discord_service.interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    MODAL_SUBMIT,
    UPDATE,
)
from tests.discord_service.messages import check_edited, check_empty, check_message
from tests.discord_service.rest import refuse, route
from tests.discord_service.state import COMMAND_ANSWER, EPHEMERAL, LOADING, MENU_ANSWER, REPLY

# What may answer what; a modal that was opened by a button may change the button's message.
ANSWERS = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED},
}
SECONDS_TO_ANSWER, SECONDS_OF_TOKEN = 3.0, 15 * 60.0
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL, FOLLOWUP = f"{HOOK}/messages/@original", f"{HOOK}/messages/{{message_id}}"


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(service, request):
    interaction = service.interactions.get(request.params["interaction_token"])
    if interaction is None or interaction.id != request.params["interaction_id"]:
        raise Refusal(10062)
    late = service.clock.now() - interaction.created > SECONDS_TO_ANSWER
    if interaction.answer_type is not None:
        if not interaction.lost:
            service.violation(request, f"{interaction} was acknowledged already")
        raise Refusal(40060)
    if late:
        raise Refusal(10062)
    kind, data = request.json["type"], request.json.get("data") or {}
    allowed = set(ANSWERS.get(interaction.type, ()))
    if interaction.type == MODAL_SUBMIT and interaction.message is not None:
        allowed |= {DEFERRED_UPDATE, UPDATE}
    if kind not in allowed:
        text = f"an answer of type {kind} does not fit {interaction}"
        refuse(service, request, [(("type",), "INTERACTION_CALLBACK_TYPE_INVALID", text)])
    if kind == MODAL:
        problems = limits.modal_problems(data)
        refuse(service, request, [(("data", *place), *rest) for place, *rest in problems])
    if kind in (MESSAGE, UPDATE) and (data or kind == MESSAGE):
        check_message(service, request, data, "interaction", ("data",))
    if kind == MESSAGE:
        sent = (data.get("content"), data.get("embeds"), data.get("components"), request.files)
        check_empty(service, request, *sent)
    if kind == UPDATE and data:
        check_edited(service, request, interaction.message, data)
    _take(service, request, interaction, kind, data)
    if request.query.get("with_response") not in ("1", "true"):
        return 204, None
    return 200, _callback_answer(interaction, kind)


def _take(service, request, interaction, kind, data):
    interaction.answer_type, interaction.answer_data = kind, data
    interaction.answered = service.clock.now()
    if kind == MESSAGE:
        interaction.original = _post(service, request, interaction, data)
        interaction.answers.append(interaction.original)
    elif kind == DEFERRED:
        loading = {"flags": (data.get("flags") or 0) & EPHEMERAL | LOADING}
        interaction.original = _post(service, request, interaction, loading)
    else:
        interaction.original = interaction.message
    if kind == UPDATE:
        world.edit(service, interaction.message, data, request.files)
        interaction.answers.append(interaction.message)
    service.changed()


def _post(service, request, interaction, data, reference=None):
    kind, reference = 0, reference or interaction.message
    if interaction.type == COMMAND:
        kind = COMMAND_ANSWER if interaction.data["type"] == 1 else MENU_ANSWER
    more = {"type": kind, "interaction": interaction, "webhook_id": service.application_id}
    if reference is not None:
        more |= {"type": REPLY, "reference": reference}
        more["reference_id"] = reference.id
    files = request.files
    return world.post(service, interaction.channel, service.bot, data, files, **more)


def _callback_answer(interaction, kind):
    said = {"id": interaction.id, "type": interaction.type}
    answer = {"interaction": said}
    if kind in (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE):
        message = interaction.original
        said["response_message_id"] = message.id
        said["response_message_loading"] = message.loading
        said["response_message_ephemeral"] = message.ephemeral
        if kind in (MESSAGE, UPDATE):
            answer["resource"] = {"type": kind, "message": message_payloads.message(message)}
    return answer


def _hooked(service, request):
    """The interaction whose token a request carries."""
    interaction = service.interactions.get(request.params["webhook_token"])
    if interaction is None or request.params["webhook_id"] != service.application_id:
        raise Refusal(10015)
    if service.clock.now() - interaction.created > SECONDS_OF_TOKEN:
        raise Refusal(50027)
    if interaction.answer_type in (None, CHOICES, MODAL):
        raise Refusal(10015)
    return interaction


def _hooked_message(service, request):
    interaction = _hooked(service, request)
    wanted = request.params.get("message_id", "@original")
    for message in (interaction.original, *interaction.followups):
        if message and not message.deleted and wanted in (message.id, "@original"):
            return interaction, message
        if wanted == "@original":
            break
    raise Refusal(10008)


@route("POST", HOOK)
def follow_up(service, request):
    interaction, data = _hooked(service, request), request.json
    check_message(service, request, data, "interaction")
    sent = (data.get("content"), data.get("embeds"), data.get("components"), request.files)
    check_empty(service, request, *sent)
    original = interaction.original
    # The first further message after "thinking" takes its place, private or not as that was.
    if original is not None and original.loading and not original.deleted:
        world.edit(service, original, data, request.files)
        interaction.answers.append(original)
        return 200, message_payloads.message(original)
    message = _post(service, request, interaction, data, original)
    interaction.followups.append(message)
    interaction.answers.append(message)
    service.changed()
    return 200, message_payloads.message(message)


@route("GET", ORIGINAL)
@route("GET", FOLLOWUP)
def shown(service, request):
    return 200, message_payloads.message(_hooked_message(service, request)[1])


@route("PATCH", ORIGINAL)
@route("PATCH", FOLLOWUP)
def change(service, request):
    interaction, message = _hooked_message(service, request)
    check_message(service, request, request.json, "interaction")
    check_edited(service, request, message, request.json)
    world.edit(service, message, request.json, request.files)
    if message is interaction.original and message not in interaction.answers:
        interaction.answers.append(message)
    service.changed()
    return 200, message_payloads.message(message)


@route("DELETE", ORIGINAL)
@route("DELETE", FOLLOWUP)
def delete(service, request):
    world.remove(service, _hooked_message(service, request)[1])
    return 204, None

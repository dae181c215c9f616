"""Whom a message pings; nothing that the bot writes may ping anybody.

What counts is what Discord does with `allowed_mentions`: without it, every mention in the content
pings; with it, those of the kinds in `parse`, and of the listed users and roles. Mentions inside
code are counted too, where Discord would not ping. Embeds never ping.
"""

import re

USER, ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)\b")


def pinged(content, allowed):
    """Ids of users, ids of roles, and words for everyone that a content pings."""
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
    users, roles = USER.findall(content or ""), ROLE.findall(content or "")
    if "users" not in parse:
        users = [user for user in users if user in map(str, (allowed or {}).get("users") or ())]
    if "roles" not in parse:
        roles = [role for role in roles if role in map(str, (allowed or {}).get("roles") or ())]
    everyone = EVERYONE.findall(content or "") if "everyone" in parse else []
    return list(dict.fromkeys(users)), list(dict.fromkeys(roles)), everyone


def violations(data):
    """Why a message that the bot writes may ping somebody, one sentence each."""
    allowed = data.get("allowed_mentions")
    found = []
    if allowed is None:
        found.append("allowed_mentions is missing, so that every mention in it pings")
    else:
        if allowed.get("parse") != []:
            found.append(f"allowed_mentions.parse is {allowed.get('parse')!r}, not empty")
        for key in ("users", "roles"):
            if allowed.get(key):
                found.append(f"allowed_mentions.{key} names {allowed[key]!r}")
        if allowed.get("replied_user"):
            found.append("allowed_mentions.replied_user pings whom it replies to")
    users, roles, everyone = pinged(data.get("content"), allowed)
    found += [f"the text pings the user {user}" for user in users]
    found += [f"the text pings the role {role}" for role in roles]
    return found + [f"the text pings @{word}" for word in everyone]

"""What an operator reads is what the service does: docs/serving.md, the unit, dashboard, alerts."""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from bot.settings import PREFIX, Settings
from bot.web import running
from bot.web.openapi import description
from tests.support import ROOT

DOCS = ROOT / "docs"
PAGE = (DOCS / "serving.md").read_text(encoding="utf-8")
UNIT = (DOCS / "quoth-serve.service").read_text(encoding="utf-8")
DASHBOARD = json.loads((DOCS / "grafana" / "dashboard.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((DOCS / "grafana" / "alerts.yml").read_text(encoding="utf-8"))
BEGIN = ("serve_", "link_", "public_", "log_")
SETTINGS = {name for name in Settings.model_fields if name.startswith(BEGIN)}
# What PromQL calls its own.
FIGURE = re.compile(r"\b(?:quoth|process)_[a-z_]+")


@pytest.fixture
def told(settings, seeds):
    """The figures of a service, by name, each with its kind."""
    shared = running.web_of(settings, seeds)
    shown = shared.measures.shown().decode()
    yield dict(re.findall(r"^# TYPE (\S+) (\S+)$", shown, flags=re.MULTILINE))
    shared.scheduler._handed.put(None)


def known(told):
    """Every name that can be asked for."""
    parts = ("_bucket", "_sum", "_count")
    return {
        name + part
        for name, kind in told.items()
        for part in (parts if kind == "histogram" else ("",))
    }


def expressions():
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (one["expr"] for one in DASHBOARD["annotations"]["list"])
    for group in ALERTS["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def test_every_figure_of_the_dashboard_and_the_alerts_is_told(told):
    asked = {name for expression in expressions() for name in FIGURE.findall(expression)}
    assert len(asked) > 15
    assert asked <= known(told)


def test_every_figure_is_on_the_page_and_no_other(told):
    table = PAGE[PAGE.index("| figure |") : PAGE.index("[grafana/dashboard.json]")]
    named = {name for name in FIGURE.findall(table) if name != "process_"}
    assert named == {name for name in told if name.startswith("quoth")}


def test_the_dashboard_is_one_that_grafana_takes():
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert panel["targets"]
    assert {one["name"] for one in DASHBOARD["templating"]["list"]} == {"datasource", "instance"}


def test_every_alert_says_what_is_the_matter():
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            assert rule["annotations"]["summary"].endswith(".")
            assert rule["labels"]["severity"] in ("critical", "warning", "info")


def test_every_setting_is_there_with_its_default():
    rows = re.findall(rf"^\| (`{PREFIX}.*?) \| (.*?) \|", PAGE, flags=re.MULTILINE)
    listed = {}
    for names, defaults in rows:
        found = [name.removeprefix(PREFIX).lower() for name in re.findall(r"`(\w+)`", names)]
        listed |= dict(zip(found, [*re.findall(r"`([^`]+)`", defaults), None], strict=False))
    assert set(listed) == SETTINGS
    for name, given in listed.items():
        default = Settings.model_fields[name].default
        assert (given or "none") == str(default).lower().removesuffix(".0")


def test_every_address_is_there():
    rows = re.findall(r"^\| `(GET|POST) (/\S*)` \|", PAGE, flags=re.MULTILINE)
    listed = {(method.lower(), path.replace("PATH", "{document}")) for method, path in rows}
    paths = description()["paths"].items()
    assert listed == {(method, path) for path, methods in paths for method in methods}


def test_what_the_page_leads_to_is_there():
    for path, place in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", PAGE):
        page = DOCS / path if path else DOCS / "serving.md"
        assert page.is_file()
        if place:
            text = page.read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
            assert place in anchors


def test_the_unit_sets_what_there_is_to_set_and_waits_for_the_last_answers():
    named = re.findall(rf"^Environment={PREFIX}(\w+)=", UNIT, flags=re.MULTILINE)
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    [stop] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, flags=re.MULTILINE)
    assert int(stop) > 2 * running.FINISH_IN + 10


def run(*command):
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def block(language):
    [found] = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    return found


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_takes_the_unit(tmp_path):
    unit = tmp_path / "quoth-serve.service"
    # Only the program is not where the unit has it.
    unit.write_text(UNIT.replace("/opt/quoth/.venv/bin/quoth", "/bin/true"), encoding="utf-8")
    run("systemd-analyze", "verify", unit)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not here")
def test_prometheus_takes_the_alerts_and_the_addresses(tmp_path):
    run("promtool", "check", "rules", DOCS / "grafana" / "alerts.yml")
    (tmp_path / "prometheus.yml").write_text(block("yaml"), encoding="utf-8")
    run("promtool", "check", "config", tmp_path / "prometheus.yml")


@pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not here")
def test_caddy_takes_what_is_shown_for_it(tmp_path):
    (tmp_path / "Caddyfile").write_text(block("caddy"), encoding="utf-8")
    run("caddy", "adapt", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile")


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here")
def test_nginx_takes_what_is_shown_for_it(tmp_path):
    # The certificate is not where it is shown.
    shown = re.sub(r"(listen 443) ssl;|ssl_certificate.*;", r"\1", block("nginx"))
    shown = shown.replace("listen 443", "listen 8443;").replace("/var/log/nginx", str(tmp_path))
    config = f"error_log stderr; pid {tmp_path}/pid; events {{}} http {{ {shown} }}"
    (tmp_path / "nginx.conf").write_text(config, encoding="utf-8")
    run("nginx", "-t", "-q", "-c", tmp_path / "nginx.conf")

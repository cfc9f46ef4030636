"""Containers, cluster and workflows: there is no engine to try them on, so linters and schemas say what they can."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="requirements-services.txt is not installed")

ROOT = Path(__file__).parent.parent.parent
KUBERNETES = "1.32"
OVERLAYS = ("production", "own-services", "small")
COMPOSE = ("docker-compose.yml", "infra/docker-compose.dev.yml")
WORKFLOWS = sorted(path.name for path in (ROOT / ".github" / "workflows").glob("*.yml"))
# Whose schema is not part of Kubernetes.
OF_OPERATORS = {"ExternalSecret"}


def run(program: str, *arguments: str) -> str:
    """Run a program of the environment or of the machine in the project's folder; skip where it is not installed."""
    found = shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed (make install-services; promtool: the package prometheus)")
    ran = subprocess.run([found, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def documents(text: str) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(text) if document]


def images(folder: Path) -> Iterator[str]:
    files = [folder / "docker-compose.yml"] if folder == ROOT else [*folder.rglob("*.yml"), *folder.rglob("*.yaml")]
    for path in files:
        yield from re.findall(r"^[\s-]+image: (\S+)", path.read_text(), re.MULTILINE)


def test_the_linter_of_dockerfiles_has_nothing_to_say() -> None:
    assert run("hadolint", "--config", ".hadolint.yaml", "Dockerfile") == ""


def test_the_image_runs_as_nobody_who_could_write_to_it() -> None:
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")

    assert [re.findall(r"^USER (\S+)", stage, re.MULTILINE)[-1:] for stage in stages[2:4]] == [["10001"], ["10001"]]
    assert stages[4].strip() == "office"


def test_what_must_not_be_in_an_image_is_left_out() -> None:
    left_out = set((ROOT / ".dockerignore").read_text().split())

    assert {".git", ".env", ".env.*", "instance", "infra"} <= left_out


@pytest.mark.parametrize("name", COMPOSE)
def test_a_compose_file_follows_the_specification(name: str) -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", name)


def test_plain_compose_starts_the_small_shape_and_no_other_server() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    always = {name for name, service in services.items() if "profiles" not in service}

    assert always == {"prepare", "web", "worker"}


def test_every_server_of_the_large_shape_has_limits_a_health_check_and_no_password_in_sight() -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    for name in ("postgres", "redis", "minio", "qdrant", "clamd", "firm-web", "firm-worker"):
        service = composed["services"][name]
        assert service["deploy"]["resources"]["limits"]["memory"], name
        assert "healthcheck" in service or name == "firm-web", name  # web's is in its image
    for secret, place in composed["secrets"].items():
        assert place == {"file": f"infra/secrets/{secret}"}


def test_the_secrets_are_made_once_and_are_all_that_compose_asks_for(tmp_path: Path) -> None:
    script = shutil.copy(ROOT / "infra" / "make-secrets", tmp_path)
    subprocess.run([script], check=True, capture_output=True)
    first = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    subprocess.run([script], check=True, capture_output=True)

    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == first
    assert set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["secrets"]) == set(first)
    assert first["postgres_password"] in first["database_url"]
    assert len(first["secret_key"]) >= 32


def test_the_image_has_the_pg_dump_of_the_servers_it_stands_beside() -> None:
    """Debian 12 brings version 15, and an older pg_dump does not save a newer server."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    servers = [image for image in [*images(ROOT), *images(ROOT / "infra")] if image.startswith("postgres:")]

    assert set(re.findall(r"^FROM python:\S+-(\w+)", dockerfile, re.MULTILINE)) == {"bookworm"}
    assert "postgresql-client " in dockerfile
    assert len(servers) == 3
    assert all(image.startswith("postgres:15.") for image in servers)


def test_what_may_be_set_in_an_image_is_installed_in_it() -> None:
    installed = re.findall(r"-r (requirements-\w+\.txt)", (ROOT / "Dockerfile").read_text())

    assert installed == ["requirements-sentry.txt", "requirements-otel.txt"]


def test_a_worker_is_ended_by_the_signal_on_which_it_finishes_its_work() -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["x-worker"]
    commands = [composed["command"], *(container["command"] for container in workers_of_the_cluster())]

    assert composed["stop_signal"] == "SIGTERM"  # and a cluster sends no other
    for command in commands:
        assert command[command.index("-g") + 1] == "TERM", command


def test_what_is_asked_of_a_container_is_what_it_answers() -> None:
    """Probes ask by the address of a pod: of web both looks at its health, of a worker that it is alive."""
    answered = {"web": {"/health", "/health/ready"}, "worker": {"/health"}}
    for container in containers():
        probes = [container[name] for name in container if name.endswith("Probe")]
        paths = {probe["httpGet"]["path"] for probe in probes if "httpGet" in probe}
        assert paths == answered.get(container["name"], set()), container["name"]
        assert not any("httpHeaders" in probe.get("httpGet", {}) for probe in probes)


def containers() -> Iterator[dict[str, Any]]:
    for path in (ROOT / "infra" / "k8s").rglob("*.yaml"):
        for document in documents(path.read_text()):
            yield from document.get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])


def workers_of_the_cluster() -> list[dict[str, Any]]:
    return [container for container in containers() if container["name"] == "worker"]


def test_prometheus_asks_web_and_workers_of_every_shape(tmp_path: Path) -> None:
    folder = ROOT / "infra" / "prometheus"
    beside = yaml.safe_load((folder / "prometheus.yml").read_text())["scrape_configs"]
    services = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])
    asked = {job["job_name"]: job["dns_sd_configs"][0] for job in beside}

    assert asked["legalindia"]["names"] == ["web", "firm-web"]
    assert asked["legalindia-worker"]["names"] == ["worker", "firm-worker"]
    assert asked["legalindia-worker"]["port"] == 9101
    assert {name for job in asked.values() for name in job["names"]} <= services
    run("promtool", "check", "config", "--syntax-only", "infra/prometheus/prometheus.yml")

    cluster = yaml.safe_load((folder / "kubernetes.yml").read_text())
    for job in cluster["scrape_configs"]:
        # Debian's promtool is built without the cluster's discovery.
        assert job.pop("kubernetes_sd_configs")[0]["namespaces"] == {"names": ["legalindia"]}
    (tmp_path / "kubernetes.yml").write_text(yaml.safe_dump(cluster))
    run("promtool", "check", "config", "--syntax-only", str(tmp_path / "kubernetes.yml"))


def test_every_image_of_others_is_pinned_to_a_version() -> None:
    found = [image for image in [*images(ROOT), *images(ROOT / "infra")] if not image.startswith("legalindia")]

    assert all(":" in image and not image.endswith(":latest") for image in found)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_is_what_kubernetes_takes(overlay: str, tmp_path: Path) -> None:
    rendered = run("kubectl", "kustomize", f"infra/k8s/overlays/{overlay}")
    known = [document for document in documents(rendered) if document["kind"] not in OF_OPERATORS]
    (tmp_path / "all.yaml").write_text(yaml.safe_dump_all(known))

    run("kubernetes-validate", "-k", KUBERNETES, "--strict", str(tmp_path / "all.yaml"))


def test_every_kubernetes_file_is_what_kubernetes_takes(tmp_path: Path) -> None:
    """The same without kubectl: what is written down, each by itself."""
    known = []
    for path in (ROOT / "infra" / "k8s").rglob("*.yaml"):
        if path.name not in {"kustomization.yaml", "adapter-rules.yaml"}:
            known += [each for each in documents(path.read_text()) if each["kind"] not in OF_OPERATORS]
    (tmp_path / "all.yaml").write_text(yaml.safe_dump_all(known))

    run("kubernetes-validate", "-k", KUBERNETES, "--strict", str(tmp_path / "all.yaml"))


def test_no_pod_may_become_more_than_it_is() -> None:
    for path in (ROOT / "infra" / "k8s").rglob("*.yaml"):
        for document in documents(path.read_text()):
            pod = document.get("spec", {}).get("template", {}).get("spec")
            if pod is None:
                continue
            assert pod["securityContext"]["runAsNonRoot"] is True, path
            for container in [*pod["containers"], *pod.get("initContainers", [])]:
                assert container["securityContext"]["allowPrivilegeEscalation"] is False, path
                assert "latest" not in container["image"], path


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_follows_its_schema(name: str) -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", f".github/workflows/{name}")


def test_the_workflows_do_nothing_unsafe() -> None:
    run("zizmor", "--offline", "--quiet", ".github/workflows")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_by_hash(name: str) -> None:
    used = re.findall(r"uses: \S+@(\S+)", (ROOT / ".github" / "workflows" / name).read_text())

    assert used
    assert all(re.fullmatch(r"[0-9a-f]{40}", version) for version in used)


def test_dependabot_can_read_its_file() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml")


@pytest.mark.parametrize("hook", ["check", "infra"])
def test_what_runs_before_a_commit_is_a_target_of_make(hook: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert hook in targets
    assert f"entry: make {hook}" in (ROOT / ".pre-commit-config.yaml").read_text()

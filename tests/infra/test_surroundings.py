"""What surrounds the product: the settings example, the image, the services, the scripts, the clear messages."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from revitalization import env, settings
from tools import check, example, install, options, packages, state, surroundings, test
from tools.say import Trouble

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "beat", "prepare"}


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_the_example_names_every_setting_that_the_code_reads() -> None:
    assert settings.MODE
    named = re.findall(r"^#([A-Z_]+)=", text(".env.example"), re.M)
    assert set(env.DECLARED) <= set(named)
    assert sorted(named) == sorted({setting.name for setting in example.declared()})
    assert text(".env.example") == example.wanted()


def test_the_example_holds_no_value_that_would_be_taken_as_it_is() -> None:
    assert [row for row in text(".env.example").splitlines() if row and not row.startswith("#")] == []


def test_the_table_of_settings_in_the_documentation_is_complete() -> None:
    page = text("docs/operations.md")
    assert page == example.page(page)
    assert [
        name for name in sorted({one.name for one in example.declared()}) if f"`{name}`" not in page
    ] == []


def test_the_services_are_web_worker_clock_database_and_queue_and_one_preparation() -> None:
    assert set(SERVICES) == OURS | {"database", "redis"}
    assert SERVICES["database"]["image"].startswith("postgres:17")
    assert SERVICES["redis"]["image"].startswith("redis:7")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_not_root_and_writes_only_where_it_must(name: str) -> None:
    service = SERVICES[name]
    assert not service["user"].startswith(("0", "root"))
    assert service["read_only"] is True
    assert service["tmpfs"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"prepare"}))
def test_a_lasting_service_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["database"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_the_services_wait_for_the_preparation_and_it_waits_for_the_database() -> None:
    for name in OURS - {"prepare"}:
        waits = SERVICES[name]["depends_on"]
        assert waits["prepare"]["condition"] == "service_completed_successfully"
        assert waits["database"]["condition"] == waits["redis"]["condition"] == "service_healthy"
    assert SERVICES["prepare"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_only_the_preparation_knows_the_owner_s_password() -> None:
    for name in OURS:
        knows = "BATON_OWNER_PASSWORD" in str(SERVICES[name]["environment"])
        assert knows == (name == "prepare")


def test_no_secret_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|PEPPER|URL", name) and name != "REDIS_URL":
                assert "${" in str(value), name


def test_the_services_set_no_setting_that_the_product_does_not_know() -> None:
    known = {setting.name for setting in example.declared()}
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known


ELSEWHERE = {"BATON_DATABASE_ROLE", "BATON_AS_OWNER", "DATABASE_OWNER_URL", "BATON_TEST_NAME", "BATON_PORT", "BATON_WEB_WORKERS"} | {
    # the role is made by that name, or the setting is for one machine, or its default is what production asks for
    *("BATON_DEMO", "BATON_BROWSER", "BATON_REQUIRE_MFA", "BATON_SECURE_COOKIES", "BATON_ANCHOR_FILE", "BATON_API_RATE"),
}  # fmt: skip


def test_the_services_let_every_setting_through_that_is_the_operator_s_to_choose() -> None:
    known = {setting.name for setting in example.declared()}
    assert known - set(SERVICES["web"]["environment"]) - ELSEWHERE == set()


def test_the_image_installs_pinned_packages_and_is_not_root() -> None:
    image = text("Dockerfile")
    assert "--require-hashes -r requirements.txt" in image
    assert re.search(r"^USER 10001", image, re.M)
    assert "fonts-noto-cjk" in image
    assert image.index("\nUSER ") < image.index("\nCMD ")
    assert {".env", ".git", ".venv", "var"} <= set(text(".dockerignore").split())


def test_the_scripts_of_the_second_pass_stop_at_the_first_failure() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert "set -euo pipefail" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)


def test_the_pinned_lists_have_hashes_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        rows = text(name).splitlines()
        packages = [row for row in rows if row and not row.startswith((" ", "#"))]
        assert packages
        assert all("==" in row and row.endswith("\\") for row in packages)
        assert not [row for row in rows if "://" in row or row.startswith("-")]


def test_the_makefile_has_every_target_that_is_promised() -> None:
    targets = {"run", "test", "test-slow", "check", "bench", "doctor", "lock", "help"}
    assert targets <= set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))


def test_slow_tests_are_left_out_unless_they_are_asked_for() -> None:
    processes = ["-n", "auto", "--maxschedchunk", "8"]
    assert test.pytest_arguments(["-k", "x"]) == [*processes, "-m", "not slow", "-k", "x"]
    assert test.pytest_arguments(["--slow"]) == [*processes, "-m", "slow"]
    assert test.pytest_arguments(["-m", "clock", "-n", "1"]) == ["-m", "clock", "-n", "1"]


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("eighty", "0", "70000", "-1"):
        monkeypatch.setattr(options, "PORT", wrong)
        with pytest.raises(Trouble, match="is not a port"):
            options.port()


def test_what_is_missing_for_pdf_is_named_with_its_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(packages, "_loads", lambda library: library != "libpango-1.0.so.0")
    monkeypatch.setattr(packages, "chinese_font", lambda: "")
    surroundings.tell_what_is_off(tmp_path)
    said = capsys.readouterr().out
    assert "apt-get install libpango-1.0-0 fonts-noto-cjk" in said


def test_the_key_is_never_made_twice(tmp_path: Path) -> None:
    key = surroundings.secret_key(tmp_path)
    assert len(key) > 60
    assert surroundings.secret_key(tmp_path) == key


def test_the_fingerprint_follows_what_shapes_the_database_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "reporting" / "reports" / "migrations").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    first = state.fingerprint(tmp_path)
    (tmp_path / "docs" / "page.py").write_text("x")
    assert state.fingerprint(tmp_path) == first
    (tmp_path / "reporting" / "reports" / "migrations" / "0001.py").write_text("x")
    assert state.fingerprint(tmp_path) != first


def test_the_installer_counts_packages_and_shows_why_pip_failed(tmp_path: Path) -> None:
    assert install.pinned("a==1 \\\n    --hash=sha256:00\n# b==2\nc==3 \\\n") == 2
    broken = tmp_path / "requirements.txt"
    broken.write_text("django==0.0.1 --hash=sha256:" + "0" * 64 + "\n")
    command = [sys.executable, "-m", "tools.install", str(broken)]
    closed = {**os.environ, "PIP_NO_INDEX": "1"}
    told = subprocess.run(
        command, cwd=ROOT, env=closed, capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode != 0
    assert "django==0.0.1" in told.stderr


def test_a_long_complaint_is_shown_without_its_middle() -> None:
    shown = check.shortened("\n".join(str(number) for number in range(1_000)))
    assert shown.startswith("0\n")
    assert shown.endswith("\n999")
    assert "… 940 lines …" in shown
    assert check.shortened("one\n") == "one"

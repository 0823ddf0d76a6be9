"""What is given out works: the wheel, built and installed in an environment of its own, serves the demo with all that belongs
to it. Part of `make check`; needs no network, because what it depends on is taken from this environment.

    .venv/bin/python scripts/check_wheel.py
"""

from __future__ import annotations

import os
import re
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

ROOT = Path(__file__).parent.parent
PATIENCE = 180.0
"""Seconds until the demo is loaded, on a busy machine."""
_LOOK = """
import importlib.metadata as metadata, jiheng
from packaging.requirements import Requirement
for line in metadata.requires("jiheng"):
    wanted = Requirement(line)
    if any(not wanted.marker or wanted.marker.evaluate({"extra": extra}) for extra in ("", "web")):
        assert wanted.specifier.contains(metadata.version(wanted.name)), line
print(jiheng.__file__)
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="jiheng-wheel-") as folder:
        python = install(Path(folder))
        place = Path(run(python, "-c", _LOOK, cwd=folder).strip())
        assert place.is_relative_to(folder), f"{place} is not what was installed"
        with serving(python.with_name("jiheng"), Path(folder)) as address:
            look_at(address)
    print("安装包：装得上，演示启动得了，样式、译文、样表都在。")


def install(folder: Path) -> Path:
    """Build and install the wheel; the Python of its environment."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("jiheng-*.whl")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    run(*pip[:3], "--python", python, "--quiet", "install", "--no-deps", wheel, cwd=folder)
    # A path in a .pth file leads to the packages there, and not to what their own .pth files (of an editable install) name.
    packages = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).strip()
    (Path(packages) / "others.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return python


def look_at(address: str) -> None:
    """The pages of somebody who opens it for the first time."""
    stranger = build_opener(HTTPCookieProcessor(CookieJar()))
    page = get(stranger, address)
    assert "登录" in page
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len([part for part in parts if part.endswith(".css")]) > 4
    assert len([part for part in parts if part.endswith(".js")]) > 2
    for part in parts:
        assert get(stranger, urljoin(address, part)), part
    assert "<title>Sign in" in get(build_opener(), urljoin(address, "/sign-in/"), cookie="django_language=en")
    home = get(stranger, urljoin(address, "/sign-in/"), username="clerk", password="Yunxi-Demo-2026",
               csrfmiddlewaretoken=found(r'name="csrfmiddlewaretoken" value="(\w+)"', page))  # fmt: skip
    assert "云溪县团结西路街道办事处" in home
    declaration = get(stranger, urljoin(address, found(r'href="(/declarations/\d+/)"', home)))
    assert "绩效目标" in declaration


def get(browser: OpenerDirector, address: str, *, cookie: str = "", **sent: str) -> str:
    """The text of a page; `sent` is a form."""
    request = Request(address, urlencode(sent).encode() if sent else None, {"Referer": address})
    if cookie:
        request.add_unredirected_header("Cookie", cookie)
    with browser.open(request, timeout=30) as answer:
        return str(answer.read().decode())


def found(pattern: str, text: str) -> str:
    """The group of the first match."""
    match = re.search(pattern, text)
    assert match is not None, pattern
    return match[1]


@contextmanager
def serving(jiheng: Path, folder: Path) -> Iterator[str]:
    """The address of the demo, until it has ended as it should."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    said = folder / "said"
    with said.open("wb") as out:
        server = subprocess.Popen(
            [jiheng, "serve", "--demo", "--port", str(port)],
            cwd=folder, env=environment(JIHENG_DATA=str(folder / "data")), stdout=out, stderr=out,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_for(f"{address}health/", server)
        yield address
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
        assert "Traceback" not in said.read_text(encoding="utf-8")
    except BaseException:
        print(said.read_text(encoding="utf-8"), file=sys.stderr)
        raise
    finally:
        server.kill()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            get(build_opener(), address)
        except URLError:
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)
        else:
            return


def environment(**more: str) -> dict[str, str]:
    """Nothing of this installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIHENG_", "DJANGO_", "PYTHON"))}
    return {**kept, **more}


def run(*command: object, cwd: str | Path) -> str:
    """What a program says."""
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


if __name__ == "__main__":
    main()

"""Somebody at a browser, over a real connection to a real server: cookies, the sign-in form, the forms of the acts."""

from __future__ import annotations

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.web.county import PASSWORD


class Visitor:
    """A browser with one person at it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, **said: str) -> tuple[int, str]:
        """Status and text of the answer to a form."""
        token = self._cookies.get("jiheng_csrf", "")
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **said}))

    def sign_in(self, username: str) -> None:
        """Sign in."""
        self.get("/sign-in/")
        status, text = self.post("/sign-in/", username=username, password=PASSWORD)
        assert status == 302, text

    def act(self, declaration: int, act: str, **said: str) -> tuple[int, str]:
        """Do an act as its page asks for it; status 0 where its page leads elsewhere because it cannot be done now."""
        path = f"/declarations/{declaration}/acts/{act}/"
        status, text = self.get(path)
        if status != 200:
            return 0 if status == 302 else status, text
        seen = re.search(r'name="seen" value="(\d+)"', text)
        assert seen is not None
        return self.post(path, seen=seen[1], **said)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for given in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: one.value for name, one in SimpleCookie(given).items()})
        connection.close()
        return answer.status, text

"""The settings of the mail server: when the connection is encrypted, and that a password never goes out where it was to be."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from jiheng.web.configuration import Configuration, ConfigurationError, MailServer, mail_server
from tests.web.test_account import settings_of


def of(email: str) -> MailServer | None:
    return mail_server(Configuration(data=Path("unused"), email=email))


def test_blank_is_no_mail() -> None:
    assert of("") is None


@pytest.mark.parametrize(
    ("email", "port", "starttls", "tls", "tells_password"),
    [
        ("smtp://10.0.0.25", 25, False, False, False),
        ("smtp://a:b@10.0.0.25:2525", 2525, False, False, True),
        ("smtp+starttls://a:b@mail.example", 587, True, False, False),
        ("smtp+starttls://a:b@mail.example:25", 25, True, False, False),
        ("smtps://a:b@mail.example", 465, False, True, False),
    ],
)
def test_what_the_address_says(email: str, port: int, starttls: bool, tls: bool, tells_password: bool) -> None:
    found = of(email)
    assert found is not None
    assert (found.port, found.starttls, found.tls, found.tells_password) == (port, starttls, tls, tells_password)


def test_the_account_may_hold_what_an_address_cannot() -> None:
    found = of("smtps://jixiao%40yunxi.example:p%2F%3A%40ss@mail.example")
    assert found is not None
    assert (found.user, found.password) == ("jixiao@yunxi.example", "p/:@ss")


@pytest.mark.parametrize(
    "email", ["mail.example", "http://a:Geheim@h", "smtp://", "smtps://a:Geheim@h:x", "smtp+tls://a:Geheim@h"]
)
def test_what_is_no_mail_server_is_a_sentence_without_the_password(email: str) -> None:
    with pytest.raises(ConfigurationError, match="smtp\\+starttls://") as error:
        of(email)
    assert "Geheim" not in str(error.value)


def test_django_is_told() -> None:
    said = "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.MAIL_IS_SET_UP)"
    assert settings_of(said, JIHENG_EMAIL="smtp+starttls://a:b@mail.example") == "mail.example 587 a True False True"
    assert settings_of(said, JIHENG_EMAIL="smtps://a:b@mail.example") == "mail.example 465 a False True True"
    assert settings_of("print(s.MAIL_IS_SET_UP)") == "False"


@pytest.fixture
def without_encryption() -> Iterator[tuple[int, list[str]]]:
    """A mail server that knows no STARTTLS: its port, and what it was told."""
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            there, _address = listening.accept()
            with there, there.makefile("rw", encoding="ascii", newline="") as talk:
                print("220 ready", end="\r\n", file=talk, flush=True)
                for line in talk:
                    told.append(line.strip())
                    said = "250-here\r\n250 AUTH PLAIN LOGIN" if line.upper().startswith("EHLO") else "221 bye"
                    print(said, end="\r\n", file=talk, flush=True)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1], told
        thread.join(10)


def test_no_password_goes_to_a_server_that_cannot_encrypt(without_encryption: tuple[int, list[str]]) -> None:
    port, told = without_encryption
    server = of(f"smtp+starttls://a:b@127.0.0.1:{port}")
    assert server is not None
    sent: dict[str, Any] = {
        "host": server.host, "port": server.port, "username": server.user, "password": server.password,
        "use_tls": server.starttls, "use_ssl": server.tls, "timeout": 10,
    }  # fmt: skip
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", **sent)
    with pytest.raises(smtplib.SMTPException, match="STARTTLS"):
        connection.send_messages([EmailMessage("a", "b", "c@d.example", ["e@f.example"])])
    connection.close()
    assert [line for line in told if line.upper().startswith("EHLO")]
    assert not [line for line in told if line.upper().startswith(("AUTH", "MAIL"))]

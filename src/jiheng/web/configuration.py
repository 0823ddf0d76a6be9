"""How the app is set up: `settings.toml` in the data folder, and environment variables, which win."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jiheng.model.errors import JihengError

SETTINGS_FILE = "settings.toml"
SQLITE_FILE = "jiheng.sqlite3"
STATIC_FOLDER = "static"
_KEY_FILE = "secret.key"


class ConfigurationError(JihengError):
    """The app is set up in a way that cannot work."""


MOST_EMAIL_MINUTES = 1440
"""Notices that have waited for longer are not mailed any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The set-up of one installation.

    `database` is a PostgreSQL address (`postgresql://user:password@host:5432/jiheng`) or blank for SQLite in the data folder.
    """

    data: Path
    database: str = ""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    https: bool = False
    second_factor: str = "optional"
    """`off`, `optional` or `required`."""
    session_minutes: int = 30
    email: str = ""
    """`smtp+starttls://user:password@host:587`, `smtps://…`, `smtp://…` without encryption, or blank for none."""
    email_from: str = ""
    email_minutes: int = 60
    """At most one e-mail to a person in so many minutes."""
    address: str = ""
    """Where users find the app (`https://jixiao.example.gov.cn`), for the links in e-mails; blank for none."""
    log_requests: bool = True
    """Whether every request is logged; faults are in any case."""
    upload_megabytes: int = 50
    attachments: int = 100
    """Of a declaration, with those that were replaced."""
    attachment_megabytes: int = 300
    """All attachments of a declaration together."""
    attachments_an_hour: int = 120
    """Of a person."""
    debug: bool = False
    trusted_proxies: int = 0
    """How many proxies stand before the app; each adds to X-Forwarded-For who came to it."""
    other: Mapping[str, Any] = field(default_factory=dict)


ABOUT: Mapping[str, str] = {
    "database": "数据库：留空是数据文件夹里的 SQLite；PostgreSQL 写成 `postgresql://用户:密码@主机:5432/库名`。",
    "hosts": "大家在浏览器里用的主机名或 IP，用逗号隔开（文件里写成列表）；别的主机名来的请求不理。",
    "https": "用户是否经 HTTPS 访问：是的话 Cookie 只走 HTTPS，并发 HSTS。",
    "second_factor": "第二重验证（手机上的 6 位验证码）：`off` 不用，`optional` 自愿，`required` 人人都要。",
    "session_minutes": "多少分钟不操作就要重新登录。",
    "email": (
        "发邮件的服务器：`smtp+starttls://用户:密码@主机:587`（连上后加密）、`smtps://用户:密码@主机:465`（一开始就加密），"
        "或 `smtp://主机:25`（不加密，密码和内容都能在网上看到，只用于本机或可信的内网）；端口可以不写。"
        "加密时服务器的证书必须是本机信任的，服务器不能加密就不发。留空不发邮件。"
    ),
    "email_from": "邮件的发件人地址。",
    "email_minutes": "一个人多少分钟里最多收一封邮件，这期间的通知合在下一封里；0 是不等，随到随发。最大 1440（一天）。",
    "address": "大家打开绩衡的网址，例如 `https://jixiao.example.gov.cn`，写在邮件里；留空则邮件里没有链接。",
    "log_requests": "是否每个请求记一行日志；出错总是记的。",
    "upload_megabytes": "一次上传最多多少 MB。",
    "attachments": "一份申报最多多少个附件，被新版替换的也算在内。",
    "attachment_megabytes": "一份申报的全部附件合计最多多少 MB。",
    "attachments_an_hour": "一个人一小时最多上传多少个附件。",
    "debug": "只给开发用：出错时显示程序细节。正式使用不要开。",
    "trusted_proxies": (
        "前面有几层反向代理；直接访问是 0，这时 X-Forwarded-For 和 X-Forwarded-Proto 都不看。"
        "是几层，来源地址就取 X-Forwarded-For 从右数第几个（再往左的谁都能写），登录限次按它算。"
    ),
}
"""What each setting is, as the page of the settings says it."""


def load(environment: Mapping[str, str] = os.environ) -> Configuration:
    """The set-up of this process.

    :raises ConfigurationError: with one sentence for the administrator.
    """
    data = Path(environment.get("JIHENG_DATA") or "jiheng-data").absolute()
    given = _file(data / SETTINGS_FILE)
    for name in ABOUT:
        value = environment.get(f"JIHENG_{name.upper()}")
        if value is not None:
            given[name] = value
    try:
        return Configuration(data=data, **{name: _value(name, value) for name, value in given.items()})
    except TypeError as error:
        raise ConfigurationError(f"{data / SETTINGS_FILE} 里有不认识的设置：{error}") from error


def database(configuration: Configuration) -> dict[str, Any]:
    """Django's description of the database."""
    if not configuration.database:
        return {
            "ENGINE": "jiheng.web.sqlite3",
            "NAME": configuration.data / SQLITE_FILE,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    address = urlsplit(configuration.database)
    if address.scheme not in ("postgresql", "postgres") or not address.path.strip("/"):
        raise ConfigurationError(
            f"数据库设置“{_hidden(configuration.database)}”不认识；PostgreSQL 写成 postgresql://用户:密码@主机:5432/库名，用 SQLite 就留空。"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # What pages read lies in memory or on a solid-state disk; with PostgreSQL's default for turning disks, the plan of
        # some searches reads all declarations of all years: seconds where the index takes milliseconds.
        "OPTIONS": {"connect_timeout": 5, "options": "-c random_page_cost=1.1"},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where e-mail is handed over, and from when on the connection is encrypted: `starttls` before the password, `tls` from
    its beginning."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool

    @property
    def tells_password(self) -> bool:
        """Whether the password can be read on its way."""
        return bool(self.password) and not (self.starttls or self.tls)


_MAIL_PORTS: Mapping[str, int] = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mail_server(configuration: Configuration) -> MailServer | None:
    """Where e-mail is handed over; None where none is sent.

    :raises ConfigurationError: where the setting is no such address.
    """
    if not configuration.email:
        return None
    address = urlsplit(configuration.email)
    try:
        port = address.port
    except ValueError:
        port = 0
    if address.scheme not in _MAIL_PORTS or not address.hostname or port == 0:
        raise ConfigurationError(
            f"邮件设置“{_hidden(configuration.email)}”不认识；写成 smtp+starttls://用户:密码@主机:587、smtps://用户:密码@主机:465 "
            "或 smtp://主机:25，不发邮件就留空。"
        )
    return MailServer(
        host=address.hostname,
        port=port or _MAIL_PORTS[address.scheme],
        user=unquote(address.username or ""),
        password=unquote(address.password or ""),
        starttls=address.scheme == "smtp+starttls",
        tls=address.scheme == "smtps",
    )


def secret_key(data: Path) -> str:
    """The installation's key, made at the first call; only its owner can read it. Without an installation, a key that nobody
    will know again."""
    path = data / _KEY_FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(50)
        if not data.exists():
            return key
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(key)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        return key


def _file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} 不是有效的 TOML：{error}") from error


def _value(name: str, value: Any) -> Any:
    kind = Configuration.__dataclass_fields__[name].type if name in Configuration.__dataclass_fields__ else ""
    if kind == "bool" and isinstance(value, str):
        return value.strip().lower() in ("1", "true", "yes", "on", "是")
    if kind == "int":
        try:
            number = int(value)
        except ValueError as error:
            raise ConfigurationError(f"设置 {name} 要写成整数，现在是“{value}”。") from error
        if name == "email_minutes" and not 0 <= number <= MOST_EMAIL_MINUTES:
            raise ConfigurationError(f"设置 {name} 是 0 到 {MOST_EMAIL_MINUTES} 的整数，现在是 {number}。")
        return number
    if name == "hosts":
        return (
            tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else tuple(value)
        )
    if name == "second_factor" and value not in ("off", "optional", "required"):
        raise ConfigurationError(f"设置 second_factor 只能是 off、optional、required，现在是“{value}”。")
    return value


def _hidden(address: str) -> str:
    """An address without its password."""
    head, at, tail = address.rpartition("@")
    return f"…{at}{tail}" if at else head or tail

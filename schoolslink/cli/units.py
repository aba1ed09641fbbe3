"""The texts an installation needs around it: systemd units, and the proxy that speaks TLS."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from schoolslink.config.database.locate import ROOT

FOLDER = Path("/etc/systemd/system")
HARDENED = """\
NoNewPrivileges=yes
ProtectSystem=full
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
UMask=0077"""


@dataclass(frozen=True)
class Service:
    """What the units must know of an installation."""

    user: str
    home: Path
    port: int
    own_database: bool
    public_url: str
    backups: Path
    keys: Path

    def units(self) -> dict[str, str]:
        """Return every unit by its file name."""
        needs = "schoolslink-database.service" if self.own_database else "network-online.target"
        made = {
            "schoolslink-web.service": self._running("web server", self.serve, needs),
            "schoolslink-worker.service": self._running("worker", "work", needs),
            "schoolslink-backup.service": self._once("nightly backup", self.backup, needs),
            "schoolslink-backup.timer": TIMER,
        }
        if self.own_database:
            made["schoolslink-database.service"] = (
                self._head("database", "local-fs.target")
                + f"Type=notify\nExecStart={_link('database run')}\n{DATABASE}"
            )
        return made

    @property
    def serve(self) -> str:
        """Return the verb of the web server, with its port."""
        return f"serve --port {self.port}"

    @property
    def backup(self) -> str:
        """Return the verb of the nightly backup: the children's keys go to a place of their own."""
        return f"backup --to {_word(self.backups)} --keys-to {_word(self.keys)}"

    def kept_running(self) -> list[str]:
        """Return the verbs that must always run, in their order."""
        return [*(["database run"] if self.own_database else []), self.serve, "work"]

    def started(self) -> list[str]:
        """Return the units that are to run from now on, in their order."""
        first = ["schoolslink-database.service"] if self.own_database else []
        return [*first, *self.reads_settings(), "schoolslink-backup.timer"]

    @staticmethod
    def reads_settings() -> list[str]:
        """Return the units that read the settings once, when they start."""
        return ["schoolslink-web.service", "schoolslink-worker.service"]

    def _head(self, what: str, needs: str) -> str:
        return (
            f"[Unit]\nDescription=Schools Link: {what}\nRequires={needs}\nAfter={needs}\n\n"
            f"[Service]\nUser={self.user}\nWorkingDirectory={_plain(ROOT)}\n"
            f'Environment="SCHOOLSLINK_HOME={_plain(self.home)}"\n'
            # What would start the server itself would take it down with it.
            f"Environment=SCHOOLSLINK_DATABASE_KEPT=yes\n{HARDENED}\n"
        )

    def _running(self, what: str, verb: str, needs: str) -> str:
        return (
            self._head(what, needs)
            + f"ExecStart={_link(verb)}\nRestart=always\nRestartSec=2\n\n"
            + "[Install]\nWantedBy=multi-user.target\n"
        )

    def _once(self, what: str, verb: str, needs: str) -> str:
        return self._head(what, needs) + f"Type=oneshot\nExecStart={_link(verb)}\n"

    def proxy(self) -> str:
        """Return what a proxy (here nginx) must say; certificates are its own affair."""
        name = urlsplit(self.public_url).hostname
        return PROXY.format(name=name, port=self.port)


# Only the verb is told to stop, and stops the server in its own way; should the verb be killed, the
# server goes on, and the next one finds it.
DATABASE = """\
KillMode=process
Restart=on-failure
RestartSec=2
TimeoutStartSec=180
TimeoutStopSec=60

[Install]
WantedBy=multi-user.target
"""

TIMER = """\
[Unit]
Description=Schools Link: nightly backup

[Timer]
OnCalendar=*-*-* 02:00:00
RandomizedDelaySec=20min
Persistent=true

[Install]
WantedBy=timers.target
"""

PROXY = """\
server {{
    listen 443 ssl;
    server_name {name};
    # ssl_certificate and ssl_certificate_key: yours
    client_max_body_size 20m;
    location / {{
        proxy_pass http://127.0.0.1:{port};
        proxy_request_buffering on;  # a slow sender holds the proxy, never a page
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-For $remote_addr;
    }}
}}
"""


def _plain(path: Path) -> str:
    """Return a path as systemd reads it: a percent sign begins a placeholder there."""
    return str(path).replace("%", "%%")


def _word(path: Path) -> str:
    """Return a path as one word of a command, in systemd's own quotes."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text.replace("%", "%%")}"'


def _link(verb: str) -> str:
    return f"{_word(ROOT / 'link')} {verb}"

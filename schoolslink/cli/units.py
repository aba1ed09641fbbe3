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

    def units(self) -> dict[str, str]:
        """Return every unit by its file name."""
        needs = "schoolslink-database.service" if self.own_database else "network-online.target"
        made = {
            "schoolslink-web.service": self._running(
                "web server", f"serve --port {self.port}", needs
            ),
            "schoolslink-worker.service": self._running("worker", "work", needs),
            "schoolslink-backup.service": self._once("nightly backup", "backup", needs),
            "schoolslink-backup.timer": TIMER,
        }
        if self.own_database:
            made["schoolslink-database.service"] = (
                self._once("database", "database start", "local-fs.target")
                + f"RemainAfterExit=yes\nExecStop={_link('database stop')}\n"
                "TimeoutStopSec=60\n\n[Install]\nWantedBy=multi-user.target\n"
            )
        return made

    def started(self) -> list[str]:
        """Return the units that are to run from now on, in their order."""
        first = ["schoolslink-database.service"] if self.own_database else []
        return [
            *first,
            "schoolslink-web.service",
            "schoolslink-worker.service",
            "schoolslink-backup.timer",
        ]

    def _head(self, what: str, needs: str) -> str:
        return (
            f"[Unit]\nDescription=Schools Link: {what}\nRequires={needs}\nAfter={needs}\n\n"
            f"[Service]\nUser={self.user}\nWorkingDirectory={_plain(ROOT)}\n"
            f'Environment="SCHOOLSLINK_HOME={_plain(self.home)}"\n{HARDENED}\n'
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
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-For $remote_addr;
    }}
}}
"""


def _plain(path: Path) -> str:
    """Return a path as systemd reads it: a percent sign begins a placeholder there."""
    return str(path).replace("%", "%%")


def _link(verb: str) -> str:
    return f'"{_plain(ROOT / "link")}" {verb}'

"""The settings of our own PostgreSQL, written at every start. Standard library only."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024


def memory_mb() -> int:
    """Return the memory of this machine in megabytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE


def settings(socket_folder: Path, *, durable: bool) -> dict[str, str]:
    """Return every setting we make, by its PostgreSQL name."""
    memory = memory_mb()
    chosen = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{socket_folder}'",
        "unix_socket_permissions": "0700",
        "password_encryption": "'scram-sha-256'",
        "max_connections": "100",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "shared_buffers": f"{min(max(memory // 8, 128), 2048)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "256MB" if memory > 4096 else "64MB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        # Compiling a query pays for reports, not for pages of 25 rows behind row-level security.
        "jit": "off",
        "logging_collector": "on",
        "log_directory": "'log'",
        "log_filename": "'server-%a.log'",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        # Never a row in a log: an error's details and its statement can hold a child's words.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
    }
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return chosen


def write_settings(data: Path, socket_folder: Path, *, durable: bool) -> Path:
    """Write the settings into the data folder and return the file.

    At every start, because a folder that was moved has another socket.
    """
    lines = [
        f"{name} = {value}" for name, value in settings(socket_folder, durable=durable).items()
    ]
    path = data / "schoolslink.conf"
    path.write_text("# Written by Schools Link at every start.\n" + "\n".join(lines) + "\n")
    return path

"""`python -m server` serves the page and the API in production, from one process."""

import os
import signal
import socket
import sys

import uvicorn

from .app import create_app
from .environment import read_environment
from .logs import configure_logs
from .settings import Settings, SettingsError, read_settings

# Open streams are given this long to end; then the server goes.
SHUTDOWN_SECONDS = 4


def main() -> int:
    """Run the server until it is told to stop.

    Returns:
        The exit code: 0 after a signal, 1 if the server cannot start.
    """
    configure_logs()
    try:
        settings = read_settings(read_environment(), "production")
        app = create_app(settings)
        listener = listen(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    for name in (signal.SIGINT, signal.SIGTERM):
        # Uvicorn raises the signal again after its own orderly end, which is success here.
        signal.signal(name, lambda *_: sys.exit(0))
    config = uvicorn.Config(
        app,
        log_level="warning",
        # Some addresses carry what is signed, which does not belong into a log.
        access_log=False,
        # `server/network.py` reads the forwarded headers.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    return 0 if server.started else 1


def listen(settings: Settings) -> socket.socket:
    """Open the port.

    Raises:
        SettingsError: if the port or the host cannot be had, in words that say what to do.
    """
    host = settings.host.strip("[]")
    try:
        family = socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, settings.port))
    except OSError as error:
        raise SettingsError(describe_listen_error(error, settings)) from error
    return listener


def describe_listen_error(error: OSError, settings: Settings) -> str:
    """Word a failure to listen, and what to do about it."""
    if isinstance(error, PermissionError):
        return (
            f"Port {settings.port} is reserved for the system. "
            "Choose one from 1024 on: PORT=3000 npm start"
        )
    if isinstance(error, socket.gaierror) or "assign requested address" in str(error):
        return f"HOST is no address of this machine: {settings.host}"
    return (
        f"Port {settings.port} is already in use. Stop the other program, "
        f"or choose another port: PORT={settings.port + 1} npm start"
    )


if __name__ == "__main__":
    sys.exit(main())

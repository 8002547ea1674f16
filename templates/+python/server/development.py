"""The app as `npm run dev` runs it, where Vite serves the page."""

from fastapi import FastAPI

from .app import create_app
from .environment import read_environment
from .logs import configure_logs
from .settings import SettingsError, read_settings


def create_development_app() -> FastAPI:
    """Create the app; uvicorn calls this again after every change of the code."""
    configure_logs()
    try:
        return create_app(read_settings(read_environment(), "development"))
    except SettingsError as error:
        raise SystemExit(str(error)) from error

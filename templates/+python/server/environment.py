"""Environment variables: those of the shell win over `.env`, and an empty one counts as not set."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values


@dataclass(frozen=True)
class Variable:
    """A variable that is set, and where it was found."""

    name: str
    value: str = field(repr=False)
    source: Literal["shell", "file"]

    @property
    def origin(self) -> str:
        """Where the variable was found, for people: "OPENAI_API_KEY in .env"."""
        return f"{self.name} of the shell" if self.source == "shell" else f"{self.name} in .env"


@dataclass(frozen=True)
class Environment:
    """What the shell and `.env` say."""

    shell: Mapping[str, str] = field(repr=False)
    file: Mapping[str, str] = field(repr=False)

    def find(self, name: str) -> Variable | None:
        """Look a variable up in the shell, then in `.env`."""
        if value := self.shell.get(name, "").strip():
            return Variable(name, value, "shell")
        return self.in_file(name)

    def in_file(self, name: str) -> Variable | None:
        """Look a variable up in `.env` alone."""
        if value := self.file.get(name, "").strip():
            return Variable(name, value, "file")
        return None

    def value(self, name: str) -> str | None:
        """The value of a variable, or None if it is not set."""
        variable = self.find(name)
        return variable.value if variable else None


def read_environment(path: Path = Path(".env")) -> Environment:
    """Read the shell's variables and those of an `.env` file, which may be missing."""
    values = dotenv_values(path, interpolate=False) if path.is_file() else {}
    return Environment(
        shell=dict(os.environ),
        file={name: value for name, value in values.items() if value is not None},
    )

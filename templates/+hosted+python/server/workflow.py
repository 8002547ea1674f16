"""The Agent Builder workflow that the chat talks to."""

import re
from dataclasses import dataclass

from .settings import Problem, Settings

HINT = "Copy the id from Agent Builder, wf_…, into .env: CHATKIT_WORKFLOW_ID=wf_…"
HREF = "https://platform.openai.com/agent-builder"

MISSING = Problem(
    code="workflow_missing",
    message="This app does not know its workflow yet.",
    hint=HINT,
    href=HREF,
)
MALFORMED = Problem(
    code="workflow_malformed",
    message="The workflow id of this app does not look like one.",
    hint=HINT,
    href=HREF,
)


@dataclass(frozen=True)
class Workflow:
    """A workflow, as far as it is known."""

    id: str | None
    """`wf_…`"""
    description: str
    """The workflow and where it was found, for the terminal."""
    problems: tuple[Problem, ...] = ()


def read_workflow(settings: Settings) -> Workflow:
    """Read which workflow this app is for."""
    found = settings.environment.find("CHATKIT_WORKFLOW_ID")
    if found is None:
        if settings.offline:
            return Workflow("wf_offline", "wf_offline")
        return Workflow(None, "none", (MISSING,))
    description = f"{found.value}, {found.origin}"
    if settings.offline or re.fullmatch(r"wf_[A-Za-z0-9_-]+", found.value):
        return Workflow(found.value, description)
    return Workflow(found.value, description, (MALFORMED,))

"""What the server says about itself in the terminal. No key is ever shown whole."""

from collections.abc import Mapping, Sequence

from .settings import Problem, Settings, mask_key


def describe_start(
    settings: Settings, details: Mapping[str, str], problems: Sequence[Problem], port: int
) -> str:
    """Word what the terminal shows at the start.

    Args:
        settings: What the server was told.
        details: Further settings worth a line, by their label.
        problems: What is not set up yet.
        port: The public port.
    """
    is_wildcard = settings.host in {"0.0.0.0", "::", "[::]"}
    host = "localhost" if is_wildcard else settings.host
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    everywhere = " (and every other address of this machine)" if is_wildcard else ""
    offline = ", offline: a stand-in answers" if settings.offline else ""
    lines = {
        "Address": f"http://{host}:{port}/{everywhere}",
        "Mode": f"{settings.mode}{offline}",
        "OpenAI key": _describe_key(settings),
        **details,
    }
    width = max(map(len, lines))
    return "\n".join(
        [
            "",
            *(f"  {label.ljust(width)}  {text}" for label, text in lines.items()),
            *(
                f"  Problem: {problem.message} {problem.hint or ''}".rstrip()
                for problem in problems
            ),
            *(f"  Warning: {warning}" for warning in settings.warnings),
            "",
        ]
    )


def _describe_key(settings: Settings) -> str:
    if settings.offline:
        return "none needed"
    key = settings.openai_key
    return f"{mask_key(key.value)}, {key.origin}" if key else "none"

"""What a page may know of its workflow."""

from dataclasses import dataclass

from .options import SessionOptions


@dataclass(frozen=True)
class HistoryInfo:
    """Whether earlier threads are listed, and how many; None: all of them."""

    enabled: bool
    recent_threads: int | None


@dataclass(frozen=True)
class FileUploadInfo:
    """Whether files may be sent, how many, and of how many megabytes each."""

    enabled: bool
    max_files: int
    max_file_size: int


@dataclass(frozen=True)
class TitlingInfo:
    """Whether threads are named by what was said."""

    enabled: bool


@dataclass(frozen=True)
class WorkflowInfo:
    """The workflow, without its state variables: those stay on the server."""

    id: str
    version: str | None
    history: HistoryInfo
    file_upload: FileUploadInfo
    automatic_thread_titling: TitlingInfo


def to_workflow_info(options: SessionOptions, workflow_id: str) -> WorkflowInfo:
    """Tell what a page may know, with OpenAI's defaults filled in."""
    history, uploads, titles = options.history, options.uploads, options.titles
    max_files = uploads.max_files if uploads else None
    max_file_size = uploads.max_file_size_mb if uploads else None
    return WorkflowInfo(
        id=workflow_id,
        version=options.version,
        history=HistoryInfo(
            enabled=history.enabled if history else True,
            recent_threads=history.recent_threads if history else None,
        ),
        file_upload=FileUploadInfo(
            enabled=uploads.enabled if uploads else False,
            max_files=10 if max_files is None else max_files,
            max_file_size=512 if max_file_size is None else max_file_size,
        ),
        automatic_thread_titling=TitlingInfo(enabled=titles.enabled if titles else True),
    )

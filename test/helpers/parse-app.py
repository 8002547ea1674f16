"""Reads texts of generated apps with the parsers of Python's library.

Standard input: a JSON list of objects, path to text. Standard output: a JSON list of what was read.
"""

import ast
import json
import sys
import tomllib
from html.parser import HTMLParser


class Page(HTMLParser):
    """Collects the text of the title, and every element's name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.inside = False
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.inside = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.title += data


def read(files: dict[str, str]) -> dict[str, object]:
    page = Page()
    page.feed(files["index.html"])
    page.close()
    found: dict[str, object] = {"title": page.title, "elements": page.elements, "python": 0}
    for path, text in files.items():
        if path.endswith(".py"):
            ast.parse(text, path)
            found["python"] = int(str(found["python"])) + 1
        if path.endswith(".toml"):
            found[path] = tomllib.loads(text)
    return found


json.dump([read(files) for files in json.load(sys.stdin)], sys.stdout)

"""Writes down what the official Python package does with widgets, for the tests beside this file.

pip install openai-chatkit && python test/chatkit/widgets/record.py
"""

import copy
import json
import random
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")

from chatkit import widgets  # noqa: E402
from chatkit.server import diff_widget  # noqa: E402

HERE = Path(__file__).parent
COMPONENTS = [
    "Badge", "Box", "Button", "Caption", "Card", "Chart", "Checkbox", "Col", "DatePicker",
    "Divider", "Form", "Icon", "Image", "Input", "Label", "ListView", "ListViewItem", "Markdown",
    "RadioGroup", "Row", "Select", "Spacer", "Text", "Textarea", "Title", "Transition",
]  # fmt: skip


def props(name: str) -> dict[str, Any]:
    """Every prop of a component: whether it must be there, and the words that it takes."""
    schema = getattr(widgets, name).model_json_schema()
    definition = schema
    if "$ref" in schema:
        definition = schema["$defs"][schema["$ref"].split("/")[-1]]
    definitions = schema.get("$defs", {})
    return {
        prop: {
            "required": prop in definition.get("required", []),
            "words": sorted(words(value, definitions)),
            "kinds": sorted(kinds(value, definitions)),
        }
        for prop, value in definition["properties"].items()
        if prop != "type"
    }


def alternatives(schema: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in schema:
        return alternatives(definitions[schema["$ref"].split("/")[-1]], definitions)
    return [
        inner
        for option in schema.get("anyOf", schema.get("oneOf", [])) or [None]
        for inner in ([schema] if option is None else alternatives(option, definitions))
    ]


def words(schema: dict[str, Any], definitions: dict[str, Any]) -> set[str]:
    return {
        word
        for option in alternatives(schema, definitions)
        for word in option.get("enum", [option["const"]] if "const" in option else [])
        if isinstance(word, str)
    }


def kinds(schema: dict[str, Any], definitions: dict[str, Any]) -> set[str]:
    return {
        option.get("format", option["type"])
        for option in alternatives(schema, definitions)
        if "type" in option and "enum" not in option and "const" not in option
    } - {"null"}


def root(value: dict[str, Any]) -> widgets.DynamicWidgetRoot:
    return widgets.DynamicWidgetRoot.model_validate(value)


def diff(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    try:
        updates = diff_widget(root(before), root(after))
    except Exception as error:  # The package fails on some changes; the tests name which.
        return {"error": f"{type(error).__name__}: {error}"}
    return {"updates": [update.model_dump(mode="json", exclude_none=True) for update in updates]}


def text(**extra: Any) -> dict[str, Any]:
    return {"type": "Text", "value": "Once", **extra}


def tree(rng: random.Random) -> dict[str, Any]:
    """Make a card of texts, some of them in rows and some of them with ids."""
    ids = iter(["a", "b", "c", "d", "e", "f", "g", "h"])

    def leaf() -> dict[str, Any]:
        kind = rng.choice(["Text", "Markdown", "Title", "Button"])
        if kind == "Button":
            action = {"type": "go", "payload": {"n": rng.randint(0, 3)}}
            return {"type": "Button", "label": "Go", "onClickAction": action}
        made: dict[str, Any] = {"type": kind, "value": rng.choice(["", "Once", "Once upon"])}
        if kind != "Title" and rng.random() < 0.7:
            made |= {"id": next(ids), "streaming": True}
        if rng.random() < 0.2:
            made["key"] = rng.choice("xyz")
        return made

    children = [
        {"type": "Row", "gap": 2, "children": [leaf(), leaf()]} if rng.random() < 0.4 else leaf()
        for _ in range(rng.randint(1, 3))
    ]
    return {"type": "Card", "size": "sm", "children": children}


def nodes(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [value, *(node for child in value.get("children", []) for node in nodes(child))]


def change(rng: random.Random, value: dict[str, Any]) -> dict[str, Any]:
    """Let some of the texts of a tree grow, or change it in up to three places."""
    changed = copy.deepcopy(value)
    if rng.random() < 0.6:
        for node in nodes(changed):
            if "id" in node and rng.random() < 0.6:
                node["value"] += " more"
        return changed
    for _ in range(rng.randint(0, 3)):
        node = rng.choice(nodes(changed))
        if "value" in node and rng.random() < 0.8:
            node["value"] = rng.choice([node["value"] + " more", "Else", node["value"]])
        elif "streaming" in node:
            node["streaming"] = not node["streaming"]
        elif "children" in node and rng.random() < 0.3:
            node["children"].append(text())
        elif "label" in node:
            node["label"] = "Stop"
    return changed


def diffs() -> list[dict[str, Any]]:
    rng = random.Random(20261121)
    pairs = [(made := tree(rng), change(rng, made)) for _ in range(150)]
    one = {"type": "Card", "children": [text(id="a", streaming=True)]}
    pairs += [
        (one, {"type": "Card", "children": [text(id="b", streaming=True)]}),
        (one, {"type": "Card", "children": []}),
        (one, {"type": "ListView", "children": []}),
        (one, {"type": "Card", "children": [text(id="a", streaming=True, size="sm")]}),
        (one, {"type": "Card", "children": [{**text(id="a"), "value": "Once upon"}]}),
        (one, {"type": "Card", "children": [{**text(id="a", streaming=True), "value": "Twice"}]}),
    ]
    return [{"before": a, "after": b, **diff(a, b)} for a, b in pairs]


TEMPLATES: list[tuple[str, dict[str, Any]]] = [
    ('{"v": {{ name | tojson }}}', {"name": 'A "quoted" </script> \\ line\nbreak & \'tick\' ünï 🎉'}),
    ('{"v": {{ (first ~ " " ~ last) | tojson }}}', {"first": "Ada", "last": "Lovelace"}),
    ('{"v": {{ (number ~ "/" ~ name) | tojson }}}', {"number": 3, "name": "x"}),
    ('{"v": {{ ratio | tojson }}}', {"ratio": 1.5}),
    ('{"v": {{ things | tojson }}}', {"things": [{"b": 1, "a": None}, [], {}, "x"]}),
    ('{"v": [{% for n in ns %}{{ n }}{% if not loop.last %},{% endif %}{% endfor %}]}', {"ns": [1, 2, 3]}),
    (
        '{"v": [{%- for n in ns -%}[{{ loop.index }},{{ loop.index0 }},{{ loop.first | tojson }},'
        "{{ loop.last | tojson }},{{ loop.length }}]{{ ',' if not loop.last }}{%- endfor -%}]}",
        {"ns": ["a", "b"]},
    ),
    ('{"v": [{% for n in ns %}{{ n }}{% else %}"none"{% endfor %}]}', {"ns": []}),
    ('{"v": [{% for k, v in o.items() %}{{ k | tojson }},{{ v }}{{ "" if loop.last else "," }}{% endfor %}]}', {"o": {"a": 1, "b": 2}}),
    ('{%- set a = 1 -%}{%- set b = a + 1 -%}{"v": {{ a + b * 2 }}}', {}),
    (
        "{\"v\": [{%- set _c -%}{%- for n in ns -%},{{ n | tojson }}{%- endfor -%}{%- endset -%}"
        "{{- (_c[1:] if _c and _c[0] == ',' else _c) -}}]}",
        {"ns": ["x, y", "z"]},
    ),
    (
        "{\"v\": [{%- set _c -%}{%- for n in ns -%},{{ n | tojson }}{%- endfor -%}{%- endset -%}"
        "{{- (_c[1:] if _c and _c[0] == ',' else _c) -}}]}",
        {"ns": []},
    ),
    ('{"v": {% if kind == "a" %}1{% elif kind == "b" %}2{% else %}3{% endif %}}', {"kind": "b"}),
    ('{"v": {{ (none) | tojson }}, "w": {{ None | tojson }}, "x": {{ True | tojson }}}', {}),
    ('{"v": {{ (x is not none) | tojson }}, "w": {{ (x is none) | tojson }}}', {"x": None}),
    ('{"v": {{ (missing is defined) | tojson }}, "w": {{ (o.x is undefined) | tojson }}}', {"o": {}}),
    ('{"v": {{ missing | default("else") | tojson }}, "w": {{ o.x | default(2) }}}', {"o": {}}),
    ('{"v": {{ (items or none) | tojson }}}', {"items": []}),
    ('{"v": {{ (flag and "yes" or "no") | tojson }}}', {"flag": False}),
    ('{"v": {{ ("s" if n == 1 else "p") | tojson }}}', {"n": 1}),
    ('{%- set ns = namespace(all=[]) -%}{%- for n in xs -%}{%- set _ = ns.all.append({"n": n}) -%}{%- endfor -%}{{ {"v": ns.all} | tojson }}', {"xs": [1, 2]}),
    ('{"v": {{ xs | length }}, "w": {{ xs | join("-") | tojson }}, "x": {{ xs | first | tojson }}}', {"xs": ["a", "b"]}),
    ('{"v": {{ s | upper | tojson }}, "w": {{ s | title | tojson }}, "x": {{ s.strip() | tojson }}}', {"s": " ab c "}),
    ('{"v": {{ (x in xs) | tojson }}, "w": {{ (x not in xs) | tojson }}}', {"x": 1, "xs": [1]}),
    ('{"v": [{% for n in range(3) %}{{ n }}{{ "," if not loop.last }}{% endfor %}]}', {}),
    ('{# a comment #}{"v": {{ xs[0].name | tojson }}, "w": {{ xs[-1]["name"] | tojson }}}', {"xs": [{"name": "a"}, {"name": "b"}]}),
    ('{% macro cell(x) %}{"cell": {{ x | tojson }}}{% endmacro %}{"v": [{{ cell("a") }}, {{ cell(1) }}]}', {}),
    ('{"v": {{ (7 // 2) }}, "w": {{ 7 % 2 }}, "x": {{ 2 ** 3 }}, "y": {{ (7 / 2) | int }}}', {}),
    ('{"v": {{ xs | map(attribute="n") | list | tojson }}, "w": {{ xs | selectattr("on") | list | length }}}', {"xs": [{"n": 1, "on": True}, {"n": 2, "on": False}]}),
    ('{"v": {{ missing | tojson }}}', {}),
    ('{"v": {{ o.missing | tojson }}}', {"o": {"a": 1}}),
    ('{"v": {% if missing %}1{% else %}2{% endif %}}', {}),
    ('{"v": {{ (missing ~ "x") | tojson }}}', {}),
    ('{"v": {{ (a or missing) | tojson }}}', {"a": 0}),
    ('{"v": [{% for n in missing %}{{ n }}{% endfor %}]}', {}),
    ('{"v": {{ o.a.b | default(1) }}}', {"o": {}}),
    ('{"v": {{ not missing }}}', {}),
    ('{"v": {{ (missing == 1) | tojson }}}', {}),
    ('{"v": {{ missing }}}', {}),
]  # fmt: skip


def rendered(template: str, data: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"template": template, "data": data}
    try:
        return made | {
            "result": json.loads(widgets._jinja_env.from_string(template).render(**data))
        }
    except Exception as error:
        return made | {"error": f"{type(error).__name__}: {error}"}


TOUR = HERE.parents[2] / "templates/+self-hosted+tour/server/widgets"
TRAVELLER = {"name": 'Ada "the first" {{ 7 * 7 }} <b>', "city": "Lima"}
PLAN = {"season": "Winter", "wishes": "Food,\nabove all"}
FORM = {
    "problem": "",
    "traveller": {"name": "", "city": ""},
    "plan": {"season": "", "wishes": ""},
    "cities": ["Lima", "Paris"],
    "seasons": ["Summer", "Winter"],
}
TABLE = {
    "month": "May",
    "sorted_by": "high",
    "columns": [{"id": "city", "title": "City"}, {"id": "high", "title": "By day"}],
    "rows": [["Lima", "22°"], ["Paris", "20°"]],
}
PROFILE = {"name": "Amina", "role": "Guide", "languages": ["English", "Swahili"], "about": "Walks"}
WEATHER = {
    "id": "lima", "city": "Lima", "month": "May", "high": "22°", "low": "17°",
    "sky": "Mostly dry", "updated": "12:00:00",
}  # fmt: skip
WIDGETS: list[tuple[str, dict[str, Any]]] = [
    *(("confirmation", {"state": state, "title": "A walk", "details": "On Saturday"})
      for state in ("open", "booked", "declined")),
    ("form", FORM | {"step": 1}),
    ("form", FORM | {"step": 1, "problem": "Please fill in both fields.", "traveller": TRAVELLER}),
    ("form", FORM | {"step": 2, "traveller": TRAVELLER}),
    ("form", FORM | {"step": 3, "traveller": TRAVELLER, "plan": PLAN}),
    *(("profile", PROFILE | {"following": following}) for following in (True, False)),
    ("profile", PROFILE | {"following": False, "languages": []}),
    *(("story", {"title": "A word", "text": "**Lima** in", "streaming": streaming, "next": "lima"})
      for streaming in (True, False)),
    ("table", TABLE),
    ("table", TABLE | {"rows": []}),
    *(("weather", WEATHER | {"celebrated": celebrated}) for celebrated in (True, False)),
]  # fmt: skip


def built(name: str, data: dict[str, Any]) -> dict[str, Any]:
    widget = widgets.WidgetTemplate.from_file(str(TOUR / f"{name}.widget")).build(data)
    return {"name": name, "data": data, "widget": widget.model_dump(mode="json", exclude_none=True)}


def write(name: str, rows: list[dict[str, Any]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (HERE / name).write_text("\n".join(lines) + "\n", "utf-8")


write("python-models.jsonl", [{"component": name, "props": props(name)} for name in COMPONENTS])
write("python-diffs.jsonl", diffs())
write("python-templates.jsonl", [rendered(*pair) for pair in TEMPLATES])
write("python-widgets.jsonl", [built(*pair) for pair in WIDGETS])

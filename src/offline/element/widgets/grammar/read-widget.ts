import type { ComponentOf } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import {
  formatPath,
  type WidgetIssue,
} from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/errors.ts";
import { type Children, isObject, type Path, propsOf, show, type Tell, text } from "./checks.ts";
import { type ComponentType, GRAMMAR, ROOTS } from "./grammar.ts";

/** Something that is wrong with a widget; its path begins with the root, such as `Card.size`. */
export type Fault = WidgetIssue;

/** A component as it can be drawn: what is wrong with it is left out of its props. */
export interface ShownNode<Type extends ComponentType = ComponentType> {
  readonly type: Type;
  /** From the root, such as `Card.children[2]`. */
  readonly path: string;
  /** Tells it apart from its siblings, also in the next version of the widget. */
  readonly identity: string;
  readonly props: Omit<ComponentOf<Type>, "children">;
  readonly children: readonly WidgetNode[];
  /** What is wrong with itself; its children have their own. */
  readonly faults: readonly Fault[];
}

/** Something that cannot be drawn at all. */
export interface UnshownNode extends Omit<ShownNode, "type" | "props" | "children"> {
  readonly type: null;
}

export type WidgetNode = { [Type in ComponentType]: ShownNode<Type> }[ComponentType] | UnshownNode;

/** A widget that was looked through. */
export interface ReadWidget {
  readonly root: WidgetNode;
  /** All that is wrong, in the order in which it stands in the widget. */
  readonly faults: readonly Fault[];
}

/** What every component may have. */
const BASE = { id: text, key: text };

/** What stands for a prop that is missing or wrong and cannot be done without. */
const EMPTY: { readonly [Type in ComponentType]?: Readonly<Record<string, unknown>> } = {
  Badge: { label: "" },
  Caption: { value: "" },
  Chart: { data: [], series: [], xAxis: "" },
  Checkbox: { name: "" },
  DatePicker: { name: "" },
  Icon: { name: "" },
  Image: { src: "" },
  Input: { name: "" },
  Label: { value: "", fieldName: "" },
  Markdown: { value: "" },
  RadioGroup: { name: "" },
  Select: { name: "", options: [] },
  Text: { value: "" },
  Textarea: { name: "" },
  Title: { value: "" },
};

/** More would be a mistake, and end in a stack overflow. */
const MAX_DEPTH = 64;

/**
 * Looks through a widget that came from anywhere.
 *
 * @param value what should be a root
 * @param allowed the types of root that may stand there
 * @returns everything of it that can be drawn, and what is wrong where
 */
export function readWidget(value: unknown, allowed = ROOTS): ReadWidget {
  const faults: Fault[] = [];
  const path = [isObject(value) && isComponentType(value.type) ? value.type : "widget"];
  const root = readNode(value, { path, identity: "root", allowed, faults });
  return { root, faults };
}

interface Place {
  readonly path: Path;
  readonly identity: string;
  /** The types that may stand there. */
  readonly allowed: readonly string[];
  /** Takes every fault of the widget. */
  readonly faults: Fault[];
}

function readNode(value: unknown, { path, identity, allowed, faults }: Place): WidgetNode {
  const own: Fault[] = [];
  const tell: Tell = (at, message) => {
    const fault = { path: formatPath(at), message };
    own.push(fault);
    faults.push(fault);
  };
  const unshown: UnshownNode = { type: null, path: formatPath(path), identity, faults: own };
  if (!isObject(value)) {
    tell(path, value === undefined ? "is missing" : `${show(value)} is not a component`);
    return unshown;
  }
  const { type } = value;
  if (!isComponentType(type) || !allowed.includes(type)) {
    tell([...path, "type"], misplaced(type, allowed));
    return unshown;
  }
  if (path.length > 2 * MAX_DEPTH) {
    tell(path, "is nested too deeply");
    return unshown;
  }
  const props: object = {
    type,
    ...EMPTY[type],
    ...propsOf(value, { ...BASE, ...GRAMMAR[type] }, path, tell).clean,
  };
  for (const key of Object.keys(value)) {
    if (key !== "type" && !(key in BASE) && !Object.hasOwn(GRAMMAR[type], key)) {
      const known = Object.keys(GRAMMAR[type]).join(", ");
      tell([...path, key], `${type} has no such prop; it has ${known}`);
    }
  }
  const inside = childrenOf(value, type, path, tell);
  const children = identities(inside.map(([child]) => child)).map((childIdentity, index) => {
    const [child, at, holds] = inside[index] as Inside;
    return readNode(child, { path: at, identity: childIdentity, allowed: holds, faults });
  });
  // Each prop was checked against the grammar of this very type.
  return { type, path: unshown.path, identity, props, children, faults: own } as WidgetNode;
}

type Inside = readonly [child: unknown, path: Path, allowed: readonly string[]];

function childrenOf(
  component: Readonly<Record<string, unknown>>,
  type: ComponentType,
  path: Path,
  tell: Tell,
): readonly Inside[] {
  const { children: rule } = GRAMMAR[type] as { children?: Children };
  if (rule === undefined) return [];
  const at = [...path, "children"];
  const { children = null } = component;
  if (children === null) {
    if (rule.isRequired && !(rule.isAlone && "children" in component)) tell(at, "is missing");
    return [];
  }
  if (rule.isAlone) {
    if (isObject(children)) return [[children, at, rule.holds()]];
    tell(at, `${show(children)} is not one component`);
    return [];
  }
  if (Array.isArray(children)) {
    return children.map((child, index) => [child, [...at, index], rule.holds()]);
  }
  tell(at, `${show(children)} is not a list`);
  return [];
}

function isComponentType(type: unknown): type is ComponentType {
  return typeof type === "string" && Object.hasOwn(GRAMMAR, type);
}

function misplaced(type: unknown, allowed: readonly string[]): string {
  if (type === undefined) return "is missing";
  if (!isComponentType(type)) return `${show(type)} is none of ${allowed.map(show).join(", ")}`;
  return `${type} cannot stand here${allowed.length > 3 ? "" : `, only ${allowed.join(", ")}`}`;
}

/**
 * Names siblings so that each finds itself again in the next version of the widget: by its key, its
 * id or the name of its field, else as the first, second … of its type.
 */
function identities(siblings: readonly unknown[]): readonly string[] {
  const seen = new Map<string, number>();
  return siblings.map((sibling) => {
    const { type, key, id, name } = isObject(sibling) ? sibling : { type: "" };
    const identity = JSON.stringify([type, key ?? id ?? name]);
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return count === 0 ? identity : `${identity}${count}`;
  });
}

import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";

/** A Jinja template, ready to be rendered. */
export type Program = ReturnType<typeof parse>;

type Node = NonNullable<Parameters<Interpreter["evaluate"]>[0]>;
type Value = ReturnType<Interpreter["evaluate"]>;

/** @throws SyntaxError if the text is no template */
export function compile(template: string): Program {
  return parse(tokenize(template, {}));
}

/**
 * Renders a template as Python's Jinja does with `StrictUndefined`, and without escaping.
 *
 * The library has no `round` and few other filters: one that it lacks is an error.
 *
 * @throws Error that names the variable, if one is used that the data does not have
 */
export function render(program: Program, data: Readonly<Record<string, unknown>>): string {
  const constants = new Environment();
  for (const [name, value] of Object.entries({ true: true, false: false, none: null })) {
    constants.set(name, value);
    // Python's own spelling is allowed as well.
    constants.set(
      name.replace(/^./, (letter) => letter.toUpperCase()),
      value,
    );
  }
  constants.set("range", range);
  const scope = new Environment(constants);
  // Data may have the name of a function, which every environment begins with.
  scope.variables.clear();
  for (const [name, value] of Object.entries(data)) {
    scope.set(name, value);
  }
  return String(new StrictInterpreter(scope).run(program).value);
}

/** What Jinja renders as nothing is an error here, where it would be one in Python. */
class StrictInterpreter extends Interpreter {
  /** Expressions that may be undefined, since that is what is asked about them. */
  readonly #questions = new WeakSet<Node>();

  override evaluate(node: Node | undefined, environment: Environment): Value {
    if (node !== undefined && isAppend(node)) {
      return this.#append(node, environment);
    }
    if (node !== undefined && asksWhetherDefined(node)) {
      this.#questions.add(node.operand);
    }
    const value = super.evaluate(node, environment);
    if (value.type === "UndefinedValue" && node !== undefined && !this.#questions.has(node)) {
      const name = nameOf(node);
      if (name !== undefined) {
        throw new Error(`${name} is undefined`);
      }
    }
    return value;
  }

  /** Templates build lists with Python's `append`, which the library lacks. */
  #append(call: Append, environment: Environment): Value {
    const list = this.evaluate(call.callee.object, environment);
    if (!Array.isArray(list.value)) {
      throw new Error(`${nameOf(call.callee.object) ?? "This"} is no list to append to`);
    }
    list.value.push(...call.args.map((argument) => this.evaluate(argument, environment)));
    return environment.lookupVariable("none");
  }
}

// The library does not export the types of its nodes.

type Identifier = Node & { value: string };
type Member = Node & { object: Node; property: Node; computed: boolean };
type Append = Node & { callee: Member; args: Node[] };
type Question = Node & { operand: Node };

function isIdentifier(node: Node, name?: string): node is Identifier {
  return node.type === "Identifier" && (name === undefined || (node as Identifier).value === name);
}

function isMember(node: Node): node is Member {
  return node.type === "MemberExpression";
}

function isAppend(node: Node): node is Append {
  const { callee } = node as Partial<Append>;
  return (
    node.type === "CallExpression" &&
    callee !== undefined &&
    isMember(callee) &&
    !callee.computed &&
    isIdentifier(callee.property, "append")
  );
}

/** Whether it is `… is defined`, `… is undefined` or `… | default(…)`. */
function asksWhetherDefined(node: Node): node is Question {
  if (node.type === "TestExpression") {
    const { test } = node as Question & { test: Node };
    return isIdentifier(test, "defined") || isIdentifier(test, "undefined");
  }
  if (node.type === "FilterExpression") {
    const { filter } = node as Question & { filter: Node & { callee?: Node } };
    return isIdentifier(filter.callee ?? filter, "default");
  }
  return false;
}

/** A variable as the template wrote it, such as `option.label`. */
function nameOf(node: Node): string | undefined {
  if (isIdentifier(node)) {
    return node.value;
  }
  if (!isMember(node)) {
    return undefined;
  }
  const owner = nameOf(node.object) ?? "…";
  const property = isIdentifier(node.property) ? node.property.value : undefined;
  return node.computed ? `${owner}[${property ?? "…"}]` : `${owner}.${property ?? "…"}`;
}

function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  return Array.from(
    { length: Math.max(0, Math.ceil((to - from) / step)) },
    (_, i) => from + i * step,
  );
}

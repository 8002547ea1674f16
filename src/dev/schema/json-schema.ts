import { z } from "zod";

/** The part of JSON Schema that the generator of `protocol.schema.json` writes. */
export interface SchemaNode {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  /** `#/definitions/<name>` */
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
}

/**
 * Makes checks of the definitions of a JSON Schema.
 *
 * `z.fromJSONSchema` makes a plain union of every `anyOf`, which tries each member and tells what is
 * wrong with all of them. Here members are chosen by their `type`, as the protocol does: an event
 * that is wrong costs no more than one that is right, and has the faults of what was meant.
 *
 * @param definitions by their names; none may hold itself
 * @param own checks that stand for definitions of the same names
 * @returns the check of a definition
 */
export function createChecks(
  definitions: Readonly<Record<string, SchemaNode>>,
  own: Readonly<Record<string, z.ZodType>>,
): (name: string) => z.ZodType {
  const made = new Map(Object.entries(own));

  const named = (name: string): z.ZodType => {
    const known = made.get(name);
    if (known) return known;
    const check = checkOf(definitions[name] ?? {});
    made.set(name, check);
    return check;
  };

  const nameIn = (ref: string) => ref.replace("#/definitions/", "");

  /** Whether a node is an object with a type, or a choice of such objects. */
  const isTyped = ({ $ref, anyOf, properties }: SchemaNode): boolean => {
    if ($ref !== undefined) return isTyped(definitions[nameIn($ref)] ?? {});
    return anyOf ? anyOf.every(isTyped) : properties?.type?.const !== undefined;
  };

  const checkOf = (node: SchemaNode): z.ZodType => {
    if (node.$ref !== undefined) return named(nameIn(node.$ref));
    if (node.anyOf) return choice(node.anyOf);
    if (node.const !== undefined) return z.literal(node.const);
    if (node.enum) return z.enum(node.enum);
    switch (node.type) {
      case "object":
        return node.properties ? object(node, node.properties) : record(node);
      case "array":
        return z.array(checkOf(node.items ?? {}));
      case "string":
        return z.string();
      case "number":
        return z.number();
      case "boolean":
        return z.boolean();
      default:
        return z.unknown();
    }
  };

  const choice = (members: readonly SchemaNode[]): z.ZodType => {
    const checks = members.map(checkOf);
    // Zod asks for members that it can tell apart by their type, which the types cannot show here.
    return members.every(isTyped)
      ? z.discriminatedUnion("type", checks as unknown as [z.ZodObject])
      : z.union(checks);
  };

  const object = (
    { required = [] }: SchemaNode,
    properties: Readonly<Record<string, SchemaNode>>,
  ): z.ZodType => {
    const shape = Object.entries(properties).map(([key, node]) => {
      const check = checkOf(node);
      return [key, required.includes(key) ? check : check.optional()];
    });
    return z.object(Object.fromEntries(shape));
  };

  const record = ({ additionalProperties = {} }: SchemaNode): z.ZodType =>
    z.record(z.string(), checkOf(additionalProperties));

  return named;
}

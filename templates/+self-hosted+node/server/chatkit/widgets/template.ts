import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import type { WidgetRoot } from "./components.ts";
import { formatPath, WidgetError, type WidgetIssue } from "./errors.ts";
import { describeIssues } from "./issues.ts";
import { compile, type Program, render } from "./jinja.ts";
import { parseWidget } from "./schema.ts";

/** What of a `.widget` file is read; the rest is the editor's. */
const WidgetFile = z.object({
  version: z.literal("1.0"),
  name: z.string(),
  template: z.string(),
  jsonSchema: z.record(z.string(), z.unknown()).optional(),
});

/**
 * A widget with blanks, as https://widgets.chatkit.studio/ writes it: Jinja that makes JSON, and a
 * JSON schema of the data that fills it in.
 */
export class WidgetTemplate<Data extends object = Record<string, unknown>> {
  readonly name: string;
  readonly #program: Program;
  readonly #schema: Record<string, unknown>;
  #validate: ValidateFunction | undefined;

  private constructor(file: z.infer<typeof WidgetFile>) {
    this.name = file.name;
    this.#schema = file.jsonSchema ?? {};
    try {
      this.#program = compile(file.template);
    } catch (error) {
      throw failure(this.name, "template", error);
    }
  }

  /**
   * Reads a `.widget` file.
   *
   * @param path a URL such as `new URL("weather.widget", import.meta.url)`, or a path from the
   *   working directory
   * @throws WidgetError if it is no widget of version 1.0
   */
  static fromFile<Data extends object = Record<string, unknown>>(
    path: string | URL,
  ): WidgetTemplate<Data> {
    return WidgetTemplate.parse<Data>(readFileSync(path, "utf8"), String(path));
  }

  /**
   * Takes what a `.widget` file holds.
   *
   * @param text the file, such as imported with `?raw`
   * @param name what errors call it
   * @throws WidgetError if it is no widget of version 1.0
   */
  static parse<Data extends object = Record<string, unknown>>(
    text: string,
    name = "A .widget file",
  ): WidgetTemplate<Data> {
    let file: unknown;
    try {
      file = JSON.parse(text);
    } catch (error) {
      throw failure(name, "", error);
    }
    const result = WidgetFile.safeParse(file);
    if (!result.success) {
      throw new WidgetError(
        describeIssues(file, result.error.issues, () => undefined),
        name,
      );
    }
    return new WidgetTemplate<Data>(result.data);
  }

  /**
   * Fills in the blanks.
   *
   * @param data what the file's `jsonSchema` asks for
   * @throws WidgetError if the data is not that, or what comes out is no widget; it names the path
   */
  build(data: Data): WidgetRoot {
    this.#check(data);
    let widget: unknown;
    try {
      widget = JSON.parse(render(this.#program, data as Record<string, unknown>));
    } catch (error) {
      throw failure(this.name, "template", error);
    }
    try {
      return parseWidget(withoutNulls(widget));
    } catch (error) {
      throw error instanceof WidgetError ? new WidgetError(error.issues, this.name) : error;
    }
  }

  #check(data: Data): void {
    try {
      this.#validate ??= compileSchema(this.#schema);
    } catch (error) {
      throw failure(this.name, "jsonSchema", error);
    }
    if (!this.#validate(data)) {
      throw new WidgetError((this.#validate.errors ?? []).map(dataIssue), this.name);
    }
  }
}

// Formats are notes in this draft of JSON schema, and an editor may add keywords of its own.
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });

function compileSchema(schema: Record<string, unknown>): ValidateFunction {
  const validate = ajv.compile(schema);
  // Two files may have the same `$id`: nothing refers to a schema of another file.
  ajv.removeSchema(schema);
  return validate;
}

function failure(template: string, path: string, error: unknown): WidgetError {
  const message = error instanceof Error ? error.message : String(error);
  return new WidgetError([{ path, message }], template, { cause: error });
}

function dataIssue({ instancePath, keyword, params, message }: ErrorObject): WidgetIssue {
  const path: (string | number)[] = ["data", ...instancePath.split("/").slice(1).map(pointerKey)];
  switch (keyword) {
    case "required":
      return { path: formatPath([...path, params.missingProperty]), message: "is missing" };
    case "additionalProperties":
      return { path: formatPath([...path, params.additionalProperty]), message: "is not known" };
    case "enum":
      return {
        path: formatPath(path),
        message: `is none of ${params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(", ")}`,
      };
    default:
      return { path: formatPath(path), message: message ?? keyword };
  }
}

function pointerKey(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Null says in a template that a prop is not there, and on the wire such a prop is absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== null).map(withoutNulls);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null || key === "children")
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

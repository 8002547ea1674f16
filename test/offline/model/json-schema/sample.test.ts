import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sample, sampleArguments } from "../../../../src/offline/model/json-schema/sample.ts";

type Schema = Record<string, unknown>;

const { schema } = fc.letrec<{ schema: Schema; object: Schema; leaf: Schema }>((tie) => ({
  schema: fc.oneof({ maxDepth: 4, depthSize: "small" }, tie("leaf"), tie("object")),
  leaf: fc.oneof(
    fc.constant<Schema>({ type: "boolean" }),
    fc.constant<Schema>({ type: ["string", "null"] }),
    fc.record<Schema>({ const: fc.oneof(fc.integer(), fc.string()) }),
    fc.record<Schema>({
      enum: fc.uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), {
        minLength: 1,
      }),
    }),
    fc.record<Schema>({
      type: fc.constant("string"),
      minLength: fc.nat(9),
      maxLength: fc.integer({ min: 9, max: 20 }),
    }),
    fc.record<Schema>({
      type: fc.constant("integer"),
      minimum: fc.integer({ min: -50, max: 50 }),
      multipleOf: fc.integer({ min: 1, max: 7 }),
    }),
    fc.record<Schema>({
      type: fc.constant("number"),
      exclusiveMaximum: fc.integer({ min: -5, max: 5 }),
    }),
    fc.record<Schema>({
      type: fc.constant("integer"),
      exclusiveMinimum: fc.integer(),
      maximum: fc.constant(2 ** 40),
    }),
  ),
  object: fc.oneof(
    fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie("schema"), { maxKeys: 4 }).map(
      (properties): Schema => ({
        type: "object",
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      }),
    ),
    fc
      .record({ items: tie("schema"), minItems: fc.nat(3) })
      .map((rest): Schema => ({ type: "array", ...rest })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf): Schema => ({ anyOf })),
  ),
}));

test("a sample is what its schema allows", () => {
  const ajv = new Ajv({ strict: false });
  fc.assert(
    fc.property(schema, fc.string(), (made, text) => {
      const value = sample(made, text);
      expect(ajv.validate(made, value), JSON.stringify([made, value, ajv.errors])).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test.each<[schema: Schema, value: unknown]>([
  [{ type: "string", format: "email" }, "someone@example.com"],
  [{ type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" }, "2026-01-31"],
  [{ $ref: "#/$defs/City", $defs: { City: { type: "string", enum: ["Lima"] } } }, "Lima"],
  [{ allOf: [{ type: "object", required: ["a"] }, { properties: { a: { const: 1 } } }] }, { a: 1 }],
  [
    {
      type: "object",
      properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } },
      required: ["next"],
    },
    expect.objectContaining({ next: expect.anything() }),
  ],
  [{ type: "string" }, "said"],
  [{}, null],
])("%j", (made, value) => {
  expect(sample(made, "said")).toEqual(value);
});

test("arguments are an object, whatever a schema says", () => {
  expect(sampleArguments({}, "said")).toEqual({});
  expect(sampleArguments({ type: "array" }, "said")).toEqual({});
});

import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { addMissingEnvKeys, setEnvValues } from "../../src/project/env-file.ts";

const WANTED = "# Head of the file\n\n# The key\n# from there\nKEY=\n\n# The secret\nSECRET=abc\n";

describe("setting values", () => {
  test("replaces the line of a key and nothing else", () => {
    expect(setEnvValues(WANTED, { KEY: "sk-1" })).toBe(WANTED.replace("KEY=", "KEY=sk-1"));
  });
  test("a key that is not there stays away, and one in a comment is none", () => {
    expect(setEnvValues("# KEY=x\nOTHER=1\n", { KEY: "y" })).toBe("# KEY=x\nOTHER=1\n");
  });
  test("a value with the marks of a replacement is taken as it is", () => {
    expect(setEnvValues("KEY=\n", { KEY: "$&$1" })).toBe("KEY=$&$1\n");
  });
});

describe("adding missing keys", () => {
  test.each([
    ["an empty file", "", "# The key\n# from there\nKEY=\n# The secret\nSECRET=abc\n"],
    ["a key that is there", "KEY=mine\n", "KEY=mine\n# The secret\nSECRET=abc\n"],
    ["an exported key", "export KEY=mine\n", "export KEY=mine\n# The secret\nSECRET=abc\n"],
    ["an empty key", "KEY=\n", "KEY=\n# The secret\nSECRET=abc\n"],
    ["a key in a comment", "#SECRET=x\nKEY=1\n", "#SECRET=x\nKEY=1\n# The secret\nSECRET=abc\n"],
    ["no line end", "KEY=mine", "KEY=mine\n# The secret\nSECRET=abc\n"],
    ["everything", "SECRET=1\nKEY=2", "SECRET=1\nKEY=2"],
    ["Windows line ends", "KEY=1\r\nSECRET=2\r\n", "KEY=1\r\nSECRET=2\r\n"],
    [
      "a value of several lines",
      'KEY="a\nSECRET=b"\n',
      'KEY="a\nSECRET=b"\n# The secret\nSECRET=abc\n',
    ],
  ])("%s", (_, existing, result) => {
    const merged = addMissingEnvKeys(existing, WANTED);
    expect(merged).toBe(result);
    expect(parseEnv(merged)).toMatchObject(parseEnv(existing));
    expect(Object.keys(parseEnv(merged)).sort()).toEqual(["KEY", "SECRET"]);
  });
});

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { shellCommand, shellWord } from "../../src/terminal/quote.ts";

const WORDS = [
  "plain",
  "a b",
  "it's",
  "''",
  "'",
  '"',
  "$(id)",
  "`id`",
  "$HOME",
  "a\\",
  "\\",
  "a\nb",
  "~",
  "~root",
  "*",
  "?",
  "{a,b}",
  "a;b",
  "a&b",
  "a|b",
  "a>b",
  "#x",
  "!x",
  "=x",
  "-x",
  "%x",
  "ünï ☃ 🚀",
  "a=b",
  "(x)",
  "[x]",
  "",
];

describe.runIf(process.platform !== "win32")("a real shell reads back what was quoted", () => {
  test.each(["sh", "bash"])("%s", (shell) => {
    const line = shellCommand(["printf", "%s\\0", ...WORDS]);
    const read = execFileSync(shell, ["-c", line], { encoding: "utf8", cwd: "/" });
    expect(read.split("\0").slice(0, -1)).toEqual(WORDS);
  });
});

test.each(["my-app", "../a/b.c", "wf_1", "react@19", "a=b"])("%s needs no quotes", (word) => {
  expect(shellWord(word, "linux")).toBe(word);
});

test.each([
  ["C:\\Users\\me", "C:\\Users\\me"],
  ["my app", "'my app'"],
  ["it's", "'it''s'"],
  ["$env:X", "'$env:X'"],
  ["%x", "'%x'"],
])("PowerShell: %s", (word, quoted) => {
  expect(shellWord(word, "win32")).toBe(quoted);
});

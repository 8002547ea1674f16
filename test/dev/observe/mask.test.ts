import { describe, expect, test } from "vitest";
import { createMask } from "../../../src/dev/observe/mask.ts";

const KNOWN = "any $& shape-of-key";
const { text } = createMask(() => [KNOWN, "short"]);
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ2aXNpdG9yIn0.c2lnbmF0dXJlLXBhcnQ";

describe("is masked", () => {
  test.each([
    ["a key", "key sk-proj-0123456789abcdef.", "key sk-…cdef."],
    ["a client secret", '"ek_0123456789abcdef"', '"ek_…cdef"'],
    ["a known secret", `a ${KNOWN} b ${KNOWN}`, "a any…-key b any…-key"],
    [
      "a signed token",
      `/session/${jwt}/refresh`,
      "/session/eyJ…cGFydA/refresh".replace("cGFydA", jwt.slice(-4)),
    ],
    ["a bearer", "Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer …"],
    [
      "a value of JSON by its name",
      '{"client_secret":"0123456789abcdef"}',
      '{"client_secret":"012…cdef"}',
    ],
    ["one with spaces and quotes", '{"password" : "a\\"b c"}', '{"password" : "…"}'],
    ["a value of a query by its name", "/f?token=abc&x=1", "/f?token=…&x=1"],
    ["the same within JSON", '{"url":"http://a/f?sig=abc"}', '{"url":"http://a/f?sig=…"}'],
  ])("%s", (_name, plain, masked) => {
    expect(text(plain)).toBe(masked);
  });
});

test.each([
  "the risk-averse-people-of-somewhere",
  "task_0123456789abcdef",
  "/list?after=thr_1&order=desc",
  '{"secretary":"Ann","text":"Bearer of news"}',
  "short",
])("%s stays as it is", (plain) => {
  expect(text(plain)).toBe(plain);
});

import { describe, expect, test } from "vitest";
import { baseUrlOf, OPENAI_BASE_URL, shownUrl } from "../../src/openai/base-url.ts";
import { projectEnvironment } from "../../src/project/environment.ts";

const of = (OPENAI_BASE_URL?: string) =>
  baseUrlOf(projectEnvironment("/nowhere", { ...(OPENAI_BASE_URL && { OPENAI_BASE_URL }) }));

describe("OPENAI_BASE_URL", () => {
  test("is OpenAI's own address where it is not set", () => {
    expect(of()).toBe(OPENAI_BASE_URL);
  });

  test.each(["http://127.0.0.1:4000/v1", "https://example.com/api/v1"])("may be %s", (url) => {
    expect(of(url)).toBe(url);
  });

  test.each([
    "example.com/v1",
    "localhost:4000",
    "ftp://example.com",
    "https://ada:pw@example.com",
  ])("may not be %s", (url) => {
    expect(() => of(url)).toThrow(/OPENAI_BASE_URL of the shell is no web address/);
  });

  test("is shown without what may be a secret", () => {
    expect(shownUrl("https://example.com/v1?key=hidden")).toBe("https://example.com/v1");
  });
});

import { describe, expect, test } from "vitest";
import { attachmentLimits } from "../../../../src/offline/element/chat/attachment-limits.ts";

const MB = 1024 * 1024;
const file = (name: string, type: string, size = 1) => ({ name, type, size });

describe("the size of a file", () => {
  const byType = {
    "image/png": 1 * MB,
    "image/*": 2 * MB,
    "text/*": 0.5 * MB,
    "*": 3 * MB,
  };
  test.each<[string, number | Record<string, number> | undefined, string, number, string | null]>([
    ["100 MB by default", undefined, "text/plain", 100 * MB, null],
    ["and no more", undefined, "text/plain", 100 * MB + 1, "a is larger than 100 MB."],
    ["one limit for all", 10, "text/plain", 11, "a is larger than 10 bytes."],
    ["an exact type", byType, "image/png", 1.5 * MB, "a is larger than 1 MB."],
    ["a family of types", byType, "image/gif", 1.5 * MB, null],
    ["half a megabyte", byType, "text/plain", 0.6 * MB, "a is larger than 512 KB."],
    ["everything else", byType, "application/pdf", 4 * MB, "a is larger than 3 MB."],
    [
      "everything else, as an empty pattern",
      { "": 10 },
      "text/plain",
      11,
      "a is larger than 10 bytes.",
    ],
    ["the default, where no pattern fits", { "image/*": 10 }, "text/plain", 11, null],
  ])("has a limit: %s", (_, maxSize, type, size, fault) => {
    const { faultOf } = attachmentLimits({
      enabled: true,
      ...(maxSize !== undefined && { maxSize }),
    });
    expect(faultOf(file("a", type, size))).toBe(fault);
  });

  test("is more than nothing", () => {
    expect(attachmentLimits({ enabled: true }).faultOf(file("a", "text/plain", 0))).toBe(
      "a is empty.",
    );
  });

  test("is the smaller one of the page's and the session's", () => {
    const session = { maxBytes: 1 * MB, maxCount: 2 };
    const { faultOf, maxCount } = attachmentLimits({ enabled: true, maxSize: 5 * MB }, session);
    expect(faultOf(file("a", "text/plain", 2 * MB))).toBe("a is larger than 1 MB.");
    expect(maxCount).toBe(2);
    expect(attachmentLimits({ enabled: true, maxCount: 1 }, session).maxCount).toBe(1);
    expect(attachmentLimits({ enabled: true }).maxCount).toBe(10);
  });
});

describe("the type of a file", () => {
  const { faultOf } = attachmentLimits({
    enabled: true,
    accept: { "image/*": [], "text/markdown": [".md", ".MARKDOWN"] },
  });
  test.each<[string, string, boolean]>([
    ["a.png", "image/png", true],
    ["a.md", "", true],
    ["A.Markdown", "application/octet-stream", true],
    ["a", "text/markdown", true],
    ["a.txt", "text/plain", false],
    ["image.exe", "application/x-msdownload", false],
  ])("is looked at: %s, %s", (name, type, isTaken) => {
    expect(faultOf(file(name, type))).toBe(
      isTaken ? null : `${name} is of a type that is not taken.`,
    );
  });

  test("is any without a list", () => {
    expect(attachmentLimits({ enabled: true }).faultOf(file("a", ""))).toBeNull();
  });
});

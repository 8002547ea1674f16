import { describe, expect, test } from "vitest";
import {
  linkTarget,
  pictureAddress,
  pictureInText,
} from "../../../../src/offline/element/markdown/links.ts";

describe("linkTarget", () => {
  test.each([
    ["https://example.com/a?b=c#d", "https://example.com/a?b=c#d"],
    ["HTTP://EXAMPLE.COM", "http://example.com/"],
    ["mailto:someone@example.com", "mailto:someone@example.com"],
    ["tel:+1555", "tel:+1555"],
  ])("%s may be opened", (address, href) => {
    expect(linkTarget(address)).toEqual({ kind: "address", href });
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "blob:https://example.com/1",
    "file:///etc/passwd",
    "filesystem:https://example.com/1",
    "view-source:https://example.com",
    "ftp://example.com",
    "intent://example#Intent;end",
    "/relative",
    "relative",
    "#anchor",
    "//example.com",
    "https://",
    "",
    "chatkit-link:",
    "chatkit-link:nothing",
  ])("%j may not", (address) => {
    expect(linkTarget(address)).toBeNull();
  });

  test("a deeplink is its host and its parameters", () => {
    expect(linkTarget("chatkit-link://openOrder?id=5&tab=items&tab=notes")).toEqual({
      kind: "deeplink",
      name: "openOrder",
      data: { id: "5", tab: ["items", "notes"] },
    });
  });

  test("a parameter's name cannot reach the prototype", () => {
    const target = linkTarget("chatkit-link://x?__proto__=y");
    if (target?.kind !== "deeplink") throw new Error("It is no deeplink");
    expect(Object.keys(target.data)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(target.data)).toBe(Object.prototype);
  });
});

describe("pictureInText", () => {
  const allowed = ["img.example.com", "*.pictures.org", "localhost:8000"];

  test.each([
    "https://img.example.com/a.png",
    "http://IMG.example.com/a.png",
    "https://one.pictures.org/a.png",
    "http://localhost:8000/a.png",
    "data:image/png;base64,AAAA",
    "data:image/webp;base64,AAAA",
  ])("%s is shown", (address) => {
    expect(pictureInText(address, allowed)).toHaveProperty("src");
  });

  test.each([
    ["https://example.com/a.png", "example.com"],
    ["https://evilimg.example.com/a.png", "evilimg.example.com"],
    ["https://img.example.com.evil.org/a.png", "img.example.com.evil.org"],
    ["https://img.example.com@evil.org/a.png", "evil.org"],
    ["https://pictures.org/a.png", "pictures.org"],
    ["https://localhost:9000/a.png", "localhost:9000"],
    ["data:image/svg+xml,<svg/>", "data:"],
    ["data:text/html;image/png,x", "data:"],
    ["javascript:alert(1)", "javascript:"],
    ["/a.png", "an unknown place"],
  ])("%s is not", (address, refused) => {
    expect(pictureInText(address, allowed)).toEqual({ refused });
  });

  test("no domain is allowed by default", () => {
    expect(pictureInText("https://img.example.com/a.png", [])).toEqual({
      refused: "img.example.com",
    });
  });
});

test("a picture of the app comes from the web, from memory or from its address", () => {
  expect(pictureAddress("blob:http://localhost/1")).toBe("blob:http://localhost/1");
  expect(pictureAddress("data:image/jpeg;base64,AA")).toBe("data:image/jpeg;base64,AA");
  expect(pictureAddress("data:image/svg+xml,x")).toBe("data:image/svg+xml,x");
  expect(pictureAddress("https://a.org/1")).toBe("https://a.org/1");
  for (const address of ["javascript:alert(1)", "data:text/html,x", "x"]) {
    expect(pictureAddress(address)).toBeNull();
  }
});

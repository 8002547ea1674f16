import { describe, expect, test } from "vitest";
import { extendPolicy } from "../../../src/dev/swap/policy.ts";

const HERE = "http://localhost:4310";
const IMAGES = `${HERE} data: blob: https:`;
const FONTS = `${HERE} data: https:`;
const NONCE = "'nonce-ours'";

const extended = (policy: string) => extendPolicy(policy, { origin: HERE, nonce: "ours" });

describe("a policy allows the stand-in as well", () => {
  test.each([
    [
      "places",
      "script-src 'self' https://x.example",
      `script-src 'self' https://x.example ${HERE}`,
    ],
    ["nothing", "script-src 'none'", `script-src ${HERE}`],
    ["a nonce", "script-src 'nonce-a'", `script-src 'nonce-a' ${HERE} ${NONCE}`],
    ["a hash", "script-src 'sha256-a='", `script-src 'sha256-a=' ${HERE} ${NONCE}`],
    [
      "only what known code brings",
      "script-src 'strict-dynamic' 'nonce-a' https:",
      `script-src 'strict-dynamic' 'nonce-a' https: ${HERE} ${NONCE}`,
    ],
    // With a nonce, browsers would no longer let inline code in.
    [
      "inline code",
      "script-src 'self' 'unsafe-inline'",
      `script-src 'self' 'unsafe-inline' ${HERE}`,
    ],
    [
      "elements apart",
      "script-src 'none'; script-src-elem 'self'",
      `script-src ${HERE}; script-src-elem 'self' ${HERE}`,
    ],
    ["requests", "connect-src 'self'", `connect-src 'self' ${HERE}`],
    ["pictures", "img-src 'self' data:", `img-src 'self' data: ${HERE} blob: https:`],
    ["fonts", "font-src 'none'", `font-src ${FONTS}`],
    [
      "all by one",
      "default-src 'none'; style-src 'self'",
      `default-src 'none'; style-src 'self'; script-src ${HERE}; connect-src ${HERE}; img-src ${IMAGES}; font-src ${FONTS}`,
    ],
    [
      "all by one that goes by nonces",
      "default-src 'nonce-a'",
      `default-src 'nonce-a'; script-src 'nonce-a' ${HERE} ${NONCE}; connect-src 'nonce-a' ${HERE}; img-src 'nonce-a' ${IMAGES}; font-src 'nonce-a' ${FONTS}`,
    ],
    [
      "trusted types",
      "require-trusted-types-for 'script'; trusted-types app",
      "require-trusted-types-for 'script'; trusted-types app lit-html 'allow-duplicates'",
    ],
    ["no trusted types", "trusted-types 'none'", "trusted-types lit-html 'allow-duplicates'"],
    ["all trusted types", "trusted-types *", "trusted-types *"],
    ["two policies", "img-src 'none', font-src 'none'", `img-src ${IMAGES}, font-src ${FONTS}`],
    ["the first of two", "img-src a; img-src b", `img-src a ${IMAGES}`],
    ["capitals", "IMG-SRC 'NONE'", `img-src ${IMAGES}`],
  ])("where it speaks of %s", (_, policy, expected) => {
    expect(extended(policy)).toBe(expected);
  });

  test.each([
    ["object-src 'none'; base-uri 'none'; frame-ancestors 'none'"],
    ["upgrade-insecure-requests"],
    [""],
    [" ; "],
  ])("%j restricts nothing that is needed", (policy) => {
    expect(extended(policy).replaceAll(/[; ]+$/g, "")).toBe(
      policy.replaceAll(/^[; ]+|[; ]+$/g, ""),
    );
  });

  test("is changed once, however often it passes", () => {
    const policy = "default-src 'self'; script-src 'nonce-a'";
    expect(extended(extended(policy))).toBe(extended(policy));
  });
});

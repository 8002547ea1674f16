import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../../src/dev/events.ts";
import { curlOf, replayOf } from "../../../../src/dev/inspector/page/requests-again.ts";
import { exchange } from "../inspected.ts";

const ORIGIN = "http://localhost:4310";

/** An exchange whose request has these headers and this body. */
function asked(headers: Record<string, string>, text: string | null = null): Exchange {
  const body = text === null ? null : { text, bytes: text.length, truncated: false };
  return exchange({ request: { headers, body, faults: [] } });
}

/** What a shell makes of a command: its words, with `curl` as something that prints them. */
function wordsOf(command: string, env: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8", env }).split("\0").slice(0, -1);
}

describe("a replay", () => {
  test("has the path, the body, and the headers that the app may need", () => {
    const headers = {
      host: "localhost:4310",
      "content-type": "application/json",
      "content-length": "12",
      "accept-language": "de-DE",
      "x-my-app": "1",
      cookie: "shop_token=…",
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
      "user-agent": "Firefox",
    };
    expect(replayOf(asked(headers, '{"a":"b…"}'), ORIGIN)).toEqual({
      possible: true,
      url: "http://localhost:4310/chatkit",
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept-language": "de-DE",
        "x-my-app": "1",
        "x-chatkit-replay-of": "x1",
      },
      body: '{"a":"b…"}',
    });
  });

  test("of a path with two slashes stays with the app", () => {
    const replay = replayOf(exchange({ path: "//evil.example/chatkit" }), ORIGIN);
    expect(replay).toMatchObject({ url: "http://localhost:4310//evil.example/chatkit" });
  });

  test("of a replay names that one, not what it repeated", () => {
    const again = { ...asked({ "x-chatkit-replay-of": "x1" }), id: "x2" };
    expect(replayOf(again, ORIGIN)).toMatchObject({ headers: { "x-chatkit-replay-of": "x2" } });
  });

  const file = { "content-type": "multipart/form-data; boundary=x" };
  const whole = asked({}, "{");
  const cut = { text: "{", bytes: 900_000, truncated: true };
  test.each<[string, Exchange, string]>([
    ["an authorization header", asked({ authorization: "Bearer …" }), "authorization"],
    ["a body that was cut", { ...whole, request: { ...whole.request, body: cut } }, "too large"],
    ["the bytes of a file", asked(file, "--x"), "file"],
    [
      "a file as it is",
      { ...asked({ "content-type": "image/png" }, "PNG"), kind: "attachment" },
      "file",
    ],
    ["a key", asked({}, '{"note":"sk-…3f9a"}'), "secret"],
    ["a client secret", asked({}, '{"client_secret":"ek_…9f2c"}'), "secret"],
    ["a password", asked({}, '{"password" : "hor…aple"}'), "secret"],
    ["a path that leads elsewhere", exchange({ path: "@evil.example/chatkit" }), "path"],
    ["a signed address", exchange({ path: "/files/1?token=…" }), "secret"],
  ])("of %s is refused with the reason", (_name, from, reason) => {
    const replay = replayOf(from, ORIGIN);
    expect(replay).toEqual({ possible: false, reason: expect.stringContaining(reason) });
  });
});

describe("a curl command", () => {
  test("is the same request once a shell has read it", () => {
    const hostile = `{"text":"it's \\"$(touch x)\\" \`y\` !! \\\\ \n ü"}`;
    const headers = { "content-type": "application/json", "x-note": "a 'b' $c" };
    const { command, advice } = curlOf(asked(headers, hostile), ORIGIN);
    expect(advice).toBe("");
    expect(wordsOf(command)).toEqual([
      "--no-buffer",
      "--request",
      "POST",
      "http://localhost:4310/chatkit",
      "--header",
      "content-type: application/json",
      "--header",
      "x-note: a 'b' $c",
      "--data-raw",
      hostile,
    ]);
  });

  test("takes cookies and credentials, which are not kept, from variables", () => {
    const { command, advice } = curlOf(asked({ cookie: "a=…", authorization: "Bearer …" }), ORIGIN);
    const words = wordsOf(command, { CHATKIT_COOKIE: "a=1", CHATKIT_AUTHORIZATION: "Bearer x" });
    expect(words.slice(4)).toEqual([
      "--header",
      "cookie: a=1",
      "--header",
      "authorization: Bearer x",
    ]);
    expect(advice).toContain("CHATKIT_COOKIE");
    expect(advice).toContain("CHATKIT_AUTHORIZATION");
  });

  test("of a file names a file, and says so", () => {
    const { command, advice } = curlOf(
      asked({ "content-type": "multipart/form-data" }, "--x"),
      ORIGIN,
    );
    expect(wordsOf(command).slice(-2)).toEqual(["--data-binary", "@body"]);
    expect(advice).toContain("a file named body");
  });

  test("says where a secret is missing", () => {
    expect(curlOf(asked({}, '{"k":"sk-…3f9a"}'), ORIGIN).advice).toContain("masked");
  });

  test("does not let a path run anything", () => {
    const { command } = curlOf(exchange({ path: "/a?b=$(id)&c='d';e" }), ORIGIN);
    expect(wordsOf(command)[3]).toBe(`${ORIGIN}/a?b=$(id)&c='d';e`);
  });
});

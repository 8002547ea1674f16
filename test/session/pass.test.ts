import { execFileSync } from "node:child_process";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { envLines, envValue, type Pass, secretOf } from "../../src/session/pass.ts";

const identity = (user: string): Pass => ({
  kind: "identity",
  identity: { user, token: "eyJ.a.b", cookieName: "app_token", expiresAt: 1_800_000_000 },
  lifetimeSeconds: 60,
});

describe("variables", () => {
  const users = [
    "ada",
    "Ada Lovelace",
    "a#b",
    "$(touch x)",
    "a\\b",
    '"quoted"',
    "=x",
    "日本",
    "O'Brien",
    "a'b #c",
  ];
  test.each(users)("a shell and an env file read the user %s alike", (user) => {
    const text = envLines([identity(user)], { numbered: false });
    const inShell = execFileSync("sh", ["-c", `${text}\nprintf %s "$CHATKIT_USER"`]);
    expect(inShell.toString()).toBe(user);
    expect(parseEnv(text).CHATKIT_USER).toBe(user);
  });

  test.each(["a'b$c", "a'b\"c", "a'b`c", "a'b\\c"])("no line can hold %s for both", (user) => {
    expect(envValue(user)).toBeUndefined();
  });

  test("an identity has its token, and the cookie that carries it", () => {
    expect(envLines([identity("ada")], { numbered: false })).toBe(
      [
        "CHATKIT_TOKEN=eyJ.a.b",
        "CHATKIT_COOKIE=app_token=eyJ.a.b",
        "CHATKIT_USER=ada",
        "CHATKIT_EXPIRES_AT=1800000000",
      ].join("\n"),
    );
    expect(secretOf(identity("ada"))).toBe("eyJ.a.b");
  });

  test("those of several are numbered", () => {
    const names = Object.keys(
      parseEnv(envLines([identity("a"), identity("b")], { numbered: true })),
    );
    expect(names).toHaveLength(8);
    expect(names).toEqual(expect.arrayContaining(["CHATKIT_TOKEN_1", "CHATKIT_TOKEN_2"]));
  });
});

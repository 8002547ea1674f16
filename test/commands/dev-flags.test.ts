import { describe, expect, test } from "vitest";
import type { DevFlags } from "../../src/commands/dev.ts";
import { type DevLine, readDevLine } from "../../src/commands/dev-flags.ts";
import { CliError } from "../../src/errors.ts";

function read(flags: DevFlags, words: readonly string[] = [], line = words): DevLine {
  return readDevLine(words, flags, line);
}

/** What commander makes of `chatkit dev <before> -- <behind>`. */
function behindDashes(behind: readonly string[], before: readonly string[] = []): DevLine {
  return readDevLine([...before, ...behind], {}, [...before, "--", ...behind]);
}

function refusal(work: () => unknown): { code: string; exitCode: number; says: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const { code, exitCode, message, hint } = error;
    return { code, exitCode, says: `${message}\n${hint ?? ""}` };
  }
  throw new Error("nothing was refused");
}

test("an empty line fronts the app here on 4310 or the next free port, on this machine only", () => {
  expect(read({})).toEqual({
    target: undefined,
    command: undefined,
    port: 4310,
    portIsFixed: false,
    host: undefined,
    open: false,
    workflow: undefined,
    user: undefined,
    exec: undefined,
    allowOrigins: [],
    sessionPath: undefined,
    trustPage: false,
    offline: null,
    record: false,
  });
});

describe("--port", () => {
  test.each([
    ["0", 0],
    ["80", 80],
    ["65535", 65_535],
  ])("%s is taken, and no other", (typed, port) => {
    expect(read({ port: typed })).toMatchObject({ port, portIsFixed: true });
  });

  test.each(["65536", "-1", "4310.5", "0x50", "http", "", " 80"])("%j is refused", (port) => {
    const { code, exitCode, says } = refusal(() => read({ port }));
    expect({ code, exitCode }).toEqual({ code: "bad_port", exitCode: 2 });
    expect(says).toContain("0 to 65535");
  });
});

describe("--target", () => {
  test.each([
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://localhost:3000/", "http://localhost:3000"],
    ["https://[::1]:8443", "https://[::1]:8443"],
  ])("%s is fronted", (target, origin) => {
    expect(read({ target }).target?.origin).toBe(origin);
  });

  test.each([
    ["3000", "Did you mean --target http://localhost:3000?"],
    ["localhost:3000", "Did you mean --target http://localhost:3000?"],
    ["127.0.0.1:8000/", "Did you mean --target http://127.0.0.1:8000/?"],
    ["ftp://localhost", "http://localhost:3000"],
    ["", "http://localhost:3000"],
    ["http://localhost:3000/app?x=1", "Write --target http://localhost:3000 and open /app?x=1"],
    ["http://me:secret@localhost:3000", "Write --target http://localhost:3000"],
  ])("%j is refused, with what to write", (target, hint) => {
    const { code, exitCode, says } = refusal(() => read({ target }));
    expect({ code, exitCode }).toEqual({ code: "bad_target", exitCode: 2 });
    expect(says).toContain(hint);
    expect(says).not.toContain("secret");
  });
});

describe("a command stands behind --", () => {
  test("with all its flags, also those that are ours", () => {
    expect(behindDashes(["npx", "vite", "--port", "1", "--json"]).command).toEqual([
      ...["npx", "vite", "--port", "1", "--json"],
    ]);
  });

  test("and may hold -- itself", () => {
    expect(behindDashes(["npm", "run", "dev", "--", "--open"]).command).toEqual([
      ...["npm", "run", "dev", "--", "--open"],
    ]);
  });

  test("without the dashes it is refused, with the line to type", () => {
    const { code, says } = refusal(() => read({}, ["npm", "run", "my app"]));
    expect(code).toBe("excess_arguments");
    expect(says).toContain("chatkit dev -- npm run 'my app'");
  });

  test("a word before the dashes is refused", () => {
    expect(refusal(() => behindDashes(["vite"], ["app"])).says).toContain("'app' is one too many");
    // The same word on both sides is still one too many.
    expect(refusal(() => behindDashes(["vite"], ["vite"])).code).toBe("excess_arguments");
  });

  test("dashes with nothing behind them are refused", () => {
    expect(refusal(() => behindDashes([])).code).toBe("missing_command");
  });
});

describe("--allow-origin", () => {
  test("may be repeated, and is the origin alone", () => {
    const allowOrigin = ["http://localhost:5173/", "https://EXAMPLE.com", "http://localhost:5173"];
    expect(read({ allowOrigin }).allowOrigins).toEqual([
      "http://localhost:5173",
      "https://example.com",
    ]);
  });

  test.each([
    ["*", "any page that you visit"],
    ["null", "any page that you visit"],
    ["localhost:5173", "Did you mean --allow-origin http://localhost:5173?"],
    ["http://localhost:5173/app", "Did you mean --allow-origin http://localhost:5173?"],
    ["http://a:b@localhost", "http://localhost:5173"],
    ["chrome-extension://abc", "http://localhost:5173"],
  ])("%s is refused, with what to write", (origin, hint) => {
    const { code, says } = refusal(() => read({ allowOrigin: [origin] }));
    expect(code).toBe("bad_origin");
    expect(says).toContain(hint);
  });
});

describe("--session-path", () => {
  test.each([["/api/token"], ["/session"]])("%s is answered too", (sessionPath) => {
    expect(read({ sessionPath })).toMatchObject({ sessionPath });
  });

  test.each([
    ["api/token", "begins with /"],
    ["", "begins with /"],
    ["//example.com/x", "begins with /"],
    ["/x?y=1", "no query"],
    ["/x#y", "no query"],
    ["/__chatkit/session", "the inspector is there"],
    ["/a/../__chatkit", "the inspector is there"],
  ])("%j is refused", (sessionPath, why) => {
    const { code, says } = refusal(() => read({ sessionPath }));
    expect(code).toBe("bad_session_path");
    expect(says).toContain(why);
  });
});

describe("--offline", () => {
  test.each<[DevFlags, DevLine["offline"]]>([
    [{ offline: true }, { speed: "readable", strict: false }],
    [
      { offline: true, speed: "instant" },
      { speed: "instant", strict: false },
    ],
    [
      { offline: true, strict: true },
      { speed: "readable", strict: true },
    ],
    [{}, null],
  ])("%j is %j", (flags, offline) => {
    expect(read(flags).offline).toEqual(offline);
  });

  test("a pace that is nearly one is named", () => {
    const { says } = refusal(() => read({ offline: true, speed: "instnt" }));
    expect(says).toContain("readable, instant");
    expect(says).toContain("Did you mean --speed instant?");
  });

  test("what belongs to it says how to add it", () => {
    const { says } = refusal(() => read({ speed: "instant", strict: true }));
    expect(says).toContain("chatkit dev --offline --speed instant --strict");
  });
});

describe("the rest of the line", () => {
  test.each<[string, DevFlags, string]>([
    ["an empty --user", { user: " " }, "bad_user"],
    ["a --user beyond 512 characters", { user: "u".repeat(513) }, "bad_user"],
    ["a --workflow that is none", { workflow: "workflow-1" }, "bad_workflow"],
    ["a --host with a scheme", { host: "http://0.0.0.0" }, "bad_host"],
    ["an empty --host", { host: "" }, "bad_host"],
    ["an empty --exec", { exec: "  " }, "missing_command"],
    ["--record beside --offline", { record: true, offline: true }, "flags_exclude_each_other"],
    [
      "--record beside --target",
      { record: true, target: "http://localhost:1" },
      "flags_exclude_each_other",
    ],
    ["--strict without --offline", { strict: true }, "flag_does_not_belong"],
    ["--speed without --offline", { speed: "instant" }, "flag_does_not_belong"],
    ["a --speed that is none", { offline: true, speed: "fast" }, "unknown_choice"],
    ["--open beside --exec", { open: true, exec: "true" }, "flags_exclude_each_other"],
  ])("%s is refused", (_, flags, code) => {
    expect(refusal(() => read(flags))).toMatchObject({ code, exitCode: 2 });
  });

  test("a command beside --target is refused", () => {
    const both = () => readDevLine(["vite"], { target: "http://localhost:3000" }, ["--", "vite"]);
    expect(refusal(both).code).toBe("flags_exclude_each_other");
  });

  test.each([
    ["[::]", "::"],
    ["0.0.0.0", "0.0.0.0"],
    ["my-machine.local", "my-machine.local"],
  ])("--host %s listens there", (typed, host) => {
    expect(read({ host: typed }).host).toBe(host);
  });
});

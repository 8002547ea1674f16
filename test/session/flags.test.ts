import { describe, expect, test } from "vitest";
import { readDuration } from "../../src/session/duration.ts";
import { flagOf, readSessionOptions } from "../../src/session/options.ts";
import { readStateVariables } from "../../src/session/state-variables.ts";
import { usersFor } from "../../src/session/test-user.ts";
import { toCreateParams } from "../../templates/+hosted+node/server/sessions/options.ts";

/** What is thrown, as `code: message`. */
function fault(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Error && "code" in error) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("Nothing was thrown");
}

describe("a length of time", () => {
  const limit = { flag: "--expires-in", maximum: 600, reason: "so it is" };
  test.each([
    ["30s", 30],
    ["10m", 600],
    ["600", 600],
    ["1", 1],
    [" 5 M ", 300],
    ["0600s", 600],
  ])("%s is %i seconds", (typed, seconds) => {
    expect(readDuration(typed, limit)).toBe(seconds);
  });

  test.each(["", "s", "1.5m", "-1", "1d", "ten", "1m30s", "1e2", "NaN"])("%j is none", (typed) => {
    expect(fault(() => readDuration(typed, limit))).toMatch(/^bad_duration: --expires-in cannot/);
  });

  test.each([
    ["601", "601"],
    ["11m", "660"],
    ["1h", "3600"],
    ["9".repeat(30), "1e+30"],
  ])("%s is out of range", (typed, seconds) => {
    const said = fault(() => readDuration(typed, limit));
    expect(said).toContain(`from 1 to 600 seconds, and "${typed}" is ${seconds}: so it is`);
  });
});

test("no time at all is out of range, for no other reason", () => {
  const limit = { flag: "--expires-in", maximum: 600, reason: "so it is" };
  expect(fault(() => readDuration("0", limit))).toBe(
    'bad_duration: --expires-in is from 1 to 600 seconds, and "0" is 0.',
  );
});

describe("a variable of the workflow", () => {
  test.each([
    ["plan=free", "free"],
    ["plan=", ""],
    ["plan=a=b", "a=b"],
    ["plan= x ", " x "],
    ["plan=3", 3],
    ["plan=-0.5", -0.5],
    ["plan=1.5", 1.5],
    ["plan=0", 0],
    ["plan=007", "007"],
    ["plan=+1", "+1"],
    ["plan=.5", ".5"],
    ["plan=0x10", "0x10"],
    ["plan=NaN", "NaN"],
    ["plan=Infinity", "Infinity"],
    ["plan=true", true],
    ["plan=false", false],
    ["plan=True", "True"],
    ["plan=null", "null"],
    ['plan="3"', "3"],
    ['plan="true"', "true"],
    ['plan="a\\nb"', "a\nb"],
    ['plan="a" or "b"', '"a" or "b"'],
    ['plan={"a":1}', '{"a":1}'],
    ["plan=日本", "日本"],
  ])("%s", (pair, value) => {
    expect(readStateVariables([pair])).toEqual({ plan: value });
  });

  test("a name may be one that objects have already", () => {
    const variables = readStateVariables(["__proto__=1", "constructor=2"]);
    expect(Object.entries(variables)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
    const params = toCreateParams({ stateVariables: variables }, "wf_1", "ada");
    expect(JSON.stringify(params)).toContain('"state_variables":{"__proto__":1,"constructor":2}');
  });

  test.each([
    [["plan"], /a pair such as/],
    [["=free"], /a pair such as/],
    [[" =free"], /a pair such as/],
    [["plan=a", "plan=b"], /names plan twice/],
    [["plan=3.10"], /would be sent as 3\.1\./],
    [["plan=3.0"], /would be sent as 3\./],
    [["plan=-0"], /would be sent as 0\./],
    [["plan=1e3"], /would be sent as 1000\./],
    [["plan=0.1234567890123456789"], /would be sent as 0\.12345678901234568\./],
    [["plan=12345678901234567890"], /would be sent as 12345678901234567000\./],
    [["plan=1e999"], /would be sent as Infinity\./],
  ])("%j is refused", (pairs, says) => {
    expect(fault(() => readStateVariables(pairs))).toMatch(says);
  });
});

describe("the flags of a session", () => {
  test("nothing given asks for nothing", () => {
    expect(readSessionOptions({ titles: true, tracing: true })).toEqual({});
  });

  test("everything given reaches OpenAI's request", () => {
    const options = readSessionOptions({
      workflowVersion: "3",
      expiresIn: "5m",
      rateLimit: "20",
      state: ["plan=free", "seats=3", "beta=true"],
      history: true,
      recentThreads: "7",
      files: true,
      maxFiles: "4",
      maxFileSize: "512",
      titles: false,
      tracing: false,
    });
    expect(toCreateParams(options, "wf_1", "ada")).toEqual({
      user: "ada",
      workflow: {
        id: "wf_1",
        version: "3",
        state_variables: { plan: "free", seats: 3, beta: true },
        tracing: { enabled: false },
      },
      chatkit_configuration: {
        history: { enabled: true, recent_threads: 7 },
        automatic_thread_titling: { enabled: false },
        file_upload: { enabled: true, max_files: 4, max_file_size: 512 },
      },
      expires_after: { anchor: "created_at", seconds: 300 },
      rate_limits: { max_requests_per_1_minute: 20 },
    });
  });

  test("--recent-threads alone means a session with history", () => {
    expect(readSessionOptions({ recentThreads: "7" })).toEqual({
      history: { enabled: true, recentThreads: 7 },
    });
  });

  const manyPairs = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=1`);
  test("64 variables with names of 64 characters are allowed", () => {
    const state = [...manyPairs(63), `${"k".repeat(64)}=1`];
    expect(Object.keys(readSessionOptions({ state }).stateVariables ?? {})).toHaveLength(64);
  });

  const refused: [string, Parameters<typeof readSessionOptions>[0], RegExp][] = [
    [
      "latest",
      { workflowVersion: "latest" },
      /^latest_refused: --workflow-version must not be "latest": .* first message fails/,
    ],
    ["LATEST", { workflowVersion: " Latest " }, /^latest_refused/],
    [
      "an empty version",
      { workflowVersion: "" },
      /^bad_option: --workflow-version may not be empty/,
    ],
    ["no recent threads", { recentThreads: "0" }, /^bad_option: --recent-threads must be/],
    ["no files", { files: true, maxFiles: "0" }, /^bad_option: --max-files must be/],
    [
      "files that are too big",
      { files: true, maxFileSize: "513" },
      /^bad_option: --max-file-size must be a whole number from 1 to 512, and is 513/,
    ],
    ["no requests", { rateLimit: "0" }, /^bad_option: --rate-limit must be/],
    ["half a request", { rateLimit: "0.5" }, /^bad_option: --rate-limit cannot be "0.5"/],
    ["requests in words", { rateLimit: "ten" }, /^bad_option: --rate-limit cannot be "ten"/],
    ["65 variables", { state: manyPairs(65) }, /^bad_option: --state may hold 64 entries at most/],
    [
      "a name of 65 characters",
      { state: [`${"k".repeat(65)}=1`] },
      /^bad_option: --state: the name "k+…" is longer than 64/,
    ],
    [
      "a limit of files without files",
      { maxFiles: "3" },
      /^answer_does_not_belong: --max-files belongs to a session that takes files/,
    ],
    ["a limit of their size without files", { maxFileSize: "3" }, /--max-file-size belongs/],
    [
      "threads without history",
      { history: false, recentThreads: "3" },
      /^answer_does_not_belong: --recent-threads belongs/,
    ],
    ["a life that is too long", { expiresIn: "11m" }, /^bad_duration: .*no session live longer/],
  ];
  test.each(refused)("%s: refused", (_, given, says) => {
    expect(fault(() => readSessionOptions(given))).toMatch(says);
  });

  test.each([
    ["workflow.version", "--workflow-version"],
    ["workflow.state_variables.plan", "--state"],
    ["workflow.id", "--workflow"],
    ["chatkit_configuration.history.recent_threads", "--recent-threads"],
    ["chatkit_configuration.file_upload.enabled", "--files"],
    ["expires_after.seconds", "--expires-in"],
    ["rate_limits.max_requests_per_1_minute", "--rate-limit"],
    ["user", "--user"],
    ["user_name", undefined],
    ["metadata", undefined],
  ])("the parameter %s is asked for by %s", (parameter, flag) => {
    expect(flagOf(parameter)).toBe(flag);
  });
});

describe("users", () => {
  test("one that is given is for all", () => {
    expect(usersFor("ada", 3)).toEqual(["ada", "ada", "ada"]);
  });

  test("made-up ones are new each time, and differ", () => {
    const [one] = usersFor(undefined, 1);
    expect(one).toMatch(/^test_[0-9a-f]{8}$/);
    expect(usersFor(undefined, 1)).not.toEqual([one]);
    expect(new Set(usersFor(undefined, 20)).size).toBe(20);
  });

  test.each(["", "  ", "a\nb", "a\u0007", "x".repeat(513)])("%j is none", (user) => {
    expect(fault(() => usersFor(user, 1))).toMatch(/^bad_user: --user/);
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Connection, createConnection, type Surroundings, visibleReports } from "./connection";
import type { Identity } from "./identity";
import { ProblemError, scriptBlocked, serverDown } from "./problems";

const IDENTITY: Identity = { domainKey: "local-dev", offline: false, problems: [] };
const forever = () => new Promise<never>(() => {});

function connect(surroundings: Partial<Surroundings>): Connection {
  const connection = createConnection({
    identify: async () => IDENTITY,
    loadChatKit: async () => {},
    chatKitDefined: forever,
    host: () => "chat.example.com",
    readyLimitMs: 1_000,
    ...surroundings,
  });
  connection.start();
  return connection;
}

function codes(connection: Connection) {
  const { blocking, notices } = visibleReports(connection.state.get());
  return {
    blocking: blocking.map(({ problem }) => problem.code),
    notices: notices.map(({ problem }) => problem.code),
  };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("goes from connecting to starting to ready", async () => {
  const connection = connect({});
  expect(connection.state.get()).toMatchObject({ phase: "connecting", identity: null });
  await settled();
  expect(connection.state.get()).toMatchObject({ phase: "starting", identity: IDENTITY });
  connection.chatReady();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(connection.state.get()).toMatchObject({ phase: "ready", reports: [] });
});

test("a chat that is late is explained, and forgiven when it comes", async () => {
  const connection = connect({});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(codes(connection).blocking).toEqual(["chatkit_not_ready"]);
  connection.chatReady();
  expect(codes(connection)).toEqual({ blocking: [], notices: [] });
});

test("a script that comes after all starts the chat without a click", async () => {
  let arrive = () => {};
  const loadChatKit = vi
    .fn(async () => {})
    .mockRejectedValueOnce(new ProblemError(scriptBlocked()));
  const connection = connect({
    loadChatKit,
    chatKitDefined: () => new Promise<void>((resolve) => (arrive = resolve)),
  });
  await settled();
  expect(codes(connection).blocking).toEqual(["script_blocked"]);
  arrive();
  await settled();
  expect(connection.state.get()).toMatchObject({ phase: "starting", reports: [] });
});

test("trying again starts from nothing", async () => {
  const identify = vi
    .fn(async () => IDENTITY)
    .mockRejectedValueOnce(new TypeError("Failed to fetch"));
  const connection = connect({ identify });
  await settled();
  expect(codes(connection).blocking).toEqual(["server_down"]);
  connection.retry();
  expect(codes(connection).blocking).toEqual([]);
  await settled();
  expect(connection.state.get()).toMatchObject({ phase: "starting", attempt: 2 });
});

test("a missing setting hides the chat, an odd one does not", async () => {
  const missing = { code: "key_missing", message: "There is no key." };
  const odd = { code: "key_malformed", message: "The key looks odd." };
  const blocked = connect({ identify: async () => ({ ...IDENTITY, problems: [missing, odd] }) });
  const open = connect({ identify: async () => ({ ...IDENTITY, problems: [odd] }) });
  await settled();
  expect(codes(blocked)).toEqual({ blocking: ["key_missing"], notices: ["key_malformed"] });
  expect(blocked.state.get().phase).toBe("connecting");
  expect(codes(open)).toEqual({ blocking: [], notices: ["key_malformed"] });
  expect(open.state.get().phase).toBe("starting");
});

test("a failure of the server hides the chat only until it was there", async () => {
  const connection = connect({});
  await settled();
  connection.backendFailed(serverDown(), "until-ready");
  connection.chatFailed(new Error("It failed somehow"));
  expect(codes(connection)).toEqual({ blocking: ["server_down"], notices: [] });
  connection.chatReady();
  expect(codes(connection)).toEqual({ blocking: [], notices: ["server_down"] });
  connection.backendWorks();
  expect(codes(connection)).toEqual({ blocking: [], notices: ["chatkit_error"] });
  for (const report of visibleReports(connection.state.get()).notices) connection.dismiss(report);
  expect(codes(connection)).toEqual({ blocking: [], notices: [] });
});

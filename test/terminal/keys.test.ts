import { type EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { listenToKeys } from "../../src/terminal/keys.ts";

function keyboard() {
  const input = Object.assign(new PassThrough(), { setRawMode: vi.fn() });
  const keys: string[] = [];
  const letGo = listenToKeys(input, (key) => keys.push(key));
  onTestFinished(letGo);
  const type = async (text: string) => {
    const read = once(input, "data");
    input.write(text);
    await read;
  };
  return { input, keys, letGo, type };
}

describe("single keys", () => {
  test("are told in lower case, one by one, without Enter", async () => {
    const { keys, type, input } = keyboard();
    await type("oI?");
    expect(keys).toEqual(["o", "i", "?"]);
    expect(input.setRawMode).toHaveBeenCalledWith(true);
  });

  test("arrows and other keys of several characters are none", async () => {
    const { keys, type } = keyboard();
    await type("\u001b[A");
    await type("\u001bq");
    expect(keys).toEqual([]);
  });

  test.each([
    ["Ctrl-C", "\u0003", "SIGINT"],
    ["Ctrl-Z", "\u001a", "SIGTSTP"],
  ])("%s reaches the process as a signal", async (_, typed, signal) => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    onTestFinished(() => kill.mockRestore());
    const { keys, type } = keyboard();
    await type(typed);
    expect(kill).toHaveBeenCalledWith(process.pid, signal);
    expect(keys).toEqual([]);
  });

  test("the keyboard is grabbed again when the process goes on", () => {
    const { input } = keyboard();
    input.setRawMode.mockClear();
    (process as EventEmitter).emit("SIGCONT");
    expect(input.setRawMode).toHaveBeenCalledWith(true);
  });

  test("the keyboard is given back as it was", () => {
    const { input, letGo } = keyboard();
    letGo();
    expect(input.setRawMode).toHaveBeenLastCalledWith(false);
    expect(input.isPaused()).toBe(true);
    expect(input.listenerCount("data")).toBe(0);
  });
});

import { expect, test } from "vitest";
import { createEventLog } from "../../src/dev/event-log.ts";
import type { DevEvent } from "../../src/dev/events.ts";
import { warnOfReach } from "../../src/dev/warnings.ts";

test.each([
  [null, "may use the app with your key."],
  [{ strict: false, speed: "readable" as const }, "may use the app."],
])("other machines may use a key where there is one (offline: %j)", (offline, end) => {
  const log = createEventLog();
  const told: DevEvent[] = [];
  log.subscribe((event) => told.push(event));
  warnOfReach({ host: "192.168.1.5", offline }, 4310, log);
  const message = `Other machines reach this at http://192.168.1.5:4310, and ${end}`;
  expect(told).toEqual([{ type: "warning", message, hint: null }]);
});

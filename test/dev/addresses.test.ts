import { describe, expect, test } from "vitest";
import { addressesElsewhere } from "../../src/dev/addresses.ts";

describe("how other machines reach the gateway", () => {
  test.each([
    ["localhost", []],
    ["127.0.0.1", []],
    ["::1", []],
    ["192.168.1.5", ["http://192.168.1.5:4310"]],
    ["fd00::5", ["http://[fd00::5]:4310"]],
    ["my-machine.local", ["http://my-machine.local:4310"]],
  ])("at %s", (host, addresses) => {
    expect(addressesElsewhere(host, 4310)).toEqual(addresses);
  });

  test("at every address of this machine but loopback", () => {
    for (const address of addressesElsewhere("0.0.0.0", 4310)) {
      expect(address).toMatch(/^http:\/\/(?!127\.)[\d.]+:4310$/);
    }
  });
});

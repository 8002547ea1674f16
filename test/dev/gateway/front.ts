import type { GatewayOptions } from "../../../src/dev/gateway/gateway.ts";
import { type Handler, type LocalServer, listen } from "../../helpers/http.ts";
import { startTestGateway, type TestGateway } from "./start.ts";

/** Starts gateways in front of apps, and ends them all. */
export interface Fronts {
  /** A gateway in front of an app that answers in this way. */
  front(
    handle: Handler,
    options?: Partial<GatewayOptions>,
  ): Promise<TestGateway & { readonly app: LocalServer }>;
  /** Something else to end with them. */
  onEnd(end: () => Promise<void> | void): void;
  endAll(): Promise<void>;
}

/** Each test file ends its own after each test. */
export function createFronts(): Fronts {
  const ends: (() => Promise<void> | void)[] = [];
  return {
    front: async (handle, options = {}) => {
      const app = await listen(handle);
      ends.push(app.close);
      const gateway = await startTestGateway({ target: () => new URL(app.origin), ...options });
      ends.push(gateway.close);
      return { ...gateway, app };
    },
    onEnd: (end) => void ends.push(end),
    endAll: async () => {
      for (const end of ends.splice(0).reverse()) await end();
    },
  };
}

import { createEventLog, type EventLog } from "../../../src/dev/event-log.ts";
import type { DevEvent } from "../../../src/dev/events.ts";
import {
  type Gateway,
  type GatewayOptions,
  startGateway,
} from "../../../src/dev/gateway/gateway.ts";

/** A gateway of a test, and what it told. */
export interface TestGateway extends Gateway {
  readonly log: EventLog;
  readonly told: readonly DevEvent[];
}

/** Starts a gateway on a free port; what is left out is as in a project that nobody knows. */
export async function startTestGateway(
  options: Partial<GatewayOptions> & Pick<GatewayOptions, "target">,
): Promise<TestGateway> {
  const log = options.log ?? createEventLog();
  const told: DevEvent[] = [];
  log.subscribe((event) => told.push(event));
  const gateway = await startGateway({
    host: null,
    port: 0,
    portIsFixed: false,
    sessions: null,
    appOwnsSessions: null,
    allowOrigins: [],
    inspector: () => false,
    ...options,
    log,
  });
  return { ...gateway, log, told };
}

import type { Scenario } from "./scenario.ts";
import { AGENTS } from "./scenarios/agents.ts";
import { FAILURES } from "./scenarios/failures.ts";
import { REQUESTS } from "./scenarios/requests.ts";
import { STREAMS } from "./scenarios/streams.ts";

/** Every conversation that both servers are led through. */
export const SCENARIOS: readonly Scenario[] = [...REQUESTS, ...STREAMS, ...FAILURES, ...AGENTS];

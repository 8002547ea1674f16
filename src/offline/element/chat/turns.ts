import type { StreamingRequest } from "../../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import { applyEvent } from "./apply-event.ts";
import type { ParamsOf } from "./backend.ts";
import { pendingCall, runClientTool } from "./client-tools.ts";
import type { ChatParts } from "./connection.ts";
import { ChatError, isAbort, problemOf } from "./errors.ts";
import { IDLE_TURN } from "./initial-state.ts";
import { fieldsOf } from "./read-item.ts";

/** The answers of a chat, one at a time. */
export interface Turns {
  /**
   * Runs a request that is answered with a stream, with the client tools that it calls. A turn that
   * fails is told by `problem` and `chatkit.error`; then this resolves all the same.
   */
  run<Type extends StreamingRequest["type"]>(type: Type, params: ParamsOf<Type>): Promise<void>;
  /** Drops the connection, which ends the answer, and keeps what came of it. */
  stop(): void;
}

/** How many client tools in a row may answer one message: a model can call them without end. */
const CLIENT_TOOLS = 25;

/** Makes what sends a streaming request and follows its answer to the end, client tools included. */
export function createTurns({ store, emit, tell, connection }: ChatParts): Turns {
  let running: AbortController | null = null;

  const take = (event: unknown) => {
    const before = store.state.thread?.id;
    const { state, ignored } = applyEvent(store.state, event);
    store.update(() => state);
    if (ignored !== null) emit("chatkit.log", { name: "event.ignored", data: { reason: ignored } });
    const fields = fieldsOf(event);
    const threadId = state.thread?.id;
    if (fields?.type === "thread.created" && threadId !== undefined && threadId !== before) {
      emit("chatkit.thread.change", { threadId });
    }
    if (fields?.type === "client_effect" && typeof fields.name === "string") {
      const data = fieldsOf(fields.data);
      emit("chatkit.effect", { name: fields.name, ...(data && { data }) });
    }
    // Words that the server has for the person are shown, and are no failure of the page's concern.
    if (fields?.type === "error" && fields.code !== "custom" && ignored === null) {
      tell(new Error(state.problem?.message));
    }
  };

  return {
    async run(type, params) {
      const { backend, signal: whole } = connection();
      const controller = new AbortController();
      running = controller;
      const signal = AbortSignal.any([controller.signal, whole]);
      let hasBegun = false;
      // It can be stopped unless the server says otherwise, also while that has said nothing.
      store.set({ problem: null, turn: { phase: "waiting", allowCancel: true, progress: null } });

      const hear = async (events: AsyncGenerator<unknown>) => {
        for await (const event of events) {
          if (signal.aborted) return;
          take(event);
          if (!hasBegun) {
            hasBegun = true;
            emit("chatkit.response.start");
          }
        }
      };

      try {
        await hear(backend.stream(type, params, signal));
        for (let count = 0; !signal.aborted; count++) {
          const { items, options, thread } = store.state;
          const call = pendingCall(items);
          if (!call || !thread) break;
          if (count === CLIENT_TOOLS) {
            const message = `The assistant called ${CLIENT_TOOLS} client tools in a row.`;
            throw new ChatError("The answer was ended", message);
          }
          store.set({ turn: { ...store.state.turn, phase: "client-tool" } });
          const result = await runClientTool(call, options, tell);
          if (signal.aborted) break;
          const output = { thread_id: thread.id, result };
          store.set({
            items: store.state.items.map((item) =>
              item === call ? { ...call, status: "completed", output: result } : item,
            ),
            turn: { ...store.state.turn, phase: "waiting" },
          });
          await hear(backend.stream("threads.add_client_tool_output", output, signal));
        }
      } catch (error) {
        if (!signal.aborted && !isAbort(error)) {
          store.set({ problem: problemOf(error) });
          tell(error);
        }
      } finally {
        // A turn that was stopped may end after the next one began.
        if (running === controller) {
          running = null;
          if (!whole.aborted) store.set({ turn: IDLE_TURN });
        }
        if (hasBegun) emit("chatkit.response.end");
      }
    },

    stop() {
      running?.abort();
      running = null;
      store.set({ turn: IDLE_TURN });
    },
  };
}

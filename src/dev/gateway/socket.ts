import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { createProxyServer } from "httpxy";
import { upstreamOf } from "./upstream.ts";

/** Passes WebSockets to the app, such as those of a development server that reloads a page. */
export interface SocketForwarder {
  /** @param onUnreached the app could not be asked; the client still waits for an answer */
  pass(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    passage: { readonly target: URL; readonly onUnreached: (error: Error) => void },
  ): void;
  /** Ends them all. */
  close(): void;
}

/** Makes what passes WebSockets to the app. */
export function createSocketForwarder(): SocketForwarder {
  const open = new Set<Socket>();
  const unreached = new WeakMap<IncomingMessage, (error: Error) => void>();
  const proxy = createProxyServer({ prependPath: false });

  proxy.on("proxyReqWs", (upstream, request, socket) => {
    // A client that goes before the app has answered.
    const give = () => upstream.destroy();
    socket.once("close", give);
    upstream.once("upgrade", (_answer, partner: Socket) => {
      unreached.delete(request);
      socket.off("close", give);
      // One side that vanishes without a farewell takes the other with it.
      socket.once("close", () => partner.destroySoon());
      partner.once("close", () => socket.destroySoon());
    });
    upstream.once("response", () => unreached.delete(request));
  });
  proxy.on("error", (error, request) => {
    // After the handshake, the library has ended the other side.
    if (request) unreached.get(request)?.(error);
  });

  return {
    pass: (request, socket, head, { target, onUnreached }) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      unreached.set(request, onUnreached);
      proxy
        .ws(request, socket, { ...upstreamOf(target), agent: false }, head)
        // Broken connections are told above.
        .catch(() => undefined);
    },
    close: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

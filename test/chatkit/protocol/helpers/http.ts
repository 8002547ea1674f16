import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { serve } from "@hono/node-server";
import type { Chat } from "./chat.ts";
import { ORIGIN } from "./chat.ts";

/** A chat behind a real HTTP server, which takes the user from a header. */
export interface Site {
  readonly port: number;
  close(): Promise<void>;
}

export async function listen({ server }: Pick<Chat, "server">): Promise<Site> {
  const sockets = new Set<Socket>();
  const http = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const own = serve(
      {
        hostname: "127.0.0.1",
        port: 0,
        fetch: (incoming) =>
          server.handle(incoming, {
            userId: incoming.headers.get("X-User") ?? "nobody",
            origin: ORIGIN,
          }),
      },
      () => resolve(own),
    );
    own.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
  });
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** One request whose connection can be dropped, and whose answer can be left unread. */
export class Connection {
  readonly #request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
  text = "";
  chunks = 0;

  constructor(
    site: Site,
    body: object,
    options: { userId?: string; turn?: string; read?: boolean } = {},
  ) {
    const { userId = "ada", turn, read = true } = options;
    const text = JSON.stringify(body);
    const headers = {
      "X-User": userId,
      "Content-Length": Buffer.byteLength(text),
      ...(turn && { "ChatKit-Turn": turn }),
    };
    this.#request = request({ port: site.port, method: "POST", headers, agent: false });
    // A connection that is dropped on purpose fails on purpose.
    this.#request.on("error", () => undefined);
    this.response = new Promise((resolve) => {
      this.#request.on("response", (response) => {
        response.on("error", () => undefined);
        if (read) {
          response.setEncoding("utf8").on("data", (chunk: string) => {
            this.text += chunk;
            this.chunks += 1;
          });
        }
        resolve(response);
      });
    });
    this.#request.end(text);
  }

  drop(): void {
    this.#request.destroy();
  }

  async end(): Promise<string> {
    const response = await this.response;
    if (!response.readableEnded && !response.destroyed) {
      await new Promise((resolve) => response.on("close", resolve));
    }
    return this.text;
  }
}

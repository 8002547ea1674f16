import { type IncomingMessage, type RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pathOf } from "../request-path.ts";
import type { Door } from "./door.ts";
import { isInspectors } from "./inspector-path.ts";
import type { PlainAnswer } from "./plain-answer.ts";
import type { SocketForwarder } from "./socket.ts";
import { explainUnreached, NOT_UP, NOTHING_HERE } from "./unreached.ts";

/** Answers requests that want another protocol than HTTP. */
export type UpgradeHandler = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/**
 * Makes the handler of upgrades: WebSockets go to the app, and whoever asks for another protocol is
 * answered in HTTP/1.1.
 *
 * @param options `target` is null while the app is not up, and undefined where there is none
 */
export function createUpgradeHandler(options: {
  readonly target: () => URL | null | undefined;
  readonly door: Door;
  readonly sockets: SocketForwarder;
  readonly onRequest: RequestListener;
}): UpgradeHandler {
  const { door, sockets } = options;
  return (request, socket, head) => {
    // Until somebody takes it over, a connection that breaks is nobody's loss.
    socket.on("error", () => socket.destroy());
    if (request.headers.upgrade?.toLowerCase() !== "websocket") {
      answerWithoutUpgrade(request, socket, options.onRequest);
      return;
    }
    const refusal = door.refuse(request, "socket");
    if (refusal) return end(socket, { ...refusal, status: 403 });
    if (isInspectors(pathOf(request))) return end(socket, NOTHING_HERE);
    const target = options.target();
    if (target === undefined) return end(socket, NOTHING_HERE);
    if (target === null) return end(socket, NOT_UP);
    sockets.pass(request, socket, head, {
      target,
      onUnreached: (error) => end(socket, explainUnreached(error, target)),
    });
  };
}

/** A client that would like HTTP/2 takes the answer in HTTP/1.1 as well. */
function answerWithoutUpgrade(
  request: IncomingMessage,
  socket: Socket,
  onRequest: RequestListener,
): void {
  if (request.headers["transfer-encoding"] || Number(request.headers["content-length"] ?? 0) > 0) {
    end(socket, {
      status: 400,
      code: "upgrade_with_body",
      message: "A request with a body cannot ask for another protocol here.",
      hint: "Send it as HTTP/1.1: curl --http1.1",
    });
    return;
  }
  delete request.headers.upgrade;
  request.headers.connection = "close";
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => socket.end());
  onRequest(request, response);
}

const REASONS: Readonly<Record<PlainAnswer["status"], string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  413: "Content Too Large",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

function end(
  socket: Socket,
  answer: Pick<PlainAnswer, "status" | "code" | "message" | "hint">,
): void {
  const { status, code, message, hint } = answer;
  const body = JSON.stringify({ error: { code, message, ...(hint && { hint }) } });
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status]}`,
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}

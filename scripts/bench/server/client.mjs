// A client of few words: it writes the bytes of a request and looks for the end of the answer, so
// that it is never what is measured.
import { connect } from "node:net";

/** Opens a connection that carries one request after another. */
export async function openConnection(port) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let onData;
  socket.on("data", (data) => onData?.(data));
  let isOpen = true;
  socket.on("close", () => {
    isOpen = false;
    onData?.(null);
  });
  socket.on("error", () => undefined);
  return {
    /** Servers close a connection that nobody uses. */
    isOpen: () => isOpen,
    /** Sends a request; resolves with the times, in ms, at which it began, first spoke and ended. */
    ask(bytes) {
      const began = performance.now();
      let head = "";
      let first;
      /** How many bytes of the body are to come; undefined for a body in chunks. */
      let remaining;
      let end = "";
      return new Promise((resolve, reject) => {
        onData = (data) => {
          if (data === null) return reject(new Error("The server closed the connection."));
          let body = data;
          if (!head.includes("\r\n\r\n")) {
            const before = head.length;
            head += data.toString("latin1");
            const close = head.indexOf("\r\n\r\n");
            if (close < 0) return undefined;
            if (!head.startsWith("HTTP/1.1 200")) return reject(new Error(head));
            const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, close))?.[1];
            remaining = length && Number(length);
            body = data.subarray(close + 4 - before);
          }
          if (body.length > 0) first ??= performance.now();
          if (remaining !== undefined) remaining -= body.length;
          end = (end + body.toString("latin1", Math.max(0, body.length - 7))).slice(-7);
          if (remaining === undefined ? end.endsWith("\r\n0\r\n\r\n") : remaining <= 0)
            resolve({ began, first, ended: performance.now() });
          return undefined;
        };
        socket.write(bytes);
      });
    },
    /** Sends a request whose answer does not end; resolves when it begins. */
    open(bytes) {
      return new Promise((resolve, reject) => {
        onData = (data) =>
          data ? data.includes("data: ") && resolve() : reject(new Error("gone"));
        socket.write(bytes);
      });
    },
    close: () => socket.destroy(),
  };
}

/** The bytes of a request of ChatKit's client. */
export function requestBytes(body) {
  const json = JSON.stringify(body);
  const head = [
    "POST /chatkit HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${json}`);
}

/** A first message. */
export function firstMessage(text) {
  const content = [{ type: "input_text", text }];
  return requestBytes({
    type: "threads.create",
    params: { input: { content, attachments: [], inference_options: {} } },
  });
}

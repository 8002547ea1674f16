import { connect, type Socket } from "node:net";

/** A connection of a test that says exactly what it is told to. */
export interface RawConnection {
  readonly socket: Socket;
  /** Everything that came so far, each byte as one character. */
  received(): string;
  /** Resolves when the other side has ended or broken the connection. */
  readonly closed: Promise<void>;
  /** Resolves with what came, once that matches. */
  until(pattern: RegExp): Promise<string>;
}

/**
 * Opens a connection and sends `text`, each character as one byte.
 *
 * @param host a loopback address
 */
export async function sendRaw(
  port: number,
  text: string,
  host = "127.0.0.1",
): Promise<RawConnection> {
  const socket = connect({ port, host });
  let came = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  socket.setEncoding("latin1").on("data", (more: string) => {
    came += more;
    wake();
  });
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    // A reset ends a connection as well.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve).once("error", reject);
  });
  socket.write(text, "latin1");
  return {
    socket,
    received: () => came,
    closed,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(came)) {
            waiting.delete(look);
            resolve(came);
          } else if (isClosed) {
            reject(new Error(`Closed without ${pattern}: ${came.slice(0, 500)}`));
          }
        };
        waiting.add(look);
        look();
      }),
  };
}

/** The lines of a request of HTTP/1.1 with a `Host` that the gateway answers to. */
export function requestText(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): string {
  const lines = Object.entries({ Host: "localhost", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

import { createServer } from "node:net";

/** How often another port is tried; each is free on one loopback address already. */
const TRIES = 20;

/** Takes a port for a moment; undefined where somebody has it, or there is no such address. */
function takeFor(port: number, host: string): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}

/**
 * Tells whether nobody listens on a port, on either loopback address.
 *
 * @param port the port; 0 for any
 * @returns the port, or undefined where it is taken
 */
async function takeOnLoopback(port: number): Promise<number | undefined> {
  const four = await takeFor(port, "127.0.0.1");
  if (typeof four !== "number") return undefined;
  const six = await takeFor(four, "::1");
  // A machine without IPv6 has no such address.
  return six === four || (typeof six === "object" && six.code !== "EADDRINUSE") ? four : undefined;
}

/**
 * Finds a port that is free on 127.0.0.1 and on ::1.
 *
 * @param wished the port that was used before, if it is still free
 * @throws {Error} where there is none, after 20 tries
 */
export async function freePort(wished = 0): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = await takeOnLoopback(tries === 0 ? wished : 0);
    if (port !== undefined) return port;
  }
  throw new Error("No port is free on 127.0.0.1.");
}

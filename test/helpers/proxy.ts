import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { onTestFinished } from "vitest";

/** A proxy of a test on loopback. */
export interface LocalProxy {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** What it was asked to connect to, and by whom. */
  readonly asked: string[];
}

/** A proxy that opens tunnels, or answers each request for one with a status, or hangs up, or is none. */
export async function proxy(status: number | "hang up" | "no HTTP" = 200): Promise<LocalProxy> {
  const asked: string[] = [];
  const server = createServer();
  server.on("connect", (request, socket) => {
    const { "proxy-authorization": login = "nobody" } = request.headers;
    asked.push(`${request.url} for ${login}`);
    socket.on("error", () => undefined);
    if (status === "hang up") return void socket.destroy();
    if (status === "no HTTP") return void socket.end("SSH-2.0-OpenSSH_9.9\r\n");
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

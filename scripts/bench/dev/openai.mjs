// As much of OpenAI's sessions API as a benchmark needs: it answers at once.
import { createServer } from "node:http";

let number = 0;

function session() {
  number += 1;
  return JSON.stringify({
    id: `cksess_${number}`,
    object: "chatkit.session",
    client_secret: `ek_${"0".repeat(40)}${number}`,
    expires_at: Math.floor(Date.now() / 1_000) + 600,
    user: "bench",
    status: "active",
  });
}

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(session());
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));

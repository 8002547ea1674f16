// An app to stand in front of: a small answer, and a stream of ChatKit events.
import { createServer } from "node:http";

const EVENTS = 50;
const page = JSON.stringify({ text: "x".repeat(1_000) });
const event = (index) =>
  `data: ${JSON.stringify({
    type: "thread.item.updated",
    item_id: "msg_1",
    update: {
      type: "assistant_message.content_part.text_delta",
      content_index: 0,
      delta: `word ${index} `,
    },
  })}\n\n`;

const server = createServer((request, response) => {
  request.resume();
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "application/json", "content-length": page.length });
    response.end(page);
    return;
  }
  request.on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (let index = 0; index < EVENTS; index += 1) response.write(event(index));
    response.end();
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));

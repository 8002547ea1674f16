// The session route as tutorials write it: express and the SDK, with the calls that there really are.
import express from "express";
import OpenAI from "openai";

const openai = new OpenAI();
const app = express();
app.use(express.json());
app.post("/api/chatkit/session", async (_request, response) => {
  const session = await openai.beta.chatkit.sessions.create({
    workflow: { id: process.env.CHATKIT_WORKFLOW_ID },
    user: "user_123",
  });
  response.json({ client_secret: session.client_secret });
});
const server = app.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ port: server.address().port })),
);

/** The element's events, without `chatkit.` before them. */
const EVENTS = [
  "ready",
  "error",
  "effect",
  "deeplink",
  "response.start",
  "response.end",
  "history.open",
  "history.close",
  "thread.change",
  "thread.load.start",
  "thread.load.end",
  "tool.change",
  "log",
];

/** What is on the page of a test. */
export interface PageOptions {
  /** The options as JavaScript, such as `{ theme: "dark" }`; without `api`, the server's own. */
  readonly options?: string;
  /** Chats with a hosted workflow, whose sessions the page makes at the stand-in for OpenAI. */
  readonly hosted?: boolean;
  /** JavaScript that runs before the element's script. */
  readonly before?: string;
}

const OWN_SERVER = `{
    url: "/chatkit", domainKey: "local-dev", uploadStrategy: { type: "two_phase" },
  }`;

/** Makes sessions as the server of an app would; `session` is what tests ask for besides. */
const HOSTED = `{
    async getClientSecret(current) {
      (window.asked ??= []).push(current);
      const response = await fetch("/__chatkit/offline/v1/chatkit/sessions", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: "Bearer sk-offline-00000000000000000000",
          "openai-beta": "chatkit_beta=v1",
        },
        body: JSON.stringify({ user: "somebody", workflow: { id: "wf_offline" }, ...window.session }),
      });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()).client_secret;
    },
  }`;

/** The HTML of a page with the element; its globals are `chat`, the element, `options` and `seen`, its events. */
export function pageOf({ options = "{}", before = "", hosted = false }: PageOptions): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Element</title>
<link rel="icon" href="data:,">
<style>html, body { height: 100%; margin: 0 } openai-chatkit { display: block; height: 100% }</style>
<openai-chatkit></openai-chatkit>
<script>
const chat = document.querySelector("openai-chatkit");
const seen = [];
for (const name of ${JSON.stringify(EVENTS)}) {
  chat.addEventListener("chatkit." + name, ({ detail }) => {
    seen.push({ name, detail: detail?.error ? { error: detail.error.message } : detail ?? null });
  });
}
${before}
</script>
<script src="/__chatkit/offline/chatkit.js"></script>
<script>
const options = {
  api: ${hosted ? HOSTED : OWN_SERVER},
  ...(${options}),
};
chat.setOptions(options);
</script>
</html>`;
}

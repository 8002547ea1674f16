import { ChatKit, useChatKit } from "@openai/chatkit-react";
import { createElement, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

/** What the page tells the test, as globals. */
interface Told {
  seen: { name: string; detail: unknown }[];
  methods: Omit<ReturnType<typeof useChatKit>, "control" | "ref">;
  ref: ReturnType<typeof useChatKit>["ref"];
  setDark(isDark: boolean): void;
  setShown(isShown: boolean): void;
  renders: number;
}

const told = window as unknown as Told;
told.seen = [];
told.renders = 0;

const hear = (name: string) => (detail?: unknown) => {
  const { error } = (detail ?? {}) as { error?: Error };
  told.seen.push({ name, detail: error ? error.message : (detail ?? null) });
};

function Chat({ isDark }: { isDark: boolean }) {
  told.renders += 1;
  const { control, ref, ...methods } = useChatKit({
    api: { url: "/chatkit", domainKey: "local-dev", fetch: (input, init) => fetch(input, init) },
    theme: isDark ? "dark" : "light",
    history: { enabled: true },
    composer: { tools: [{ id: "t", label: "A tool", icon: "bolt" }] },
    onClientTool: async ({ name, params }) => ({ name, params, renders: told.renders }),
    widgets: {
      onAction: async (action, item) => hear("action")({ action, id: item.id }),
    },
    onReady: hear("ready"),
    onError: hear("error"),
    onEffect: hear("effect"),
    onDeeplink: hear("deeplink"),
    onLog: hear("log"),
    onResponseStart: hear("response.start"),
    onResponseEnd: hear("response.end"),
    onHistoryOpen: hear("history.open"),
    onHistoryClose: hear("history.close"),
    onThreadChange: hear("thread.change"),
    onThreadLoadStart: hear("thread.load.start"),
    onThreadLoadEnd: hear("thread.load.end"),
    onToolChange: hear("tool.change"),
  });
  told.methods = methods;
  told.ref = ref;
  return createElement(ChatKit, { control, className: "chat", style: { height: 600 } });
}

function App() {
  const [isDark, setDark] = useState(false);
  const [isShown, setShown] = useState(true);
  Object.assign(told, { setDark, setShown });
  return isShown ? createElement(Chat, { isDark }) : null;
}

const root = document.getElementById("root");
if (root) createRoot(root).render(createElement(StrictMode, null, createElement(App)));

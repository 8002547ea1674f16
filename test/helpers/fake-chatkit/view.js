import { h } from "./dom.js";
import { widget } from "./widgets.js";

/** The header: title, history, new chat and the app's own buttons. */
export function headerView(chat) {
  const { header, history } = chat.options ?? {};
  if (!chat.options || header?.enabled === false) return [];
  const custom = (action) =>
    action &&
    h(
      "button",
      { type: "button", onclick: () => action.onClick() },
      `Header action ${action.icon}`,
    );
  const title = header?.title?.text ?? chat.thread?.title ?? "";
  return [
    custom(header?.leftAction),
    header?.title?.enabled !== false && title && h("h1", {}, title),
    h("button", { type: "button", onclick: () => void chat.open(null) }, "New chat"),
    history?.enabled !== false &&
      h("button", { type: "button", onclick: () => void chat.showHistory() }, "History"),
    custom(header?.rightAction),
  ].filter(Boolean);
}

/** The list of the user's threads. */
export function historyView(chat) {
  const { showDelete = true, showRename = true } = chat.options.history ?? {};
  const change = (type, params) => async () => {
    await chat.ask(type, params());
    if (type === "threads.delete" && params().thread_id === chat.threadId) await chat.open(null);
    await chat.showHistory();
  };
  const rows = chat.history.map(({ id, title }) => {
    const name = title ?? "Untitled chat";
    const field = h("input", { "aria-label": `New title of ${name}`, value: name });
    return h(
      "li",
      {},
      h("button", { type: "button", onclick: () => void chat.open(id) }, name),
      showRename && [
        field,
        h(
          "button",
          {
            type: "button",
            onclick: change("threads.update", () => ({ thread_id: id, title: field.value })),
          },
          `Rename ${name}`,
        ),
      ],
      showDelete &&
        h(
          "button",
          { type: "button", onclick: change("threads.delete", () => ({ thread_id: id })) },
          `Delete ${name}`,
        ),
    );
  });
  return h(
    "section",
    { role: "dialog", "aria-label": "History" },
    h("ul", {}, rows),
    h("button", { type: "button", onclick: () => void chat.hideHistory() }, "Close history"),
  );
}

/** The start screen or the thread, with its notices. */
export function conversationView(chat) {
  const { startScreen } = chat.options ?? {};
  const items = [...chat.items.values()];
  const notices = chat.notices.map(({ message, alert, retry }) =>
    h(
      "div",
      { role: alert ? "alert" : "note" },
      message,
      retry && h("button", { type: "button", onclick: () => void chat.retry() }, "Try again"),
    ),
  );
  const start = !chat.threadId &&
    items.length === 0 && [
      h("h2", {}, startScreen?.greeting ?? "What can I help with today?"),
      ...(startScreen?.prompts ?? []).map(({ label, prompt }) =>
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              if (!chat.booted || chat.busy) return;
              void chat.sendUserMessage(
                typeof prompt === "string" ? { text: prompt } : { content: prompt },
              );
            },
          },
          label,
        ),
      ),
    ];
  const last = items.findLast(({ type }) => type === "assistant_message");
  return [
    ...(chat.booted && start ? start : []),
    h(
      "div",
      { role: "log", "aria-busy": String(chat.busy) },
      items.map((item) => itemView(chat, item, item === last)),
    ),
    chat.progress && h("p", { role: "status" }, chat.progress),
    ...notices,
  ].filter(Boolean);
}

function itemView(chat, item, isLast) {
  const article = (name, ...content) =>
    h("article", { "aria-label": name, "data-item": item.type, "data-id": item.id }, content);
  switch (item.type) {
    case "user_message":
      return article(
        "You",
        item.quoted_text && h("blockquote", {}, item.quoted_text),
        item.content.map((part) => (part.type === "input_tag" ? tag(chat, part) : part.text)),
        item.attachments.map((attachment) => preview(chat, attachment)),
      );
    case "assistant_message":
      return article(
        "Assistant",
        item.content.map((part) => message(chat, part)),
        reactions(chat, item, isLast),
      );
    case "client_tool_call":
      return article("Tool", `${item.name}: ${item.status}`);
    case "widget":
      return article("Widget", widget(chat, item.widget, item));
    case "workflow":
      return article(
        "Workflow",
        item.workflow.summary?.title,
        h(
          "ul",
          {},
          item.workflow.tasks.map((task) =>
            h("li", {}, task.title ?? task.content, " ", task.title ? task.content : ""),
          ),
        ),
      );
    case "task":
      return article("Task", item.task.title ?? item.task.content);
    case "generated_image":
      return article("Image", item.image && h("img", { src: item.image.url, alt: "Generated" }));
    case "structured_input":
      return article("Question", questions(chat, item));
    case "end_of_turn":
      return [];
    default:
      queueMicrotask(() =>
        chat.emit("chatkit.error", { error: new Error(`Unknown item type "${item.type}"`) }),
      );
      return [];
  }
}

function message(chat, { text, annotations = [] }) {
  const body = h("p");
  let end = 0;
  for (const match of text.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    const url = new URL(match[2], location.href);
    const follow = (event) => {
      if (url.protocol !== "chatkit-link:") return;
      event.preventDefault();
      chat.emit("chatkit.deeplink", {
        name: url.host || url.pathname.replace(/^\/+/, ""),
        data: Object.fromEntries(url.searchParams),
      });
    };
    body.append(
      text.slice(end, match.index),
      h("a", { href: url.href, onclick: follow }, match[1]),
    );
    end = match.index + match[0].length;
  }
  body.append(text.slice(end));
  const sources = annotations.map(({ source }) =>
    h(
      "li",
      {},
      source.type === "entity" ? tag(chat, { ...source, text: source.title }) : source.title,
    ),
  );
  return [body, sources.length > 0 && h("ul", { "aria-label": "Sources" }, sources)];
}

function reactions(chat, item, isLast) {
  const { feedback, retry } = chat.options.threadItemActions ?? {};
  const rate = (kind) => async () => {
    await chat.ask("items.feedback", { thread_id: chat.threadId, item_ids: [item.id], kind });
    chat.feedback.set(item.id, kind);
    chat.render();
  };
  const thumb = (kind, name) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": String(chat.feedback.get(item.id) === kind),
        onclick: rate(kind),
      },
      name,
    );
  return [
    feedback && [thumb("positive", "Good response"), thumb("negative", "Bad response")],
    retry &&
      isLast &&
      !chat.busy &&
      h("button", { type: "button", onclick: () => void chat.retry(item) }, "Retry"),
  ];
}

function tag(chat, { id, text, group, data, interactive, icon }) {
  const { onClick, onRequestPreview } = chat.options.entities ?? {};
  if (!interactive) return h("span", { "data-tag": id }, text);
  const entity = { id, title: text, group, data, interactive, icon };
  const tip = h("span", { role: "tooltip" });
  const preview = async () => {
    if (!onRequestPreview || tip.childNodes.length > 0) return;
    const { preview: basic } = await onRequestPreview(entity);
    if (basic && basic.type !== "Basic")
      return chat.fail(new Error(`An entity preview is a Basic root, not ${basic.type}`));
    if (basic) tip.replaceChildren(widget(chat, basic, { id, widget: basic }));
  };
  return [
    h(
      "button",
      {
        type: "button",
        onclick: () => onClick?.(entity),
        onmouseenter: preview,
        onfocus: preview,
      },
      text,
    ),
    tip,
  ];
}

function preview(chat, attachment) {
  const status = h(
    "span",
    { role: "img", "aria-label": `${attachment.type} ${attachment.name}` },
    attachment.name,
  );
  if (attachment.type === "image") {
    void chat.loadPreview(attachment.preview_url).then(({ width }) => {
      status.append(width > 0 ? ` (preview ${width} px wide)` : " (preview failed)");
    });
  }
  return status;
}

function questions(chat, item) {
  if (item.status !== "pending")
    return item.inputs.map(({ question, answer }) =>
      h("p", {}, `${question} ${answer?.values?.join(", ") ?? "skipped"}`),
    );
  const form = h(
    "form",
    {},
    item.inputs.map(({ id, question, type, options, multiple }) =>
      h(
        "fieldset",
        {},
        h("legend", {}, question),
        type === "multiple_choice"
          ? options.map(({ value, label }) =>
              h(
                "label",
                {},
                h("input", { type: multiple ? "checkbox" : "radio", name: id, value }),
                label ?? value,
              ),
            )
          : h("input", { name: id, "aria-label": question }),
      ),
    ),
  );
  const reply = (status) => () => {
    const values = new FormData(form);
    const answers = Object.fromEntries(
      item.inputs.map(({ id }) => {
        const given = values.getAll(id).filter(Boolean);
        return [id, { values: given, skipped: status === "skipped" || given.length === 0 }];
      }),
    );
    void chat.post("threads.add_structured_input", {
      thread_id: chat.threadId,
      item_id: item.id,
      input: { status, answers },
    });
  };
  form.append(
    h("button", { type: "button", onclick: reply("answered") }, "Submit answers"),
    h("button", { type: "button", onclick: reply("skipped") }, "Skip"),
  );
  return form;
}

/** What is below the message field: suggestions, attachments, tools, models and Send. */
export function composerView(chat) {
  const { composer, entities } = chat.options ?? {};
  const button = (name, onclick, more) => h("button", { type: "button", onclick, ...more }, name);
  const status = chat.thread?.status?.type;
  const attach =
    composer?.attachments?.enabled &&
    h("input", {
      type: "file",
      multiple: true,
      "aria-label": "Attach files",
      accept:
        Object.entries(composer.attachments.accept ?? {})
          .flat(2)
          .join(",") || null,
      onchange: (event) => void chat.attach([...event.target.files]),
    });
  const remove = (attachment) => async () => {
    await chat.ask("attachments.delete", { attachment_id: attachment.id });
    chat.attachments = chat.attachments.filter((other) => other !== attachment);
    chat.render();
  };
  const own = chat.hosted
    ? []
    : [
        ...(composer?.tools ?? []).map(({ id, label }) =>
          button(
            label,
            () => {
              chat.selectTool(chat.toolId === id ? null : id);
              chat.render();
            },
            { "aria-pressed": String(chat.toolId === id) },
          ),
        ),
        composer?.models &&
          h(
            "select",
            {
              "aria-label": "Model",
              onchange: (event) => (chat.modelId = event.target.value),
            },
            composer.models.map(({ id, label, disabled }) =>
              h("option", { value: id, disabled, selected: id === chat.modelId }, label),
            ),
          ),
        entities?.showComposerMenu &&
          button("Mention", () => {
            chat.parts.input.value += " @";
            void chat.suggest();
          }),
        composer?.dictation?.enabled && button("Dictate", () => void chat.dictate()),
      ];
  return [
    chat.menu.length > 0 &&
      h(
        "div",
        { role: "listbox", "aria-label": "Suggestions" },
        chat.menu.map(({ name, group, pick }) =>
          h("div", { role: "option", onclick: pick, "data-group": group }, name),
        ),
      ),
    chat.reply && h("blockquote", {}, chat.reply),
    ...chat.attachments.map((attachment) => [
      preview(chat, attachment),
      button(`Remove ${attachment.name}`, remove(attachment)),
    ]),
    attach,
    ...own,
    status && status !== "active" && h("p", { role: "note" }, `This chat is ${status}.`),
    chat.stream?.allowCancel
      ? button("Stop", () => chat.stream?.abort())
      : button("Send message", () => void chat.submit(), {
          disabled: !chat.booted || chat.busy || (status && status !== "active"),
        }),
  ]
    .flat()
    .filter(Boolean);
}

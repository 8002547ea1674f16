import { findComponent, h, nest, readChunks } from "./dom.js";
import { openFrame } from "./frame.js";
import { faultOf } from "./options.js";
import { composerView, conversationView, headerView, historyView } from "./view.js";

/** Hosted chats are held at the script's own origin. */
const conversationUrl = new URL("conversation", import.meta.url).href;

/** One chat: its options, its thread, its talk with the backend and what is on screen. */
export class Chat {
  options = null;
  secret = null;
  booting = false;
  booted = false;
  threadId = null;
  thread = null;
  items = new Map();
  loading = false;
  stream = null;
  progress = "";
  notices = [];
  history = null;
  menu = [];
  tags = [];
  attachments = [];
  toolId = null;
  modelId = null;
  reply = null;
  feedback = new Map();
  frame = null;
  previews = new Map();
  parts = null;
  /** What a test may look at or ask for; no part of ChatKit. */
  fake = {
    setOptionsCalls: 0,
    secrets: 0,
    requests: [],
    options: () => this.options,
    threadId: () => this.threadId,
    refreshClientSecret: () => this.obtainSecret(),
  };

  /** @param {HTMLElement} host the element that shows this chat */
  constructor(host) {
    this.host = host;
  }

  connect() {
    if (!this.parts) this.build();
    void this.boot();
  }

  setOptions(options) {
    this.fake.setOptionsCalls++;
    this.options = options;
    if (!this.parts) this.build();
    const fault = faultOf(options);
    if (fault) return this.fail(new Error(`Invalid ChatKit options: ${fault}`));
    this.modelId ??= options.composer?.models?.find((model) => model.default)?.id ?? null;
    this.render();
    void this.boot();
  }

  async focusComposer() {
    this.parts.input.focus();
  }

  async setThreadId(threadId) {
    this.mustBeIdle("setThreadId");
    if (threadId === undefined) throw new Error("setThreadId takes a string or null");
    await this.open(threadId);
  }

  async sendCustomAction(action, itemId) {
    this.mustBeIdle("sendCustomAction");
    await this.post("threads.custom_action", {
      thread_id: this.threadId,
      ...(itemId === undefined ? {} : { item_id: itemId }),
      action: { type: action.type, payload: action.payload ?? null },
    });
  }

  async sendUserMessage({ text, content, reply, attachments, newThread, toolChoice, model }) {
    this.mustBeIdle("sendUserMessage");
    if (newThread) await this.open(null);
    await this.send({
      content: content ?? [{ type: "input_text", text: text ?? "" }],
      attachments: (attachments ?? []).map(({ id }) => id),
      ...(reply ? { quoted_text: reply } : {}),
      inference_options: {
        ...(model ? { model } : {}),
        ...(toolChoice ? { tool_choice: { id: toolChoice.id } } : {}),
      },
    });
  }

  async setComposerValue(value) {
    if (value.content) {
      this.tags = value.content.filter(({ type }) => type === "input_tag");
      this.parts.input.value = value.content
        .map((part) => (part.type === "input_tag" ? `@${part.text}` : part.text))
        .join("");
    } else if (value.text !== undefined) this.parts.input.value = value.text;
    if (value.reply !== undefined) this.reply = value.reply;
    if (value.attachments) this.attachments = [...value.attachments];
    if (value.selectedToolId !== undefined) this.selectTool(value.selectedToolId);
    if (value.selectedModelId !== undefined) this.modelId = value.selectedModelId;
    this.render();
    if (value.files) await this.attach(value.files);
  }

  async showHistory() {
    this.history = (await this.ask("threads.list", { limit: 20, order: "desc" })).data;
    this.emit("chatkit.history.open");
    this.render();
  }

  async hideHistory() {
    this.history = null;
    this.emit("chatkit.history.close");
    this.render();
  }

  async fetchUpdates() {
    this.mustBeIdle("fetchUpdates");
    if (this.threadId) await this.load(this.threadId);
    this.render();
  }

  // --- talking to the backend ---

  get hosted() {
    return "getClientSecret" in (this.options?.api ?? {});
  }

  get busy() {
    return this.loading || this.stream !== null;
  }

  mustBeIdle(method) {
    if (!this.booted) throw new Error(`${method}: ChatKit is not ready`);
    if (this.busy) throw new Error(`${method}: a thread is loading or a response is streaming`);
  }

  emit(type, detail) {
    this.host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  fail(error, note) {
    if (note) this.notices.push({ ...note, alert: true });
    this.emit("chatkit.error", { error });
    this.render();
  }

  async boot() {
    const { isConnected } = this.host;
    if (this.booting || !isConnected || !this.options || faultOf(this.options)) return;
    this.booting = true;
    this.frame ??= openFrame(this.parts.root);
    try {
      if (this.hosted) await this.obtainSecret();
    } catch (error) {
      this.booting = false;
      return this.fail(error);
    }
    this.booted = true;
    this.emit("chatkit.ready");
    this.render();
    if (this.options.initialThread) await this.open(this.options.initialThread).catch(() => {});
  }

  async obtainSecret() {
    const secret = await this.options.api.getClientSecret(this.secret);
    if (typeof secret !== "string" || !secret)
      throw new Error("getClientSecret must resolve to the client secret");
    this.secret = secret;
    this.fake.secrets++;
    this.render();
  }

  async fetch(type, params, signal) {
    const { api, locale } = this.options;
    const headers = {
      "Content-Type": "application/json",
      "Accept-Language": locale ?? navigator.language,
    };
    const init = { method: "POST", headers, body: JSON.stringify({ type, params }), signal };
    this.fake.requests.push({ type, params });
    const call = () => {
      if (!this.hosted) return api.fetch ? api.fetch(api.url, init) : fetch(api.url, init);
      headers.Authorization = `Bearer ${this.secret}`;
      return fetch(conversationUrl, init);
    };
    let response = await call();
    if (this.hosted && response.status === 401) {
      await this.obtainSecret();
      response = await call();
    }
    if (!response.ok) throw new Error(`ChatKit request ${type} failed: HTTP ${response.status}`);
    return response;
  }

  async ask(type, params) {
    try {
      return await (await this.fetch(type, params)).json();
    } catch (error) {
      this.fail(error, { message: error.message });
      throw error;
    }
  }

  /** Sends a streaming request and shows its events; afterwards runs a pending client tool. */
  async post(type, params) {
    const stream = new AbortController();
    this.stream = stream;
    this.notices = [];
    this.menu = [];
    this.emit("chatkit.response.start");
    this.render();
    let tool = null;
    try {
      const response = await this.fetch(type, params, stream.signal);
      if (!response.headers.get("content-type")?.startsWith("text/event-stream"))
        throw new Error(`ChatKit request ${type} answered no event stream`);
      let rest = "";
      for await (const chunk of readChunks(response.body)) {
        rest += chunk;
        const blocks = rest.split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          if (!block.startsWith("data: ")) throw new Error(`Not an event: ${block}`);
          const event = JSON.parse(block.slice(6));
          // What comes after another chat was opened belongs to one that is no longer shown.
          if (this.stream !== stream) continue;
          this.apply(event);
          if (event.type === "thread.item.done")
            tool = event.item.type === "client_tool_call" ? event.item : null;
        }
      }
      if (rest.trim()) throw new Error("The event stream ended in the middle of an event");
    } catch (error) {
      tool = null;
      if (error.name !== "AbortError") this.fail(error, { message: error.message });
    } finally {
      if (this.stream === stream) {
        this.stream = null;
        this.progress = "";
      } else tool = null;
      this.emit("chatkit.response.end");
      this.render();
    }
    if (tool?.status === "pending") await this.runTool(tool);
  }

  async runTool({ id, name, arguments: params }) {
    if (!this.options.onClientTool) return this.fail(new Error(`No onClientTool for "${name}"`));
    let result;
    try {
      result = (await this.options.onClientTool({ name, params })) ?? {};
    } catch (error) {
      return this.fail(error, { message: `The client tool ${name} failed` });
    }
    Object.assign(this.items.get(id) ?? {}, { status: "completed", output: result });
    await this.post("threads.add_client_tool_output", { thread_id: this.threadId, result });
  }

  apply(event) {
    if (event.item?.type?.includes("hidden_context"))
      return this.fail(new Error("A hidden context item was sent to the client"));
    switch (event.type) {
      case "thread.created":
        this.thread = event.thread;
        this.threadId = event.thread.id;
        this.emit("chatkit.thread.change", { threadId: this.threadId });
        break;
      case "thread.updated":
        this.thread = event.thread;
        break;
      case "thread.item.added":
      case "thread.item.done":
      case "thread.item.replaced":
        this.items.set(event.item.id, event.item);
        break;
      case "thread.item.removed":
        this.items.delete(event.item_id);
        break;
      case "thread.item.updated":
        this.update(this.items.get(event.item_id), event.update);
        break;
      case "stream_options":
        this.stream.allowCancel = event.stream_options.allow_cancel;
        break;
      case "progress_update":
        this.progress = event.text;
        break;
      case "client_effect":
        this.emit("chatkit.effect", { name: event.name, data: event.data });
        break;
      case "notice":
        this.notices.push({ message: `${event.title ?? event.level}: ${event.message}` });
        break;
      case "error":
        this.fail(new Error(event.message ?? event.code), {
          message: event.message ?? "Something went wrong.",
          retry: event.allow_retry,
        });
        break;
      default:
        this.fail(new Error(`Unknown event type "${event.type}"`));
    }
    this.emit("chatkit.log", { name: event.type, data: {} });
    this.render();
  }

  update(item, update) {
    if (!item) return this.fail(new Error(`An update of an unknown item: ${update.type}`));
    const content = item.content?.[update.content_index];
    switch (update.type) {
      case "assistant_message.content_part.added":
      case "assistant_message.content_part.done":
        item.content[update.content_index] = update.content;
        break;
      case "assistant_message.content_part.text_delta":
        content.text += update.delta;
        break;
      case "assistant_message.content_part.annotation_added":
        content.annotations[update.annotation_index] = update.annotation;
        break;
      case "widget.root.updated":
        item.widget = update.widget;
        break;
      case "widget.streaming_text.value_delta":
        findComponent(item.widget, update.component_id).value += update.delta;
        break;
      case "widget.component.updated":
        Object.assign(findComponent(item.widget, update.component_id), update.component);
        break;
      case "workflow.task.added":
      case "workflow.task.updated":
        item.workflow.tasks[update.task_index] = update.task;
        break;
      case "generated_image.updated":
        item.image = update.image;
        break;
      default:
        this.fail(new Error(`Unknown item update "${update.type}"`));
    }
  }

  // --- threads ---

  async load(threadId) {
    const thread = await this.ask("threads.get_by_id", { thread_id: threadId });
    let page = thread.items;
    const items = [...page.data];
    while (page.has_more) {
      page = await this.ask("items.list", {
        thread_id: threadId,
        order: "asc",
        after: page.after,
      });
      items.push(...page.data);
    }
    this.thread = thread;
    this.threadId = threadId;
    this.items = new Map(items.map((item) => [item.id, item]));
    if (items.some((item) => item.type.includes("hidden_context")))
      this.fail(new Error("A hidden context item was sent to the client"));
  }

  async open(threadId) {
    this.stream = null;
    this.progress = "";
    this.history = null;
    this.notices = [];
    if (threadId) {
      this.loading = true;
      this.emit("chatkit.thread.load.start", { threadId });
      try {
        await this.load(threadId);
      } finally {
        this.loading = false;
        this.emit("chatkit.thread.load.end", { threadId });
        this.render();
      }
    } else {
      this.thread = null;
      this.threadId = null;
      this.items = new Map();
    }
    this.emit("chatkit.thread.change", { threadId });
    this.render();
  }

  // --- composer ---

  selectTool(toolId) {
    this.toolId = toolId;
    this.emit("chatkit.tool.change", { toolId });
  }

  async send(input) {
    if (this.threadId)
      await this.post("threads.add_user_message", { thread_id: this.threadId, input });
    else await this.post("threads.create", { input });
  }

  async submit() {
    const text = this.parts.input.value;
    if (!this.booted || this.busy || !(text.trim() || this.attachments.length)) return;
    let content = [{ type: "input_text", text }];
    for (const tag of this.tags)
      content = content.flatMap((part) => {
        const at = part.type === "input_text" ? part.text.indexOf(`@${tag.text}`) : -1;
        if (at < 0) return [part];
        const after = part.text.slice(at + tag.text.length + 1);
        return [
          { type: "input_text", text: part.text.slice(0, at) },
          tag,
          { type: "input_text", text: after },
        ].filter((piece) => piece.type === "input_tag" || piece.text);
      });
    const tool = this.options.composer?.tools?.find(({ id }) => id === this.toolId);
    const input = {
      content,
      attachments: this.attachments.map(({ id }) => id),
      ...(this.reply ? { quoted_text: this.reply } : {}),
      inference_options: {
        ...(this.modelId && !this.hosted ? { model: this.modelId } : {}),
        ...(tool ? { tool_choice: { id: tool.id } } : {}),
      },
    };
    this.parts.input.value = "";
    this.tags = [];
    this.attachments = [];
    this.reply = null;
    if (tool && !tool.persistent) this.selectTool(null);
    await this.send(input);
  }

  async attach(files) {
    const { maxCount = 10, maxSize = 104857600, accept } = this.options.composer.attachments;
    for (const file of files) {
      const type = file.type.split(";")[0];
      const limit =
        typeof maxSize === "number" ? maxSize : (maxSize[type] ?? maxSize["*"] ?? maxSize[""]);
      const refusal =
        this.attachments.length >= maxCount
          ? `At most ${maxCount} files`
          : file.size > limit
            ? `${file.name} is too large`
            : accept && !accept[type]
              ? `${file.name} is of a type that is not accepted`
              : null;
      if (refusal) this.notices.push({ message: refusal, alert: true });
      else await this.upload(file, type).catch((error) => this.fail(error, error));
      this.render();
    }
  }

  async upload(file, type) {
    const { uploadStrategy } = this.options.api;
    let attachment;
    if (uploadStrategy?.type === "direct") {
      const body = new FormData();
      body.append("file", file);
      const response = await fetch(uploadStrategy.uploadUrl, { method: "POST", body });
      if (!response.ok) throw new Error(`Upload failed: HTTP ${response.status}`);
      attachment = await response.json();
    } else {
      attachment = await this.ask("attachments.create", {
        name: file.name,
        size: file.size,
        mime_type: type,
      });
      const descriptor = attachment.upload_descriptor;
      if (!descriptor) throw new Error("attachments.create gave no upload_descriptor");
      const { status } = await this.frame({ kind: "upload", descriptor, file });
      if (status < 200 || status > 299)
        throw new Error(`Uploading ${file.name} failed: HTTP ${status}`);
    }
    this.attachments.push(attachment);
  }

  /** The menu of "@" mentions and "/" commands for the word before the caret. */
  async suggest() {
    const { entities, commands } = this.options;
    const input = this.parts.input;
    const [, sign, query] = /(?:^|\s)([@/])(\S*)$/.exec(input.value) ?? [];
    const insert = (entity) => {
      const { id, title, group, data, interactive } = entity;
      this.tags.push({
        type: "input_tag",
        id,
        text: title,
        group,
        data: data ?? {},
        interactive,
      });
      input.value = `${input.value.replace(/[@/]\S*$/, "")}@${title} `;
      input.focus();
    };
    const choose = async (command) => {
      input.value = input.value.replace(/\/\S*$/, "");
      const selection = await commands.onSelect?.(command);
      if (selection?.type === "entity") insert(selection.entity);
      this.menu = (selection?.commands ?? []).map(entry(choose));
      this.render();
    };
    const entry = (pick) => (choice) => ({
      name: choice.title ?? choice.label,
      group: choice.group,
      pick: async () => {
        this.menu = [];
        await pick(choice);
        this.render();
      },
    });
    let menu = [];
    if (sign === "@" && entities?.onTagSearch && !this.hosted)
      menu = (await entities.onTagSearch(query)).map(entry(insert));
    else if (sign === "/" && commands?.enabled && commands.onSearch)
      menu = (await commands.onSearch(query)).map(entry(choose));
    this.menu = menu;
    this.render();
  }

  async dictate() {
    const { text } = await this.ask("input.transcribe", {
      audio_base64: btoa("fake audio of the test stand-in"),
      mime_type: "audio/webm;codecs=opus",
    });
    this.parts.input.value += text;
  }

  // --- widgets ---

  async act(item, config, form) {
    const payload =
      config.payload && typeof config.payload === "object" ? structuredClone(config.payload) : {};
    for (const [name, value] of form ? new FormData(form) : []) nest(payload, name, value);
    const hasPayload = config.payload !== undefined || Object.keys(payload).length > 0;
    const action = { type: config.type, ...(hasPayload ? { payload } : {}) };
    const params = { thread_id: this.threadId, item_id: item.id, action };
    if (config.handler === "client") {
      if (!this.options.widgets?.onAction)
        return this.fail(new Error(`No widgets.onAction for "${config.type}"`));
      await this.options.widgets
        .onAction(action, { id: item.id, widget: item.widget })
        .catch((error) => this.fail(error));
    } else if (config.streaming === false) {
      const { updated_item: updated } = await this.ask("threads.sync_custom_action", params);
      if (updated) this.items.set(updated.id, updated);
      this.render();
    } else if (!this.busy) await this.post("threads.custom_action", params);
  }

  /** Loads a picture in the frame once per address; {width: 0} is a failure. */
  loadPreview(url) {
    if (!this.previews.has(url)) this.previews.set(url, this.frame({ kind: "image", url }));
    return this.previews.get(url);
  }

  async retry(before) {
    const items = [...this.items.values()];
    const end = before ? items.indexOf(before) : items.length;
    const message = items.slice(0, end).findLast(({ type }) => type === "user_message");
    if (!message || this.busy) return;
    this.items = new Map(items.slice(0, items.indexOf(message) + 1).map((item) => [item.id, item]));
    await this.post("threads.retry_after_item", {
      thread_id: this.threadId,
      item_id: message.id,
    });
  }

  build() {
    const root = this.host.attachShadow({ mode: "open" });
    const style = h(
      "style",
      {},
      `:host{display:block;position:relative}
      #root{position:absolute;inset:0;overflow:hidden auto;display:flex;flex-direction:column;font:16px system-ui;color:#111;background:#fff}
      #root[data-color-scheme=dark]{color:#eee;background:#181818}
      main{flex:1;padding:12px;overflow-wrap:anywhere} textarea{width:100%;box-sizing:border-box}
      header,form{padding:8px 12px} button{max-width:100%;margin:2px} img{max-width:100%}`,
    );
    const parts = {
      input: h("textarea", {
        "aria-label": "Message",
        oninput: () => void this.suggest(),
        onkeydown: (event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          void this.submit();
        },
      }),
      header: h("header"),
      main: h("main"),
      tools: h("div"),
      footer: h("footer"),
    };
    parts.form = h(
      "form",
      { onsubmit: (event) => event.preventDefault() },
      parts.input,
      parts.tools,
    );
    parts.root = h(
      "div",
      { id: "root", role: "region" },
      parts.header,
      parts.main,
      parts.form,
      parts.footer,
    );
    root.append(style, parts.root);
    this.parts = parts;
  }

  render() {
    const { header, main, tools, footer, root, input } = this.parts;
    const { theme, composer, disclaimer, frameTitle } = this.options ?? {};
    root.setAttribute("aria-label", frameTitle ?? "Chat");
    root.dataset.colorScheme = (typeof theme === "string" ? theme : theme?.colorScheme) ?? "light";
    const tool = composer?.tools?.find(({ id }) => id === this.toolId);
    input.placeholder = tool?.placeholderOverride ?? composer?.placeholder ?? "Message the AI";
    header.replaceChildren(...headerView(this));
    main.replaceChildren(...(this.history ? [historyView(this)] : conversationView(this)));
    tools.replaceChildren(...composerView(this));
    footer.replaceChildren(
      h("p", {}, disclaimer?.text),
      h("small", {}, "Test stand-in for ChatKit, not OpenAI's interface."),
      this.secret && h("p", { role: "status" }, `Client secret …${this.secret.slice(-4)} obtained`),
    );
  }
}

import type { IncomingHttpHeaders } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { SeenBody } from "../events.ts";

/** Copies a body while it passes, as far as it is of interest, and decompressed. */
export interface BodyCopy {
  /** Bytes that have passed, as they came. */
  readonly bytes: number;
  push(chunk: Buffer): void;
  /** The body has ended; the rest of the text and `onEnd` follow. */
  end(): void;
  /** The body will not end; nothing follows. */
  stop(): void;
}

export interface BodyCopyOptions {
  /** The header `Content-Encoding`; null counts bytes and reads nothing. */
  readonly encoding: string | null;
  /** Gets the text as it comes. */
  readonly onText: (text: string) => void;
  /** Called once, after the last text. */
  readonly onEnd: () => void;
}

/** What is kept of a body, and of an event, in characters. */
export const LONGEST_TEXT = 256 * 1024;

/** What may wait for decompression, in bytes; a copy that falls further behind is given up. */
const LONGEST_QUEUE = 4 * 1024 * 1024;

/** Makes a copy of a body. The body itself is neither held back nor changed. */
export function copyBody({ encoding, onText, onEnd }: BodyCopyOptions): BodyCopy {
  const decoder = new TextDecoder();
  const unpack = encoding === null ? undefined : decompressor(encoding);
  let bytes = 0;
  /** What cannot be decompressed, or not fast enough, is counted and not read. */
  let isReadable = encoding !== null && unpack !== undefined;
  let isOver = false;

  const finish = () => {
    if (isOver) return;
    isOver = true;
    const rest = isReadable ? decoder.decode() : "";
    if (rest) onText(rest);
    onEnd();
  };
  const read = (chunk: Buffer) => {
    if (!isOver) onText(decoder.decode(chunk, { stream: true }));
  };
  const giveUp = () => {
    isReadable = false;
    if (unpack && unpack !== "plain") unpack.destroy();
  };
  let hasEnded = false;
  if (unpack && unpack !== "plain") {
    unpack.on("data", read);
    unpack.on("end", finish);
    unpack.on("error", () => {
      giveUp();
      if (hasEnded) finish();
    });
  }
  return {
    get bytes() {
      return bytes;
    },
    push(chunk) {
      bytes += chunk.length;
      if (!isReadable || isOver || !unpack) return;
      if (unpack === "plain") read(chunk);
      else if (unpack.writableLength > LONGEST_QUEUE) giveUp();
      else unpack.write(chunk);
    },
    end() {
      hasEnded = true;
      if (isReadable && unpack && unpack !== "plain") unpack.end();
      else finish();
    },
    stop() {
      isOver = true;
      giveUp();
    },
  };
}

function decompressor(encoding: string): "plain" | Transform | undefined {
  switch (encoding.trim().toLowerCase()) {
    case "":
    case "identity":
      return "plain";
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** Whether a body is JSON, as far as its headers tell. */
export function isJson(headers: IncomingHttpHeaders): boolean {
  return /\bjson\b/i.test(headers["content-type"] ?? "");
}

/** Whether a body is text. Some clients say nothing of the type of their JSON. */
export function isText(headers: IncomingHttpHeaders): boolean {
  const type = headers["content-type"] ?? "";
  return type === "" || /^text\//i.test(type) || isJson(headers);
}

/** Collects the beginning of a text. */
export interface TextStart {
  readonly text: string;
  readonly truncated: boolean;
  add(text: string): void;
}

/** @param limit in characters */
export function textStart(limit: number): TextStart {
  let text = "";
  let truncated = false;
  return {
    get text() {
      return text;
    },
    get truncated() {
      return truncated;
    },
    add(more) {
      const room = limit - text.length;
      if (more.length > room) truncated = true;
      if (room > 0) text += more.slice(0, room);
    },
  };
}

/** A body as an exchange tells it. */
export function seenBody(
  start: Pick<TextStart, "text" | "truncated">,
  bytes: number,
  mask: (text: string) => string,
): SeenBody {
  // Bytes that are no text are counted only.
  const isUnread = start.text === "" && bytes > 0;
  return { text: mask(start.text), bytes, truncated: start.truncated || isUnread };
}

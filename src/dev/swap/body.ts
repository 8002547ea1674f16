import { type Duplex, Transform } from "node:stream";
import zlib from "node:zlib";
import type { TextRewriter } from "./text.ts";

/** How bytes are read as text: one character for each byte is enough wherever ASCII is itself. */
type Codec = "latin1" | "utf16le" | "utf16be";

/** What is known of a body. */
export interface BodyForm {
  /** The header `Content-Encoding`. */
  readonly encoding: string;
  /** The header `Content-Type`. */
  readonly type: string;
}

const CODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  "x-gzip": () => zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: createInflate,
  br: () => zlib.createBrotliDecompress(),
};

/** The name means zlib's format; some servers send what is within it, and browsers take both. */
function createInflate(): Duplex {
  let unpack: zlib.Inflate | zlib.InflateRaw | undefined;
  const begin = (first: Buffer) => {
    // The low half of zlib's first byte is its method, of which there is one.
    const isZlib = ((first[0] ?? 0) & 0x0f) === 8;
    const options = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
    const inflate = isZlib ? zlib.createInflate(options) : zlib.createInflateRaw(options);
    inflate.on("data", (chunk: Buffer) => through.push(chunk));
    inflate.once("error", (error) => through.destroy(error));
    return inflate;
  };
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpack ??= begin(chunk);
      unpack.write(chunk, done);
    },
    flush(done) {
      if (!unpack) return done();
      unpack.once("end", () => done());
      unpack.end();
    },
  });
  return through;
}

function codings(encoding: string): string[] {
  return encoding
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
}

/** Whether a body can be read here. */
export function isReadable(encoding: string): boolean {
  return codings(encoding).every((coding) => Object.hasOwn(CODERS, coding));
}

/**
 * Makes what a body passes through to be changed, one after the other: decompressed, and otherwise byte for byte the same
 * where its text is not changed.
 *
 * @param form of the body, which {@link isReadable}
 * @param rewriter of its text
 */
export function createBodyRewriter(form: BodyForm, rewriter: TextRewriter): readonly Duplex[] {
  const unpacking = codings(form.encoding)
    .reverse()
    .map((coding) => CODERS[coding]?.())
    .filter((step) => step !== undefined);
  return [...unpacking, textTransform(form.type, rewriter)];
}

function codecOf(type: string, start: Buffer): Codec {
  // What the bytes begin with counts more than what is said of them.
  if (start[0] === 0xff && start[1] === 0xfe) return "utf16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf16be";
  const charset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1]?.toLowerCase();
  if (charset === "utf-16" || charset === "utf-16le") return "utf16le";
  return charset === "utf-16be" ? "utf16be" : "latin1";
}

function textTransform(type: string, rewriter: TextRewriter): Transform {
  let codec: Codec | undefined;
  let odd: Buffer = Buffer.alloc(0);
  const read = (chunk: Buffer): string => {
    codec ??= codecOf(type, chunk);
    if (codec === "latin1") return chunk.toString("latin1");
    const all = Buffer.concat([odd, chunk]);
    const whole = all.length - (all.length % 2);
    odd = all.subarray(whole);
    return asLittleEndian(Buffer.from(all.subarray(0, whole)), codec).toString("utf16le");
  };
  const write = (text: string): Buffer => {
    if (codec === undefined || codec === "latin1") return Buffer.from(text, "latin1");
    return asLittleEndian(Buffer.from(text, "utf16le"), codec);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = rewriter.push(read(chunk));
      done(null, text === "" ? undefined : write(text));
    },
    flush(done) {
      done(null, Buffer.concat([write(rewriter.end()), odd]));
    },
  });
}

/** The same text with its bytes the other way round, where it is big-endian. */
function asLittleEndian(bytes: Buffer, codec: Codec): Buffer {
  return codec === "utf16be" ? bytes.swap16() : bytes;
}

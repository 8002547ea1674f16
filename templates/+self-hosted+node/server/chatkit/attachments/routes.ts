import { MEBIBYTE, readBody } from "../body.ts";
import { NotFoundError, RequestError } from "../errors.ts";
import { answerJson, answerMethodNotAllowed, answerRefusal } from "../responses.ts";
import type { Attachment } from "../types.ts";
import type { AttachmentContext, Use } from "./addresses.ts";
import type { Attachments } from "./attachments.ts";

const USES: Readonly<Record<string, Use>> = {
  GET: "preview",
  HEAD: "preview",
  POST: "upload",
  PUT: "upload",
};

/** A file, and a few fields that nobody asked for. */
const MAXIMUM_PARTS = 11;

export interface AttachmentRoutesConfig<Context extends AttachmentContext> {
  readonly attachments: Attachments<Context>;
  /** Whose pages may use signed addresses: the origin of ChatKit's frame. */
  readonly origins: readonly string[];
}

export interface SignedRequest<Context extends AttachmentContext> {
  /** The attachment that the request's path names. */
  readonly attachmentId: string;
  /** What the chat knows about a request of the user whom the address was given to. */
  readonly contextOf: (userId: string) => Context;
  /** Sees every upload before it is read; what it throws, `signed` throws. */
  readonly admit?: (context: Context) => void | Promise<void>;
}

/** The routes of attachments over `Request` and `Response`. */
export interface AttachmentRoutes<Context extends AttachmentContext> {
  /** `POST` of the routes' path: takes a file of a known user at once, from the field `file`. */
  direct(request: Request, context: Context): Promise<Response>;
  /**
   * `GET`, `POST`, `PUT` and `OPTIONS` of `<path>/<id>?token=`: takes or shows one attachment.
   *
   * ChatKit's frame asks for these without a cookie, so the address itself says whose it is.
   */
  signed(request: Request, options: SignedRequest<Context>): Promise<Response>;
  /** What every answer of a signed address carries, also one that the app gives. */
  frameHeaders(request: Request): Record<string, string>;
}

/** Makes the routes that take and show attachments. */
export function createAttachmentRoutes<Context extends AttachmentContext>({
  attachments,
  origins,
}: AttachmentRoutesConfig<Context>): AttachmentRoutes<Context> {
  // Multipart adds some bytes to a file.
  const bodyLimit = attachments.limits.bytes + MEBIBYTE;

  const show = async (attachmentId: string, context: Context) => {
    const { attachment, data } = await attachments.load(attachmentId, context);
    const disposition = attachment.type === "image" ? "inline" : "attachment";
    return new Response(new Uint8Array(data), {
      headers: {
        "Content-Type": attachment.mime_type,
        "Content-Disposition": `${disposition}; filename*=UTF-8''${encodeName(attachment.name)}`,
        // A file of a stranger is looked at, never run.
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
      },
    });
  };

  const answer = (attachment: Attachment, context: Context) => {
    const { metadata: _, ...wire } = attachments.present(attachment, context);
    return answerJson(wire);
  };

  const answerSigned = async (request: Request, options: SignedRequest<Context>) => {
    const { attachmentId, contextOf, admit } = options;
    const use = USES[request.method];
    if (!use) {
      return answerMethodNotAllowed(`${Object.keys(USES).join(", ")}, OPTIONS`);
    }
    const token = new URL(request.url).searchParams.get("token") ?? "";
    const userId = attachments.ownerOf(token, attachmentId, use);
    if (userId === null) {
      // An address that was never signed and one that has run out are the same to a stranger.
      throw notFound("This address is not valid, or no longer.");
    }
    const context = contextOf(userId);
    if (use === "preview") {
      return show(attachmentId, context);
    }
    await admit?.(context);
    const body = await readBody(request, bodyLimit);
    const data = isForm(request) ? await bytesOf(await fileOf(request, body)) : body;
    return answer(await attachments.receive(attachmentId, data, context), context);
  };

  const frameHeaders = (request: Request) => {
    const origin = request.headers.get("Origin");
    return {
      "Cross-Origin-Resource-Policy": "cross-origin",
      Vary: "Origin",
      ...(origin && origins.includes(origin) && { "Access-Control-Allow-Origin": origin }),
    };
  };

  return {
    async direct(request, context) {
      try {
        const file = await fileOf(request, await readBody(request, bodyLimit));
        const upload = { name: file.name, mimeType: file.type, data: await bytesOf(file) };
        return answer(await attachments.add(upload, context), context);
      } catch (error) {
        return refusal(error);
      }
    },

    async signed(request, options) {
      if (request.method === "OPTIONS") {
        return new Response(null, {
          status: 204,
          headers: { ...frameHeaders(request), ...preflightHeaders(request) },
        });
      }
      const response = await answerSigned(request, options).catch(refusal);
      for (const [name, value] of Object.entries(frameHeaders(request))) {
        response.headers.set(name, value);
      }
      return response;
    },

    frameHeaders,
  };
}

function preflightHeaders(request: Request): Record<string, string> {
  const asked = request.headers.get("Access-Control-Request-Headers");
  return {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": asked ?? "content-type",
    "Access-Control-Max-Age": "600",
    // A public page that talks to a server on localhost has to be let in by name.
    ...(request.headers.has("Access-Control-Request-Private-Network") && {
      "Access-Control-Allow-Private-Network": "true",
    }),
  };
}

function isForm(request: Request): boolean {
  return request.headers.get("Content-Type")?.startsWith("multipart/form-data") ?? false;
}

/** @throws RequestError 400, if there is no file in the field `file` */
async function fileOf(request: Request, body: Uint8Array<ArrayBuffer>): Promise<File> {
  const contentType = request.headers.get("Content-Type") ?? "";
  if (!hasFewParts(body, contentType)) {
    throw new RequestError(400, "bad_request", "The form has too many fields.");
  }
  const headers = { "Content-Type": contentType };
  // What is no form has no such field either.
  const form = await new Response(body, { headers }).formData().catch(() => new FormData());
  const file = form.get("file");
  if (!(file instanceof File)) {
    throw new RequestError(400, "bad_request", "The form has no field named file.");
  }
  return file;
}

/** Whether a form is read in no time, which one of very many fields is not. */
function hasFewParts(body: Uint8Array<ArrayBuffer>, contentType: string): boolean {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const delimiter = Buffer.from(`--${quoted ?? plain}`);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let at = -1;
  for (let parts = 0; parts <= MAXIMUM_PARTS + 1; parts++) {
    at = bytes.indexOf(delimiter, at + 1);
    if (at === -1) {
      return true;
    }
  }
  return false;
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

function notFound(message: string): RequestError {
  return new RequestError(404, "attachment_not_found", message);
}

function refusal(error: unknown): Response {
  const known = error instanceof NotFoundError ? notFound("There is no such attachment.") : error;
  const response = answerRefusal(known);
  if (!response) {
    throw error;
  }
  return response;
}

/** A name for a header, where RFC 8187 allows fewer characters than an address does. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

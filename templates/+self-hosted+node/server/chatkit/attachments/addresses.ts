import { createHmac, timingSafeEqual } from "node:crypto";
import type { Owner } from "../store.ts";

const UPLOAD_SECONDS = 10 * 60;
const PREVIEW_SECONDS = 60 * 60;

/** What an address is good for. */
export type Use = "upload" | "preview";

/** Whose attachment it is, and where this server is reached. */
export interface AttachmentContext extends Owner {
  /** The public origin of this server, such as `https://example.com`. */
  readonly origin: string;
}

export interface AddressOptions {
  /** Signs the addresses. */
  readonly secret: string;
  /** Keeps apart apps that share a secret. */
  readonly audience: string;
  /** Where the routes of attachments are, such as `/api/attachments`. */
  readonly path: string;
}

/** Signed addresses of attachments: ChatKit's frame carries no cookie of the app. */
export interface Addresses {
  /** An address that takes the bytes of one attachment for ten minutes. */
  upload(attachmentId: string, context: AttachmentContext): string;
  /** An address that shows one attachment for an hour. */
  preview(attachmentId: string, context: AttachmentContext): string;
  /** The user who was given an address, or null if the token does not open it. */
  owner(token: string, attachmentId: string, use: Use): string | null;
}

interface Claims {
  readonly user: string;
  readonly use: Use;
  readonly attachment: string;
  /** Unix time in seconds. */
  readonly expires: number;
}

/** Makes and checks signed, short-lived addresses. */
export function createAddresses({ secret, audience, path }: AddressOptions): Addresses {
  const sign = (payload: string) =>
    createHmac("sha256", secret).update(`attachment ${audience} ${payload}`).digest();

  const address = (
    attachment: string,
    { userId: user, origin }: AttachmentContext,
    use: Use,
    seconds: number,
  ) => {
    const expires = Math.floor(Date.now() / 1000) + seconds;
    const claims: Claims = { user, use, attachment, expires };
    const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
    return `${origin}${path}/${attachment}?token=${payload}.${sign(payload).toString("base64url")}`;
  };

  return {
    upload: (id, context) => address(id, context, "upload", UPLOAD_SECONDS),
    preview: (id, context) => address(id, context, "preview", PREVIEW_SECONDS),
    owner(token, attachmentId, use) {
      const [payload = "", signature = ""] = token.split(".");
      const expected = sign(payload);
      const given = Buffer.from(signature, "base64url");
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return null;
      }
      const claims: Claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      const isOpen = claims.expires > Date.now() / 1000;
      return isOpen && claims.use === use && claims.attachment === attachmentId
        ? claims.user
        : null;
    },
  };
}

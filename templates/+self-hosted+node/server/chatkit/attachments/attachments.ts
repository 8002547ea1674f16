import { basename } from "node:path";
import { MEBIBYTE } from "../body.ts";
import { RequestError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { AttachmentStore, Files, Store } from "../store.ts";
import type { Attachment } from "../types.ts";
import {
  type AddressOptions,
  type AttachmentContext,
  createAddresses,
  type Use,
} from "./addresses.ts";
import { type FileTypes, usualTypes } from "./file-types.ts";

const NAME_LENGTH = 255;

/** What may be attached; the page's composer says the same. */
export interface AttachmentLimits {
  /** Size of a file in bytes. */
  readonly bytes: number;
  /** Bytes of all files of one user. */
  readonly bytesPerUser: number;
}

const LIMITS: AttachmentLimits = { bytes: 10 * MEBIBYTE, bytesPerUser: 250 * MEBIBYTE };

export interface AttachmentsConfig extends AddressOptions {
  readonly store: Store;
  readonly files: Files;
  /** 10 MiB a file and 250 MiB a user, unless said otherwise. */
  readonly limits?: Partial<AttachmentLimits>;
  /** Pictures, PDF and text, unless said otherwise. */
  readonly types?: FileTypes;
}

/** A file as it arrived. */
export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Uint8Array;
}

/** Takes attachments in and gives them back, each to its owner alone. */
export interface Attachments<Context extends AttachmentContext> extends AttachmentStore<Context> {
  readonly limits: AttachmentLimits;
  /**
   * Takes the bytes of an announced attachment (two-phase upload).
   *
   * @throws NotFoundError if this user has announced no such attachment
   * @throws RequestError if the bytes are there already, or are not what was announced
   */
  receive(attachmentId: string, data: Uint8Array, context: Context): Promise<Attachment>;
  /**
   * Takes an attachment at once (direct upload).
   *
   * @throws RequestError 413 or 415, if its size or type is not allowed, or the user has no room
   */
  add(upload: Upload, context: Context): Promise<Attachment>;
  /**
   * Gives an attachment back with its bytes.
   *
   * @throws NotFoundError if this user has no such attachment, or its bytes never came
   */
  load(
    attachmentId: string,
    context: Context,
  ): Promise<{ attachment: Attachment; data: Uint8Array }>;
  /**
   * Gives the bytes of an attachment back.
   *
   * @throws NotFoundError if they never came, or are gone
   */
  read(attachment: Attachment): Promise<Uint8Array>;
  /** The user who was given a signed address, or null if the token does not open it. */
  ownerOf(token: string, attachmentId: string, use: Use): string | null;
}

/** Keeps what is known of attachments in a store, and their bytes in files. */
export function createAttachments<Context extends AttachmentContext>(
  config: AttachmentsConfig,
): Attachments<Context> {
  const { store, files, types = usualTypes } = config;
  const limits = { ...LIMITS, ...config.limits };
  const addresses = createAddresses(config);

  const checkSize = (size: number) => {
    if (size > limits.bytes) {
      const megabytes = limits.bytes / MEBIBYTE;
      throw new RequestError(413, "too_large", `A file may have ${megabytes} MB at most.`);
    }
    if (size <= 0) {
      throw new RequestError(400, "empty_file", "The file is empty.");
    }
  };

  /**
   * Takes room for an attachment, of which one user has so much.
   *
   * It is stored before it is counted, so that uploads at the same time cannot share the last room.
   */
  const reserve = async (attachment: Attachment, size: number, context: Context) => {
    const reserved: Attachment = { ...attachment, metadata: { size } };
    await store.saveAttachment(reserved, context);
    if ((await store.attachmentBytes(context)) > limits.bytesPerUser) {
      await store.deleteAttachment(attachment.id, context);
      throw new RequestError(
        413,
        "no_room",
        "You have attached as much as one person may.",
        "Delete a chat with files that you no longer need.",
      );
    }
    return reserved;
  };

  const describe = (givenName: string, givenType: string, context: Context): Attachment => {
    const name = plainName(givenName);
    const mime_type = types.allowed(name, givenType);
    const id = newId("attachment");
    return mime_type.startsWith("image/")
      ? { type: "image", id, name, mime_type, preview_url: addresses.preview(id, context) }
      : { type: "file", id, name, mime_type };
  };

  const check = ({ name, mime_type }: Attachment, data: Uint8Array) => {
    checkSize(data.length);
    types.check(name, mime_type, data);
  };

  return {
    limits,

    async createAttachment({ name, size, mime_type }, context) {
      checkSize(size);
      const attachment = describe(name, mime_type, context);
      const url = addresses.upload(attachment.id, context);
      const upload_descriptor = { url, method: "PUT" as const, headers: {} };
      return reserve({ ...attachment, upload_descriptor }, size, context);
    },

    async receive(attachmentId, data, context) {
      const announced = await store.loadAttachment(attachmentId, context);
      const { upload_descriptor, ...attachment } = announced;
      if (!upload_descriptor) {
        throw new RequestError(409, "already_uploaded", "This file has been uploaded already.");
      }
      const size = Number(announced.metadata?.size);
      if (data.length !== size) {
        const [wanted, got] = [size, data.length].map((bytes) => bytes.toLocaleString("en"));
        const message = `The file was announced with ${wanted} bytes and has ${got}.`;
        throw new RequestError(400, "size_differs", message);
      }
      check(attachment, data);
      await files.write(attachmentId, data);
      await store.saveAttachment(attachment, context);
      return attachment;
    },

    async add({ name, mimeType, data }, context) {
      const attachment = describe(name, mimeType, context);
      check(attachment, data);
      const kept = await reserve(attachment, data.length, context);
      try {
        await files.write(attachment.id, data);
      } catch (error) {
        await store.deleteAttachment(attachment.id, context);
        throw error;
      }
      return kept;
    },

    async load(attachmentId, context) {
      const attachment = await store.loadAttachment(attachmentId, context);
      return { attachment, data: await files.read(attachmentId) };
    },

    read: (attachment) => files.read(attachment.id),
    deleteAttachment: (attachmentId) => files.delete(attachmentId),

    present: (attachment, context) =>
      attachment.type === "image"
        ? { ...attachment, preview_url: addresses.preview(attachment.id, context) }
        : attachment,

    ownerOf: addresses.owner,
  };
}

/** A name to show: a path in it is the other machine's business, and a control character nobody's. */
function plainName(name: string): string {
  const characters = basename(name.replaceAll("\\", "/"))
    .replace(/\p{Cc}/gu, "")
    .trim();
  return [...characters].slice(0, NAME_LENGTH).join("") || "file";
}

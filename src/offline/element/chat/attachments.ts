import type { Attachment } from "@openai/chatkit";
import type { SessionLimits } from "./abilities.ts";
import { attachmentLimits } from "./attachment-limits.ts";
import type { ChatParts } from "./connection.ts";
import { toError } from "./errors.ts";
import { newKey } from "./keys.ts";
import type { ComposerAttachment } from "./state.ts";

/** The files of the composer. */
export interface ComposerAttachments {
  addFiles(files: readonly File[]): void;
  addUploaded(attachments: readonly Attachment[]): void;
  remove(key: string): void;
  retry(key: string): void;
  /** Takes them out of the composer, since they belong to a message now. */
  takeAll(): readonly Attachment[];
  /** Ends uploads, and forgets all. */
  clear(): void;
}

const MEGABYTE = 1024 * 1024;
const UNLIMITED = Number.POSITIVE_INFINITY;

/** @param session limits of a hosted chat */
export function createAttachments(
  { store, emit, tell, connection }: ChatParts,
  session: () => SessionLimits | null,
): ComposerAttachments {
  /** Files as the person chose them, and what ends their upload. */
  const uploads = new Map<string, { readonly file: File; controller: AbortController }>();

  const setAll = (attachments: readonly ComposerAttachment[]) =>
    store.set({ composer: { ...store.state.composer, attachments } });

  const change = (key: string, next: Partial<ComposerAttachment>) =>
    setAll(
      store.state.composer.attachments.map((present) =>
        present.key === key ? { ...present, ...next } : present,
      ),
    );

  const refuse = (message: string) => {
    const notice = {
      id: newKey(),
      level: "warning",
      title: "A file was not attached",
      message,
    } as const;
    store.set({ notices: [...store.state.notices, notice] });
    emit("chatkit.log", { name: "attachment.refused", data: { reason: message } });
  };

  const upload = async (key: string) => {
    const entry = uploads.get(key);
    if (!entry) return;
    const { file } = entry;
    const controller = new AbortController();
    entry.controller = controller;
    change(key, { state: "uploading", progress: 0, fault: null });
    try {
      const { transport, signal: whole } = connection();
      const signal = AbortSignal.any([controller.signal, whole]);
      const uploaded = await transport.upload(
        file,
        (progress) => change(key, { progress }),
        signal,
      );
      if (signal.aborted) return;
      change(key, { state: "ready", progress: 1, uploaded });
    } catch (error) {
      if (controller.signal.aborted) return;
      change(key, { state: "failed", progress: null, fault: toError(error).message });
      tell(error);
    }
  };

  const forget = ({ key, previewUrl }: ComposerAttachment) => {
    uploads.get(key)?.controller.abort();
    uploads.delete(key);
    if (previewUrl?.startsWith("blob:")) URL.revokeObjectURL(previewUrl);
  };

  const limits = () => {
    const { options, mode } = store.state;
    const allowed = mode === "hosted" ? session()?.file_upload : undefined;
    return attachmentLimits(
      options?.composer?.attachments,
      allowed
        ? {
            maxBytes: (allowed.max_file_size ?? UNLIMITED) * MEGABYTE,
            maxCount: allowed.max_files ?? UNLIMITED,
          }
        : null,
    );
  };

  return {
    addFiles(files) {
      if (!store.state.abilities.attachments) {
        refuse("This chat takes no files.");
        return;
      }
      const { maxCount, faultOf } = limits();
      for (const file of files) {
        const present = store.state.composer.attachments;
        const fault =
          present.length >= maxCount
            ? `A message can carry ${maxCount} ${maxCount === 1 ? "file" : "files"} at most.`
            : faultOf(file);
        if (fault !== null) {
          refuse(fault);
          continue;
        }
        const key = newKey();
        uploads.set(key, { file, controller: new AbortController() });
        setAll([
          ...present,
          {
            key,
            name: file.name,
            mimeType: file.type,
            size: file.size,
            state: "uploading",
            progress: 0,
            fault: null,
            previewUrl: file.type.startsWith("image/") ? URL.createObjectURL(file) : null,
            uploaded: null,
          },
        ]);
        void upload(key);
      }
    },

    addUploaded(attachments) {
      const added = attachments.map(
        (uploaded): ComposerAttachment => ({
          key: newKey(),
          name: uploaded.name,
          mimeType: uploaded.mime_type,
          size: null,
          state: "ready",
          progress: null,
          fault: null,
          previewUrl: uploaded.type === "image" ? uploaded.preview_url : null,
          uploaded,
        }),
      );
      setAll([...store.state.composer.attachments, ...added]);
    },

    remove(key) {
      const { attachments } = store.state.composer;
      const removed = attachments.find((present) => present.key === key);
      if (!removed) return;
      const isOurs = uploads.has(key);
      forget(removed);
      setAll(attachments.filter((present) => present !== removed));
      // What the page uploaded itself is the page's to delete.
      if (removed.uploaded && isOurs) {
        const { backend, signal } = connection();
        backend
          .ask("attachments.delete", { attachment_id: removed.uploaded.id }, signal)
          .catch(tell);
      }
    },

    retry: (key) => void upload(key),

    takeAll() {
      const { attachments } = store.state.composer;
      const taken = attachments.flatMap(({ uploaded }) => uploaded ?? []);
      for (const attachment of attachments) forget(attachment);
      setAll([]);
      return taken;
    },

    clear() {
      for (const attachment of store.state.composer.attachments) forget(attachment);
      uploads.clear();
      setAll([]);
    },
  };
}

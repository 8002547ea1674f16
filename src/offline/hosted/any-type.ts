import type { FileTypes } from "../../../templates/+self-hosted+node/server/chatkit/attachments/file-types.ts";

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** Which files a hosted workflow takes is not published, so that the stand-in takes them all. */
export const anyType: FileTypes = {
  allowed: (_name, mimeType) => {
    const type = mimeType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
    return TYPE.test(type) ? type : "application/octet-stream";
  },
  check: () => undefined,
};

import type { ChatKitOptions } from "@openai/chatkit";

type Api = ChatKitOptions["api"];

/**
 * Whether two `api` options lead to the same backend. Functions are not compared: a page that draws
 * itself anew hands over new ones each time, and the newest are called.
 */
export function isSameApi(one: Api, other: Api): boolean {
  if ("getClientSecret" in one || "getClientSecret" in other) {
    return "getClientSecret" in one && "getClientSecret" in other;
  }
  return one.url === other.url && one.domainKey === other.domainKey;
}

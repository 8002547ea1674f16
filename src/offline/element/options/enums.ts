import type { HeaderIcon } from "@openai/chatkit";
import { headerIcons } from "../icons/header-icons.ts";
import { sharedIcons } from "../icons/shared-icons.ts";

export const HEADER_ICONS = Object.keys(headerIcons) as readonly HeaderIcon[];

/** `dot` is an icon of widgets alone. */
export const ICONS: readonly string[] = Object.keys(sharedIcons).filter((name) => name !== "dot");

declare module "virtual:precompiled-templates" {
  import type { TemplateSpecification } from "handlebars";

  /** Template path below `templates/` to its compiled form; made by build/precompiled-templates.ts. */
  const specifications: Readonly<Record<string, TemplateSpecification>>;
  export default specifications;
}

declare module "handlebars/runtime.js" {
  import Handlebars from "handlebars";
  export default Handlebars;
}

declare module "virtual:inspector-page" {
  /** The browser code of the inspector, bundled; made by build/browser-pages.ts. */
  export const script: string;
  /** Its style sheet. */
  export const style: string;
}

declare module "virtual:chat-page" {
  /** The browser code of the page to chat on, bundled; made by build/browser-pages.ts. */
  export const script: string;
  /** Its style sheet. */
  export const style: string;
}

declare module "virtual:offline-element" {
  /** The stand-in for ChatKit's script, bundled; made by build/browser-pages.ts. */
  export const script: string;
}

declare module "virtual:lucide-icons" {
  /** Icons by their names: what is inside of the `svg` element; made by build/lucide-icons.ts. */
  export const shapes: Readonly<Record<string, string>>;
}

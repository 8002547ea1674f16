import { html, nothing } from "lit";
import type { MarkedToken, Token, Tokens } from "marked";
import { withoutCharacterReferences } from "./character-references.ts";
import { growingText } from "./growing-text.ts";
import { linkTarget, pictureInText } from "./links.ts";
import type { Drawing } from "./markdown.ts";
import { signsIn, splitAtSigns, withoutSigns } from "./marks.ts";

const LINE_BREAK = /^<br\s*\/?>$/i;
const COMMENT = /^<!--/;

/** The marks whose signs are in a text that cannot show them itself. */
export function marksAfter(text: string, drawing: Drawing): unknown {
  return signsIn(text).map((number) => drawing.marks[number]?.view ?? nothing);
}

function plain(text: string, drawing: Drawing): unknown {
  return splitAtSigns(text).map((piece) =>
    typeof piece === "number" ? (drawing.marks[piece]?.view ?? nothing) : growingText(piece),
  );
}

function link(token: Tokens.Link, drawing: Drawing): unknown {
  const written = withoutSigns(token.href);
  const target = linkTarget(token.autolink ? written : withoutCharacterReferences(written));
  const label = token.autolink
    ? growingText(withoutSigns(token.text))
    : inline(token.tokens, { ...drawing, marks: [] });
  if (target?.kind === "address") {
    return html`<a href=${target.href} target="_blank" rel="noopener noreferrer"
      title=${token.title ? withoutCharacterReferences(token.title) : nothing}>${label}</a>`;
  }
  const { onLink } = drawing;
  if (target?.kind !== "deeplink" || !onLink) return label;
  return html`<button type="button" role="link" class="ck-link"
    @click=${() => onLink(target.name, { ...target.data })}>${label}</button>`;
}

function picture(token: Tokens.Image, drawing: Drawing): unknown {
  const address = withoutCharacterReferences(withoutSigns(token.href));
  const alt = withoutCharacterReferences(withoutSigns(token.text));
  const found = pictureInText(address, drawing.allowedImageDomains);
  if ("src" in found) {
    return html`<img src=${found.src} alt=${alt} loading="lazy" decoding="async"
      referrerpolicy="no-referrer">`;
  }
  return html`<span class="ck-no-picture">${alt || "Picture"}
    <small>(a picture of ${found.refused}, which this thread does not allow)</small></span>`;
}

function view(token: MarkedToken, drawing: Drawing): unknown {
  switch (token.type) {
    case "strong":
      return html`<strong>${inline(token.tokens, drawing)}</strong>`;
    case "em":
      return html`<em>${inline(token.tokens, drawing)}</em>`;
    case "del":
      return html`<del>${inline(token.tokens, drawing)}</del>`;
    case "codespan":
      return html`<code dir="ltr">${growingText(withoutSigns(token.text))}</code>${marksAfter(token.raw, drawing)}`;
    case "br":
      return html`<br>`;
    case "link":
      return html`${link(token, drawing)}${marksAfter(token.raw, drawing)}`;
    case "image":
      return html`${picture(token, drawing)}${marksAfter(token.raw, drawing)}`;
    case "checkbox":
      return html`<input type="checkbox" disabled .checked=${token.checked}
        aria-label=${token.checked ? "Done" : "To do"}> `;
    case "escape":
      return plain(token.text, drawing);
    case "html":
      if (LINE_BREAK.test(token.raw)) return html`<br>`;
      return COMMENT.test(token.raw) ? marksAfter(token.raw, drawing) : plain(token.raw, drawing);
    case "text":
      return token.tokens
        ? inline(token.tokens, drawing)
        : plain(withoutCharacterReferences(token.text), drawing);
    default:
      return plain(token.raw, drawing);
  }
}

/** Draws what stands in a line. Every text ends as the data of a text node, so none of it can be markup. */
export function inline(tokens: readonly Token[], drawing: Drawing): unknown {
  return tokens.map((token) => view(token as MarkedToken, drawing));
}

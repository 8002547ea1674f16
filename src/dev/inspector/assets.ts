import { script, style } from "virtual:inspector-page";

/** A file of the page; it holds nothing of the run, so that anyone may read it. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-5 4v-4.05A2.5 2.5 0 0 1 8 17.5z" fill="#fff"/><path d="M12 14h8" stroke="#0f766e" stroke-width="2" stroke-linecap="round"/></svg>`;

/** The files of the page, by their names below `/__chatkit/`. */
export const ASSETS: Readonly<Record<string, Asset>> = {
  "inspector.js": { type: "text/javascript; charset=utf-8", text: script },
  "inspector.css": { type: "text/css; charset=utf-8", text: style },
  "icon.svg": { type: "image/svg+xml", text: ICON },
};

const HEAD = `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/__chatkit/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/__chatkit/inspector.css">`;

/** The page itself, which is drawn by its script. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
${HEAD}
<title>ChatKit inspector</title>
<script src="/__chatkit/inspector.js" defer></script>
</head>
<body>
<noscript><p class="alone">The inspector needs JavaScript.</p></noscript>
</body>
</html>
`;

/** What is shown without the token, or with that of a run that has ended. */
export const REFUSED_PAGE = `<!doctype html>
<html lang="en">
<head>
${HEAD}
<title>ChatKit inspector: open the link of the terminal</title>
</head>
<body>
<main class="alone">
<h1>Open the link of the terminal</h1>
<p>The inspector shows what your app says to ChatKit, so it opens only by the link that this run of
<code>chatkit dev</code> printed. The link of an earlier run opens nothing any more.</p>
<p>Press <kbd>i</kbd> in the terminal where <code>chatkit dev</code> runs.</p>
</main>
</body>
</html>
`;

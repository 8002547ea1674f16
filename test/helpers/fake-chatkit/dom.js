/** Builds an element: attributes with a value that is false, null or undefined are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Number.POSITIVE_INFINITY).filter((child) => child || child === 0));
  return node;
}

/** Sets `todo.title` as {todo: {title}}; a key that is already there wins. */
export function nest(target, dotted, value) {
  const path = dotted.split(".");
  const last = path.pop();
  let at = target;
  for (const part of path) {
    at[part] ??= {};
    at = at[part];
  }
  at[last] ??= value;
}

/** The text of a response body, piece by piece as it comes. */
export async function* readChunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

/** The widget component with this id, below `node`. */
export function findComponent(node, id) {
  if (node?.id === id) return node;
  for (const child of [node?.children ?? []].flat()) {
    const found = findComponent(child, id);
    if (found) return found;
  }
  return null;
}

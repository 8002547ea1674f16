/** Creates an element with properties set on it and children in it; `null` children are left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> & { readonly data?: Record<string, string> } = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const { data, ...rest } = properties;
  const created = document.createElement(tag);
  Object.assign(created, rest);
  Object.assign(created.dataset, data);
  created.append(...children.filter((child) => child !== null));
  return created;
}

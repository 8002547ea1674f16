import type { Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";

/** A store that does some things in its own way, and asks another store to do the rest. */
export function overriding(store: Store, own: Partial<Store>): Store {
  return new Proxy(store, {
    get(_, name) {
      const source = name in own ? own : store;
      const value: unknown = Reflect.get(source, name);
      // A store in memory has private fields, which nobody sees through a proxy.
      return typeof value === "function" ? value.bind(source) : value;
    },
  });
}

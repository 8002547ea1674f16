import { getProxyForUrl } from "proxy-from-env";
import { EXIT } from "../errors.ts";
import { OpenAIFailure } from "./failure.ts";

/** A proxy that the shell asks for. */
export interface Proxy {
  /** Its address without user and password, for messages. */
  readonly shown: string;
  /** A `fetch` whose requests go through it. */
  readonly fetch: typeof fetch;
}

/**
 * The proxy between here and an address, as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
 * of the shell say, in either case. Node's own `fetch` knows none of them.
 *
 * @param url where a request goes
 * @returns undefined when it goes there directly
 * @throws {OpenAIFailure} `openai_proxy_failed` (exit 4) when the variable holds no address
 */
export async function proxyFor(url: string): Promise<Proxy | undefined> {
  const named = getProxyForUrl(url);
  if (named === "") return undefined;
  const address = proxyUrl(named);
  // Loaded only where a proxy is set: most runs need no second HTTP client.
  const { ProxyAgent, fetch: fetchWith } = await import("undici");
  const dispatcher = new ProxyAgent({ uri: address.href });
  const viaProxy: unknown = (input: string, init: Parameters<typeof fetchWith>[1]) =>
    fetchWith(input, { ...init, dispatcher });
  return { shown: `${address.protocol}//${address.host}`, fetch: viaProxy as typeof fetch };
}

function proxyUrl(named: string): URL {
  // `proxy.example:8080` is given the scheme of what is asked for, but means plain HTTP, as in curl.
  const written = [...proxyVariables()].some((value) => value === named);
  const text = written ? named : named.replace(/^\w+:/, "http:");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^(https?|socks5?):$/.test(url.protocol)) return url;
  throw new OpenAIFailure("The proxy that the shell names has no address that can be used.", {
    code: "openai_proxy_failed",
    exitCode: EXIT.unreachable,
    hint: "HTTPS_PROXY holds an address such as http://proxy.example:8080; unset it to go without.",
  });
}

function* proxyVariables(): Iterable<string | undefined> {
  for (const name of ["https_proxy", "http_proxy", "all_proxy"]) {
    yield process.env[name];
    yield process.env[name.toUpperCase()];
  }
}

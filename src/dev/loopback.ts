/**
 * Tells whether an address can only be of this machine.
 *
 * @param url whose host is looked at
 */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

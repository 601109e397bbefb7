import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

/**
 * Returns a function that determines the address of a client. Only entries of X-Forwarded-For that were added by trusted
 * proxies are used, because a client can send any others.
 * @param trustedProxies addresses, networks and names in the syntax of proxy-addr
 * @returns a function that returns the address, or `unknown` if the connection is already closed
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? 'unknown';
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    // Hops from the connection outwards, up to the first one that is not trusted. If that hop is not an address (such as
    // `unknown`), the proxy that added it is used.
    const hops = proxyAddr.all(request, trust).map((hop) => withoutPort(hop ?? ''));
    return hops.findLast((hop) => isIP(hop) !== 0) ?? 'unknown';
  };
}

/**
 * The rate limit key of an address. An IPv6 client owns a whole /64, so the key is that network. An IPv4-mapped IPv6
 * address has the same key as the IPv4 address.
 */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 6).join() === '0,0,0,0,0,65535';
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [text = ''] = address.split('%');
  // An IPv4 address at the end replaces two groups.
  const pure = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [left = [], right = []] = pure.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

/** Some proxies add the port. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

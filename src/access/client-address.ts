import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

/**
 * How to tell who sent a request. Only what configured proxies wrote into X-Forwarded-For counts; the rest of that
 * header is the client's own claim.
 * @param trustedProxies addresses, networks and names as proxy-addr takes them
 * @returns the address, or `unknown` when the connection is gone already
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? 'unknown';
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    // From the connection outwards, up to the first hop that is not trusted. A hop that is no address, such as
    // `unknown`, says nothing: the proxy that named it stands for it.
    const hops = proxyAddr.all(request, trust).map((hop) => withoutPort(hop ?? ''));
    return hops.findLast((hop) => isIP(hop) !== 0) ?? 'unknown';
  };
}

/**
 * What requests of one address are counted under. An IPv6 client owns a whole /64, so that is what counts; an IPv4
 * address means the same in its IPv6 clothes.
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
  // An IPv4 address at the end takes the place of two groups.
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

import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4, isIPv6 } from 'node:net';
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
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] as string).toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    // An IPv4 address at the end takes the place of two groups.
    const tailGroups = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
    while (groups.length + tailGroups < 8) groups.push('0');
    if (tailGroups > 0) groups.push(...tail.split(':'));
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** Some proxies add the port. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

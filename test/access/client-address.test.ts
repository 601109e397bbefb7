import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { addressKey, createClientAddress } from '../../src/access/client-address.js';

function requestFrom(remoteAddress: string | undefined, forwardedFor?: string): IncomingMessage {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe('createClientAddress', () => {
  it('returns the address of the connection if no proxy is configured, whatever X-Forwarded-For contains', () => {
    const addressOf = createClientAddress([]);
    expect(addressOf(requestFrom('203.0.113.9', '198.51.100.1'))).to.equal('203.0.113.9');
    expect(addressOf(requestFrom('::1', '198.51.100.1, 127.0.0.1'))).to.equal('::1');
  });

  it('returns the address that a trusted proxy recorded', () => {
    const addressOf = createClientAddress(['loopback']);
    expect(addressOf(requestFrom('127.0.0.1', '198.51.100.1'))).to.equal('198.51.100.1');
    expect(addressOf(requestFrom('::ffff:127.0.0.1', '2001:db8::7'))).to.equal('2001:db8::7');
  });

  it('ignores X-Forwarded-For entries that the client added itself', () => {
    const addressOf = createClientAddress(['loopback']);
    expect(addressOf(requestFrom('127.0.0.1', '10.0.0.1, 192.0.2.1, 198.51.100.1'))).to.equal('198.51.100.1');
  });

  it('returns the address of the connection if it is not a trusted proxy', () => {
    const addressOf = createClientAddress(['10.0.0.0/8']);
    expect(addressOf(requestFrom('203.0.113.9', '198.51.100.1'))).to.equal('203.0.113.9');
  });

  it('follows X-Forwarded-For through several trusted proxies', () => {
    const addressOf = createClientAddress(['127.0.0.1', '10.0.0.0/8']);
    expect(addressOf(requestFrom('127.0.0.1', '192.0.2.1, 198.51.100.1, 10.0.0.2, 10.9.0.3'))).to.equal(
      '198.51.100.1',
    );
  });

  it('removes the port that some proxies add', () => {
    const addressOf = createClientAddress(['loopback']);
    expect(addressOf(requestFrom('127.0.0.1', '198.51.100.1:5678'))).to.equal('198.51.100.1');
    expect(addressOf(requestFrom('127.0.0.1', '[2001:db8::7]:5678'))).to.equal('2001:db8::7');
    expect(addressOf(requestFrom('127.0.0.1', '[2001:db8::7]'))).to.equal('2001:db8::7');
  });

  it('returns the address of the proxy if the proxy does not know the client', () => {
    const addressOf = createClientAddress(['loopback']);
    for (const hop of ['unknown', '_hidden', '', 'not an address', '999.1.1.1'])
      expect(addressOf(requestFrom('127.0.0.1', hop)), hop).to.equal('127.0.0.1');
  });

  it('returns unknown if the connection is closed', () => {
    expect(createClientAddress([])(requestFrom(undefined))).to.equal('unknown');
    expect(createClientAddress(['loopback'])(requestFrom(undefined))).to.equal('unknown');
  });
});

const group = fc.integer({ min: 0, max: 0xffff });
const groups = fc.array(fc.oneof(fc.constant(0), group), { minLength: 8, maxLength: 8 });

/** Notations of one IPv6 address: full, short, in upper case, with zeros compressed, with a zone. */
function spellings(parts: readonly number[]): string[] {
  const short = parts.map((part) => part.toString(16));
  const full = short.map((part) => part.padStart(4, '0')).join(':');
  const compressed = new URL(`http://[${short.join(':')}]`).hostname.slice(1, -1);
  return [short.join(':'), full, full.toUpperCase(), compressed, `${short.join(':')}%eth0`];
}

describe('addressKey', () => {
  it('returns an IPv4 address unchanged, also if it is mapped to IPv6', () => {
    for (const address of ['203.0.113.9', '::ffff:203.0.113.9', '::FFFF:203.0.113.9', '::ffff:cb00:7109'])
      expect(addressKey(address), address).to.equal('203.0.113.9');
    expect(addressKey('0:0:0:0:0:ffff:203.0.113.9')).to.equal('203.0.113.9');
  });

  it('returns the same key for all addresses of an IPv6 /64 in any notation', () => {
    fc.assert(
      fc.property(groups, groups, (network, host) => {
        const one = [...network.slice(0, 4), ...network.slice(4)];
        const other = [...network.slice(0, 4), ...host.slice(4)];
        fc.pre(!isMapped(one) && !isMapped(other));
        const keys = [...spellings(one), ...spellings(other)].map(addressKey);
        expect(new Set(keys).size, keys.join(' ')).to.equal(1);
      }),
    );
  });

  it('returns different keys for different /64 networks', () => {
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        fc.pre(one.slice(0, 4).join() !== other.slice(0, 4).join());
        expect(addressKey(spellings(one)[0] as string)).not.to.equal(
          addressKey(spellings(other)[0] as string),
        );
      }),
    );
  });

  it('returns text that is not an address unchanged', () => {
    for (const text of ['unknown', '', '1.2.3', ':::']) expect(addressKey(text)).to.equal(text);
  });
});

function isMapped(parts: readonly number[]): boolean {
  return parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;
}

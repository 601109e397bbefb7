import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { addressKey, createClientAddress } from '../../src/access/client-address.js';

function requestFrom(remoteAddress: string | undefined, forwardedFor?: string): IncomingMessage {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe('the address of a client', () => {
  it('is that of the connection when no proxy is configured, whatever X-Forwarded-For claims', () => {
    const addressOf = createClientAddress([]);
    expect(addressOf(requestFrom('203.0.113.9', '198.51.100.1'))).to.equal('203.0.113.9');
    expect(addressOf(requestFrom('::1', '198.51.100.1, 127.0.0.1'))).to.equal('::1');
  });

  it('is what the configured proxy saw', () => {
    const addressOf = createClientAddress(['loopback']);
    expect(addressOf(requestFrom('127.0.0.1', '198.51.100.1'))).to.equal('198.51.100.1');
    expect(addressOf(requestFrom('::ffff:127.0.0.1', '2001:db8::7'))).to.equal('2001:db8::7');
  });

  it('is not what the client wrote in front of that', () => {
    const addressOf = createClientAddress(['loopback']);
    expect(addressOf(requestFrom('127.0.0.1', '10.0.0.1, 192.0.2.1, 198.51.100.1'))).to.equal('198.51.100.1');
  });

  it('is that of the connection when it does not come from a proxy', () => {
    const addressOf = createClientAddress(['10.0.0.0/8']);
    expect(addressOf(requestFrom('203.0.113.9', '198.51.100.1'))).to.equal('203.0.113.9');
  });

  it('goes through several configured proxies', () => {
    const addressOf = createClientAddress(['127.0.0.1', '10.0.0.0/8']);
    expect(addressOf(requestFrom('127.0.0.1', '192.0.2.1, 198.51.100.1, 10.0.0.2, 10.9.0.3'))).to.equal(
      '198.51.100.1',
    );
  });

  it('comes without the port that some proxies add', () => {
    const addressOf = createClientAddress(['loopback']);
    expect(addressOf(requestFrom('127.0.0.1', '198.51.100.1:5678'))).to.equal('198.51.100.1');
    expect(addressOf(requestFrom('127.0.0.1', '[2001:db8::7]:5678'))).to.equal('2001:db8::7');
    expect(addressOf(requestFrom('127.0.0.1', '[2001:db8::7]'))).to.equal('2001:db8::7');
  });

  it('is that of the proxy when the proxy does not know it', () => {
    const addressOf = createClientAddress(['loopback']);
    for (const hop of ['unknown', '_hidden', '', 'not an address', '999.1.1.1'])
      expect(addressOf(requestFrom('127.0.0.1', hop)), hop).to.equal('127.0.0.1');
  });

  it('is unknown when the connection is gone', () => {
    expect(createClientAddress([])(requestFrom(undefined))).to.equal('unknown');
    expect(createClientAddress(['loopback'])(requestFrom(undefined))).to.equal('unknown');
  });
});

const group = fc.integer({ min: 0, max: 0xffff });
const groups = fc.array(fc.oneof(fc.constant(0), group), { minLength: 8, maxLength: 8 });

/** Spellings of one IPv6 address: full, short, in upper case, with a run of zeros left out, with a zone. */
function spellings(parts: readonly number[]): string[] {
  const short = parts.map((part) => part.toString(16));
  const full = short.map((part) => part.padStart(4, '0')).join(':');
  const compressed = new URL(`http://[${short.join(':')}]`).hostname.slice(1, -1);
  return [short.join(':'), full, full.toUpperCase(), compressed, `${short.join(':')}%eth0`];
}

describe('what requests of one address are counted under', () => {
  it('is the IPv4 address itself, also in the clothes of IPv6', () => {
    for (const address of ['203.0.113.9', '::ffff:203.0.113.9', '::FFFF:203.0.113.9', '::ffff:cb00:7109'])
      expect(addressKey(address), address).to.equal('203.0.113.9');
    expect(addressKey('0:0:0:0:0:ffff:203.0.113.9')).to.equal('203.0.113.9');
  });

  it('is the same for every address of an IPv6 /64, however it is written', () => {
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

  it('differs between two /64 networks', () => {
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        fc.pre(one.slice(0, 4).join() !== other.slice(0, 4).join());
        expect(addressKey(spellings(one)[0] as string)).not.to.equal(
          addressKey(spellings(other)[0] as string),
        );
      }),
    );
  });

  it('is anything that is no address as it is', () => {
    for (const text of ['unknown', '', '1.2.3', ':::']) expect(addressKey(text)).to.equal(text);
  });
});

function isMapped(parts: readonly number[]): boolean {
  return parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Scalar } from '../../src/db/engine.js';
import { ExecutePackets } from '../../src/db/execute-packet.js';

interface DriverPacket {
  toPacket(): { readonly buffer: Buffer };
}
type DriverExecute = new (...options: unknown[]) => DriverPacket;

const require = createRequire(import.meta.url);
/** What the driver writes by itself; it does not export that. */
const Execute: DriverExecute = require(join(dirname(require.resolve('mysql2')), 'lib/packets/execute.js'));
const UTF8MB4 = 224;

function payloadOfDriver(statementId: number, params: readonly Scalar[]): Buffer {
  return new Execute(statementId, params, UTF8MB4, 'Z', undefined, 0, true, []).toPacket().buffer.subarray(4);
}

function payloadOf(packets: ExecutePackets, statementId: number, params: readonly Scalar[]): Buffer {
  const packet = packets.write(statementId, params);
  expect(packet.length()).to.equal(packet.buffer.length);
  return packet.buffer.subarray(4);
}

/**
 * Around each length that makes a text's length in bytes, or the room for it, another one. The driver takes a byte too many
 * for 65,535, which no server minds.
 */
const longTexts = fc
  .record({
    unit: fc.constantFrom('a', 'é', '✓', '🌍', '\ud800'),
    times: fc.constantFrom(
      60,
      63,
      83,
      84,
      125,
      126,
      249,
      250,
      251,
      1024,
      1025,
      21_844,
      21_846,
      65_534,
      65_536,
    ),
  })
  .map(({ unit, times }) => unit.repeat(times));
const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  fc.string({ unit: 'binary' }),
  longTexts,
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

describe('the packet that executes a prepared statement', () => {
  it('is the one that the driver writes', () => {
    const packets = new ExecutePackets();
    const statementIds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(statementIds, fc.array(scalars, { maxLength: 40 }), (id, params) =>
        payloadOf(packets, id, params).equals(payloadOfDriver(id, params)),
      ),
    );
  });

  it('is so for thousands of parameters, and for texts that are longer than a packet of the protocol', () => {
    const packets = new ExecutePackets();
    const many = Array.from({ length: 6_001 }, (_, i) =>
      i % 3 === 0 ? null : i % 3 === 1 ? i : `text ${i}`,
    );
    for (const params of [many, ['é'.repeat(2 ** 23)], [Buffer.alloc(2 ** 24, 1), 'after'], ['short']])
      expect(payloadOf(packets, 7, params).equals(payloadOfDriver(7, params))).to.equal(true);
  });

  it('has a header of its length and its place in the exchange', () => {
    const packet = new ExecutePackets().write(7, ['x'.repeat(300)]);
    packet.writeHeader(9);
    expect(packet.buffer.readUIntLE(0, 3)).to.equal(packet.buffer.length - 4);
    expect(packet.buffer[3]).to.equal(9);
  });

  it('is refused for what is no scalar', () => {
    const params = [{ a: 1 }] as unknown as Scalar[];
    expect(() => new ExecutePackets().write(1, params)).to.throw(TypeError, 'object');
  });
});

// The worker's one buffer under any order of adds and flushes: each frame reaches its own owner, once and in order.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { FrameBuffer, type FrameOwner } from '../../../src/engine/shared/frame-buffer.ts';
import { decodeClientFrames } from '../../wire/server-frames.ts';

class Owner implements FrameOwner {
  writes = 0;
  #bytes: Buffer[] = [];

  writeFrames(bytes: Uint8Array, length: number): void {
    this.writes++;
    this.#bytes.push(Buffer.from(bytes.subarray(0, length)));
  }

  payloads(): string[] {
    return decodeClientFrames(Buffer.concat(this.#bytes)).map(({ payload }) => payload.toString());
  }
}

test('another owner’s first frame writes out what is there, to whom it belongs', () => {
  const buffer = new FrameBuffer();
  const [one, other] = [new Owner(), new Owner()];
  buffer.add(one, 1, false, Buffer.from('a'), 7);
  buffer.add(one, 1, false, Buffer.from('b'), 7);
  expect(one.writes).toBe(0);
  buffer.add(other, 1, false, Buffer.from('c'), 7);
  expect([one.writes, other.writes]).toEqual([1, 0]);
  buffer.flush();
  buffer.flush();
  expect([one.writes, other.writes]).toEqual([1, 1]);
  expect([one.payloads(), other.payloads()]).toEqual([['a', 'b'], ['c']]);
});

const LENGTHS = fc.oneof(fc.nat(200), fc.integer({ min: 60_000, max: 70_000 }));
const STEPS = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ owner: fc.nat(2), length: LENGTHS }) },
    { weight: 1, arbitrary: fc.constant('flush' as const) },
  ),
  { maxLength: 40 },
);

test('no frame is ever carried by another’s write, lost, doubled or out of order', () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const buffer = new FrameBuffer();
      const owners = [new Owner(), new Owner(), new Owner()];
      const sent: string[][] = [[], [], []];
      for (const [i, step] of steps.entries()) {
        if (step === 'flush') {
          buffer.flush();
          continue;
        }
        const words = `${i}`.padEnd(step.length, '.');
        sent[step.owner]!.push(words);
        buffer.add(owners[step.owner]!, 1, false, Buffer.from(words), i);
      }
      buffer.flush();
      expect(owners.map((owner) => owner.payloads())).toEqual(sent);
    }),
    { numRuns: 60 },
  );
});

// What one connection sends, to peers in memory: one write an event, a bounded queue behind a slow peer, and no frame of
// another's whatever was forgotten.
import { expect, test } from 'bun:test';
import { MAX_WRITE_QUEUE_BYTES } from '../../../src/engine/shared/context.ts';
import { Outbound } from '../../../src/engine/talk/outbound.ts';
import { Peer } from '../peer.ts';
import { Rig } from '../rig.ts';

function connections(count: number) {
  const rig = new Rig();
  const peers = Array.from({ length: count }, () => new Peer());
  return { rig, peers, outs: peers.map((peer) => new Outbound(rig.context, peer)) };
}

test('frames of one event leave in one write', () => {
  const { peers, outs, rig } = connections(1);
  for (const words of ['a', 'b', 'c']) expect(outs[0]!.add(1, Buffer.from(words))).toBe(true);
  expect(peers[0]!.writes).toBe(0);
  outs[0]!.flush();
  expect(peers[0]!.writes).toBe(1);
  expect(peers[0]!.texts()).toEqual(['a', 'b', 'c']);
  expect(rig.counters.bytesSent).toBe(3 * 7);
});

test('a forgotten flush delays frames and never sends them to another', () => {
  const { peers, outs } = connections(2);
  outs[0]!.add(1, Buffer.from('of the first'));
  outs[1]!.add(1, Buffer.from('of the second'));
  outs[1]!.flush();
  expect(peers[0]!.texts()).toEqual(['of the first']);
  expect(peers[1]!.texts()).toEqual(['of the second']);
  outs[0]!.add(2, Buffer.from('again'));
  outs[1]!.flush();
  expect(peers[0]!.texts()).toEqual(['again']);
  expect(peers[1]!.texts()).toEqual([]);
});

test('a frame larger than the buffer goes out whole, between those around it', () => {
  const { peers, outs } = connections(1);
  const large = Buffer.alloc(100_000, 'x');
  outs[0]!.add(1, Buffer.from('before'));
  outs[0]!.add(2, large);
  outs[0]!.add(1, Buffer.from('after'));
  outs[0]!.flush();
  const frames = peers[0]!.take();
  expect(frames.map(({ opcode }) => opcode)).toEqual([1, 2, 1]);
  expect(frames[1]!.payload.equals(large)).toBe(true);
});

test('what a slow peer does not take waits in order, is bounded, and goes out when it reads again', () => {
  const { rig, peers, outs } = connections(1);
  const [peer, out] = [peers[0]!, outs[0]!];
  peer.room = 10;
  const payload = Buffer.alloc(10_000, 'y');
  let added = 0;
  while (added < 1_000 && out.add(1, payload)) {
    out.flush();
    added++;
  }
  expect(added).toBe(Math.ceil((MAX_WRITE_QUEUE_BYTES - payload.length) / (payload.length + 8)));
  expect(rig.counters.writeBlocked).toBe(1);
  peer.room = Number.POSITIVE_INFINITY;
  out.drain();
  expect(peer.take().map(({ payload }) => payload.length)).toEqual(Array(added).fill(10_000));
  expect(out.add(1, payload)).toBe(true);
});

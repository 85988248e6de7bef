// Replies held back: each goes to its owner when it is due, in order, and what is held is bounded and given back.

import { expect, test } from 'bun:test';
import { HeldReplies } from '../../../src/simulator/connection/held-replies.ts';
import type { Payload } from '../../../src/simulator/payload.ts';
import { manualHost } from '../manual-host.ts';

const MIB = 1_048_576;

function noteReplies() {
  const sent: [Payload, number][] = [];
  return { sent, sendReply: (reply: Payload, bytes: number) => void sent.push([reply, bytes]) };
}

test('each reply goes to its owner when it is due, as it was given', () => {
  const { host, nowUs, advance } = manualHost('plain');
  const [one, two] = [noteReplies(), noteReplies()];
  const binary = Buffer.from([0, 255]);
  expect(host.held.hold(host.wheel, one, 'late', 4, nowUs() + 30_000)).toBe(true);
  expect(host.held.hold(host.wheel, one, 'first', 5, nowUs() + 20_000)).toBe(true);
  expect(host.held.hold(host.wheel, two, binary, 2, nowUs() + 20_000)).toBe(true);
  advance(19_999);
  expect([one.sent, two.sent]).toEqual([[], []]);
  advance(1);
  expect([one.sent, two.sent]).toEqual([[['first', 5]], [[binary, 2]]]);
  advance(10_000);
  expect(one.sent.at(-1)).toEqual(['late', 4]);
});

test('holds 256 MiB and no byte more; a reply that was sent gives its room back', () => {
  const { host, nowUs, advance } = manualHost('plain');
  const owner = noteReplies();
  const hold = (bytes: number, afterUs: number) =>
    host.held.hold(host.wheel, owner, 'r', bytes, nowUs() + afterUs);
  expect(hold(200 * MIB, 1_000)).toBe(true);
  expect(hold(56 * MIB, 5_000)).toBe(true);
  expect(hold(1, 1_000)).toBe(false);
  advance(1_000);
  expect([hold(200 * MIB, 1_000), hold(1, 1_000)]).toEqual([true, false]);
  advance(10_000);
  expect(owner.sent.map(([, bytes]) => bytes / MIB)).toEqual([200, 200, 56]);
});

test('holds half a million replies and not one more, however small', () => {
  const { host, nowUs, advance } = manualHost('plain');
  const held = new HeldReplies();
  let sent = 0;
  const owner = {
    sendReply: () => {
      sent += 1;
    },
  };
  const hold = () => held.hold(host.wheel, owner, '', 0, nowUs() + 1_000);
  let taken = 0;
  while (taken < 600_000 && hold()) taken += 1;
  expect(taken).toBe(500_000);
  advance(1_000);
  expect(sent).toBe(500_000);
  expect(hold()).toBe(true);
});

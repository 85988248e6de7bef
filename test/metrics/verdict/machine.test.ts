// What the machine withheld from the generator: cores, files, ports, segments; on both sides of each limit.
import { expect, test } from 'bun:test';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import type { Health, Snapshot } from '../../../src/metrics/snapshot.ts';
import { busy, codes, late, sound, statsOf } from './rig.ts';

test('doubts a busy worker, and rejects it only where starts were late', () => {
  expect(codes(sound, busy(0.8, 0.8))).toEqual(['VALID']);
  expect(codes(sound, busy(0.81, 0.81))).toEqual(['SUSPECT', 'generator-cpu']);
  expect(codes(sound, busy(0.99, 0.1, 0.1))).toEqual(['VALID']);
  expect(codes(sound, busy(0.95, 0.95))).toEqual(['SUSPECT', 'generator-cpu']);
  expect(codes(late(21), busy(0.95, 0.95))).toEqual(['INVALID', 'generator-cpu', 'late-starts']);
  expect(codes(late(21), busy(0.85, 0.85))).toEqual(['SUSPECT', 'late-starts', 'generator-cpu']);
});

test('doubts a worker that had no core, and rejects one that hardly had any', () => {
  const waiting = (waitShare: number) => statsOf(new Array(5).fill({ waitShare }));
  expect(codes(sound, waiting(0.2))).toEqual(['VALID']);
  expect(codes(sound, waiting(0.21))).toEqual(['SUSPECT', 'starved']);
  expect(codes(sound, waiting(0.51))).toEqual(['INVALID', 'starved']);
  expect(codes(sound, statsOf([{ waitShare: 0.9 }, {}, {}, {}]))).toEqual(['VALID']);
  const full = (machineShare: number) => statsOf(new Array(5).fill({ machineShare }));
  expect(codes(sound, full(0.95))).toEqual(['VALID']);
  expect(codes(sound, full(0.96))).toEqual(['SUSPECT', 'machine-busy']);
});

test('doubts a run that came near the limits of files and ports', () => {
  const near = (health: Partial<Health>) => codes({ ...sound, health: { ...sound.health, ...health } });
  expect(near({ fileShare: 0.9, portShare: 0.9 })).toEqual(['VALID']);
  expect(near({ fileShare: 0.91 })).toEqual(['SUSPECT', 'file-headroom']);
  expect(near({ portShare: 0.91 })).toEqual(['SUSPECT', 'port-headroom']);
});

test('doubts a network that lost segments', () => {
  const sent = (retransmits: number, segmentsSent: number, synRetransmits = 0) => {
    const kernel = { synRetransmits, listenOverflows: 0, retransmits, segmentsSent };
    return codes(sound, busy(0.1), { facts: { ...NO_FACTS, kernel } });
  };
  expect(sent(100, 10_000)).toEqual(['VALID']);
  expect(sent(101, 10_000)).toEqual(['SUSPECT', 'retransmits']);
  expect(sent(19, 19)).toEqual(['VALID']);
  // A repeated connection request is one of the segments sent again, and no word of the network's.
  expect(sent(400, 10_000, 300)).toEqual(['VALID']);
  expect(sent(401, 10_000, 300)).toEqual(['SUSPECT', 'retransmits']);
});

test('doubts a machine that could not dial, and rejects one that could dial nothing', () => {
  const full: Snapshot = {
    ...sound,
    counters: { ...sound.counters, asked: 12, attempted: 12, failed: 2 },
    failures: { 'local-limit': 2 },
  };
  expect(codes(full)).toEqual(['SUSPECT', 'local-limit']);
  // Where nothing else happened, nothing is known of the target.
  const none: Snapshot = {
    ...full,
    counters: { asked: 12, attempted: 12, failed: 12 },
    failures: { 'local-limit': 12 },
    gauges: { ...sound.gauges, open: 0 },
  };
  expect(codes(none)).toEqual(['INVALID', 'local-limit']);
});

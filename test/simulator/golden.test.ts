// The simulator against the golden transcripts: what it sends has their shape, what they send it understands.

import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { platformNames } from '../../src/simulator/registry.ts';
import { until } from '../until.ts';
import { RawClient } from './raw-client.ts';
import { simulate, statsWhere } from './rig.ts';

interface GoldenFrame {
  readonly from: 'client' | 'server';
  readonly text?: string;
  readonly base64?: string;
  readonly means: string;
  readonly seq?: number;
}

interface Golden {
  readonly name: string;
  /** The options that make the simulator play its side of it. */
  readonly simulator?: Partial<SimulatorOptions>;
  readonly frames: readonly GoldenFrame[];
  readonly close?: { readonly code: number; readonly reason: string };
}

const FOLDER = join(import.meta.dir, '../golden');

/** A frame with what differs from run to run (stamps, padding) replaced, so that the rest must be the same. */
function shape(payload: Buffer): unknown {
  const text = payload
    .toString('utf8')
    .replace(/("sentAtUs":|sentAtUs=)\d+/g, '$10')
    .replace(/x{9,}/g, 'x');
  return text.startsWith('{') ? JSON.parse(text) : text;
}

const bytesOf = (frame: GoldenFrame) =>
  Buffer.from(frame.text ?? frame.base64 ?? '', frame.text === undefined ? 'base64' : 'utf8');

async function play(platform: string, golden: Golden): Promise<void> {
  const simulator = await simulate(platform, golden.simulator ?? {});
  const client = await RawClient.open(simulator.url, { pongs: golden.name !== 'keep-alive-timeout' });
  const messages = () => client.frames.filter(({ opcode }) => opcode < 8);
  let heard = 0;
  for (const frame of golden.frames) {
    if (frame.from === 'client') {
      client.sendFrame(frame.text === undefined ? 2 : 1, bytesOf(frame));
      continue;
    }
    await until(() => messages().length > heard, `${frame.means} from the simulator`);
    const got = messages()[heard]!;
    heard += 1;
    expect(got.opcode).toBe(frame.text === undefined ? 2 : 1);
    expect(shape(got.payload)).toEqual(shape(bytesOf(frame)));
  }
  if (golden.close) {
    await until(() => client.ended !== undefined, 'the simulator closes');
    expect(client.close).toBe(`${golden.close.code} ${golden.close.reason}`.trim());
    expect(messages()).toHaveLength(heard);
  } else {
    expect(client.ended).toBeUndefined();
  }
  const acks = golden.frames.filter(({ means }) => means === 'ack').length;
  const stats = await statsWhere(simulator, ({ acksReceived }) => acksReceived === acks, 'all acks arrived');
  expect(stats).toMatchObject({
    acksReceived: acks,
    acksUnexpected: 0,
    invalidMessages: 0,
    unknownMessages: 0,
  });
}

/** Frames that are no conversation: each is counted under its own name, and none is answered. */
async function misunderstand(platform: string, golden: Golden): Promise<void> {
  const simulator = await simulate(platform);
  const client = await RawClient.open(simulator.url);
  const frames = golden.frames.filter(({ from }) => from === 'client');
  for (const frame of frames) {
    client.sendFrame(1, bytesOf(frame));
    const kind = frame.means === 'ignored' ? 'unknownMessages' : 'invalidMessages';
    const before = await simulator.stats();
    await statsWhere(
      simulator,
      (stats) => stats.messagesReceived === before.messagesReceived + 1 || stats[kind] > before[kind],
      frame.text ?? '',
    );
  }
  const stats = await statsWhere(
    simulator,
    ({ messagesReceived }) => messagesReceived === frames.length,
    'all counted',
  );
  const ignored = frames.filter(({ means }) => means === 'ignored').length;
  expect(stats).toMatchObject({
    unknownMessages: ignored,
    invalidMessages: frames.length - ignored,
    messagesSent: 0,
    open: 1,
  });
  expect(client.frames).toEqual([]);
}

for (const platform of platformNames()) {
  describe(platform, () => {
    for (const file of readdirSync(join(FOLDER, platform))) {
      const golden = JSON.parse(readFileSync(join(FOLDER, platform, file), 'utf8')) as Golden;
      if (golden.name === 'invalid-from-server') continue; // for the client's side alone
      const isTalk = golden.name !== 'invalid-from-client' && golden.name !== 'unknown';
      test(golden.name, () => (isTalk ? play(platform, golden) : misunderstand(platform, golden)));
    }
  });
}

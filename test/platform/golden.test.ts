// Every platform against its transcripts: frames as the guide has them, and what each must mean to a client.
// The simulator is held to the same files; the two share nothing else.
import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Meaning } from '../../src/platform/platform.ts';
import { findPlatform, platforms } from '../../src/platform/registry.ts';

const GOLDEN = join(import.meta.dir, '../golden');
const encoder = new TextEncoder();

interface Frame {
  readonly from: 'client' | 'server';
  readonly text?: string;
  readonly base64?: string;
  readonly means: string;
  readonly seq?: number;
  readonly stampedAtUs?: number;
  readonly correlation?: string;
}

/** What a transcript's word is to the client that receives the frame. */
const KINDS: Readonly<Record<string, Meaning['kind']>> = {
  event: 'event',
  reply: 'reply',
  authenticated: 'ready',
  'auth-refused': 'auth-refused',
  'auth-expired': 'auth-expired',
  throttle: 'throttle',
  'invalid-envelope': 'invalid',
  'invalid-json': 'invalid',
};

for (const name of readdirSync(GOLDEN)) {
  for (const file of readdirSync(join(GOLDEN, name))) {
    const transcript = JSON.parse(readFileSync(join(GOLDEN, name, file), 'utf8')) as { frames: Frame[] };
    for (const [i, frame] of transcript.frames.entries()) {
      if (frame.from === 'server')
        test(`${name}/${file} frame ${i}: ${frame.means}`, () => readsAs(name, frame));
    }
  }
}

function readsAs(name: string, frame: Frame): void {
  // To a plain client an echo of what it did not number is just something that came.
  const kind = name === 'plain' && frame.means === 'reply' ? 'event' : KINDS[frame.means];
  if (kind === undefined) throw new Error(`no such meaning for a client: ${frame.means}`);
  const session = findPlatform(name)!.createSession({
    connection: 0,
    token: undefined,
    tokenPlacement: 'none',
  });
  const payload =
    frame.text === undefined ? Buffer.from(frame.base64!, 'base64') : encoder.encode(frame.text);
  const bytes = Buffer.concat([encoder.encode('before'), payload, encoder.encode('after')]);
  const meaning = session.receive(bytes, 6, bytes.length - 5, frame.text !== undefined);
  expect(meaning.kind).toBe(kind);
  if (frame.seq !== undefined && kind === 'event') expect(meaning.seq).toBe(frame.seq);
  if (frame.stampedAtUs !== undefined) expect(meaning.stampedAtUs).toBe(frame.stampedAtUs);
  if (kind === 'reply') expect(meaning.reply).toBe(Number(/\d+/.exec(frame.correlation ?? frame.text!)![0]));
  if (kind === 'invalid') expect(meaning.problem).toBe(frame.means === 'invalid-json' ? 'parse' : 'envelope');
}

test('a transcript folder exists for every platform, and a platform for every folder', () => {
  expect(readdirSync(GOLDEN).sort()).toEqual(platforms.map((platform) => platform.name).sort());
});

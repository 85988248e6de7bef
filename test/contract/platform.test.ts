// Every platform of the registry against its transcripts and the laws of the interface. To add a platform adds no line here.
import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPlatform, platforms } from '../../src/platform/registry.ts';
import { holdsToTheLaws } from './platform-laws.ts';
import type { Transcript } from './transcript.ts';

const GOLDEN = join(import.meta.dir, '../golden');

function transcriptsOf(name: string): Transcript[] {
  return readdirSync(join(GOLDEN, name)).map(
    (file) => JSON.parse(readFileSync(join(GOLDEN, name, file), 'utf8')) as Transcript,
  );
}

test('a transcript folder exists for every platform, and a platform for every folder', () => {
  expect(readdirSync(GOLDEN).sort()).toEqual(platforms.map((platform) => platform.name).sort());
});

test('each name and alias means one platform', () => {
  const names = platforms.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const platform of platforms)
    for (const name of [platform.name, ...platform.aliases])
      expect(findPlatform(name.toUpperCase())).toBe(platform);
});

for (const platform of platforms)
  describe(platform.name, () => holdsToTheLaws(platform, transcriptsOf(platform.name)));

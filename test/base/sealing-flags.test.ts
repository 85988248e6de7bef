// What a process passes on to those it starts: its seals, and nothing that would make them another program.
import { expect, test } from 'bun:test';
import { sealingFlags } from '../../src/base/sealing-flags.ts';

test('passes on what seals, and nothing else', () => {
  const seals = ['--no-env-file', '--config=/a/bunfig.toml'];
  expect(sealingFlags(['-e', 'start()', ...seals, '--smol', '--config'])).toEqual(seals);
  expect(sealingFlags([])).toEqual([]);
});

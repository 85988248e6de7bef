// Commands in words: each reason, and one of a version to come.
import { expect, test } from 'bun:test';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { commandWords } from '../../src/output/command-words.ts';

const said = (detail: RunEvent['detail'], stages: RunEvent['stages'] = []) =>
  commandWords({ atUs: 1, kind: 'command', worker: null, connection: null, detail, stages });
const hold = [{ name: 'hold at the limit', target: 220, durationUs: 3_000_000, shape: 'jump' }] as const;
const limit = { command: 'replan', because: 'limit', fromUs: 1, open: 220, target: 240 };

test('each reason has its sentence, with its figures', () => {
  expect(said({ ...limit, limitedBy: 'throttled' }, hold)).toBe(
    'the ramp stops climbing: throttled at 240, holds 220 for 3.00 s',
  );
  expect(said({ ...limit, limitedBy: 'tcp-timeout' }, hold)).toBe(
    'the ramp stops climbing: TCP did not connect in time at 240, holds 220 for 3.00 s',
  );
  expect(said({ ...limit, limitedBy: 'throttled' })).toBe(
    'the ramp stops climbing: throttled at 240, and ends',
  );
  const struggle = { command: 'replan', because: 'struggle', increment: 15 };
  expect(said({ ...struggle, struggle: '6 of 20 handshakes succeeded' }, hold)).toBe(
    'goes on in steps of 15: 6 of 20 handshakes succeeded',
  );
  expect(said({ command: 'end', because: 'unreachable', failed: 1_234 })).toBe(
    'the load ends: nothing ever opened, 1,234 handshakes failed',
  );
  expect(said({ command: 'end', because: 'interrupt' })).toBe('the load ends: it was interrupted');
});

test('what it does not know it shows as it is', () => {
  expect(said({ command: 'end', because: 'breaker', share: 0.5 })).toBe(
    'command end, because breaker, share 0.5',
  );
  expect(said({ ...limit, target: null, limitedBy: 'magic' }, hold)).toBe(
    'the ramp stops climbing: magic at an unknown number, holds 220 for 3.00 s',
  );
});

test('only of a command', () => {
  expect(commandWords({ atUs: 1, kind: 'limit', worker: null, connection: null, detail: limit })).toBeNull();
});

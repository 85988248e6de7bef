// The phases of a handshake: in their order, each with a histogram of its own.
import { expect, test } from 'bun:test';
import { PHASE_HISTOGRAMS, PHASES } from '../../../src/metrics/figures/phases.ts';
import { HISTOGRAMS } from '../../../src/metrics/snapshot.ts';

test('are all that is timed of a handshake, in the order in which they follow', () => {
  expect(PHASES).toEqual(['prepare', 'dns', 'tcp', 'tls', 'upgrade', 'ready']);
  expect(PHASES.map((phase) => PHASE_HISTOGRAMS[phase])).toEqual(
    HISTOGRAMS.filter((name) => name.startsWith('phase')) as never,
  );
});

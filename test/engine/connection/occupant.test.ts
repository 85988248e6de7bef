// A dial that did not open is counted and told, but for one that the run's end overtook, which is only counted.
import { expect, test } from 'bun:test';
import { recordFailure } from '../../../src/engine/connection/occupant.ts';
import { Rig } from '../rig.ts';

test('it is counted, and an event says which and why', () => {
  const rig = new Rig();
  rig.context.recorder.attempted(0);
  recordFailure(rig.context, 4, 'tcp-refused', { phase: 'tcp', code: 'ECONNREFUSED' });
  expect([rig.context.recorder.connecting, rig.counters.failed]).toEqual([0, 1]);
  expect(rig.events()).toMatchObject([
    { kind: 'failure', connection: 4, detail: { kind: 'tcp-refused', phase: 'tcp', code: 'ECONNREFUSED' } },
  ]);
});

test('one that was cancelled is no event', () => {
  const rig = new Rig();
  rig.context.recorder.attempted(0);
  recordFailure(rig.context, 4, 'cancelled', {});
  expect([rig.counters.failed, rig.events()]).toEqual([1, []]);
});

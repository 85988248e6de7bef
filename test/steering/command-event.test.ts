// A command as an event: what a reader of the record makes of it is what was sent.
import { expect, test } from 'bun:test';
import { RunRecord } from '../../src/metrics/record/record.ts';
import { commandEvent } from '../../src/steering/command-event.ts';

const stages = [{ name: 'hold', target: 5, durationUs: 1_000_000, shape: 'jump' as const }];

test('stages and the moment they follow from come through JSON into the facts', () => {
  const evidence = { open: 5, target: 8, limitedBy: 'throttled' };
  const event = commandEvent(9, { kind: 'replan', because: 'limit', evidence, fromUs: 7, stages });
  expect(event.detail).toEqual({ command: 'replan', because: 'limit', fromUs: 7, ...evidence });
  const read = JSON.parse(JSON.stringify(event));
  expect(new RunRecord().note(read).facts.replans).toEqual([{ fromUs: 7, stages }]);
});

test('an end changes no stage', () => {
  const event = commandEvent(9, { kind: 'end', because: 'interrupt', evidence: {}, withinUs: 3 });
  expect(event).toMatchObject({ atUs: 9, kind: 'command', detail: { command: 'end', because: 'interrupt' } });
  expect(new RunRecord().note(event).facts.replans).toEqual([]);
});

// Whether the record is whole and adds up: each way in which it may not.
import { expect, test } from 'bun:test';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { judge } from '../../../src/metrics/verdict/verdict.ts';
import { busy, codes, sound, whole } from './rig.ts';

test('rejects a run in which one worker or one second did not add up', () => {
  const facts = { ...NO_FACTS, misaccounts: ['worker 1: sent 5 is not answered 4'] };
  const { validity, reasons } = judge(sound, busy(0.1), { ...whole, facts });
  expect([validity, reasons[0]!.code]).toEqual(['INVALID', 'accounting']);
  expect(reasons[0]!.text).toContain('worker 1: sent 5 is not answered 4');
});

test('rejects a run that measured nothing, lost a worker, or does not add up', () => {
  expect(codes(emptySnapshot())).toEqual(['INVALID', 'nothing-measured']);
  expect(codes(sound, busy(0.1), { facts: { ...NO_FACTS, workersLost: 1 } })).toEqual([
    'INVALID',
    'worker-lost',
  ]);
  const wrong = { ...sound, counters: { ...sound.counters, opened: 9 } };
  const { validity, reasons } = judge(wrong, busy(0.1), whole);
  expect(validity).toBe('INVALID');
  expect(reasons[0]).toMatchObject({ code: 'accounting' });
  expect(reasons[0]!.text).toContain(
    'attempted 10 is not opened 9 + failed 0; opened 9 is not open 10 + closed 0',
  );
});

test('accepts handshakes in flight only where the run did not end', () => {
  const running: Snapshot = {
    ...sound,
    counters: { ...sound.counters, opened: 7 },
    gauges: { ...sound.gauges, open: 7, connecting: 3 },
  };
  expect(codes(running, busy(0.1), { ended: false })).toEqual(['VALID']);
  expect(codes(running)).toEqual(['INVALID', 'accounting']);
});

test('doubts a record that ends early, and rejects one with a hole, whose sums cannot add up', () => {
  const gap = (kind: 'cut-off' | 'missing') => ({ gaps: [{ kind, text: 'the record lacks 12 s' }] });
  expect(codes(sound, busy(0.1), gap('cut-off'))).toEqual(['SUSPECT', 'journal-gap']);
  const wrong = { ...sound, counters: { ...sound.counters, opened: 9 } };
  expect(codes(wrong, busy(0.1), gap('missing'))).toEqual(['INVALID', 'journal-gap']);
  expect(judge(sound, busy(0.1), { ...whole, ...gap('cut-off') }).reasons[0]!.text).toContain('lacks 12 s');
});

test('doubts a run whose folder was lost', () => {
  const { validity, reasons } = judge(sound, busy(0.1), { ...whole, journalLost: 'the disk is full' });
  expect(validity).toBe('SUSPECT');
  expect(reasons).toEqual([{ code: 'journal-lost', text: expect.stringContaining('(the disk is full)') }]);
});

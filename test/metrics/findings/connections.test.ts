// How connections came to be: what is told where none, few or not all of those opened that were asked for.
import { expect, test } from 'bun:test';
import { ofHandshakes, ofKernel } from '../../../src/metrics/findings/connections.ts';
import { FAILURE_ADVICE } from '../../../src/metrics/findings/failure-advice.ts';
import { NO_FACTS } from '../../../src/metrics/record/facts.ts';
import { codesOf, counted, findingsInput, type InputParts, quiet } from './input.ts';

const found = (parts: InputParts) => [...ofHandshakes(findingsInput(parts))];
const open = (n: number) => ({ ...quiet.gauges, open: n });

test('where nothing opened, the most frequent failure decides what to check', () => {
  const failures = { 'tcp-refused': 60, 'dns-timeout': 40 };
  const total = { ...counted({ opened: 0, failed: 100 }), failures, gauges: open(0), peakOpen: 0 };
  const [nothing, ...rest] = found({ total });
  expect(nothing).toMatchObject({ code: 'nothing-opened', severity: 'error' });
  expect(nothing!.text).toBe(
    `No connection ever opened: 100 handshakes failed: tcp-refused (60) and dns-timeout (40). ${FAILURE_ADVICE['tcp-refused']}`,
  );
  expect(rest).toEqual([]);
});

test('a success of 85 % is enough, and less is told with its reasons', () => {
  const failing = (n: number) => {
    const failures = { 'upgrade-timeout': n };
    return found({ total: { ...counted({ opened: 100 - n, failed: n }), failures, gauges: open(100 - n) } });
  };
  expect(failing(15)).toEqual([]);
  expect(failing(16)).toMatchObject([
    { code: 'handshake-success-low', text: expect.stringMatching(/^Only 84 % of/) },
  ]);
});

test('a refused token is an error of its own, whether it was refused at the door or later', () => {
  const total = {
    ...counted({ opened: 99, failed: 1, closed: 2 }),
    failures: { 'auth-refused': 1 },
    closes: { 'auth-refused': 2 },
    gauges: open(97),
  } as const;
  const [refused, ...rest] = found({ total });
  expect(refused).toMatchObject({ code: 'auth-refused', severity: 'error' });
  expect(refused!.text).toContain('refused our token 3 times.');
  expect(rest).toEqual([]);
});

test('a throttle names only what was throttled', () => {
  const total = { ...counted({ throttledMessages: 1 }), peakOpen: 1 };
  const [throttled] = found({ total });
  expect(throttled!.text).toBe('The platform throttled 1 message; at most 1 connection was open at once.');
  expect(throttled!.severity).toBe('warning');
  expect(found({ total, run: { seeksLimit: true, peakTarget: 1 } })[0]!.severity).toBe('info');
});

test('a ramp without a limit says whether it came as far as it should', () => {
  const ramp = (peakOpen: number, more: InputParts['summary'] = {}) =>
    codesOf(found({ total: { peakOpen }, run: { seeksLimit: true, peakTarget: 250 }, summary: more }));
  expect(ramp(245)).toEqual(['limit-not-reached']);
  expect(ramp(244)).toEqual(['ramp-cut-short']);
  expect(ramp(244, { facts: { ...NO_FACTS, ending: 'interrupted' } })).toEqual([]);
});

test('what came due and was never dialed is told, where the end overtook it', () => {
  const left = (reason: 'run-ended' | 'stepped-down') =>
    codesOf(found({ total: { ...counted({ asked: 120 }), notAttempted: { [reason]: 20 } } }));
  expect(left('run-ended')).toEqual(['not-dialed']);
  expect(left('stepped-down')).toEqual([]);
});

test('the kernel tells of repeated requests, and of a full accept queue where it was on this machine', () => {
  const kernel = { synRetransmits: 2, listenOverflows: 0, retransmits: 2, segmentsSent: 10 };
  const seen = (counts: Partial<typeof kernel> | null) => {
    const facts = { ...NO_FACTS, kernel: counts === null ? null : { ...kernel, ...counts } };
    return [...ofKernel(findingsInput({ summary: { facts } }))];
  };
  expect(seen(null)).toEqual([]);
  expect(seen({ synRetransmits: 0 })).toEqual([]);
  expect(seen({})[0]!.text).toContain("the target's accept queue was full, or the network lost them");
  expect(codesOf(seen({ listenOverflows: 1 }))).toEqual(['accept-queue-overflow', 'syn-retransmits']);
  expect(seen({ listenOverflows: 1 })[1]!.text).toContain('an accept queue was full.');
});

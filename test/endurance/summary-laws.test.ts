// The laws that crashes, disks and soaks are held to, against records that break them: each must be seen.
import { describe, expect, test } from 'bun:test';
import type { RecordedWindow, RunRecord } from '../../endurance/record.ts';
import {
  checkReadBack,
  checkSums,
  checkWindows,
  checkWords,
  windowsReadBack,
} from '../../endurance/summary-laws.ts';
import { makeRun } from '../output/fixtures.ts';

const { summary } = makeRun();

function windowAt(second: number, counters: Readonly<Record<string, number>> = {}): RecordedWindow {
  return { startUs: second * 1e6, endUs: (second + 1) * 1e6, counters, gauges: { open: 0 } };
}

function recordOf(windows: readonly RecordedWindow[]): RunRecord {
  return { folder: '', windows, events: [], torn: 0, broken: [] };
}

const three = [0, 1, 2].map((second) => windowAt(second));

describe('windows', () => {
  test('that follow each other break no law', () => {
    expect(checkWindows(recordOf(three))).toEqual([]);
    expect(checkWindows(recordOf([]))).toEqual([]);
  });

  test.each<[string, readonly RecordedWindow[]]>([
    ['one twice', [three[0]!, three[1]!, three[1]!, three[2]!]],
    ['two in the wrong order', [three[0]!, three[2]!, three[1]!]],
    ['one left out', [three[0]!, three[2]!]],
    ['one that reaches into the next', [three[0]!, { ...three[1]!, endUs: 2_023_264 }, three[2]!]],
    ['one that ends before it begins', [{ ...three[0]!, startUs: 2e6 }]],
    ['one without a time', [{ ...three[0]!, endUs: null }]],
  ])('with %s are told', (_, windows) => {
    expect(checkWindows(recordOf(windows))).not.toEqual([]);
  });

  test('whose line is broken are told', () => {
    expect(checkWindows({ ...recordOf(three), broken: ['line 4'] })).toEqual(['line 4 is no JSON']);
  });
});

describe('a summary', () => {
  test('adds up, or is told', () => {
    expect(checkSums(summary)).toEqual([]);
    const { connections, messages } = summary;
    const broken = { ...summary, connections: { ...connections, opened: connections.opened + 1 } };
    expect(checkSums(broken)).toHaveLength(2); // attempted and opened
    expect(
      checkSums({ ...summary, messages: { ...messages, answered: messages.answered + 1 } }),
    ).toHaveLength(1);
  });

  test('holds what its lines hold, or is told', () => {
    const counters = {
      asked: summary.connections.asked,
      attempted: summary.connections.attempted,
      opened: summary.connections.opened,
      failed: summary.connections.failed,
      closed: summary.connections.closed,
      messagesSent: summary.messages.sent,
      messagesReceived: summary.messages.received,
      messagesValid: summary.messages.valid,
      pingsSent: summary.ping.sent,
    };
    expect(checkReadBack(recordOf([windowAt(0), windowAt(1, counters)]), summary)).toEqual([]);
    const twice = checkReadBack(recordOf([windowAt(0, counters), windowAt(1, counters)]), summary);
    expect(twice.length).toBeGreaterThan(4);
  });

  test('reaches over so many windows', () => {
    const lasting = (durationUs: number) => ({ ...summary, run: { ...summary.run, durationUs } });
    expect(windowsReadBack(recordOf(three), lasting(3e6))).toBe(3);
    expect(windowsReadBack(recordOf(three), lasting(2e6))).toBe(2);
    expect(windowsReadBack(recordOf(three), lasting(2_500_000))).toBe(-1);
    expect(windowsReadBack(recordOf([]), lasting(0))).toBe(0);
    expect(windowsReadBack(recordOf([]), lasting(1e6))).toBe(-1);
  });
});

test('a stack trace is seen, and plain words are not taken for one', () => {
  const trace = 'TypeError: x\n    at flush (/opt/busyhour/src/output/journal.ts:97:5)\n';
  expect(checkWords('stderr', trace)).toHaveLength(1);
  expect(
    checkWords('stderr', 'busyhour: metrics at http://127.0.0.1:9100/metrics\n  at most 3 of 5\n'),
  ).toEqual([]);
});

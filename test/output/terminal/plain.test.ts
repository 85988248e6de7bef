// Lines for logs: each stands alone, and each thing that happened has one.
import { expect, test } from 'bun:test';
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import { eventLine, progressLine, stageLine, startLine } from '../../../src/output/terminal/plain.ts';
import { progressAt } from '../../../src/output/terminal/progress.ts';
import { makePlan, makeRunInfo } from '../fixtures.ts';
import { frameAt } from './made-frame.ts';

const event = (
  kind: RunEvent['kind'],
  detail: RunEvent['detail'],
  worker: number | null = null,
): RunEvent => ({
  atUs: 12_340_000,
  kind,
  worker,
  connection: null,
  detail,
});

test('the first line says what is played, without what could harm a terminal', () => {
  const info = makeRunInfo(makePlan('a\u001b[2Jb'));
  expect(startLine(info)).toStartWith('busyhour a?[2Jb: genesys-guide at ws://127.0.0.1:40123/');
});

test('a stage is told as it is played', () => {
  const { profile } = makePlan();
  expect(stageLine(5_000_000, progressAt(profile, 5_000_000))).toBe(
    '    5.0 s  stage 2 of 12, hold 50 connections',
  );
  const stages = profile.stages.map((stage) => ({ ...stage, shape: 'linear' as const }));
  expect(stageLine(0, progressAt({ ...profile, stages }, 0))).toBe(
    '    0.0 s  stage 1 of 12, move to 25 connections',
  );
  expect(stageLine(60_000_000, progressAt(profile, 60_000_000))).toBeUndefined();
});

test('the time left is a bound until the limit is found', () => {
  expect(progressLine(frameAt(50))).toEndWith('at most 10 s left');
  expect(progressLine(frameAt(53))).toEndWith(', 3 s left');
  expect(progressLine(frameAt(57))).toEndWith(', closing');
});

test('events that interrupt a reader have a line, the others none', () => {
  expect(eventLine(event('limit', { open: 9, limitedBy: 'throttled' }))).toBe(
    '   12.3 s  limit found, open 9, limited by throttled',
  );
  expect(eventLine(event('worker', { state: 'lost' }, 1))).toBe(
    '   12.3 s  worker lost, worker 1, state lost',
  );
  expect(eventLine(event('worker', { state: 'started' }, 1))).toBeUndefined();
  expect(eventLine(event('close', { cause: 'reset' }))).toBeUndefined();
});

test('a command is told in words, but for the one that an interrupt told', () => {
  const struggle = {
    command: 'replan',
    because: 'struggle',
    increment: 15,
    struggle: '6 of 20 handshakes succeeded',
  };
  expect(eventLine(event('command', struggle))).toBe(
    '   12.3 s  goes on in steps of 15: 6 of 20 handshakes succeeded',
  );
  expect(eventLine(event('command', { command: 'end', because: 'interrupt' }))).toBeUndefined();
});

test('a worker that dials first interrupts nobody', () => {
  expect(eventLine(event('worker', { state: 'first-dial' }, 0))).toBeUndefined();
});

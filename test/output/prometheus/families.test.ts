// The families by themselves: names after Prometheus' rules, every member of a union there from the start.
import { expect, test } from 'bun:test';
import { CLOSE_CAUSES, FAILURE_KINDS, NOT_ATTEMPTED } from '../../../src/metrics/outcome.ts';
import { emptySnapshot } from '../../../src/metrics/snapshot.ts';
import { FAMILIES } from '../../../src/output/prometheus/families.ts';
import { countedSnapshot, makeRunInfo } from '../fixtures.ts';

const atRest = { run: makeRunInfo(), window: emptySnapshot(), soFar: emptySnapshot() };
const counted = { ...atRest, window: countedSnapshot(), soFar: countedSnapshot() };
const family = (name: string) => FAMILIES.find((one) => one.name === name)!;

test('have names of their own, with the endings that Prometheus wants', () => {
  expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
  for (const { name, type, help } of FAMILIES) {
    expect(name).toMatch(/^ws_[a-z_]+$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    if (type === 'histogram') expect(name).toEndWith('_seconds');
    expect(help).toEndWith('.');
  }
});

test('have the same labels before anything happened as after', () => {
  const labels = (reading: typeof atRest) =>
    FAMILIES.flatMap((one) =>
      one.read(reading).map((sample) => [one.name, sample.metricName, sample.labels]),
    );
  expect(labels(atRest)).toEqual(labels(counted));
  expect(family('ws_handshake_failures_total').read(atRest)).toHaveLength(FAILURE_KINDS.length);
  expect(family('ws_connection_closes_total').read(atRest)).toHaveLength(CLOSE_CAUSES.length);
  expect(family('ws_connections_not_attempted_total').read(atRest)).toHaveLength(NOT_ATTEMPTED.length);
});

test('read the whole run where they count, and the last second where they are levels', () => {
  const reading = { ...counted, soFar: { ...counted.soFar, gauges: { ...counted.soFar.gauges, open: 1 } } };
  expect(family('ws_connections_open').read(reading)[0]!.value).toBe(240);
  expect(family('ws_connections_opened_total').read({ ...reading, window: emptySnapshot() })[0]!.value).toBe(
    counted.soFar.counters.opened!,
  );
});

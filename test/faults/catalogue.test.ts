// What must hold of the catalogue as a whole: it is as wide as our accounting, and each fault can be named.
// Law: a new failure kind or close cause fails here until a fault provokes it.
import { expect, test } from 'bun:test';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../../src/metrics/outcome.ts';
import { CATALOGUE } from './catalogue.ts';

const faults = Object.values(CATALOGUE).flat();

/** What no target does to a connection: the end of the run, the profile, and the death of our own worker. */
const NOT_OF_THE_TARGET = ['cancelled', 'worker-lost', 'ours'];
/** Of HTTP before a dial, which no platform of ours asks for: test/engine/connection/preparer.test.ts plays them. */
const BEFORE_A_DIAL = ['prepare-timeout', 'prepare-failed', 'prepare-rejected'];
/** No outcome that anybody may rely on. */
const NOT_AN_ANSWER = ['unknown'];

test('has a fault for every failure kind and every close cause', () => {
  const provoked = new Set(
    faults.flatMap(({ expect: { failure = [], cause = [] } }) => [failure, cause].flat() as string[]),
  );
  const all = new Set<string>([...FAILURE_KINDS, ...CLOSE_CAUSES]);
  expect([...all].filter((kind) => !provoked.has(kind)).toSorted()).toEqual(
    [...NOT_OF_THE_TARGET, ...BEFORE_A_DIAL, ...NOT_AN_ANSWER].toSorted(),
  );
});

test('has one fault of a name in each part', () => {
  for (const part of Object.values(CATALOGUE)) {
    const names = part.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  }
});

test('says of each fault one thing that becomes of it', () => {
  for (const { expect: expected, deadline } of faults) {
    const said = [expected.failure, expected.cause, expected.until].filter((word) => word !== undefined);
    expect(said).toHaveLength(1);
    if (expected.failure !== undefined) expect(['close', 'ping']).not.toContain(deadline as never);
  }
});

// A snapshot's journey as JSON: the identity there and back, and words for whatever is no snapshot.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import { fromJson, pack, toJson, unpack } from '../../src/metrics/snapshot-json.ts';
import { anySnapshot, histogramOf, plain } from './arbitrary.ts';

const travel = (snapshot: Snapshot) => read(JSON.parse(JSON.stringify(toJson(snapshot))));

function read(value: unknown): Snapshot {
  const snapshot = fromJson(value);
  if (typeof snapshot === 'string') throw new Error(snapshot);
  return snapshot;
}

describe('a snapshot as JSON', () => {
  test('says the same when it comes back', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => expect(plain(travel(snapshot))).toEqual(plain(snapshot))),
    );
    expect(travel(emptySnapshot())).toEqual(emptySnapshot());
  });

  test('leaves empty histograms at home', () => {
    const json = toJson({
      ...emptySnapshot(),
      histograms: { push: histogramOf([]), roundTrip: histogramOf([5]) },
    });
    expect(Object.keys(json.histograms)).toEqual(['roundTrip']);
  });

  test('ignores keys it does not know', () => {
    const json = { ...toJson({ ...emptySnapshot(), startUs: 0, endUs: 5 }), colour: 'red' };
    const more = {
      ...json,
      counters: { opened: 2, teapots: 1 },
      histograms: { tea: 'x' },
      gauges: { ...json.gauges, tea: 1 },
    };
    expect(plain(read(more))).toEqual(
      plain({ ...emptySnapshot(), startUs: 0, endUs: 5, counters: { opened: 2 } }),
    );
  });

  test('of before sockets were counted has one for each connection', () => {
    const { gauges, ...json } = toJson({ ...emptySnapshot(), startUs: 0, endUs: 5 });
    const { sockets: _, ...old } = { ...gauges, open: 7, connecting: 3 };
    expect(read({ ...json, gauges: old }).gauges.sockets).toBe(10);
  });

  test.each<[string, (json: Record<string, unknown>) => unknown]>([
    ['a snapshot must be an object, not null', () => null],
    ['a snapshot must be an object, not a list', () => []],
    ['startUs must be a number, not missing', ({ startUs: _, ...json }) => json],
    ['workers must be a whole number of at least 0, not -1', (json) => ({ ...json, workers: -1 })],
    ['counters.opened must be a number, not a string', (json) => ({ ...json, counters: { opened: '5' } })],
    ['failures must be an object, not missing', ({ failures: _, ...json }) => json],
    [
      'closes.ours must be a whole number of at least 0, not 1.5',
      (json) => ({ ...json, closes: { ours: 1.5 } }),
    ],
    ['gauges.open must be a number, not missing', (json) => ({ ...json, gauges: { target: 1 } })],
    ['histograms.push must be HdrHistogram text', (json) => ({ ...json, histograms: { push: 7 } })],
    [
      'histograms.push is not HdrHistogram V2 in base64',
      (json) => ({ ...json, histograms: { push: 'nonsense' } }),
    ],
  ])('%s', (problem, damage) => {
    expect(fromJson(damage(JSON.parse(JSON.stringify(toJson(emptySnapshot())))))).toBe(problem);
  });

  test('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(typeof fromJson(value)).toBe('string')));
    const whole = JSON.parse(
      JSON.stringify(toJson({ ...emptySnapshot(), histograms: { push: histogramOf([1, 9_999]) } })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), (key, value) => {
        fromJson({ ...whole, [key]: value });
      }),
    );
    fc.assert(
      fc.property(
        fc.base64String({ maxLength: 200 }),
        (push) => void fromJson({ ...whole, histograms: { push } }),
      ),
    );
  });
});

test('packed, as between processes, it says the same too; what is no packed snapshot is a problem in words', () => {
  fc.assert(
    fc.property(anySnapshot, (snapshot) => {
      const arrived = unpack(JSON.parse(JSON.stringify(pack(snapshot))));
      expect(typeof arrived === 'string' ? arrived : toJson(arrived)).toEqual(toJson(snapshot));
    }),
  );
  const damaged = (push: unknown) => unpack({ ...pack(emptySnapshot()), histograms: { push } });
  for (const push of ['text', [1], [-1, 2], [1, 0], [1.5, 2], [99_999_999, 1], [1, Number.NaN]]) {
    expect(damaged(push)).toBe('histograms.push must be a list of packed counts');
  }
});

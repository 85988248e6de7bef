import { describe, expect, test } from 'bun:test';
import { RunRecord } from '../../src/metrics/record/record.ts';
import type { Output } from '../../src/output/output.ts';
import { Tee } from '../../src/output/tee.ts';
import { makeRun, momentOf } from './fixtures.ts';

const { run, windows, events, summary } = makeRun();
const record = new RunRecord();

class Recording implements Output {
  readonly name: string;
  readonly #breaks: readonly string[];
  readonly #log: string[];

  constructor(name: string, log: string[], breaks: readonly string[] = []) {
    this.name = name;
    this.#log = log;
    this.#breaks = breaks;
  }

  async start(): Promise<void> {
    this.#note('start');
  }
  moment(): void {
    this.#note('moment');
  }
  event(): void {
    this.#note('event');
  }
  async finish(): Promise<void> {
    this.#note('finish');
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#note('dispose');
  }

  #note(step: string): void {
    this.#log.push(`${this.name} ${step}`);
    if (this.#breaks.includes(step)) throw new Error(`${this.name} cannot ${step}`);
  }
}

describe('tee', () => {
  test('one output that fails does not stop the others, and is told once for each step', async () => {
    const log: string[] = [];
    const broken = new Recording('a', log, ['moment', 'event', 'finish']);
    const told: string[] = [];
    const tee = new Tee([broken, new Recording('b', log)], {
      onFailure: (...words) => told.push(words.join(', ')),
    });
    await tee.start(run);
    tee.moment(momentOf(windows[0]!), record);
    tee.moment(momentOf(windows[1]!), record);
    tee.event(events[0]!, record);
    await tee.finish(summary);
    expect(log).toEqual([
      'a start',
      'b start',
      'a moment',
      'b moment',
      'a moment',
      'b moment',
      'a event',
      'b event',
      'a finish',
      'b finish',
    ]);
    expect(told).toEqual([
      'a, a cannot moment, moment',
      'a, a cannot event, event',
      'a, a cannot finish, finish',
    ]);
    expect(tee.failed).toEqual([{ output: 'a', problem: 'a cannot moment', times: 4 }]);
  });

  test('an output that cannot start ends the start, and the others give back what they hold', async () => {
    const log: string[] = [];
    const tee = new Tee([
      new Recording('a', log, ['dispose']),
      new Recording('b', log, ['start']),
      new Recording('c', log),
    ]);
    await expect(tee.start(run)).rejects.toThrow('b cannot start');
    expect(log).toEqual(['a start', 'b start', 'b dispose', 'a dispose']);
  });

  test('is disposed of as a whole', async () => {
    const log: string[] = [];
    await new Tee([new Recording('a', log), new Recording('b', log, ['dispose'])])[Symbol.asyncDispose]();
    expect(log).toEqual(['a dispose', 'b dispose']);
  });
});

import { describe, expect, test } from 'bun:test';
import type { Output } from '../../src/output/output.ts';
import { Tee } from '../../src/output/tee.ts';
import { makeRun } from './fixtures.ts';

const { run, windows, soFar, events, summary } = makeRun();

class Recording implements Output {
  readonly calls: string[] = [];
  readonly #name: string;
  readonly #breaks: readonly string[];
  readonly #log: string[];

  constructor(name: string, log: string[], breaks: readonly string[] = []) {
    this.#name = name;
    this.#log = log;
    this.#breaks = breaks;
  }

  async start(): Promise<void> {
    this.#note('start');
  }
  window(): void {
    this.#note('window');
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
    this.#log.push(`${this.#name} ${step}`);
    if (this.#breaks.includes(step)) throw new Error(`${this.#name} cannot ${step}`);
  }
}

describe('tee', () => {
  test('one output that fails does not stop the others, and is remembered once for each step', async () => {
    const log: string[] = [];
    const broken = new Recording('a', log, ['window', 'event', 'finish']);
    const tee = new Tee([broken, new Recording('b', log)]);
    await tee.start(run);
    tee.window(windows[0]!, soFar[0]!);
    tee.window(windows[1]!, soFar[1]!);
    tee.event(events[0]!);
    await tee.finish(summary);
    expect(log).toEqual([
      'a start',
      'b start',
      'a window',
      'b window',
      'a window',
      'b window',
      'a event',
      'b event',
      'a finish',
      'b finish',
    ]);
    expect(
      tee.failures.map(({ output, step, times, error }) => [output === broken, step, times, String(error)]),
    ).toEqual([
      [true, 'window', 2, 'Error: a cannot window'],
      [true, 'event', 1, 'Error: a cannot event'],
      [true, 'finish', 1, 'Error: a cannot finish'],
    ]);
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

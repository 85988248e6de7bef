import { describe, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { RunRecord } from '../../../src/metrics/record/record.ts';
import { History } from '../../../src/output/terminal/history.ts';
import { type TerminalOptions, TerminalOutput } from '../../../src/output/terminal/terminal.ts';
import { cells, paint } from '../../../src/output/terminal/text.ts';
import { drawFrame } from '../../../src/output/terminal/view.ts';
import {
  histogramOf,
  type MadeRun,
  makeRun,
  makeRunInfo,
  momentOf,
  snapshotWith,
  tell,
} from '../fixtures.ts';
import { Screen } from '../screen.ts';

const made = makeRun();

class Written {
  text = '';
  write(text: string): void {
    this.text += text;
  }
}

function terminal(options: Partial<TerminalOptions> & Pick<TerminalOptions, 'stream'>): TerminalOutput {
  let nowUs = 0;
  const clock = {
    nowUs: () => {
      nowUs += 1_000_000;
      return nowUs;
    },
  };
  return new TerminalOutput({
    isTty: true,
    color: false,
    unicode: true,
    columns: () => 80,
    quiet: false,
    clock,
    ...options,
  });
}

function play(output: TerminalOutput, run: MadeRun, until = run.windows.length): void {
  const record = new RunRecord();
  let next = 0;
  run.windows.slice(0, until).forEach((window, number) => {
    for (; next < run.events.length && run.events[next]!.atUs < window.endUs; next += 1) {
      record.note(run.events[next]!);
      output.event(run.events[next]!);
    }
    output.moment(momentOf(window, number), record.add(momentOf(window)));
  });
}

describe('the live view', () => {
  test('shows, in place, the figures of the last window and of the run', async () => {
    const screen = new Screen(80);
    const output = terminal({ stream: screen });
    await output.start(made.run);
    expect(screen.cursorHidden).toBe(true);
    play(output, made, 53);
    expect(screen.text).toContain('busyhour  demo · genesys-guide · ramp-up');
    expect(screen.text).toContain('ws://127.0.0.1:40123/api/v2/engagements/websocket');
    expect(screen.text).toMatch(/connections +249 +250 +275 +25 +1\n/);
    expect(screen.text).toMatch(/limit found .* 94 % +3 s left/);
    expect(screen.text).toMatch(/messages +↓ 747\/s +194 kB\/s +↑ 498\/s +105 kB\/s/);
    expect(screen.text).toMatch(/throttled +25 handshakes, 0 messages +churn 0\.79 % a minute/);
    expect(screen.text).toMatch(/failures +throttled 25\n +closes +reset 1/);
    expect(screen.text).toMatch(
      /generator +cpu \d+ % · loop lag p99 2\.\d+ ms · late starts 0\.21 % · 64\.2 MB/,
    );
    // 250 handshakes carry a p95 but no p99; the round trips carry all.
    expect(screen.text).toMatch(/whole run +[\d.]+ ms +[\d.]+ ms +- +[\d.]+ ms +250\n/);
    expect(screen.text).toMatch(/from start +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +15,210\n/);
    expect(screen.text.split('\n').filter((line) => line.includes('busyhour'))).toHaveLength(1);
    await output.finish(made.summary);
  });

  test('lets a note stand above it, and goes on below', async () => {
    const screen = new Screen(80);
    const output = terminal({ stream: screen });
    await output.start(made.run);
    play(output, made, 20);
    output.note('busyhour: the disk is full');
    expect(screen.text).toBe('busyhour: the disk is full\n');
    for (const i of [20, 21, 22]) tell(output, made.windows[i]!, made.soFar[i]!);
    const [first, second, ...rest] = screen.text.split('\n');
    expect(first).toBe('busyhour: the disk is full');
    expect(second).toContain('busyhour  demo · genesys-guide · ramp-up');
    expect(rest.filter((line) => line.includes('busyhour'))).toEqual([]);
    await output.finish(made.summary);
    output.note('busyhour: one more');
    expect(screen.text).toBe(
      'busyhour: the disk is full\nbusyhour demo: the ramp found the limit, 58.0 s\nbusyhour: one more\n',
    );
  });

  test('makes room for the summary and gives the cursor back', async () => {
    const listeners = [process.listenerCount('exit'), process.listenerCount('SIGINT')];
    const screen = new Screen(80);
    const output = terminal({ stream: screen });
    await output.start(made.run);
    play(output, made);
    await output.finish(made.summary);
    expect(screen.text).toBe('busyhour demo: the ramp found the limit, 58.0 s\n');
    expect(screen.cursorHidden).toBe(false);
    expect([process.listenerCount('exit'), process.listenerCount('SIGINT')]).toEqual(listeners);
  });

  test('no line is wider than the terminal, whatever its width, names and numbers', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 80 });
    const property = fc.property(
      fc.integer({ min: 10, max: 200 }),
      name,
      fc.boolean(),
      (columns, text, unicode) => {
        const run = makeRunInfo();
        const window = snapshotWith({
          counters: {
            asked: 123_456_789,
            failed: 1e9,
            closed: 1e9,
            messagesReceived: 1e9,
            bytesReceived: 1e13,
          },
          failures: { throttled: 1e9, 'tls-certificate': 12_345, 'tcp-timeout': 9 },
          closes: { 'keep-alive-timeout-theirs': 1e6, reset: 1 },
          gauges: { target: 1e6, open: 1e6, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
          histograms: { roundTrip: histogramOf(1, 3_599_000_000), handshakeLatency: histogramOf(5) },
        });
        const history = new History();
        history.add(window);
        const { profile: played } = run.plan;
        const frame = {
          run: { ...run, name: text },
          played,
          isLimitFound: false,
          window,
          soFar: window,
          history,
        };
        for (const line of drawFrame(frame, columns, { color: true, unicode })) {
          const painted = paint(line, columns - 1, { color: true, unicode });
          expect(cells(painted)).toBeLessThan(columns);
        }
      },
    );
    fc.assert(property, { numRuns: 80 });
  });

  test('keeps every number whole at 60 columns', async () => {
    const screen = new Screen(60);
    const output = terminal({ stream: screen, columns: () => 60 });
    await output.start(made.run);
    play(output, made, 53);
    expect(screen.text).toMatch(/connections +249 +250 +275 +25 +1\n/);
    expect(screen.text).toMatch(/generator +cpu \d+ % · lag [\d.]+ ms · late 0\.21 % · 64\.2 MB/);
    expect(screen.text).toMatch(/start( +[\d.]+ ms){4} +15,210\n/);
    await output.finish(made.summary);
  });

  test('nothing of a longer line is left behind a shorter one', async () => {
    const screen = new Screen(80);
    const output = terminal({ stream: screen });
    await output.start(made.run);
    const longer = snapshotWith({ closes: { 'keep-alive-timeout-theirs': 1_234, reset: 99 } });
    tell(output, longer, longer);
    expect(screen.text).toContain(' closes      keep-alive-timeout-theirs 1,234 · reset 99\n');
    tell(output, made.windows[0]!, made.soFar[0]!);
    expect(screen.text).toContain(' closes      none\n');
    await output.finish(made.summary);
  });

  test('only ASCII where the locale is not UTF-8', async () => {
    const stream = new Written();
    const output = terminal({ unicode: false, stream });
    await output.start(made.run);
    play(output, made);
    await output.finish(made.summary);
    expect([...stream.text].filter((character) => character > '~')).toEqual([]);
  });

  test('no escape sequence of a name or a server reaches the terminal', async () => {
    const evil = '\x1b]0;owned\x07\x1b[2J\u202e\x9b31m';
    const run = { ...made.run, name: evil, plan: { ...made.run.plan, name: evil } };
    for (const isTty of [true, false]) {
      const screen = new Screen(1_000);
      const output = terminal({ stream: screen, isTty, color: true });
      await output.start(run);
      output.event({
        atUs: 0,
        kind: 'worker',
        worker: 0,
        connection: null,
        detail: { state: 'lost', [evil]: evil },
      });
      play(output, { ...made, run });
      await output.finish({ ...made.summary, run: { ...made.summary.run, name: evil } });
      for (const character of '\u202e\u009b\u0007') expect(screen.text).not.toContain(character);
    }
  });

  test('a terminal that does not read gets no backlog', async () => {
    let frames = 0;
    const stream = { writableNeedDrain: false, write: () => frames++ };
    const output = terminal({ stream });
    await output.start(made.run);
    stream.writableNeedDrain = true;
    frames = 0;
    play(output, made);
    expect(frames).toBe(0);
    stream.writableNeedDrain = false;
    tell(output, made.windows[0]!, made.soFar[0]!);
    expect(frames).toBe(1);
    await output.finish(made.summary);
  });

  test('fits into few rows', async () => {
    const screen = new Screen(80);
    const output = terminal({ stream: screen, rows: () => 12 });
    await output.start(made.run);
    play(output, made, 30);
    expect(screen.text.split('\n')).toHaveLength(12);
    expect(screen.text).toMatch(/connections +150/);
    await output.finish(made.summary);
  });

  test('a terminal made narrower is rewound over the lines it wrapped', async () => {
    const stream = new Written();
    let columns = 100;
    const output = terminal({ columns: () => columns, stream });
    await output.start(made.run);
    tell(output, made.windows[0]!, made.soFar[0]!);
    const lines = stream.text
      .split('\n')
      .slice(0, -1)
      .map((line) => cells(line));
    columns = 40;
    stream.text = '';
    tell(output, made.windows[1]!, made.soFar[1]!);
    const rows = lines.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / 40)), 0);
    expect(rows).toBeGreaterThan(lines.length);
    expect(stream.text).toContain(`\r\x1b[${rows}A`);
    await output.finish(made.summary);
  });
});

describe('without a terminal', () => {
  async function linesOf(run: MadeRun, quiet = false): Promise<string[]> {
    const stream = new Written();
    const output = terminal({ isTty: false, quiet, stream });
    await output.start(run.run);
    const worker = { kind: 'worker', worker: 1, connection: null } as const;
    output.event({ ...worker, atUs: 0, detail: { state: 'started' } });
    output.event({ ...worker, atUs: 12_000_000, detail: { state: 'lost' } });
    play(output, run);
    await output.finish(run.summary);
    return stream.text.split('\n').slice(0, -1);
  }

  test('a line every five seconds, one for each stage, one for the limit', async () => {
    const lines = await linesOf(made);
    expect(
      lines.filter((line) => line.includes(', asked ')).map((line) => line.trim().split(' ')[0]),
    ).toEqual(Array.from({ length: 11 }, (_, i) => `${(i + 1) * 5}.0`));
    expect(lines.filter((line) => line.includes('  stage '))).toEqual([
      ...Array.from(
        { length: 11 },
        (_, i) =>
          `${(i * 5).toFixed(1).padStart(7)} s  stage ${i + 1} of 12, hold ${(i + 1) * 25} connections`,
      ),
      '   51.0 s  stage 12 of 12, hold 249 connections',
    ]);
    expect(lines.filter((line) => line.includes('climbing'))).toEqual([
      '   51.0 s  the ramp stops climbing: throttled at 275, holds 249 for 5.00 s',
    ]);
    expect(lines.filter((line) => line.includes('limit found'))).toEqual([
      '   50.1 s  limit found, open 249, target 275, limited by throttled',
    ]);
    expect(lines.filter((line) => line.includes('worker'))).toEqual([
      '   12.0 s  worker lost, worker 1, state lost',
    ]);
    expect(lines.filter((line) => line.includes('failure,'))).toHaveLength(0);
    expect(lines[0]).toBe(
      'busyhour demo: genesys-guide at ws://127.0.0.1:40123/api/v2/engagements/websocket, ramp-up of 12 stages in 60 s, until the platform throttles',
    );
    expect(lines.find((line) => line.startsWith('   35.0 s'))).toMatch(
      /open 174 of 175, asked 175 failed 0 closed 1, handshake p50 [\d.]+ ms p99 -, round trip p50 [\d.]+ ms p99 [\d.]+ ms, in 522\/s out 348\/s, closes: reset 1, cpu \d+ % memory 63\.6 MB, at most 25 s left$/,
    );
    expect(lines.at(-1)).toBe('busyhour demo: the ramp found the limit, 58.0 s');
    expect(lines.join('')).not.toContain('\x1b');
  });

  test('nothing at all where it is told to be quiet', async () => {
    expect(await linesOf(made, true)).toEqual([]);
  });
});

describe('the cursor comes back', () => {
  const program = `
    import { TerminalOutput } from ${JSON.stringify(fileURLToPath(import.meta.resolve('../../../src/output/terminal/terminal.ts')))};
    import { makeRunInfo } from ${JSON.stringify(fileURLToPath(import.meta.resolve('../fixtures.ts')))};
    const output = new TerminalOutput({ stream: process.stderr, isTty: true, color: false, unicode: true,
      columns: () => 80, quiet: false, clock: { nowUs: () => 0 } });
    await output.start(makeRunInfo());
    console.log('started');
    if (process.argv[1] === 'exit') process.exit(7);
    setInterval(() => {}, 1000);
  `;

  async function end(
    how: 'exit' | NodeJS.Signals,
  ): Promise<{ stderr: string; code: number; signal: string }> {
    const child = Bun.spawn([process.execPath, '-e', program, how], { stdout: 'pipe', stderr: 'pipe' });
    const reader = child.stdout.getReader();
    await reader.read();
    if (how !== 'exit') child.kill(how);
    await child.exited;
    return {
      stderr: await new Response(child.stderr).text(),
      code: child.exitCode ?? -1,
      signal: String(child.signalCode),
    };
  }

  test('when the process exits', async () => {
    const { stderr, code } = await end('exit');
    expect(stderr).toEndWith('\x1b[?25h');
    expect(code).toBe(7);
  });

  test('when a signal ends it, and the signal still does', async () => {
    const { stderr, signal } = await end('SIGTERM');
    expect(stderr).toEndWith('\x1b[?25h');
    expect(signal).toBe('SIGTERM');
  });
});

// The run while it happens, on stderr: a view repainted in place about once a second, or plain lines where that
// would only fill a log. Owns the cursor and gives it back, whatever ends the process. Law: it holds no backlog;
// a terminal that does not read gets the next frame, not all frames.
import { type Clock, formatDurationUs } from '../../base/time.ts';
import type { Summary } from '../../metrics/figures/shape.ts';
import type { RunEvent } from '../../metrics/record/event.ts';
import type { Moment } from '../../metrics/record/moment.ts';
import type { RunRecord } from '../../metrics/record/record.ts';
import { playedProfile } from '../../plan/replan.ts';
import type { Output } from '../output.ts';
import type { RunInfo } from '../run-info.ts';
import { ENDING_WORDS } from '../words.ts';
import type { Frame } from './grid.ts';
import { History } from './history.ts';
import { eventLine, progressLine, stageLine, startLine } from './plain.ts';
import { progressAt } from './progress.ts';
import { cells, type Line, type Look, paint } from './text.ts';
import { drawFrame } from './view.ts';

const PAINT_EVERY_US = 200_000;
const LINE_EVERY_US = 5_000_000;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** Terminals that know it show a frame at once or not at all; the others ignore it. */
const FRAME_BEGIN = '\x1b[?2026h';
const FRAME_END = '\x1b[?2026l';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface TerminalOptions extends Look {
  readonly stream: { write(text: string): unknown; readonly writableNeedDrain?: boolean };
  readonly isTty: boolean;
  readonly columns: () => number;
  /** Where known: the view leaves out its empty lines, then its last ones, to fit. */
  readonly rows?: () => number;
  /** Nothing at all is written. */
  readonly quiet: boolean;
  readonly clock: Clock;
}

export class TerminalOutput implements Output, AsyncDisposable {
  readonly name = 'the live view';
  readonly #options: TerminalOptions;
  readonly #history = new History();
  #run: RunInfo | undefined;
  #painted: string[] = [];
  #paintedAtUs = Number.NEGATIVE_INFINITY;
  #lineAtUs = 0;
  #stageNumber = 0;
  #hidden = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
  }

  async start(run: RunInfo): Promise<void> {
    this.#run = run;
    const { quiet, isTty, stream } = this.#options;
    if (quiet) return;
    if (!isTty) {
      stream.write(`${startLine(run)}\n`);
      return;
    }
    process.on('exit', this.#restore);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    this.#hidden = true;
    stream.write(HIDE_CURSOR);
  }

  moment({ window, events }: Moment, { total: soFar, facts }: RunRecord): void {
    for (const event of events) this.event(event);
    this.#history.add(window);
    const { quiet, isTty, stream, clock } = this.#options;
    const run = this.#run;
    if (quiet || !run || stream.writableNeedDrain) return;
    const played = playedProfile(run.plan.profile, facts.replans);
    const frame = { run, played, isLimitFound: facts.limit !== null, window, soFar, history: this.#history };
    if (!isTty) {
      for (const line of this.#dueLines(frame)) stream.write(`${line}\n`);
      return;
    }
    const nowUs = clock.nowUs();
    if (nowUs < this.#paintedAtUs + PAINT_EVERY_US) return;
    this.#paintedAtUs = nowUs;
    this.#repaint(drawFrame(frame, this.#columns(), this.#options));
  }

  event(event: RunEvent): void {
    if (this.#options.quiet || this.#options.isTty || this.#options.stream.writableNeedDrain) return;
    const line = eventLine(event);
    if (line !== undefined) this.#options.stream.write(`${line}\n`);
  }

  /** A line that stays, above the view where there is one; told even where the rest is quiet. */
  note(line: string): void {
    const isViewed = this.#painted.length > 0;
    this.#options.stream.write(isViewed ? `${this.#rewind()}\x1b[J${line}\n` : `${line}\n`);
    this.#painted = [];
  }

  /** The view makes room for the summary and leaves one line: how it ended. */
  async finish(summary: Summary): Promise<void> {
    if (this.#options.quiet || !this.#run) return;
    const { run } = summary;
    const line = `busyhour ${run.name}: ${ENDING_WORDS[run.ending]}, ${formatDurationUs(run.durationUs)}`;
    const text = paint([[line, 'dim']], 10_000, this.#options);
    this.#options.stream.write(this.#options.isTty ? `${this.#rewind()}\x1b[J${text}\n` : `${text}\n`);
    this.#painted = [];
    this.#letGo();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#letGo();
  }

  #dueLines(frame: Frame): string[] {
    const { played, window, soFar } = frame;
    const lines: string[] = [];
    const atUs = Math.max(0, window.startUs);
    const progress = progressAt(played, atUs);
    const line = progress.number === this.#stageNumber ? undefined : stageLine(atUs, progress);
    if (line !== undefined) {
      this.#stageNumber = progress.number;
      lines.push(line);
    }
    if (soFar.endUs < this.#lineAtUs + LINE_EVERY_US) return lines;
    this.#lineAtUs = soFar.endUs - (soFar.endUs % LINE_EVERY_US);
    return [...lines, progressLine(frame)];
  }

  #columns(): number {
    const columns = this.#options.columns();
    return Number.isInteger(columns) && columns > 0 ? columns : 80;
  }

  /** The last column stays empty: a cursor that waits there would be wrapped by some terminals. */
  #repaint(lines: readonly Line[]): void {
    const width = this.#columns() - 1;
    const painted = fitRows(lines, this.#options.rows?.()).map((line) => paint(line, width, this.#options));
    const body = painted.map((line) => `${line}\x1b[K\n`).join('');
    this.#options.stream.write(`${FRAME_BEGIN}${this.#rewind()}${body}\x1b[J${FRAME_END}`);
    this.#painted = painted;
  }

  /** Back to the first line of the last frame, also where the terminal became narrower and wrapped it. */
  #rewind(): string {
    const columns = this.#columns();
    const rows = this.#painted.reduce((sum, line) => sum + Math.max(1, Math.ceil(cells(line) / columns)), 0);
    return rows === 0 ? '\r' : `\r\x1b[${rows}A`;
  }

  #letGo(): void {
    this.#restore();
    process.off('exit', this.#restore);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  readonly #restore = (): void => {
    if (!this.#hidden) return;
    this.#hidden = false;
    this.#options.stream.write(SHOW_CURSOR);
  };

  /** Where nobody else handles the signal it must still end the process, as it would have without us. */
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    this.#letGo();
    process.kill(process.pid, signal);
  };
}

function fitRows(lines: readonly Line[], rows: number | undefined): readonly Line[] {
  if (rows === undefined || rows <= 1 || lines.length < rows) return lines;
  const dense = [...lines];
  for (let i = dense.length - 1; i >= 0 && dense.length >= rows; i -= 1)
    if (dense[i]!.length === 0) dense.splice(i, 1);
  return dense.slice(0, rows - 1);
}

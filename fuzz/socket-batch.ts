// One batch of scripts against one worker process, played to the end: dialed, settled, drained. Laws: the worker lives;
// nothing outstays its deadline; once all is quiet the engine counts open exactly what the server still sees, and its
// process holds no other socket; all sums add up; and nothing ends for a reason that is none.

import { US_PER_MS } from '../src/base/time.ts';
import { playLocally } from '../src/engine/local/play-locally.ts';
import { checkAccounting } from '../src/metrics/accounting.ts';
import type { RunEvent } from '../src/metrics/record/event.ts';
import { accumulate, count, emptySnapshot, type Snapshot } from '../src/metrics/snapshot.ts';
import { CommandFeed } from '../src/plan/order.ts';
import { countSockets } from './descriptors.ts';
import { DIAL_SPACING_US, FIRST_DIAL_US, makePlan, type Setting } from './socket-plans.ts';
import type { Script } from './socket-script.ts';
import { ScriptServer } from './socket-server.ts';

export interface Batch {
  readonly seed: number;
  readonly setting: Setting;
  readonly connections: number;
  readonly script: (nth: number, accept: string) => Script;
  /** A window came: the worker lives. */
  readonly onBeat: () => void;
}

export interface BatchResult {
  readonly total: Snapshot;
  readonly problems: readonly string[];
}

/** The deadlines of upgrade, ready and close, the last window, and what a busy machine adds. */
const QUIET_MS = 10_000;
/** What a busy machine adds to the drain. */
const DRAIN_SLACK_MS = 3_000;
const LOOK_MS = 100;
/** No peer on loopback makes the system say these: they stand for an error that a handler of ours threw. */
const IMPOSSIBLE_CODE = /^(?:EIO$|ERR_)/;
/** The only ways for a handshake to fail here, where every connect is accepted. */
const POSSIBLE = /^(?:upgrade-|ready-|auth-refused$|throttled$|server-error$)/;

export function playBatch(batch: Batch): Promise<BatchResult> {
  return new BatchRun(batch).play();
}

class BatchRun {
  readonly #batch: Batch;
  readonly #server: ScriptServer;
  readonly #commands = new CommandFeed();
  readonly #problems: string[] = [];
  readonly #limitMs: number;
  #total = emptySnapshot();
  #pid = 0;
  #socketsBefore = 0;
  #endedMs = 0;

  constructor(batch: Batch) {
    const { connections, script } = batch;
    this.#batch = batch;
    this.#server = new ScriptServer((nth, accept) => (nth < connections ? script(nth, accept) : undefined));
    const dialingMs = (FIRST_DIAL_US + connections * DIAL_SPACING_US) / US_PER_MS;
    this.#limitMs = performance.now() + dialingMs + QUIET_MS;
  }

  async play(): Promise<BatchResult> {
    const { seed, setting, connections, onBeat } = this.#batch;
    const plan = makePlan(setting, seed, await this.#server.listen(), connections);
    const look = setInterval(() => this.#look(), LOOK_MS);
    const secrets = { tokens: setting.token === undefined ? [] : [setting.token] };
    try {
      const order = { plan, commands: this.#commands };
      const onStart = (_: number, [pid]: readonly number[]) => {
        this.#pid = pid!;
        this.#socketsBefore = countSockets(pid!);
      };
      for await (const { window, events } of playLocally(order, { secrets, workers: 1, onStart })) {
        for (const event of events) this.#onEvent(event);
        this.#total = accumulate(this.#total, window);
        onBeat();
      }
    } finally {
      clearInterval(look);
      await this.#server.close();
    }
    this.#checkDrain(plan.deadlines.drainUs / US_PER_MS);
    this.#problems.push(...checkTotal(this.#total, connections, this.#server));
    return { total: this.#total, problems: this.#problems };
  }

  /** Ends the load once both sides agree that nothing moves any more, or when it is too late for that. */
  #look(): void {
    if (this.#endedMs > 0) return;
    const { gauges } = this.#total;
    const server = this.#server;
    const isDialed = count(this.#total, 'attempted') === this.#batch.connections && gauges.connecting === 0;
    const isQuiet = isDialed && server.played === this.#batch.connections && gauges.open === server.open;
    const isLate = performance.now() > this.#limitMs;
    if (!isQuiet && !isLate) return;
    const { open, connecting } = gauges;
    if (!isQuiet)
      this.#problems.push(`too late, ${open} open, ${connecting} connecting; the server sees ${server.open}`);
    const extra = countSockets(this.#pid) - this.#socketsBefore - open;
    if (extra > 0)
      this.#problems.push(`the worker holds ${extra} sockets more than the ${open} that are open`);
    this.#endedMs = performance.now();
    this.#commands.give({ kind: 'end', because: 'interrupt', evidence: {}, withinUs: null });
  }

  #onEvent({ kind, detail }: RunEvent): void {
    if (kind === 'worker') {
      if (detail.state === 'lost') this.#problems.push(`the worker ${detail.how}`);
    } else if ((kind === 'failure' || kind === 'close') && IMPOSSIBLE_CODE.test(String(detail.code))) {
      this.#problems.push(`${kind} ${JSON.stringify(detail)}`);
    }
  }

  #checkDrain(drainMs: number): void {
    const tookMs = performance.now() - this.#endedMs;
    if (this.#endedMs === 0) this.#problems.push('the run ended by itself');
    else if (tookMs > drainMs + DRAIN_SLACK_MS) this.#problems.push(`the drain took ${tookMs} ms`);
  }
}

function checkTotal(total: Snapshot, connections: number, server: ScriptServer): string[] {
  const problems = checkAccounting(total, { ended: true });
  const expect = (law: boolean, what: string) => law || problems.push(what);
  const received = count(total, 'messagesReceived');
  const judged = count(total, 'messagesValid') + count(total, 'messagesInvalid');
  expect(
    count(total, 'attempted') === connections,
    `${count(total, 'attempted')} attempted of ${connections}`,
  );
  expect(server.accepted === connections, `the server accepted ${server.accepted} of ${connections}`);
  expect(received === judged, `${received} messages received, ${judged} judged`);
  const { unknown = 0, 'worker-lost': lost = 0, ours = 0 } = total.closes;
  expect(
    unknown <= server.libraryCloses,
    `${unknown} closes unknown, ${server.libraryCloses} with a library's code`,
  );
  expect(lost === 0 && ours === 0, `${lost} connections lost, ${ours} closed by us`);
  for (const [kind, n] of Object.entries(total.failures))
    expect(POSSIBLE.test(kind), `${n} failures ${kind}`);
  return problems;
}

// The generator watching itself: how late its own loop runs, how much of a core and of memory it uses, how long it
// waited for a core, how near it is to what the system allows. Costs a timer of the wheel and a few reads a second.
import { readdirSync, readFileSync } from 'node:fs';
import type { Health } from '../../metrics/snapshot.ts';
import { Timer, type TimerOwner } from '../loop/timer-wheel.ts';
import type { EngineContext } from '../shared/context.ts';

const EVERY_US = 20_000;
const SHORTEST_US = 200_000;
/** Files of a worker that are no sockets to the target, where the system does not say. */
const OWN_FILES = 16;
const UNKNOWN = Number.POSITIVE_INFINITY;

export class SelfWatch implements TimerOwner {
  readonly #context: EngineContext;
  readonly #timer = new Timer(this, 0);
  readonly #files = fileLimit();
  /** Counted once, before the first dial. */
  readonly #ownFiles = ownFiles();
  /** Local ports that are this worker's part: of its own addresses, or of those that it shares. */
  readonly #ports: number;
  #cpuUs = cpuUs();
  #machine = machineTicks();
  #waitedUs = waitedUs() ?? 0;
  #lastRssBytes = 0;
  #last: Health = { cpuShare: 0, rssBytes: 0, waitShare: 0, machineShare: 0, fileShare: 0, portShare: 0 };
  #atUs: number;

  constructor(context: EngineContext) {
    this.#context = context;
    this.#atUs = context.clock.nowUs();
    const { target, shard } = context.plan;
    this.#ports = (portCount() * Math.max(1, target.sourceAddresses.length)) / shard.sharers;
    context.wheel.set(this.#timer, this.#atUs + EVERY_US);
  }

  /** The lag is how much later than due the loop came round to this timer. */
  onTimer(timer: Timer, nowUs: number): void {
    this.#context.recorder.histograms.loopLag.record(nowUs - timer.dueUs);
    this.#context.wheel.set(timer, nowUs + EVERY_US);
  }

  /** Since the last call. */
  take(): Health {
    const nowUs = this.#context.clock.nowUs();
    const usedUs = cpuUs();
    const waited = waitedUs() ?? this.#waitedUs;
    const machine = machineTicks();
    const spanUs = Math.max(1, nowUs - this.#atUs);
    // The last window may be a moment long, and a share of a moment says nothing.
    if (spanUs < SHORTEST_US) return this.#last;
    const sockets = this.#context.sockets.open;
    const health = {
      cpuShare: share(usedUs - this.#cpuUs, spanUs),
      rssBytes: this.#rssBytes(),
      waitShare: share(waited - this.#waitedUs, spanUs),
      machineShare: share(machine.used - this.#machine.used, Math.max(1, machine.all - this.#machine.all)),
      fileShare: share(sockets + this.#ownFiles, this.#files),
      portShare: share(sockets, this.#ports),
    };
    this.#cpuUs = usedUs;
    this.#waitedUs = waited;
    this.#machine = machine;
    this.#atUs = nowUs;
    this.#last = health;
    return health;
  }

  /** Reading it takes a file, and a worker may have opened all that it is allowed: then it is what it last was. */
  #rssBytes(): number {
    try {
      this.#lastRssBytes = process.memoryUsage.rss();
    } catch {}
    return this.#lastRssBytes;
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Time that this process' main thread was ready to run and had no core; null where the system does not say. */
function waitedUs(): number | null {
  const text = read('/proc/self/schedstat');
  return text === undefined ? null : Number(text.split(' ')[1]) / 1_000;
}

/** Of all cores since the machine started; what its host took of them is used too. None where the system does not say. */
function machineTicks(): { readonly used: number; readonly all: number } {
  const [user, nice, system, idle, ioWait, irq, softIrq, steal] =
    /^cpu +(.*)/
      .exec(read('/proc/stat') ?? '')?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  if (steal === undefined) return { used: 0, all: 0 };
  const used = user! + nice! + system! + irq! + softIrq! + steal;
  return { used, all: used + idle! + ioWait! };
}

/** The one that lists them is gone again by then. */
function ownFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return OWN_FILES;
  }
}

function fileLimit(): number {
  const limit = /^Max open files\s+(\d+)/m.exec(read('/proc/self/limits') ?? '')?.[1];
  return limit === undefined ? UNKNOWN : Number(limit);
}

function portCount(): number {
  const range = /^(\d+)\s+(\d+)/.exec(read('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
  return range === null ? UNKNOWN : Number(range[2]) - Number(range[1]) + 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 1_000) / 1_000;
}

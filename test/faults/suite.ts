// Makes tests of a part of the catalogue: one a fault. While one is waited for the next are played already, so many at
// once, each with a server and a worker of its own: most of a play is waiting.
import { describe, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { type Component, IPROUTE2, NFTABLES, testWith } from '../component.ts';
import type { Fault } from './fault.ts';
import { play } from './harness.ts';
import { canIsolate, playIsolated } from './isolation.ts';
import { judge } from './judge.ts';
import type { Outcome } from './outcome.ts';

/** Few, since other files are played beside this one: bystanders must be served soon. */
const AT_ONCE = 4;
const TIMEOUT_MS = 240_000;

export function suite(part: string, faults: readonly Fault[]): void {
  // The longest first, so that the others are played meanwhile.
  const ordered = faults.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  const playable = ordered.filter((fault) => whyNot(fault) === null && needs(fault).every(isThere));
  const plays = new Plays(part, playable);
  describe(`a target, ${part}: it`, () => {
    for (const fault of ordered) {
      const reason = whyNot(fault);
      const body = async () => judge(fault, await plays.outcomeOf(fault));
      if (reason === null) testWith(needs(fault), fault.name, body, TIMEOUT_MS);
      else {
        process.stderr.write(`skipped: ${part}: ${fault.name}: ${reason}\n`);
        test.skip(fault.name, body);
      }
    }
  });
}

/** The plays of a part, in its order: none before it is asked for, but for the few that come next. */
class Plays {
  readonly #part: string;
  readonly #faults: readonly Fault[];
  readonly #started = new Map<Fault, Promise<Outcome>>();
  #asked = 0;
  #running = 0;

  constructor(part: string, faults: readonly Fault[]) {
    this.#part = part;
    this.#faults = faults;
  }

  outcomeOf(fault: Fault): Promise<Outcome> {
    this.#asked = this.#faults.indexOf(fault);
    const outcome = this.#started.get(fault) ?? this.#start(fault);
    this.#startNext();
    return outcome;
  }

  #startNext(): void {
    const next = this.#faults.slice(this.#asked, this.#asked + 2 * AT_ONCE);
    for (const fault of next) if (this.#running < AT_ONCE && !this.#started.has(fault)) this.#start(fault);
  }

  #start(fault: Fault): Promise<Outcome> {
    this.#running++;
    const outcome = fault.isolated ? playIsolated(this.#part, fault) : play(fault);
    this.#started.set(fault, outcome);
    const ended = () => {
      this.#running--;
      this.#startNext();
    };
    outcome.then(ended, ended); // whoever awaits it hears of a failure
    return outcome;
  }
}

/** It ends with a deadline, or begins long before its bystanders. */
function isLong({ deadline, heal }: Fault): boolean {
  return deadline !== undefined || heal !== undefined;
}

function needs({ isolated, components = [] }: Fault): readonly Component[] {
  return isolated ? [IPROUTE2, NFTABLES, ...components] : components;
}

/** Why it cannot be played here, whatever is installed. */
function whyNot({ isolated }: Fault): string | null {
  if (!existsSync('/proc/self/fd')) return 'counts the file descriptors of a worker in /proc of Linux';
  return isolated && !canIsolate()
    ? 'this user may not make namespaces (unshare --user --net --mount)'
    : null;
}

function isThere({ path }: Component): boolean {
  return existsSync(path);
}

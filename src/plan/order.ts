// What a source is given: a plan, and the commands that come while it plays. A source is whatever plays an order and tells
// of it moment by moment: workers on this machine, probes on many, a platform that is loaded.
import type { Command } from './command.ts';
import type { Plan } from './plan.ts';

export interface Order {
  readonly plan: Plan;
  readonly commands: Commands;
}

export interface Commands {
  /** Tells `obey` every command given so far and from now on, in order; returns what ends that. */
  follow(obey: (command: Command) => void): () => void;
}

/** Where commands are given. Bounded by who gives them: steering gives at most one a second. */
export class CommandFeed implements Commands {
  readonly #given: Command[] = [];
  readonly #followers = new Set<(command: Command) => void>();

  give(command: Command): void {
    this.#given.push(command);
    for (const obey of this.#followers) obey(command);
  }

  follow(obey: (command: Command) => void): () => void {
    for (const command of this.#given) obey(command);
    this.#followers.add(obey);
    return () => this.#followers.delete(obey);
  }
}

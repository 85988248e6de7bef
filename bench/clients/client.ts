// What the bench must know of a client: what it is called, whether it can run here, and the command that makes it put
// a load on a server. All clients are started, pinned and measured alike, from outside; none is asked for its figures.
import type { FloorPrograms } from '../floor/build.ts';

/**
 * `echo`: one 32-byte message outstanding on each connection. `idle`: open and hold. `opening`: the same as fast as the
 * client can, at most MAX_IN_FLIGHT of them at a time. `cycles`: connect, upgrade, close, as many in flight, without end.
 */
export type Mode = 'echo' | 'idle' | 'opening' | 'cycles';

/**
 * How many handshakes every client has in flight while it opens: echo-client.c and opener.js hold the same number. Enough
 * to keep both sides busy, few enough that their coming in bursts does not blur the rate.
 */
export const MAX_IN_FLIGHT = 200;

export interface Load {
  readonly mode: Mode;
  readonly url: string;
  readonly connections: number;
  /** When the client ends by itself, should the bench be gone by then. */
  readonly seconds: number;
  /** The certificate to trust, with wss. */
  readonly caFile: string | undefined;
  /** An empty folder for what the client writes. */
  readonly folder: string;
}

export interface Client {
  readonly name: ClientName;
  readonly title: string;
  /** Why it cannot run on this machine, or cannot do what is asked. */
  refuses(mode: Mode, tls: boolean): string | undefined;
  command(load: Load): readonly string[];
  readonly env?: (load: Load) => Readonly<Record<string, string>>;
}

/** `before` is another checkout of busyhour, where one is named. */
export const CLIENT_NAMES = ['floor', 'busyhour', 'before', 'ws', 'built-in'] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

export interface Tools {
  readonly programs: FloorPrograms | string;
  readonly node: string | null;
  /** As `process.versions.node` has it, such as `20.20.2`; a text without digits where there is none. */
  readonly nodeVersion: string;
  /** The folder of another checkout of busyhour, to be measured beside this one. */
  readonly before: string | undefined;
}

/** The command line the C client and the Node programs share. */
export function tinyCommand({ mode, url, connections, seconds }: Load): string[] {
  const word = { echo: 'echo', idle: 'idle', opening: 'idle', cycles: 'handshakes' }[mode];
  return [word, url, String(connections), String(seconds)];
}

export const NO_NODE = 'no node in PATH: install Node 20 or newer';

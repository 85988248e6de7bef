// Servers nobody here wrote, as small programs of their own: each echoes, counts what it saw, and says so when
// asked. A test compares those counts with what busyhour says; nothing here knows how busyhour counts.
import { resolve } from 'node:path';
import { until } from '../../until.ts';
import { type Started, startProgram } from '../cli.ts';

/** What a peer counted. */
export interface PeerCounts {
  readonly accepted: number;
  readonly open: number;
  readonly messages: number;
  readonly answers: number;
  /** Of the messages, inflated. */
  readonly payloadBytes: number;
  /** All bytes that came, the frames' heads and controls included. */
  readonly wireBytes: number;
  readonly pingsReceived: number;
  readonly pingsSent: number;
  /** With the payload of a ping of the peer's own. */
  readonly pongsReceived: number;
  /** By code, as the peer's library reports it. */
  readonly closes: Readonly<Record<string, number>>;
  readonly extensions: Readonly<Record<string, number>>;
  readonly subprotocols: Readonly<Record<string, number>>;
}

export interface Peer {
  readonly url: string;
  readonly port: number;
  counts(): Promise<PeerCounts>;
  /** The counts once every connection is gone, so that none changes any more. */
  finalCounts(): Promise<PeerCounts>;
  stop(): Promise<void>;
}

/** How a peer ends a connection of its own will; without a code the close frame is empty. */
export interface Ending {
  readonly code?: number;
  readonly reason?: string;
  readonly terminate?: true;
}

export function startWs(options: object = {}): Promise<Peer> {
  return startPeer('node', 'ws-server.js', options);
}

export function startPython(options: object = {}): Promise<Peer> {
  return startPeer('/usr/bin/python3', 'python-server.py', options);
}

async function startPeer(program: string, file: string, options: object): Promise<Peer> {
  const started = startProgram(program, [resolve(import.meta.dir, file), JSON.stringify(options)]);
  const port = Number(await firstLine(started, file));
  const counts = async () => (await (await fetch(`http://127.0.0.1:${port}/counts`)).json()) as PeerCounts;
  return {
    port,
    url: `ws://127.0.0.1:${port}/`,
    counts,
    finalCounts: () =>
      until(async () => {
        const now = await counts();
        return now.open === 0 && now;
      }, `${file} has no connection left`),
    stop: async () => {
      started.process.kill('SIGKILL');
      await started.result;
    },
  };
}

function firstLine({ process, output }: Started, file: string): Promise<string> {
  return until(() => {
    if (process.exitCode !== null) throw new Error(`${file} ended: ${output.stderr}`);
    return /^(.+)\n/.exec(output.stdout)?.[1];
  }, `${file} says its port`);
}

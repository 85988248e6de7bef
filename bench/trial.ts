// One trial: a fresh server on one core, one client on another, something measured, both gone again whatever happened.
// It must never reuse a server: what one client left behind in it would be charged to the next.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Mode } from './clients/client.ts';
import { type Child, listTree, readCpuUs, readLastErrors } from './processes.ts';
import { type Server, type ServerSetup, startServer } from './server.ts';

export interface TrialSetup extends ServerSetup {
  readonly clientCore: number | undefined;
}

export interface TrialPlan {
  readonly client: Client;
  readonly mode: Mode;
  readonly tls: boolean;
  readonly connections: number;
}

export interface Trial extends TrialPlan {
  readonly server: Server;
  readonly child: Child;
}

export interface CpuSample {
  readonly atUs: number;
  readonly clientCpuUs: number;
  readonly serverCpuUs: number;
  readonly messages: number;
  readonly handshakes: number;
}

/** One measured value with what bounded it: the share of its core each side used meanwhile, where that was asked. */
export interface Figure {
  readonly value: number;
  readonly serverShare?: number;
  readonly clientShare?: number;
  /** The client's CPU for each handshake: steadier than the rate where others use the machine as well. */
  readonly clientCpuUsEach?: number;
}

// Long enough for the slowest client on a slow machine; a client the bench cannot stop ends by itself after this.
const CLIENT_LIFE_SECONDS = 300;
const OPEN_TIMEOUT_US = 120_000_000;

let trials = 0;

export const nowUs = (): number => Bun.nanoseconds() / 1000;

export async function runTrial<T>(
  setup: TrialSetup,
  plan: TrialPlan,
  measure: (trial: Trial) => Promise<T>,
): Promise<T> {
  const { client, tls, mode, connections } = plan;
  const folder = join(setup.folder, `trial-${trials++}`);
  mkdirSync(folder);
  const server = await startServer(setup, tls);
  let child: Child | undefined;
  try {
    const { certificate } = setup;
    const caFile = tls && typeof certificate !== 'string' ? certificate.certificateFile : undefined;
    const load = { mode, url: server.url, connections, seconds: CLIENT_LIFE_SECONDS, caFile, folder };
    const env = client.env?.(load) ?? {};
    child = setup.processes.start({
      name: client.name,
      argv: client.command(load),
      core: setup.clientCore,
      env,
    });
    return await measure({ ...plan, server, child });
  } finally {
    // The server first: so the ports that linger are its own, and the next client finds all of its free.
    await setup.processes.stop(server.child);
    if (child) await setup.processes.stop(child);
  }
}

/** Throws when one of the two has ended or a connection was lost: such a figure would say nothing. */
export function assertHealthy({ child, server, connections, client }: Trial): void {
  if (child.hasExited())
    throw new Error(`${client.name} ended: ${readLastErrors(child) || 'without a word'}`);
  if (server.child.hasExited()) throw new Error(`the server ended: ${readLastErrors(server.child)}`);
  const { open } = server.readCounters();
  if (open < connections) throw new Error(`${client.name} held ${open} of ${connections} connections`);
}

/** Waits until the server's count of handshakes reaches `count`; throws when the client ends or two minutes pass. */
export async function waitForHandshakes({ child, server, client }: Trial, count: number): Promise<void> {
  const untilUs = nowUs() + OPEN_TIMEOUT_US;
  while (server.readCounters().handshakes < count) {
    const done = `${server.readCounters().handshakes} of ${count} handshakes`;
    if (child.hasExited())
      throw new Error(`${client.name} ended after ${done}: ${readLastErrors(child) || 'without a word'}`);
    if (nowUs() > untilUs) {
      const tree = listTree(child.pid);
      const state = `${tree.length} processes, ${Math.round(readCpuUs(tree) / 1000)} ms of CPU`;
      throw new Error(
        `${client.name} had done only ${done} after 120 s (${state}): ${readLastErrors(child)}`,
      );
    }
    await Bun.sleep(5);
  }
}

/** Both sides' CPU and the server's counters, read as near together as can be. */
export function takeSample({ child, server }: Trial): CpuSample {
  const tree = listTree(child.pid);
  const { messages, handshakes } = server.readCounters();
  return {
    atUs: nowUs(),
    clientCpuUs: readCpuUs(tree),
    serverCpuUs: readCpuUs([server.child.pid]),
    messages,
    handshakes,
  };
}

export function readShares(from: CpuSample, to: CpuSample): { serverShare: number; clientShare: number } {
  const tookUs = to.atUs - from.atUs;
  return {
    serverShare: (to.serverCpuUs - from.serverCpuUs) / tookUs,
    clientShare: (to.clientCpuUs - from.clientCpuUs) / tookUs,
  };
}

// A network and a machine that say no: packets dropped or rejected by the kernel's own firewall, and limits lowered.
// Only ever called inside the namespaces of isolation.ts, but for the limit of one worker's descriptors.
import { readdirSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Stage } from './stage.ts';

const TABLE = 'busyhour_faults';

/** New connections to the server vanish; those that are open go on. */
export function dropDials(stage: Stage): Promise<void> {
  return rules(`tcp dport ${stage.port} tcp flags & (syn | ack) == syn drop`);
}

/** New connections to the server are answered with that. */
export function rejectDials(stage: Stage, how: string): Promise<void> {
  return rules(`tcp dport ${stage.port} tcp flags & (syn | ack) == syn reject with ${how}`);
}

/** From now on no packet of this connection arrives, either way. */
export function cut({ remotePort, localPort }: Socket): Promise<void> {
  const way = (from: unknown, to: unknown) => `tcp sport ${from} tcp dport ${to} drop`;
  return rules(way(remotePort, localPort), way(localPort, remotePort));
}

/** A SYN is sent twice and no more. */
export function giveUpSoon(): void {
  setting('tcp_syn_retries', '1');
}

/** The kernel gives up on what is not acknowledged within seconds instead of a quarter of an hour. */
export function giveUpUnacknowledged(): void {
  setting('tcp_retries2', '1');
}

/** Of connections that are made from now on: the kernel holds kilobytes for them instead of megabytes. */
export function shrinkBuffers(): void {
  setting('tcp_rmem', '4096 8192 16384');
  setting('tcp_wmem', '4096 8192 16384');
}

/** The only port that may be chosen is one that a bystander has. */
export function exhaustPorts(stage: Stage): void {
  const { remotePort } = stage.bystanders[0]!.socket as Socket;
  setting('ip_local_port_range', `${remotePort} ${remotePort}`);
}

/** The worker may open no file beyond those that it has. */
export function exhaustDescriptors({ workerPid }: Stage): Promise<void> {
  const taken = new Set(readdirSync(`/proc/${workerPid}/fd`).map(Number));
  let free = 0;
  while (taken.has(free)) free++;
  return run(['prlimit', `--pid=${workerPid}`, `--nofile=${free}:`]);
}

function rules(...texts: readonly string[]): Promise<void> {
  const chain = `table inet ${TABLE} { chain input { type filter hook input priority 0; }; }`;
  const added = texts.map((text) => `add rule inet ${TABLE} input ${text}`);
  return run(['nft', '-f', '-'], [chain, ...added].join('\n'));
}

function setting(name: string, value: string): void {
  writeFileSync(`/proc/sys/net/ipv4/${name}`, value);
}

/** Without holding up the server, whose bystanders want their pongs. */
async function run(words: readonly string[], input = ''): Promise<void> {
  const child = Bun.spawn([...words], { stdin: Buffer.from(input), stdout: 'ignore', stderr: 'pipe' });
  const [problem, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (code !== 0) throw new Error(`${words.join(' ')}: ${problem}`);
}

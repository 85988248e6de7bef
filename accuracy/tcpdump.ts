// tcpdump on loopback, with nanosecond stamps: one port, from before the load until its last packet is in the file.
// Law: a packet that the kernel dropped for want of room is an error, and no tcpdump outlives the call.
import { existsSync, readFileSync } from 'node:fs';
import { comesTrue } from '../endurance/launch.ts';
import { atExit } from './at-exit.ts';
import { type Capture, parseCapture } from './pcap.ts';
import { hasEnded } from './wire-times.ts';

const START_MS = 10_000;
const END_MS = 10_000;
const BUFFER_KIB = 65_536;
const DROPPED = /(\d+) packets? dropped by kernel/;

/** CAP_NET_RAW's bit of a process' effective capabilities. */
const NET_RAW = 1n << 13n;

/** Why nothing can be captured here, or null. */
export function whyNoCapture(): string | null {
  if (Bun.which('tcpdump') === null) return 'there is no tcpdump (Debian: apt-get install tcpdump)';
  if (!existsSync('/proc/self/status')) return 'capturing on loopback is done on Linux only';
  const granted = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${granted}`) & NET_RAW) === 0n ? 'capturing packets needs root' : null;
}

/** What passed that port while `load` ran, one connection of it to its end. */
export async function captureWhile<T>(
  port: number,
  file: string,
  load: () => Promise<T>,
): Promise<{ readonly capture: Capture; readonly result: T }> {
  const words = `-i lo -n -U -B ${BUFFER_KIB} --time-stamp-precision=nano`.split(' ');
  // Else root's tcpdump becomes another user, who may not write here.
  if (process.getuid?.() === 0) words.push('-Z', 'root');
  const child = Bun.spawn(['tcpdump', ...words, '-w', file, `tcp port ${port}`], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: Bun.file(`${file}.err`),
  });
  const end = atExit(() => child.kill('SIGKILL'));
  const said = () => (existsSync(`${file}.err`) ? readFileSync(`${file}.err`, 'utf8') : '');
  try {
    if (!(await comesTrue(() => said().includes('listening on'), START_MS)))
      throw new Error(`tcpdump did not start: ${said()}`);
    const result = await load();
    const isOver = () => hasEnded(parseCapture(readFileSync(file)), port);
    if (!(await comesTrue(isOver, END_MS))) throw new Error('the connection did not end in the capture');
    child.kill('SIGINT');
    await child.exited;
    if (DROPPED.exec(said())?.[1] !== '0') throw new Error(`the capture is not whole: ${said()}`);
    return { capture: parseCapture(readFileSync(file)), result };
  } finally {
    end();
    await child.exited;
  }
}

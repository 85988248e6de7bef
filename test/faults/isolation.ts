// Plays a fault in a user, a network and a mount namespace of its own: there the test may drop packets, set limits of
// the kernel and be the resolver, and nothing outside of it feels anything.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import type { Outcome } from './outcome.ts';

const UNSHARE = ['unshare', '--user', '--map-root-user', '--net', '--mount', '--kill-child'];
const INSIDE = join(import.meta.dir, 'isolated.ts');
/** One resolver, no suffixes, and an end to the system's patience: a little after the deadline of ours. */
const RESOLV_CONF = 'nameserver 127.0.0.1\nsearch .\noptions timeout:2 attempts:1\n';
const PREPARE = 'ip link set lo up && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';

let isAllowed: boolean | undefined;

/** Whether this user may make such namespaces here. */
export function canIsolate(): boolean {
  isAllowed ??= spawnSync(UNSHARE[0]!, [...UNSHARE.slice(1), 'true']).status === 0;
  return isAllowed;
}

export async function playIsolated(part: string, fault: Fault): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-faults-'));
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, RESOLV_CONF);
  const inside = [process.execPath, INSIDE, part, fault.name];
  const child = Bun.spawn([...UNSHARE, 'sh', '-c', PREPARE, 'sh', resolvConf, ...inside], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const [stdout, stderr, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    if (code !== 0) throw new Error(`${fault.name}: exit ${code}\n${stderr}`);
    return JSON.parse(stdout) as Outcome;
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

// The machine the bench runs on: its cores, its limits, its tools, in the words the table's head prints. It reads
// /proc and /sys and starts nothing but `--version`s.
import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';

export interface Cores {
  readonly server: number | undefined;
  readonly client: number | undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}

/** The kernel's way to list numbers: '0-3,8' -> [0, 1, 2, 3, 8]. */
export function parseList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** Two cores for server and client, not two threads of one core where there is a choice; undefined: not pinned. */
export function chooseCores(): Cores {
  const allowed = parseList(
    /^Cpus_allowed_list:\s*(\S+)/m.exec(readText('/proc/self/status') ?? '')?.[1] ?? '',
  );
  const [server] = allowed;
  if (server === undefined || allowed.length < 2 || !Bun.which('taskset'))
    return { server: undefined, client: undefined };
  const siblings = parseList(
    readText(`/sys/devices/system/cpu/cpu${server}/topology/thread_siblings_list`) ?? '',
  );
  const client = allowed.find((core) => core !== server && !siblings.includes(core)) ?? allowed[1];
  return { server, client };
}

/** With only two cores the bench itself, which sleeps nearly always, keeps off the client's. */
export function keepOffClientCore({ server }: Cores): void {
  if (server === undefined || cpus().length > 2) return;
  Bun.spawnSync(['taskset', '-a', '-c', '-p', String(server), String(process.pid)]);
}

/** How many files a process may open once it has raised its own limit. */
export function readFileLimit(): number {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readText('/proc/self/limits') ?? '')?.[1];
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard ?? 1024);
}

export function readNodeVersion(node: string | null): string {
  if (!node) return '(not installed)';
  return Bun.spawnSync([node, '--version']).stdout.toString().trim().replace(/^v/, '');
}

export function describeMachine(cores: Cores): string {
  const all = cpus();
  const pinned =
    cores.client === undefined
      ? 'not pinned'
      : `server on core ${cores.server}, client on core ${cores.client}`;
  return `${all.length} x ${all[0]?.model.trim() ?? 'unknown'}, Linux ${release()}, ${pinned}`;
}

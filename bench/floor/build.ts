// Builds the bench's two C programs into bench/build/ with `cc -O2`, each time, since it takes a second. They must never
// need more than a C compiler and the C library's headers. Without a compiler the rows that need them are skipped, and
// say so.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface FloorPrograms {
  readonly echoClient: string;
  readonly echoServer: string;
  readonly compiler: string;
}

export const NO_COMPILER =
  'no C compiler: install one that is called cc (Debian: apt-get install gcc libc6-dev)';
const HERE = import.meta.dir;
const BUILD = join(HERE, '..', 'build');

/** Throws where there is no compiler or the build fails. */
export function compile(source: string, target: string): void {
  const cc = Bun.which('cc');
  if (cc === null) throw new Error(NO_COMPILER);
  const { exitCode, stderr } = Bun.spawnSync([cc, '-O2', '-o', target, source]);
  if (exitCode !== 0) throw new Error(`${cc} could not build ${source}:\n${stderr.toString()}`);
}

function build(name: string): string {
  const target = join(BUILD, name);
  compile(join(HERE, `${name}.c`), target);
  return target;
}

/** The programs' paths; a text saying what to install where there is no compiler; throws where the build fails. */
export function buildFloor(): FloorPrograms | string {
  const cc = Bun.which('cc');
  if (cc === null) return NO_COMPILER;
  mkdirSync(BUILD, { recursive: true });
  const version = Bun.spawnSync([cc, '--version']).stdout.toString().split('\n')[0] ?? cc;
  return { echoClient: build('echo-client'), echoServer: build('echo-server'), compiler: version };
}

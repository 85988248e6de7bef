// Builds the two C programs into bench/build/ with `cc -O2`, each time, since it takes a second. It must never need
// more than a C compiler and the C library's headers. Without a compiler the rows that need it are skipped, and say so.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface FloorPrograms {
  readonly echoClient: string;
  readonly echoServer: string;
  readonly compiler: string;
}

const HERE = import.meta.dir;
const BUILD = join(HERE, '..', 'build');

function compile(cc: string, name: string): string {
  const target = join(BUILD, name);
  const { exitCode, stderr } = Bun.spawnSync([cc, '-O2', '-o', target, join(HERE, `${name}.c`)]);
  if (exitCode !== 0) throw new Error(`${cc} could not build ${name}.c:\n${stderr.toString()}`);
  return target;
}

/** The programs' paths; a text saying what to install where there is no compiler; throws where the build fails. */
export function buildFloor(): FloorPrograms | string {
  const cc = Bun.which('cc');
  if (!cc) return 'no C compiler: install one that is called cc (Debian: apt-get install gcc libc6-dev)';
  mkdirSync(BUILD, { recursive: true });
  const version = Bun.spawnSync([cc, '--version']).stdout.toString().split('\n')[0] ?? cc;
  return {
    echoClient: compile(cc, 'echo-client'),
    echoServer: compile(cc, 'echo-server'),
    compiler: version,
  };
}

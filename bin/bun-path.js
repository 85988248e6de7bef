// Where the pinned Bun binary lies: inside one of Bun's own platform packages, so no install script is needed.
// Plain JavaScript for Node 20 and newer; the only code of this project that Node runs for users.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

function isMusl() {
  if (process.platform !== 'linux') return false;
  if (existsSync('/etc/alpine-release')) return true;
  try {
    return readFileSync('/usr/bin/ldd', 'utf8').includes('musl');
  } catch {
    return false;
  }
}

/** The binary's path, or undefined where no package for this machine is installed. */
export function bunPath() {
  const arch = process.arch === 'arm64' ? 'aarch64' : process.arch;
  const libc = isMusl() ? '-musl' : '';
  const name = `@oven/bun-${process.platform}-${arch}${libc}`;
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'bun');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

export function bunPathOrExit() {
  const path = bunPath();
  if (path) return path;
  process.stderr.write(
    `busyhour: its runtime for ${process.platform}-${process.arch} is not installed.\n` +
      "  Install again without leaving out optional packages: npm ci (not 'npm ci --omit=optional').\n",
  );
  process.exit(5);
}

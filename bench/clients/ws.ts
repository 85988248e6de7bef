// The `ws` package on Node: what most load tests written in JavaScript stand on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, NO_NODE, type Tools, tinyCommand } from './client.ts';

const PACKAGE = join(import.meta.dir, '..', '..', 'node_modules', 'ws', 'package.json');

function readVersion(): string | undefined {
  try {
    return JSON.parse(readFileSync(PACKAGE, 'utf8')).version;
  } catch {
    return undefined;
  }
}

export function describeWs({ node, nodeVersion }: Tools): Client {
  const version = readVersion();
  const refusal = !node ? NO_NODE : version ? undefined : 'the ws package is not installed: npm ci';
  return {
    name: 'ws',
    title: `ws ${version} on Node ${nodeVersion}`,
    refuses: () => refusal,
    command: (load) => [node ?? 'node', join(import.meta.dir, 'ws-program.js'), ...tinyCommand(load)],
    env: ({ caFile }) => (caFile ? { NODE_EXTRA_CA_CERTS: caFile } : {}),
  };
}

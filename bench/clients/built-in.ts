// Node's built-in WebSocket: a global from Node 22 on, behind a flag in Node 20 and 21, not there before.
import { join } from 'node:path';
import { type Client, NO_NODE, type Tools, tinyCommand } from './client.ts';

export function describeBuiltIn({ node, nodeVersion }: Tools): Client {
  const major = Number.parseInt(nodeVersion, 10);
  const flags = major < 22 ? ['--experimental-websocket', '--no-warnings'] : [];
  const refusal = !node
    ? NO_NODE
    : major < 20
      ? `Node ${nodeVersion} has no built-in WebSocket: Node 20 or newer`
      : undefined;
  return {
    name: 'built-in',
    title: `the built-in WebSocket of Node ${nodeVersion}`,
    refuses: () => refusal,
    command: (load) => [
      node ?? 'node',
      ...flags,
      join(import.meta.dir, 'built-in-program.js'),
      ...tinyCommand(load),
    ],
    env: ({ caFile }) => (caFile ? { NODE_EXTRA_CA_CERTS: caFile } : {}),
  };
}

// `busyhour` and `busyhour --help`: what there is and how to begin.
import type { CliCommand } from './command.ts';

const COLUMNS = 80;

export function overview(commands: readonly CliCommand[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${indent(summary, width + 4)}`);
  return `busyhour: load tests for WebSocket platforms, and for what stands in front of
them

Usage: busyhour COMMAND [flags]

${lines.join('\n')}

To begin
  busyhour demo
      load a simulated platform until it throttles
  busyhour run --url ws://127.0.0.1:9000 --duration 30s
      load a server of your own

busyhour COMMAND --help tells a command's flags. Exit codes: 0 passed,
1 a threshold failed, 2 bad usage or configuration, 3 invalid measurement,
4 target unreachable, 5 our own failure, 130 or 143 interrupted.
`;
}

/** Broken between words to fit beside `margin` columns. */
function indent(text: string, margin: number): string {
  const pattern = new RegExp(`(.{1,${COLUMNS - margin}})(?: |$)`, 'g');
  return [...text.matchAll(pattern)].map(([, line]) => line).join(`\n${' '.repeat(margin)}`);
}

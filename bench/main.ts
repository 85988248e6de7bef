// `npm run bench`: what busyhour's engine costs, in one table from one run, beside a C client that measures nothing
// (the floor), the ws package and Node's built-in WebSocket. docs/benchmarks.md says what is measured and why so.
// Law: no process and no folder outlives it, however it ends; what cannot be measured is skipped and says why.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBuiltIn } from './clients/built-in.ts';
import { describeBefore, describeBusyhour } from './clients/busyhour.ts';
import type { Client, Tools } from './clients/client.ts';
import { describeFloor } from './clients/floor.ts';
import { describeWs } from './clients/ws.ts';
import { buildFloor } from './floor/build.ts';
import { describeGroup } from './group.ts';
import { type Cores, chooseCores, describeMachine, keepOffClientCore, readNodeVersion } from './machine.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { Processes } from './processes.ts';
import { type Row, readAside, readRatio, readValue } from './row.ts';
import { type Bench, runGroup } from './runner.ts';
import { makeCertificate } from './server.ts';
import { showTable, showTargets } from './table.ts';
import { type Judgement, judgeTargets } from './targets.ts';

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

function prepare(options: Options, folder: string, processes: Processes, cores: Cores): Bench {
  const programs = buildFloor();
  const node = Bun.which('node');
  const tools: Tools = { programs, node, nodeVersion: readNodeVersion(node), before: options.before };
  const all: Client[] = [
    describeFloor(tools),
    describeBusyhour(tools),
    ...describeBefore(tools),
    describeWs(tools),
    describeBuiltIn(tools),
  ];
  const certificate = makeCertificate(folder);
  return {
    options,
    setup: { processes, programs, certificate, core: cores.server, clientCore: cores.client, folder },
    clients: all.filter(({ name }) => options.clients.includes(name)),
    report: say,
  };
}

function writeJson(
  file: string,
  machine: string,
  options: Options,
  rows: readonly Row[],
  targets: readonly Judgement[],
): void {
  const figures = rows.map((row) => ({
    group: row.group.name,
    connections: row.group.connections,
    client: row.client,
    title: row.title,
    unit: row.group.unit,
    value: readValue(row),
    ratioToFloor: readRatio(rows, row, 'floor'),
    ratioToWs: readRatio(rows, row, 'ws'),
    ratioToBefore: readRatio(rows, row, 'before'),
    serverCpuShare: readAside(row, 'serverShare'),
    clientCpuShare: readAside(row, 'clientShare'),
    clientCpuUsEach: readAside(row, 'clientCpuUsEach'),
    rounds: row.figures,
    skipped: row.skipped,
    failed: row.failed,
  }));
  writeFileSync(
    file,
    `${JSON.stringify({ version: 1, machine, options, rows: figures, targets }, null, 2)}\n`,
  );
}

function chooseExitCode(options: Options, rows: readonly Row[], targets: readonly Judgement[]): number {
  if (rows.some(({ failed }) => failed !== undefined)) return 1;
  return options.check && targets.some(({ met }) => met !== true) ? 1 : 0;
}

async function runBench(options: Options, folder: string, processes: Processes): Promise<number> {
  const cores = chooseCores();
  keepOffClientCore(cores);
  const bench = prepare(options, folder, processes, cores);
  const machine = `${describeMachine(cores)}, Bun ${Bun.version}`;
  say(machine);
  const rows: Row[] = [];
  for (const name of options.groups) rows.push(...(await runGroup(bench, describeGroup(name, options))));
  const targets = judgeTargets(rows, options);
  process.stdout.write(`${machine}\n\n${showTable(rows)}\n\n`);
  if (targets.length > 0) process.stdout.write(`${showTargets(targets, options.quick)}\n`);
  if (options.jsonFile) writeJson(options.jsonFile, machine, options, rows, targets);
  return chooseExitCode(options, rows, targets);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (process.platform !== 'linux')
    throw new UsageError('the bench reads /proc and uses epoll: it runs on Linux only');
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-bench-'));
  const processes = new Processes(folder);
  const cleanUp = async () => {
    await processes.killAll();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, async () => {
      await cleanUp();
      process.exit(code);
    });
  }
  try {
    return await runBench(options, folder, processes);
  } finally {
    await cleanUp();
  }
}

try {
  process.exit(await main());
} catch (error) {
  const isUsage = error instanceof UsageError;
  say(error instanceof Error ? error.message : String(error));
  if (isUsage) process.stderr.write(`\n${USAGE}`);
  process.exit(isUsage ? 2 : 1);
}

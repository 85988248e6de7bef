// What is measured, one function a kind: CPU per round trip, memory per idle connection, handshakes a second. Each
// gets a running trial (or starts its own) and reads it from outside: CPU and memory from /proc, counts from the server.
import { MAX_IN_FLIGHT } from './clients/client.ts';
import { listTree, readPssBytes } from './processes.ts';
import {
  assertHealthy,
  type CpuSample,
  type Figure,
  readShares,
  runTrial,
  type Trial,
  type TrialPlan,
  type TrialSetup,
  takeSample,
  waitForHandshakes,
} from './trial.ts';

export interface Pace {
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** How many connections the memory of a client "with a few" is read at: enough for its code to be compiled. */
const FEW_CONNECTIONS = 100;

/** Cycles come in bursts as wide as what is in flight: the window must hold several of them, a quick run included. */
const CYCLES_BURSTS = 4;
const CYCLES_MS = 3_000;

/** Microseconds of the client's CPU per message echoed, all connections open and warm. */
export function measureEcho(setup: TrialSetup, plan: TrialPlan, pace: Pace): Promise<Figure> {
  return runTrial(setup, plan, async (trial) => {
    await waitForHandshakes(trial, trial.connections);
    await Bun.sleep(pace.warmUpSeconds * 1000);
    assertHealthy(trial);
    const from = takeSample(trial);
    await Bun.sleep(pace.seconds * 1000);
    const to = takeSample(trial);
    assertHealthy(trial);
    const messages = to.messages - from.messages;
    if (messages === 0) throw new Error(`${trial.client.name} sent no message`);
    return { value: (to.clientCpuUs - from.clientCpuUs) / messages, ...readShares(from, to) };
  });
}

async function readSettledPss(trial: Trial, pace: Pace): Promise<number> {
  await waitForHandshakes(trial, trial.connections);
  await Bun.sleep(pace.warmUpSeconds * 1000);
  const readings: number[] = [];
  for (let i = 0; i < 3; i++) {
    readings.push(readPssBytes(listTree(trial.child.pid)));
    await Bun.sleep(200);
  }
  assertHealthy(trial);
  return readings.sort((a, b) => a - b)[1] ?? Number.NaN;
}

/** KiB of memory an idle connection adds: the client's tree with all of them less the same with a hundred. */
export async function measureIdle(setup: TrialSetup, plan: TrialPlan, pace: Pace): Promise<Figure> {
  const few = { ...plan, connections: FEW_CONNECTIONS };
  const base = await runTrial(setup, few, (trial) => readSettledPss(trial, pace));
  const full = await runTrial(setup, plan, (trial) => readSettledPss(trial, pace));
  return { value: (full - base) / 1024 / (plan.connections - FEW_CONNECTIONS) };
}

function readRate(from: CpuSample, to: CpuSample): Figure {
  const handshakes = to.handshakes - from.handshakes;
  const clientCpuUsEach = (to.clientCpuUs - from.clientCpuUs) / handshakes;
  return { value: (handshakes * 1e6) / (to.atUs - from.atUs), clientCpuUsEach, ...readShares(from, to) };
}

/**
 * Connections opened (and held) a second, while as many are under way as may be: the clock starts when the first burst
 * is through (before that the client has worked on handshakes that are not counted yet) and stops before the last one.
 */
export function measureOpening(setup: TrialSetup, plan: TrialPlan): Promise<Figure> {
  return runTrial(setup, plan, async (trial) => {
    await waitForHandshakes(trial, 2 * MAX_IN_FLIGHT);
    const from = takeSample(trial);
    await waitForHandshakes(trial, trial.connections - MAX_IN_FLIGHT);
    const to = takeSample(trial);
    await waitForHandshakes(trial, trial.connections);
    assertHealthy(trial);
    return readRate(from, to);
  });
}

/** Connect-upgrade-close cycles a second: opening without the cost of holding, with the cost of closing. */
export function measureCycles(setup: TrialSetup, plan: TrialPlan, pace: Pace): Promise<Figure> {
  return runTrial(setup, plan, async (trial) => {
    await waitForHandshakes(trial, trial.connections);
    await Bun.sleep(pace.warmUpSeconds * 1000);
    const from = takeSample(trial);
    await Promise.all([
      Bun.sleep(CYCLES_MS),
      waitForHandshakes(trial, from.handshakes + CYCLES_BURSTS * trial.connections),
    ]);
    const to = takeSample(trial);
    assertHealthy({ ...trial, connections: 0 });
    return readRate(from, to);
  });
}

// The user's words -> RunConfig, or one AppError with every problem and where it was said.
// Pure but for the file reader it is handed. Law: the plan it makes holds no secret.
import { profilePeak } from '../../plan/profile.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Problem, quote, throwProblems } from '../problem.ts';
import { Files, type ReadFile } from '../read/files.ts';
import type { ParsedFlags } from '../read/flags.ts';
import { DEFAULT_FILE, type RUN_FLAGS } from '../read/run-command.ts';
import { Words } from '../read/words.ts';
import { type ConfigFile, readConfigText, unreadable } from '../read/yaml-file.ts';
import type { RunConfig } from '../run-config.ts';
import { capsOf } from '../settings/caps.ts';
import { type Address, isLoopback, parseAddress } from './address.ts';
import { checkAuthorization } from './authorization.ts';
import { Compilation } from './compilation.ts';
import { compileFlow, compileKeepAlive, compileMessages } from './conversation.ts';
import { compileDeadlines } from './deadlines.ts';
import { stagesOf } from './own-stages.ts';
import { compilePacing } from './pacing.ts';
import { choosePlatform } from './platform.ts';
import { compileProfile } from './profile.ts';
import { compileOutput, compileThresholds } from './results.ts';
import { compileTarget } from './target.ts';
import { chooseToken } from './token.ts';

interface RunWords {
  /** What parseFlags(RUN_COMMAND, argv) read, its problems included. */
  readonly flags: ParsedFlags<typeof RUN_FLAGS>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly cwd: string;
  /** Draws the seed where none was given: an integer below 2^32. */
  readonly drawSeed?: () => number;
  /** `process.platform`: only Linux answers to all of 127.0.0.0/8 unasked. */
  readonly os?: string;
}

/** Throws one AppError that lists every problem; exit code 2. */
export function loadRunConfig(input: RunWords): RunConfig {
  const files = new Files(input.readFile, input.cwd);
  const words = new Words();
  const problems: Problem[] = [...input.flags.problems];
  words.addFlags(input.flags);
  words.addEnvironment(input.environment);
  const file = readConfigFile(input, files, problems);
  if (file !== undefined) {
    problems.push(...file.problems);
    words.addFile(file);
    // Without its text nothing is known of what the file would have said: more would be guesses.
    if (file.root === undefined) throwProblems([...problems, ...words.problems]);
  }
  const compilation = new Compilation(words);
  const config = compileRun(compilation, input, files, file);
  throwProblems([...problems, ...words.problems, ...compilation.problems]);
  return { ...config, notes: [...words.notes, ...compilation.notes] };
}

function readConfigFile(input: RunWords, files: Files, problems: Problem[]): ConfigFile | undefined {
  const [positional] = input.flags.positionals;
  const { config: flag } = input.flags.values;
  if (positional !== undefined && flag !== undefined && positional !== flag) {
    const what = `${quote(flag, 200)} is one configuration file and ${quote(positional, 200)} another; keep one`;
    problems.push({ where: '--config', what, code: 'E_USAGE' });
  }
  const asked = flag ?? positional ?? (input.environment.BUSYHOUR_CONFIG || undefined);
  const read = files.readConfig(asked ?? DEFAULT_FILE);
  if ('text' in read) return readConfigText(asked ?? DEFAULT_FILE, read.text);
  if (asked === undefined && read.missing) return undefined;
  const said =
    flag !== undefined ? '--config' : positional !== undefined ? 'configuration' : 'BUSYHOUR_CONFIG';
  return unreadable(asked === undefined ? DEFAULT_FILE : said, read.problem);
}

function compileRun(
  compilation: Compilation,
  input: RunWords,
  files: Files,
  file: ConfigFile | undefined,
): Omit<RunConfig, 'notes'> {
  const platform = choosePlatform(compilation);
  const address = compileAddress(compilation, platform);
  const loopback = isLoopback(address.host);
  const authorizedBy = checkAuthorization(compilation, address.host);
  const limit = compileLimit(compilation, platform, loopback);
  const profile = compileProfile(compilation, limit, stagesOf(file));
  const needs = { peak: profilePeak(profile), wideLoopback: input.os === 'linux' };
  const target = compileTarget(compilation, address, files, needs);
  const token = chooseToken(compilation, platform, files, input.environment.BUSYHOUR_TOKEN, loopback);
  const output = compileOutput(compilation, `${platform.name}-${profile.name}`);
  return {
    plan: {
      version: 1,
      name: output.name,
      seed: compilation.value('seed') ?? (input.drawSeed ?? drawSeed)(),
      target,
      platform: { name: platform.name, token: token.placement, connectionLimit: limit },
      profile,
      pacing: compilePacing(compilation, platform, loopback),
      messages: compileMessages(compilation, platform),
      keepAlive: compileKeepAlive(compilation, platform),
      flow: compileFlow(compilation, platform),
      deadlines: compileDeadlines(compilation, platform),
      shard: { index: 0, count: 1, sharers: 1 },
    },
    secrets: { tokens: token.token === undefined ? [] : [token.token] },
    thresholds: compileThresholds(compilation),
    workers: compilation.valueOrDefault('workers'),
    output,
    authorizedBy,
  };
}

/** After a complaint a stand-in, so that the rest can be checked; what depends on the address is then not told. */
function compileAddress(compilation: Compilation, platform: Platform): Address {
  const { words } = compilation;
  const presetPath = platform.presets.path.value;
  const given = compilation.given('base-uri');
  if (given === undefined) {
    compilation.complain(['base-uri'], 'is missing: the address to load, such as wss://host/path', {
      hint: 'Give --base-uri URL, or target.url in busyhour.yaml; busyhour demo needs neither.',
    });
  } else {
    const address = parseAddress(given.value.trim(), presetPath);
    if (!('problem' in address)) return address;
    compilation.complain(['base-uri'], address.problem);
  }
  words.markBroken('base-uri');
  return { url: '', secure: true, host: '127.0.0.1', port: 443, path: presetPath };
}

function compileLimit(compilation: Compilation, platform: Platform, loopback: boolean): number {
  const unasked = Math.min(platform.presets.connectionLimit.value, capsOf(loopback).connections);
  return compilation.value('limit') ?? compilation.value('target-concurrency') ?? unasked;
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

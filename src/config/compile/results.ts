// The words about what must hold and where results go -> thresholds and OutputConfig. Opens no folder and no port.
import { parseThreshold } from '../../metrics/threshold/threshold.ts';
import { quote } from '../problem.ts';
import type { OutputConfig } from '../run-config.ts';
import type { Compilation } from './compilation.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function compileThresholds(compilation: Compilation): readonly string[] {
  const texts = (compilation.value('threshold') ?? []).map((text) => text.trim());
  for (const text of texts) {
    const parsed = parseThreshold(text);
    if (typeof parsed === 'string') compilation.complain(['threshold'], parsed);
  }
  return texts;
}

export function compileOutput(compilation: Compilation, defaultName: string): OutputConfig {
  const name = compilation.value('name') ?? defaultName;
  if (!NAME.test(name)) {
    const what = `must be 1 to 64 letters, digits, dots, dashes or underscores, not ${quote(name)}`;
    compilation.complain(['name'], `${what}; it becomes part of a folder's name`);
  }
  const metricsPort = compilation.value('metrics-port') ?? null;
  if (metricsPort === null && compilation.given('metrics-host') !== undefined) {
    compilation.complain(['metrics-host', 'metrics-port'], 'has no effect without --metrics-port');
  }
  return {
    folder: compilation.valueOrDefault('out'),
    name,
    json: compilation.valueOrDefault('json'),
    quiet: compilation.valueOrDefault('quiet'),
    metricsPort,
    metricsHost: compilation.valueOrDefault('metrics-host').trim(),
  };
}

// From a platform's name to the platform, and from its presets to what the user's words leave open.

import type { FlowPlan, KeepAlivePlan } from '../../plan/plan.ts';
import { plain } from '../../platform/plain/plain.ts';
import type { Platform } from '../../platform/platform.ts';
import { findPlatform, platforms } from '../../platform/registry.ts';
import { either, quote } from '../problem.ts';
import { didYouMean } from '../read/suggestion.ts';
import type { Compilation } from './compilation.ts';

/** The platform asked for; `plain` where none was, and after a complaint. */
export function choosePlatform(compilation: Compilation): Platform {
  const name = compilation.value('platform') ?? 'plain';
  const platform = findPlatform(name.trim());
  if (platform !== undefined) return platform;
  const names = platforms.flatMap((known) => [known.name, ...known.aliases]);
  const all = platforms.map(({ name: known, aliases }) =>
    aliases.length === 0 ? known : `${known} (or ${aliases.join(', ')})`,
  );
  const what = `there is no platform ${quote(name)}${didYouMean(name, names)}`;
  compilation.complain(['platform'], what, { hint: `The platforms are ${either(all)}.` });
  compilation.words.markBroken('platform');
  return plain;
}

export function compileKeepAlive(compilation: Compilation, { presets }: Platform): KeepAlivePlan {
  const pingIntervalUs = compilation.value('ping-interval') ?? presets.pingIntervalUs.value;
  if (pingIntervalUs === 0) {
    compilation.exclude(
      'ping-timeout',
      'ping-interval',
      'there are no pings to be answered: --ping-interval is 0',
    );
  }
  return { pingIntervalUs, pingTimeoutUs: compilation.value('ping-timeout') ?? presets.pingTimeoutUs.value };
}

export function compileFlow(compilation: Compilation, { presets }: Platform): FlowPlan {
  const ackWindow = compilation.value('ack-window') ?? presets.ackWindow.value;
  const receiveBuffer = compilation.value('receive-buffer') ?? presets.receiveBuffer.value;
  // Past its window a platform hangs up anyway, so a preset mark above it would never be reached.
  const preset = Math.min(presets.highWater.value, receiveBuffer, ackWindow > 0 ? ackWindow : receiveBuffer);
  const highWater = compilation.value('high-water') ?? preset;
  if (highWater > receiveBuffer) {
    const what = `${highWater} events can never wait in a buffer of ${receiveBuffer} (--receive-buffer)`;
    compilation.complain(['high-water', 'receive-buffer'], what);
  }
  return {
    ackWindow,
    receiveBuffer,
    highWater,
    processingUs: compilation.value('processing') ?? presets.processingUs.value,
  };
}

// The words about what a connection says and how it keeps up with what it is told -> messages, keep-alive, flow.
// What the words leave open is the platform's preset. Each part of the plan is one function; none knows of the others.
import type { FlowPlan, KeepAlivePlan, MessagePlan } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Compilation } from './compilation.ts';

export function compileMessages(compilation: Compilation, platform: Platform): MessagePlan {
  if (!platform.answersMessages) excludeAnswers(compilation, platform);
  const rate = platform.answersMessages ? compilation.valueOrDefault('message-rate') : 0;
  return {
    mode: rate === 'max' ? 'max' : rate > 0 ? 'rate' : 'none',
    perSecond: rate === 'max' ? 0 : rate,
    bytes: compilation.valueOrDefault('message-bytes'),
    maxOutstanding: compilation.valueOrDefault('max-outstanding'),
    replyTimeoutUs: compilation.valueOrDefault('reply-timeout'),
    samplesPerSecond: platform.answersMessages ? compilation.valueOrDefault('samples') : 0,
    verify: platform.answersMessages && compilation.valueOrDefault('verify'),
  };
}

/** What makes no sense where no message is answered. */
function excludeAnswers(compilation: Compilation, { name }: Platform): void {
  const silent = `the platform ${name} answers no messages`;
  const rate = compilation.value('message-rate');
  if (rate !== undefined && rate !== 0) {
    const why = rate === 'max' ? 'max sends the next message when the last is answered, and ' : '';
    compilation.exclude('message-rate', 'platform', `${why}${silent}`);
  }
  if (compilation.valueOrDefault('verify')) compilation.exclude('verify', 'platform', silent);
  if (compilation.valueOrDefault('samples') > 0) compilation.exclude('samples', 'platform', silent);
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

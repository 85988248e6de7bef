// Words -> RunConfig: the defaults, the guide's own command line, precedence, and that no secret reaches the plan.
import { describe, expect, test } from 'bun:test';
import { Compilation } from '../../../src/config/compile/compilation.ts';
import { compileMessages } from '../../../src/config/compile/conversation.ts';
import { Words } from '../../../src/config/read/words.ts';
import { plain } from '../../../src/platform/plain/plain.ts';
import { LOCAL, load } from '../loading.ts';

const S = 1_000_000;
const OUTSIDE = ['--url', 'wss://h.example/x', '--authorized', 'Jane'];

describe('the guide', () => {
  const GUIDE =
    '--platform genesys --base-uri ws://127.0.0.1:9000 --target-concurrency 250 --profile ramp-up ' +
    '--ramp-increment 25 --interval-seconds 300 --duration-seconds 7200 --metrics-port 9090';

  test('its command line works as written', () => {
    const { plan, output } = load(GUIDE.split(' '));
    expect(plan.platform).toEqual({ name: 'genesys-guide', token: 'none', connectionLimit: 250 });
    expect(plan.target.path).toBe('/api/v2/engagements/websocket');
    expect(plan.profile.stages.map((stage) => stage.durationUs / S)).toEqual([...Array(10).fill(300), 4_200]);
    expect(plan.profile.untilThrottled).toBe(true);
    expect(output.metricsPort).toBe(9_090);
  });

  test('and is rehearsed in two minutes', () => {
    const { plan } = load([...GUIDE.split(' '), '--time-scale', '60']);
    expect(plan.profile.stages.reduce((sum, stage) => sum + stage.durationUs, 0)).toBe(120 * S);
    expect(plan.profile.timeScale).toBe(60);
    // Only the profile is shortened.
    expect(plan.keepAlive.pingIntervalUs).toBe(20 * S);
    expect(plan.pacing.jitterUs).toEqual([100_000, 500_000]);
  });
});

test('an address alone is enough', () => {
  const { plan, ...rest } = load(LOCAL);
  expect(plan).toEqual({
    version: 1,
    name: 'plain-constant',
    seed: 4_711,
    target: {
      url: 'ws://127.0.0.1:9000',
      secure: false,
      host: '127.0.0.1',
      port: 9_000,
      path: '/',
      headers: [],
      subprotocols: [],
      tls: {
        serverName: '127.0.0.1',
        ca: null,
        minVersion: '1.2',
        maxVersion: '1.3',
        resumption: true,
        verify: true,
      },
      deflate: false,
      sourceAddresses: [],
    },
    platform: { name: 'plain', token: 'none', connectionLimit: 250 },
    profile: {
      name: 'constant',
      stages: [{ name: 'constant', target: 250, durationUs: 60 * S, shape: 'jump' }],
      untilThrottled: false,
      timeScale: 1,
    },
    pacing: {
      jitterUs: [100_000, 500_000],
      handshakesPerSecond: null,
      maxHandshakesInFlight: 1_000,
      redial: true,
      redialBackoffUs: [S, 30 * S],
    },
    messages: {
      mode: 'rate',
      perSecond: 1,
      bytes: 32,
      maxOutstanding: 65_536,
      samplesPerSecond: 0,
      replyTimeoutUs: 30 * S,
      verify: false,
    },
    keepAlive: { pingIntervalUs: 20 * S, pingTimeoutUs: 10 * S },
    flow: { ackWindow: 0, processingUs: 0, receiveBuffer: 1_000, highWater: 200 },
    deadlines: {
      dnsUs: 5 * S,
      tcpUs: 10 * S,
      tlsUs: 10 * S,
      upgradeUs: 10 * S,
      readyUs: 10 * S,
      closeUs: 5 * S,
      drainUs: 4 * S,
    },
    shard: { index: 0, count: 1, sharers: 1 },
  });
  expect(rest).toEqual({
    secrets: { tokens: [] },
    thresholds: [],
    workers: 'auto',
    output: {
      folder: 'runs',
      name: 'plain-constant',
      json: false,
      quiet: false,
      metricsPort: null,
      metricsHost: '127.0.0.1',
    },
    authorizedBy: null,
    notes: [],
  });
});

test('every word reaches its place', () => {
  const argv =
    '--url wss://127.0.0.1/p --limit 500 --connections 40 --subprotocol a --subprotocol b --deflate ' +
    '--source-address 127.0.0.2-127.0.0.3 --source-address 127.0.0.9 --tls-min 1.3 --tls-server-name x.example ' +
    '--no-tls-verify --no-tls-resumption --ca /ca.pem --handshake-rate 7.5 --max-handshakes-in-flight 9 --jitter 1ms-2ms ' +
    '--no-redial --message-rate max --message-bytes 100 --verify --ping-interval 3s --ping-timeout 2s --ack-window 7 ' +
    '--processing 5ms --receive-buffer 50 --high-water 20 --handshake-timeout 4s --close-timeout 1s --drain-timeout 2s ' +
    '--threshold churn<2% --threshold failed<1 --out here --name it --metrics-port 0 --metrics-host ::1 --json --quiet ' +
    '--workers 3 --seed 5 --ramp 10s --duration 30s --samples 20';
  const pem = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';
  const config = load([...argv.split(' '), '--header', 'X-A: 1'], { files: { '/ca.pem': pem } });
  const { plan } = config;
  expect(plan.target).toMatchObject({
    headers: [['X-A', '1']],
    subprotocols: ['a', 'b'],
    deflate: true,
    sourceAddresses: ['127.0.0.2', '127.0.0.3', '127.0.0.9'],
    tls: {
      serverName: 'x.example',
      ca: pem,
      minVersion: '1.3',
      maxVersion: '1.3',
      resumption: false,
      verify: false,
    },
  });
  expect(plan.platform.connectionLimit).toBe(500);
  expect(plan.profile.stages).toEqual([
    { name: 'ramp', target: 40, durationUs: 10 * S, shape: 'linear' },
    { name: 'constant', target: 40, durationUs: 20 * S, shape: 'jump' },
  ]);
  expect(plan.pacing).toMatchObject({
    jitterUs: [1_000, 2_000],
    handshakesPerSecond: 7.5,
    maxHandshakesInFlight: 9,
    redial: false,
  });
  expect(plan.messages).toEqual({
    mode: 'max',
    perSecond: 0,
    bytes: 100,
    maxOutstanding: 65_536,
    samplesPerSecond: 20,
    replyTimeoutUs: 30 * S,
    verify: true,
  });
  expect(plan.keepAlive).toEqual({ pingIntervalUs: 3 * S, pingTimeoutUs: 2 * S });
  expect(plan.flow).toEqual({ ackWindow: 7, processingUs: 5_000, receiveBuffer: 50, highWater: 20 });
  expect(plan.deadlines).toEqual({
    dnsUs: 4 * S,
    tcpUs: 4 * S,
    tlsUs: 4 * S,
    upgradeUs: 4 * S,
    readyUs: 4 * S,
    closeUs: S,
    drainUs: 2 * S,
  });
  expect([config.thresholds, config.workers, plan.seed]).toEqual([['churn<2%', 'failed<1'], 3, 5]);
  expect(config.output).toEqual({
    folder: 'here',
    name: 'it',
    json: true,
    quiet: true,
    metricsPort: 0,
    metricsHost: '::1',
  });
});

describe('connections', () => {
  const cases: [string, number, number][] = [
    ['--profile steady-state', 250, 150],
    ['--profile steady-state --limit 1000', 1_000, 600],
    ['--profile soak --limit 1000', 1_000, 900],
    ['--profile soak --limit 1000 --connections 5', 1_000, 5],
    ['--profile soak --connections 5', 5, 5],
    ['--limit 7', 7, 7],
    ['--connections 9', 9, 9],
  ];
  for (const [words, limit, peak] of cases) {
    test(`${words}: a limit of ${limit}, a peak of ${peak}`, () => {
      const { plan } = load([...LOCAL, ...words.split(' ')]);
      expect([plan.platform.connectionLimit, plan.profile.stages.at(-1)?.target]).toEqual([limit, peak]);
    });
  }

  test('percentages of stages are of the connections, else of the limit', () => {
    const file =
      'profile: { stages: [{ percent: 50, duration: 1s }, { target: 7, duration: 2s, shape: linear, name: n }] }';
    const targets = (...argv: string[]) => load([...LOCAL, ...argv], { file }).plan.profile.stages;
    expect(targets('--limit', '300')[0]?.target).toBe(150);
    expect(targets('--limit', '300', '--connections', '80')[0]?.target).toBe(40);
    expect(targets()).toEqual([
      { name: 'stage 1', target: 125, durationUs: S, shape: 'jump' },
      { name: 'n', target: 7, durationUs: 2 * S, shape: 'linear' },
    ]);
  });
});

describe('the nearer word wins', () => {
  const file =
    'seed: 1\nprofile: { name: ramp-up, connections: 10, increment: 5, interval: 1s }\nthresholds: [churn<2%]\n';

  test('flag over environment over file over preset', () => {
    const environment = { BUSYHOUR_SEED: '2', BUSYHOUR_CONNECTIONS: '20' };
    expect(load(LOCAL).plan.seed).toBe(4_711);
    expect(load(LOCAL, { file }).plan.seed).toBe(1);
    expect(load(LOCAL, { file, environment }).plan.seed).toBe(2);
    expect(load([...LOCAL, '--seed', '3'], { file, environment }).plan.seed).toBe(3);
    expect(load(LOCAL, { file, environment }).plan.platform.connectionLimit).toBe(20);
  });

  test('a list replaces a list', () => {
    const environment = { BUSYHOUR_THRESHOLD: 'failed<1, churn<9%' };
    expect(load(LOCAL, { file }).thresholds).toEqual(['churn<2%']);
    expect(load(LOCAL, { file, environment }).thresholds).toEqual(['failed<1', 'churn<9%']);
    expect(load([...LOCAL, '--threshold', 'failed<2'], { file, environment }).thresholds).toEqual([
      'failed<2',
    ]);
  });

  test('a profile by flag leaves aside what the file said for its own', () => {
    const { plan, notes } = load([...LOCAL, '--profile', 'soak'], { file });
    expect(plan.profile.stages.map((stage) => stage.target)).toEqual([10]);
    expect(notes).toEqual([
      'busyhour.yaml:2:55 profile.increment is left aside: it does not fit the profile soak: it holds one level',
      'busyhour.yaml:2:68 profile.interval is left aside: it does not fit the profile soak: it holds one level',
    ]);
  });

  test('a profile by flag replaces the stages of the file', () => {
    const stages = 'profile: { stages: [{ target: 3, duration: 1s }] }';
    const { plan, notes } = load([...LOCAL, '--profile', 'constant'], { file: stages });
    expect(plan.profile.name).toBe('constant');
    expect(notes).toEqual(['busyhour.yaml:1:20 profile.stages is left aside: --profile names the profile.']);
  });

  test('--interval over the file and over BUSYHOUR_INTERVAL_SECONDS, which is the same setting', () => {
    const environment = { BUSYHOUR_INTERVAL_SECONDS: '7' };
    const first = (...argv: string[]) =>
      load([...LOCAL, ...argv], { file, environment }).plan.profile.stages[0];
    expect(first()?.durationUs).toBe(7 * S);
    expect(first('--interval', '2s')?.durationUs).toBe(2 * S);
  });

  test('a near miss in the environment is pointed out, an empty variable is none', () => {
    const { notes } = load(LOCAL, {
      environment: { BUSYHOUR_SEDE: '5', BUSYHOUR_SEED: '', BUSYHOUR_OTHER_THING: 'x' },
    });
    expect(notes).toEqual(['"BUSYHOUR_SEDE" in the environment is not read; did you mean BUSYHOUR_SEED?']);
  });
});

describe('outside this machine', () => {
  test('there are caps, and a note that names them', () => {
    const { plan, authorizedBy, notes } = load(OUTSIDE);
    expect([plan.pacing.handshakesPerSecond, plan.pacing.maxHandshakesInFlight]).toEqual([50, 50]);
    expect(authorizedBy).toBe('Jane');
    expect(notes).toEqual([
      'the target is outside this machine: at most 50 handshakes a second and 50 under way; --handshake-rate and --max-handshakes-in-flight change that.',
    ]);
  });

  test('which words lift', () => {
    const { plan } = load([...OUTSIDE, '--handshake-rate', '200', '--max-handshakes-in-flight', '300']);
    expect([plan.pacing.handshakesPerSecond, plan.pacing.maxHandshakesInFlight]).toEqual([200, 300]);
    expect(load([...OUTSIDE, '--connections', '5000']).plan.profile.stages[0]?.target).toBe(5_000);
  });

  test("a vendor's ticket is asked for", () => {
    const at = (who: string) =>
      load(['--url', 'wss://x.pure.cloud/x', '--authorized', who]).notes.filter((note) =>
        note.includes('Genesys'),
      );
    expect(at('Jane')).toHaveLength(1);
    expect(at('Jane, ticket 4711')).toEqual([]);
  });
});

describe('the token', () => {
  const genesys = [...LOCAL, '--platform', 'genesys'];

  test('comes from the environment or, nearer, from a file', () => {
    const environment = { BUSYHOUR_TOKEN: ' tok-e ' };
    expect(load(genesys, { environment }).secrets).toEqual({ tokens: ['tok-e'] });
    const files = { '/home/user/t': 'tok-f\n' };
    const config = load([...genesys, '--token-file', 't', '--token-placement', 'frame'], {
      environment,
      files,
    });
    expect([config.secrets, config.plan.platform.token]).toEqual([{ tokens: ['tok-f'] }, 'frame']);
  });

  test('files named in the file start from its folder, others from the working directory', () => {
    const file = 'auth: { tokenFile: t }\nplatform: genesys\ntarget: { url: ws://127.0.0.1 }\n';
    const files = { '/etc/bh/run.yaml': file, '/etc/bh/t': 'near', '/home/user/t': 'far' };
    expect(load(['/etc/bh/run.yaml'], { files }).secrets.tokens).toEqual(['near']);
    expect(load(['/etc/bh/run.yaml', '--token-file', 't'], { files }).secrets.tokens).toEqual(['far']);
  });

  test('is not needed on this machine, is kept where nobody wants it, and each time a note says so', () => {
    expect(load(genesys).notes).toEqual([
      'no token is sent: BUSYHOUR_TOKEN is not set, and the target is this machine.',
    ]);
    const { secrets, notes } = load(LOCAL, { environment: { BUSYHOUR_TOKEN: 'tok' } });
    expect(secrets).toEqual({ tokens: [] });
    expect(notes).toEqual(['BUSYHOUR_TOKEN is set and not sent: the platform plain takes none.']);
  });

  test('is nowhere but in secrets', () => {
    const { secrets, ...rest } = load(genesys, { environment: { BUSYHOUR_TOKEN: 'tok-s3cret' } });
    expect(secrets.tokens).toEqual(['tok-s3cret']);
    expect(JSON.stringify(rest)).not.toContain('s3cret');
  });
});

describe('flow', () => {
  test('reading pauses at the ack window where that is lower than the preset', () => {
    const highWater = (...argv: string[]) =>
      load([...LOCAL, '--platform', 'genesys', ...argv]).plan.flow.highWater;
    expect(highWater()).toBe(50);
    expect(highWater('--ack-window', '150')).toBe(150);
    expect(highWater('--ack-window', '0')).toBe(200);
    expect(highWater('--receive-buffer', '20')).toBe(20);
    expect(highWater('--high-water', '120')).toBe(120);
  });
});

describe('messages', () => {
  const mode = (rate: string) => load([...LOCAL, '--message-rate', rate]).plan.messages;

  test('none, some, or as many as are answered', () => {
    expect([mode('0').mode, mode('0.5').mode, mode('max').mode]).toEqual(['none', 'rate', 'max']);
  });

  test('to a platform that answers none', () => {
    const silent = { ...plain, name: 'silent', answersMessages: false };
    const compiled = (flags: Record<string, string | number | boolean>) => {
      const words = new Words();
      words.addFlags({ values: flags, spellings: new Map(), broken: new Set() });
      const compilation = new Compilation(words);
      return {
        messages: compileMessages(compilation, silent),
        problems: compilation.problems.map(({ where, what }) => `${where}: ${what}`),
      };
    };
    expect(compiled({})).toEqual({
      messages: {
        mode: 'none',
        perSecond: 0,
        bytes: 32,
        maxOutstanding: 65_536,
        samplesPerSecond: 0,
        replyTimeoutUs: 30 * S,
        verify: false,
      },
      problems: [],
    });
    expect(compiled({ 'message-rate': 0 }).problems).toEqual([]);
    expect(compiled({ 'message-rate': 2 }).problems).toEqual([
      '--message-rate: the platform silent answers no messages',
    ]);
    expect(compiled({ 'message-rate': 'max' }).problems).toEqual([
      '--message-rate: max sends the next message when the last is answered, and the platform silent answers no messages',
    ]);
    expect(compiled({ verify: true }).problems).toEqual([
      '--verify: the platform silent answers no messages',
    ]);
    expect(compiled({ samples: 5 }).problems).toEqual(['--samples: the platform silent answers no messages']);
  });
});

test('large loads of loopback are spread over its addresses, where the system has them', () => {
  const sources = (argv: string[], os = 'linux') =>
    load([...argv, '--connections', '100000'], { os }).plan.target.sourceAddresses.length;
  expect(sources(LOCAL)).toBe(25);
  expect(sources(LOCAL, 'darwin')).toBe(0);
  expect(sources(['--url', 'ws://localhost:9000'])).toBe(0);
  expect(load([...LOCAL, '--connections', '100']).plan.target.sourceAddresses).toEqual([]);
});

test('deadlines of the file, phase by phase', () => {
  const file = 'deadlines: { handshake: 3s, tls: 1s, dns: 250ms }';
  expect(load(LOCAL, { file }).plan.deadlines).toMatchObject({
    dnsUs: 250_000,
    tcpUs: 3 * S,
    tlsUs: S,
    upgradeUs: 3 * S,
    readyUs: 3 * S,
  });
});

test('versions of TLS may be numbers in the file', () => {
  const file = 'target: { url: wss://127.0.0.1 }\ntls: { min: 1.3, max: "1.3" }';
  expect(load([], { file }).plan.target.tls).toMatchObject({ minVersion: '1.3', maxVersion: '1.3' });
});

test('TLS keys of the file give way to a ws:// address by flag', () => {
  const { notes } = load(LOCAL, { file: 'target: { url: wss://h }\ntls: { min: 1.3 }' });
  expect(notes).toEqual([
    'busyhour.yaml:2:13 tls.min is left aside: the address begins with ws://, which has no TLS',
  ]);
});

test('a seed is drawn below 2^32 where none is given', () => {
  const { seed } = load(LOCAL).plan;
  expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
});

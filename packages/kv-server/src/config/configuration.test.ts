import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { configurationHelp, readConfiguration, type Configuration } from './configuration.ts';
import { referenceTable } from './reference.test.support.ts';
import { configurationSchema } from './schema.ts';

interface Given {
  argv?: string[];
  env?: Record<string, string>;
  hostname?: string;
  files?: Record<string, string>;
}

function read({ argv = [], env = {}, hostname = 'host-1', files = {} }: Given = {}) {
  return readConfiguration({
    argv,
    env,
    hostname,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
      return text;
    },
  });
}

function good(given?: Given): Configuration {
  const result = read(given);
  if (!result.ok) throw new Error(result.mistakes.join('\n'));
  return result.configuration;
}

function mistakes(given: Given): readonly string[] {
  const result = read(given);
  return result.ok ? [] : result.mistakes;
}

describe('readConfiguration', () => {
  it('has a default for everything', () => {
    expect(good()).toMatchObject({
      nodeId: 'host-1',
      clusterId: 'seaworthy',
      members: new Map([['host-1', { host: '127.0.0.1', port: 7500 }]]),
      listenClients: { host: '127.0.0.1', port: 7400 },
      listenPeers: { host: '127.0.0.1', port: 7500 },
      advertiseClients: 'http://127.0.0.1:7400',
      dataDirectory: './data/host-1',
      secret: null,
      heartbeatMs: 100,
      electionTimeoutMs: 500,
      settings: { sessionTtlMs: 900_000 },
      maxLogMemoryBytes: 33_554_432,
      sync: 'group',
      segmentBytes: 16_777_216,
      preallocateBytes: 16_777_216,
      repair: false,
      scrubEveryMs: 21_600_000,
    });
  });

  it('takes flags over environment over file over defaults, and says who said what', () => {
    const given = {
      argv: ['--config', 'c.json', '--heartbeat-ms', '11'],
      env: {
        SEAWORTHY_HEARTBEAT_MS: '12',
        SEAWORTHY_KEEP_ENTRIES: '12',
        SEAWORTHY_CLUSTER_ID: '',
        PATH: '/bin',
      },
      files: {
        'c.json': '{"heartbeat-ms":13,"keep-entries":13,"snapshot-every-entries":13,"insecure":true}',
      },
    };
    expect(good(given)).toMatchObject({ heartbeatMs: 11, keepEntries: 12, snapshotEveryEntries: 13 });
    const result = read(given);
    expect(result.ok && result.effective).toMatchObject({
      'heartbeat-ms': { value: '11', from: 'flag --heartbeat-ms' },
      'keep-entries': { value: '12', from: 'environment variable SEAWORTHY_KEEP_ENTRIES' },
      'snapshot-every-entries': { value: 13, from: '"snapshot-every-entries" in c.json' },
      'cluster-id': { value: 'seaworthy', from: 'default' },
    });
  });

  it('reads how data is stored, and derives what depends on other options', () => {
    const cluster = '--cluster=host-1=a:1,n2=b:1';
    expect(good({ argv: [cluster, '--segment-bytes=4096'] })).toMatchObject({
      repair: true,
      segmentBytes: 4096,
      preallocateBytes: 4096,
    });
    expect(
      good({
        argv: [cluster, '--repair=false', '--preallocate-bytes', '0'],
        env: { SEAWORTHY_SYNC: 'each', SEAWORTHY_SCRUB_EVERY_MS: '0' },
        files: { c: '{"max-log-memory-bytes":1048576}' },
      }),
    ).toMatchObject({ repair: false, preallocateBytes: 0, sync: 'each', scrubEveryMs: 0 });
    const files = { c: '{"max-log-memory-bytes":1048576,"repair":false,"sync":"none"}' };
    expect(good({ argv: ['--config=c'], files })).toMatchObject({
      maxLogMemoryBytes: 1_048_576,
      sync: 'none',
    });
  });

  it('leaves the variables of the other programs alone', () => {
    expect(good({ env: { SEAWORTHY_ENDPOINTS: 'one:7400' } }).nodeId).toBe('host-1');
  });

  it('names the file by the environment too', () => {
    expect(good({ env: { SEAWORTHY_CONFIG: 'c' }, files: { c: '{"node-id":"n9"}' } }).nodeId).toBe('n9');
  });

  it('reads a cluster, and derives the address for clients from it', () => {
    const cluster = 'n1=one:7500,n2=[::1]:7501';
    const argv = ['--node-id=n1', `--cluster=${cluster}`, '--listen-clients=0.0.0.0:7400', '--insecure'];
    expect(good({ argv })).toMatchObject({
      members: new Map([
        ['n1', { host: 'one', port: 7500 }],
        ['n2', { host: '::1', port: 7501 }],
      ]),
      advertiseClients: 'http://one:7400',
    });
    expect(good({ argv: [...argv, '--advertise-clients', 'https://kv.example:9/'] }).advertiseClients).toBe(
      'https://kv.example:9',
    );
  });

  it('reads the secret from its file', () => {
    const files = { s: '0123456789abcdef\n', short: 'abc' };
    expect(good({ argv: ['--secret-file', 's', '--listen-peers', '0.0.0.0:1'], files }).secret).toBe(
      '0123456789abcdef',
    );
    expect(mistakes({ argv: ['--secret-file', 'short'], files })).toEqual([
      expect.stringMatching(/^secret-file: expected at least 16 bytes/),
    ]);
    expect(mistakes({ argv: ['--secret-file', 'none'] })).toEqual([
      expect.stringMatching(/^secret-file: .*ENOENT/),
    ]);
  });

  it.each<[string, Given, RegExp]>([
    ['an unknown flag', { argv: ['--nod-id', 'x'] }, /^--nod-id: there is no such flag/],
    ['an unknown flag with a value', { argv: ['--nod-id=x'] }, /^--nod-id: there is no such flag/],
    ['a word', { argv: ['start'] }, /^"start": expected a flag/],
    ['a flag without its value', { argv: ['--node-id'] }, /^--node-id: expected a value after it/],
    [
      'an unknown name in the file',
      { argv: ['--config=c'], files: { c: '{"nod":1}' } },
      /^"nod" in c: there is no such/,
    ],
    [
      'a file within a file',
      { argv: ['--config=c'], files: { c: '{"config":"d"}' } },
      /^"config" in c: there is no such/,
    ],
    ['a file that is not JSON', { argv: ['--config=c'], files: { c: '{' } }, /^c: expected JSON/],
    ['a file that is a list', { argv: ['--config=c'], files: { c: '[]' } }, /^c: expected a JSON object/],
    [
      'a file that is not there',
      { argv: ['--config=c'] },
      /^config: expected a file that can be read.*ENOENT/,
    ],
    [
      'a bad name of a node',
      { argv: ['--node-id=a b'] },
      /^node-id: expected 1 to 63.* got "a b" \(flag --node-id\)/,
    ],
    ['a host name that names no node', { hostname: '-x' }, /^node-id: .* got "-x" \(default\)/],
    [
      'an address without a port',
      { argv: ['--listen-clients=localhost'] },
      /^listen-clients: expected host:port/,
    ],
    [
      'a port beyond 65535',
      { argv: ['--listen-peers=127.0.0.1:70000'] },
      /^listen-peers: expected host:port/,
    ],
    ['a cluster that is no list', { argv: ['--cluster=n1'] }, /^cluster: expected ID=host:port/],
    ['a node twice', { argv: ['--cluster=a=h:1,a=h:2'] }, /^cluster: expected ID=host:port/],
    [
      'an address twice',
      { argv: ['--cluster=a=h:1,b=h:1'] },
      /^cluster: expected .*every id and address once/,
    ],
    [
      'a cluster without this node',
      { argv: ['--node-id=x', '--cluster=a=h:1'] },
      /^cluster: expected this node, x, among the members, got a/,
    ],
    [
      'a number that is none',
      { env: { SEAWORTHY_HEARTBEAT_MS: 'fast' } },
      /^heartbeat-ms: expected a whole number from 10 to 60000, got "fast" \(environment variable SEAWORTHY_HEARTBEAT_MS\)/,
    ],
    [
      'a fraction',
      { argv: ['--config=c'], files: { c: '{"heartbeat-ms":99.5}' } },
      /^heartbeat-ms: expected a whole number/,
    ],
    ['a number out of bounds', { argv: ['--heartbeat-ms=1'] }, /^heartbeat-ms: expected .* from 10/],
    [
      'an election without patience',
      { argv: ['--election-timeout-ms=150'] },
      /^election-timeout-ms: expected at least twice/,
    ],
    [
      'frames too small for a request',
      { argv: ['--max-frame-bytes=2000'] },
      /^max-frame-bytes: expected room/,
    ],
    ['a level that is none', { argv: ['--log-level=loud'] }, /^log-level: expected one of trace/],
    ['a way to sync that is none', { argv: ['--sync=maybe'] }, /^sync: expected one of group, each, none/],
    [
      'segments that hold nothing',
      { argv: ['--segment-bytes=512'] },
      /^segment-bytes: expected a whole number from 4096/,
    ],
    [
      'a look after more than a timer holds',
      { env: { SEAWORTHY_SCRUB_EVERY_MS: '2147483648' } },
      /^scrub-every-ms: expected a whole number from 0 to 2147483647/,
    ],
    [
      'repair where there is nobody to get anything from',
      { argv: ['--repair', 'true'] },
      /^repair: expected other nodes in the cluster .* \(flag --repair\)/,
    ],
    ['neither true nor false', { env: { SEAWORTHY_INSECURE: 'maybe' } }, /^insecure: expected true or false/],
    ['a URL that is none', { argv: ['--advertise-clients=ftp://x'] }, /^advertise-clients: expected a URL/],
    [
      'open to the network',
      { argv: ['--listen-clients=0.0.0.0:1'] },
      /^listen-clients: expected an address of this machine alone.*--insecure/,
    ],
    [
      'peers open to the network',
      { argv: ['--listen-peers=[::]:1'] },
      /^listen-peers: expected an address of this machine/,
    ],
  ])('refuses %s', (_name, given, expected) => {
    expect(mistakes(given)).toEqual([expect.stringMatching(expected)]);
  });

  it('tells all mistakes at once', () => {
    const found = mistakes({
      argv: ['--what', '--heartbeat-ms=0', '--cluster=a=h:1', '--node-id=b'],
      env: { SEAWORTHY_ODD: '1', SEAWORTHY_LOG_FORMAT: 'xml' },
    });
    expect(found.map((mistake) => mistake.split(':')[0])).toEqual([
      '--what',
      'heartbeat-ms',
      'log-format',
      'cluster',
      'environment variable SEAWORTHY_ODD',
    ]);
  });

  it('warns of a variable that is no option, as orchestrators set some of their own', () => {
    const result = read({ env: { SEAWORTHY_SERVICE_HOST: '127.0.0.1' } });
    expect(result.ok && result.warnings).toEqual([
      'environment variable SEAWORTHY_SERVICE_HOST: there is no such option; --help lists all',
    ]);
  });
});

describe('configurationHelp', () => {
  it('lists every option', () => {
    const help = configurationHelp();
    for (const name of Object.keys(configurationSchema.shape)) expect(help).toContain(`--${name}`);
    expect(help).toContain('--config <file>');
    expect(help).toContain('(default: 127.0.0.1:7400)');
  });
});

describe('the README', () => {
  it('lists every option as it is', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => line.startsWith('| `--'))
        .map((line) => line.replaceAll(/ +/g, ' '));
    expect(rows(readme)).toEqual(rows(referenceTable()));
  });
});

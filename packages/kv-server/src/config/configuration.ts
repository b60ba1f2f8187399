import type { NodeId } from '@seaworthy/core';
import type { Limits } from '@seaworthy/client/wire';

import { INITIAL_SETTINGS, type Settings } from '../state/settings.ts';
import { formatAddress, isLoopback, isWildcard, type Address } from './address.ts';
import {
  check,
  commandFor,
  described,
  describeSource,
  factsOf,
  readEnvironment,
  readFileText,
  readFlags,
  type Given,
  type Mistake,
  type Source,
} from './option-reader.ts';
import { path, type Members } from './option-types.ts';
import { configurationSchema, type OptionName, type Options } from './schema.ts';

const ENVIRONMENT_PREFIX = 'SEAWORTHY_';
/** What the command-line client and the chaos runner read; it may well be set where a server runs. */
const FOREIGN_VARIABLES: ReadonlySet<string> = new Set([
  'SEAWORTHY_ENDPOINTS',
  'SEAWORTHY_CLOCK_FILE',
  'SEAWORTHY_PARENT',
]);
const MIN_SECRET_BYTES = 16;
/** What a frame holds besides one key and two values, which is all that one request can need. */
const FRAME_OVERHEAD_BYTES = 64;

/** A checked configuration of a server. */
export interface Configuration {
  readonly nodeId: NodeId;
  readonly clusterId: string;
  readonly members: Members;
  readonly listenClients: Address;
  readonly listenPeers: Address;
  readonly advertiseClients: string;
  readonly dataDirectory: string;
  readonly secret: string | null;
  readonly heartbeatMs: number;
  readonly electionTimeoutMs: number;
  readonly snapshotEveryEntries: number;
  readonly keepEntries: number;
  readonly maxLogMemoryBytes: number;
  readonly sync: Options['sync'];
  readonly segmentBytes: number;
  readonly preallocateBytes: number;
  readonly repair: boolean;
  readonly scrubEveryMs: number;
  readonly limits: Limits;
  readonly maxConnections: number;
  readonly settings: Settings;
  readonly logLevel: Options['log-level'];
  readonly logFormat: Options['log-format'];
}

/** Where a configuration is read from. */
export interface ConfigurationInput {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  /** Reads a whole text file. Throws if it cannot. */
  readonly readFile: (path: string) => string;
}

export type ConfigurationResult =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      /** Every option's value as text, and who said so. */
      readonly effective: Readonly<Record<string, { readonly value: unknown; readonly from: string }>>;
      /** What was ignored, and may have been meant. */
      readonly warnings: readonly Mistake[];
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

const { shape } = configurationSchema;
/** The file itself can be named by a flag or the environment, but not within a file. */
const fileShape = {
  config: described(path(), {
    description: 'JSON file with options',
    placeholder: 'file',
    defaultText: 'none',
  }),
  ...shape,
};

/** Reads flags over environment over file over defaults, and finds all mistakes at once. */
export function readConfiguration(input: ConfigurationInput): ConfigurationResult {
  const mistakes: Mistake[] = [];
  const warnings: Mistake[] = [];
  const command = commandFor('seaworthy-server', '', fileShape);
  const flags = readFlags(command, fileShape, input.argv, mistakes);
  const environment = readEnvironment(ENVIRONMENT_PREFIX, fileShape, input.env, warnings, FOREIGN_VARIABLES);
  const file = readConfigurationFile(flags.get('config') ?? environment.get('config'), input, mistakes);
  const reading = new Reading([flags, environment, file], mistakes);
  readAll(reading, input.hostname);
  checkTogether(reading);
  const secret = readSecret(reading, input);
  requireSecurity(reading);
  if (mistakes.length > 0) return { ok: false, mistakes: [...mistakes, ...warnings] };
  // Every option has a default, so without a mistake every one has a value, but for the secret.
  const configuration = toConfiguration(reading.values as Options, secret);
  return { ok: true, configuration, effective: reading.effective, warnings };
}

function readConfigurationFile(
  given: Given | undefined,
  { readFile }: ConfigurationInput,
  mistakes: Mistake[],
): Map<string, Given> {
  if (given === undefined) return new Map();
  const file = check('config', fileShape.config, given, mistakes);
  if (typeof file !== 'string') return new Map();
  try {
    return readFileText(file, readFile(file), shape, mistakes);
  } catch (error) {
    mistakes.push(
      `config: expected a file that can be read: ${reasonOf(error)} (${describeSource(given.source)})`,
    );
    return new Map();
  }
}

/** Looks options up in all sources, in order of precedence. */
class Reading {
  readonly values: Partial<Options> = {};
  readonly effective: Record<string, { value: unknown; from: string }> = {};
  readonly #mistakes: Mistake[];
  readonly #sources: readonly ReadonlyMap<string, Given>[];

  constructor(sources: readonly ReadonlyMap<string, Given>[], mistakes: Mistake[]) {
    this.#sources = sources;
    this.#mistakes = mistakes;
  }

  /** Reads one option; what nobody gave is `derived`, or the schema's default. */
  read(name: OptionName, derived?: string): void {
    const given = this.#find(name) ?? {
      value: derived ?? factsOf(shape[name]).default,
      source: { kind: 'default' },
    };
    if (given.value === undefined) return;
    this.effective[name] = { value: given.value, from: describeSource(given.source) };
    const value = check(name, shape[name], given, this.#mistakes);
    if (value !== undefined) Object.assign(this.values, { [name]: value });
  }

  complain(name: OptionName, what: string): void {
    const source: Source = this.#find(name)?.source ?? { kind: 'default' };
    this.#mistakes.push(`${name}: ${what} (${describeSource(source)})`);
  }

  #find(name: OptionName): Given | undefined {
    return this.#sources.find((source) => source.has(name))?.get(name);
  }
}

/** Reads every option, those first that the defaults of others are derived from. */
function readAll(reading: Reading, hostname: string): void {
  const { values } = reading;
  reading.read('node-id', hostname);
  reading.read('listen-clients');
  reading.read('listen-peers');
  const nodeId = values['node-id'];
  const [clients, peers] = [values['listen-clients'], values['listen-peers']];
  reading.read('cluster', nodeId && peers && `${nodeId}=${formatAddress(peers)}`);
  reading.read('advertise-clients', clients && derivedUrl(clients, nodeId && values.cluster?.get(nodeId)));
  reading.read('data-dir', nodeId && `./data/${nodeId}`);
  reading.read('repair', values.cluster && String(values.cluster.size > 1));
  reading.read('segment-bytes');
  reading.read('preallocate-bytes', values['segment-bytes']?.toString());
  const early = new Set<string>([
    'node-id',
    'listen-clients',
    'listen-peers',
    'cluster',
    'advertise-clients',
    'data-dir',
    'repair',
    'segment-bytes',
    'preallocate-bytes',
  ]);
  for (const name of Object.keys(shape) as OptionName[]) if (!early.has(name)) reading.read(name);
}

/** The URL of a server that listens at `listen`, at the host that its peers know it by if it listens everywhere. */
function derivedUrl({ host, port }: Address, self: Address | undefined): string {
  return `http://${formatAddress({ host: isWildcard(host) && self !== undefined ? self.host : host, port })}`;
}

function checkTogether(reading: Reading): void {
  const { values } = reading;
  const { cluster, 'node-id': nodeId } = values;
  if (nodeId !== undefined && cluster?.has(nodeId) === false)
    reading.complain(
      'cluster',
      `expected this node, ${nodeId}, among the members, got ${[...cluster.keys()].join(', ')}`,
    );
  if (values.repair === true && cluster?.size === 1)
    reading.complain('repair', 'expected other nodes in the cluster to get from what is damaged, got none');
  const { 'heartbeat-ms': heartbeat, 'election-timeout-ms': election } = values;
  if (heartbeat !== undefined && election !== undefined && election < 2 * heartbeat)
    reading.complain(
      'election-timeout-ms',
      `expected at least twice heartbeat-ms, which is ${heartbeat}, got ${election}`,
    );
  const { 'max-key-bytes': key, 'max-value-bytes': value, 'max-frame-bytes': frame } = values;
  if (key === undefined || value === undefined || frame === undefined) return;
  const needed = key + 2 * value + FRAME_OVERHEAD_BYTES;
  if (frame < needed)
    reading.complain(
      'max-frame-bytes',
      `expected room for a key and two values, ${needed} bytes, got ${frame}`,
    );
}

function readSecret(reading: Reading, { readFile }: ConfigurationInput): string | null {
  const file = reading.values['secret-file'];
  if (file === undefined) return null;
  try {
    const secret = readFile(file).trim();
    if (Buffer.byteLength(secret) >= MIN_SECRET_BYTES) return secret;
    reading.complain(
      'secret-file',
      `expected at least ${MIN_SECRET_BYTES} bytes in ${file}, without spaces at the ends`,
    );
  } catch (error) {
    reading.complain('secret-file', `expected a file that can be read: ${reasonOf(error)}`);
  }
  return null;
}

function requireSecurity(reading: Reading): void {
  const { values } = reading;
  if (values.insecure !== false || values['secret-file'] !== undefined) return;
  for (const name of ['listen-clients', 'listen-peers'] as const) {
    const address = values[name];
    if (address !== undefined && !isLoopback(address.host))
      reading.complain(
        name,
        `expected an address of this machine alone, got ${formatAddress(address)}: whoever reaches it can read and ` +
          'change everything. Give the nodes a --secret-file, or say --insecure if the network is trusted',
      );
  }
}

function toConfiguration(options: Options, secret: string | null): Configuration {
  return {
    nodeId: options['node-id'],
    clusterId: options['cluster-id'],
    members: options.cluster,
    listenClients: options['listen-clients'],
    listenPeers: options['listen-peers'],
    advertiseClients: options['advertise-clients'],
    dataDirectory: options['data-dir'],
    secret,
    heartbeatMs: options['heartbeat-ms'],
    electionTimeoutMs: options['election-timeout-ms'],
    snapshotEveryEntries: options['snapshot-every-entries'],
    keepEntries: options['keep-entries'],
    maxLogMemoryBytes: options['max-log-memory-bytes'],
    sync: options.sync,
    segmentBytes: options['segment-bytes'],
    preallocateBytes: options['preallocate-bytes'],
    repair: options.repair,
    scrubEveryMs: options['scrub-every-ms'],
    limits: {
      keyBytes: options['max-key-bytes'],
      valueBytes: options['max-value-bytes'],
      frameBytes: options['max-frame-bytes'],
      inFlight: options['max-in-flight'],
    },
    maxConnections: options['max-connections'],
    settings: {
      ...INITIAL_SETTINGS,
      valueBytes: options['max-value-bytes'],
      sessionTtlMs: options['session-ttl-ms'],
      maxSessions: options['max-sessions'],
    },
    logLevel: options['log-level'],
    logFormat: options['log-format'],
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The help of `seaworthy-server run`. */
export function configurationHelp(): string {
  const command = commandFor('seaworthy-server run', 'Runs one node of a cluster until it is told to stop.', {
    ...fileShape,
    'print-config': described(path(), {
      description: 'Print every option, its value and who said so; then exit',
    }),
    version: described(path(), { description: 'Print the version and exit' }),
    help: described(path(), { description: 'Print this and exit' }),
  });
  return `${command.helpInformation()}
Flags go over environment variables (${ENVIRONMENT_PREFIX}NODE_ID for --node-id), these over the file, this over defaults.
`;
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { ChaosError } from '../errors.ts';

/** What a node says about itself when it is asked. */
export interface NodeStatus {
  readonly node: string;
  readonly role: string;
  /** 0 for a system without terms. */
  readonly term: number;
  readonly leader?: string;
  /** What the node's own clocks showed when it answered, in milliseconds. */
  readonly clock?: { readonly wallMs: number; readonly monotonicMs: number };
}

/** Where one node of a cluster lives: everything that its command line has to say. Addresses are `host:port`. */
export interface NodeContext {
  readonly id: string;
  readonly clusterId: string;
  /** Where the node itself listens. */
  readonly listenClients: string;
  readonly listenPeers: string;
  /** How clients reach it, such as `http://127.0.0.1:17401`. */
  readonly clientUrl: string;
  /** Where this node finds every node, itself included. What it finds for the others may be a proxy. */
  readonly peers: ReadonlyMap<string, string>;
  /** Survives kills and restarts. */
  readonly dataDir: string;
}

export interface NodeCommand {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** An image to run, or what to build one from. */
export type ContainerImage =
  | { readonly name: string }
  | { readonly dockerfile: string; readonly context: string; readonly target: string };

/** How a system runs in a container. */
export interface ContainerSpec {
  /** Must contain Node.js, and iptables if links are to be cut. */
  readonly image: ContainerImage;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly dataDir: string;
  command(context: NodeContext): NodeCommand;
}

/** Anything that can be started as a cluster and asked who leads it. */
export interface SystemUnderTest {
  readonly name: string;
  /** A follower that hears nothing for this long starts an election; clock skews are sized by it. */
  readonly electionTimeoutMs: number;
  /** `node`: a program for Node.js, whose clocks a preloaded module can set. `native`: anything else. */
  readonly runtime: 'node' | 'native';
  /** The command that starts a node as a process of this computer. Throws {@link ChaosError} if it is not there. */
  command(context: NodeContext): NodeCommand;
  /** Missing if it cannot run in a container. */
  readonly container?: ContainerSpec;
  /** Asks the node at `clientUrl`; rejects if it does not answer. */
  status(clientUrl: string, signal: AbortSignal): Promise<NodeStatus>;
}

const statusSchema = z.object({
  node: z.string(),
  role: z.string(),
  term: z.number().int().nonnegative().default(0),
  leader: z.string().nullish(),
  clock: z.object({ wallMs: z.number(), monotonicMs: z.number() }).nullish(),
});

/** Reads `GET /v1/status`, as Seaworthy's servers answer it. */
export async function httpStatus(clientUrl: string, signal: AbortSignal): Promise<NodeStatus> {
  const response = await fetch(new URL('/v1/status', clientUrl), { signal });
  const parsed = statusSchema.safeParse(await response.json());
  if (!parsed.success) {
    const problem = z.prettifyError(parsed.error);
    throw new ChaosError('environment_failed', `${clientUrl}/v1/status is not a status: ${problem}`);
  }
  const { leader, clock, ...rest } = parsed.data;
  return { ...rest, ...(leader ? { leader } : {}), ...(clock ? { clock } : {}) };
}

export interface SeaworthyServerOptions {
  /** Default 500. */
  readonly electionTimeoutMs?: number;
  /** Default 100. */
  readonly heartbeatMs?: number;
  /** The program to start instead of the packaged daemon. */
  readonly program?: string;
  /** More flags, as the daemon reads them. */
  readonly flags?: readonly string[];
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The daemon of `@seaworthy/kv-server`. */
export function seaworthyServer(options: SeaworthyServerOptions = {}): SystemUnderTest {
  const { electionTimeoutMs = 500, heartbeatMs = 100, flags: more = [], env = {} } = options;
  const flags = (context: NodeContext): readonly string[] => [
    ...['--node-id', context.id],
    ...['--cluster-id', context.clusterId],
    ...['--cluster', [...context.peers].map(([id, address]) => `${id}=${address}`).join(',')],
    ...['--listen-clients', context.listenClients],
    ...['--listen-peers', context.listenPeers],
    ...['--advertise-clients', context.clientUrl],
    ...['--data-dir', context.dataDir],
    ...['--election-timeout-ms', String(electionTimeoutMs)],
    ...['--heartbeat-ms', String(heartbeatMs)],
    ...['--log-format', 'json'],
    '--insecure',
    ...more,
  ];
  const repository = repositoryRoot();
  return {
    name: 'seaworthy-server',
    electionTimeoutMs,
    runtime: 'node',
    command: (context) => ({
      argv: [process.execPath, options.program ?? packagedServer(), ...flags(context)],
      env,
    }),
    ...(repository === undefined || options.program !== undefined
      ? {}
      : {
          container: {
            image: {
              dockerfile: join(repository, 'docker', 'Dockerfile'),
              context: repository,
              target: 'chaos',
            },
            clientPort: 7400,
            peerPort: 7500,
            dataDir: '/data',
            command: (context) => ({
              argv: ['node', '/opt/seaworthy/seaworthy-server.mjs', ...flags(context)],
              env,
            }),
          },
        }),
    status: httpStatus,
  };
}

/** The directory of `@seaworthy/kv-server`, wherever it is installed. */
function serverPackage(): string {
  return dirname(createRequire(import.meta.url).resolve('@seaworthy/kv-server/package.json'));
}

function packagedServer(): string {
  const root = serverPackage();
  const programs = [join(root, 'bundle', 'seaworthy-server.mjs'), join(root, 'dist', 'cli.js')];
  const found = programs.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new ChaosError('environment_unavailable', `expected the server at ${programs.join(' or ')}`);
}

/** Where the Dockerfile and the bundled server are: only in a checkout of the repository. */
function repositoryRoot(): string | undefined {
  const root = join(serverPackage(), '..', '..');
  return existsSync(join(root, 'docker', 'Dockerfile')) ? root : undefined;
}

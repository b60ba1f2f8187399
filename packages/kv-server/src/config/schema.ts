import { DEFAULT_LIMITS } from '@seaworthy/client/wire';
import { z } from 'zod';

import { DEFAULT_SCRUB_EVERY_MS } from '../server/server-options.ts';
import { INITIAL_SETTINGS } from '../state/settings.ts';
import { described } from './option-reader.ts';
import {
  address,
  members,
  nodeIdentifier,
  oneOf,
  path,
  textLike,
  truth,
  webUrl,
  wholeNumber,
} from './option-types.ts';

const MIB = 1_048_576;
/** What a timer can hold, in milliseconds: 24 days. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Every option of a server, once: flags, environment, file, help and reference are all made from this. */
export const configurationSchema = z.strictObject({
  'node-id': described(nodeIdentifier(), {
    description: 'Name of this node, unique in its cluster',
    placeholder: 'id',
    defaultText: "the machine's host name",
  }),
  'cluster-id': described(textLike(/^[!-~]{1,128}$/, '1 to 128 visible ASCII characters'), {
    description: 'Name of the cluster; nodes and data of another are refused',
    placeholder: 'id',
    default: 'seaworthy',
  }),
  cluster: described(members(), {
    description: 'All nodes and where they listen for each other: id=host:port,…',
    placeholder: 'members',
    defaultText: 'this node alone',
  }),
  'listen-clients': described(address(), {
    description: 'Where clients connect: HTTP and WebSocket',
    placeholder: 'host:port',
    default: '127.0.0.1:7400',
  }),
  'listen-peers': described(address(), {
    description: 'Where the other nodes connect',
    placeholder: 'host:port',
    default: '127.0.0.1:7500',
  }),
  'advertise-clients': described(webUrl(), {
    description: 'URL at which clients reach this node',
    placeholder: 'url',
    defaultText:
      "from --listen-clients; its port at this node's host in --cluster where it listens everywhere",
  }),
  'data-dir': described(path(), {
    description: 'Directory of this node alone',
    placeholder: 'path',
    defaultText: './data/<node-id>',
  }),
  'secret-file': described(path(), {
    description: 'File with the secret that nodes of the cluster share',
    placeholder: 'path',
    defaultText: 'none',
  }),
  insecure: described(truth(), {
    description: 'Listen beyond this machine without a secret',
    default: false,
  }),
  'heartbeat-ms': described(wholeNumber(10, 60_000), {
    description: 'Milliseconds between heartbeats of a leader',
    placeholder: 'ms',
    default: 100,
  }),
  'election-timeout-ms': described(wholeNumber(30, 600_000), {
    description: 'Milliseconds without a leader, up to twice as many by chance, before a node campaigns',
    placeholder: 'ms',
    default: 500,
  }),
  'snapshot-every-entries': described(wholeNumber(10, 1_000_000_000), {
    description: 'At most so many log entries between two snapshots',
    placeholder: 'n',
    default: 1_000_000,
  }),
  'keep-entries': described(wholeNumber(0, 1_000_000_000), {
    description: 'Log entries kept behind a snapshot for nodes that are a little late',
    placeholder: 'n',
    default: 1000,
  }),
  'max-log-memory-bytes': described(wholeNumber(MIB, 65_536 * MIB), {
    description:
      'Bytes of the log kept in memory, about; older entries are read from disk for nodes far behind',
    placeholder: 'bytes',
    default: 32 * MIB,
  }),
  sync: described(oneOf('group', 'each', 'none'), {
    description:
      'What makes writes durable: one sync for all that wait, one for each, or nothing (a power cut may lose anything)',
    placeholder: 'mode',
    default: 'group',
  }),
  'segment-bytes': described(wholeNumber(4096, 1024 * MIB), {
    description: 'Size of a new file of the log',
    placeholder: 'bytes',
    default: 16 * MIB,
  }),
  'preallocate-bytes': described(wholeNumber(0, 1024 * MIB), {
    description:
      'Bytes of files of the log made ready before they are needed, which shows early that the disk is full',
    placeholder: 'bytes',
    defaultText: 'one file',
  }),
  repair: described(truth(), {
    description: 'Go on without what is damaged on the disk, and get it from the other nodes',
    placeholder: 'true or false',
    defaultText: '`true` where there are other nodes',
  }),
  'scrub-every-ms': described(wholeNumber(0, MAX_DELAY_MS), {
    description: 'Milliseconds between two looks at all that is stored for damage; 0 for never',
    placeholder: 'ms',
    default: DEFAULT_SCRUB_EVERY_MS,
  }),
  'max-key-bytes': described(wholeNumber(1, 65_536), {
    description: 'Longest key',
    placeholder: 'bytes',
    default: DEFAULT_LIMITS.keyBytes,
  }),
  'max-value-bytes': described(wholeNumber(1, 4 * MIB), {
    description: 'Largest value; replicated, so that of the leader holds',
    placeholder: 'bytes',
    default: INITIAL_SETTINGS.valueBytes,
  }),
  'max-frame-bytes': described(wholeNumber(1024, 64 * MIB), {
    description: 'Largest WebSocket frame or HTTP body of a client',
    placeholder: 'bytes',
    default: DEFAULT_LIMITS.frameBytes,
  }),
  'max-in-flight': described(wholeNumber(1, 1_000_000), {
    description: 'Requests of one connection that may wait for their answers',
    placeholder: 'n',
    default: DEFAULT_LIMITS.inFlight,
  }),
  'max-connections': described(wholeNumber(1, 1_000_000), {
    description: 'Connections of clients',
    placeholder: 'n',
    default: 10_000,
  }),
  'max-sessions': described(wholeNumber(1, 1_000_000), {
    description: 'Sessions; beyond, the one used least recently ends. Replicated',
    placeholder: 'n',
    default: INITIAL_SETTINGS.maxSessions,
  }),
  'session-ttl-ms': described(wholeNumber(1000, 31_536_000_000), {
    description: 'A session that is not used for this long ends. Replicated',
    placeholder: 'ms',
    default: INITIAL_SETTINGS.sessionTtlMs,
  }),
  'log-level': described(oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), {
    description: 'Least severe lines that are logged',
    placeholder: 'level',
    default: 'info',
  }),
  'log-format': described(oneOf('json', 'pretty'), {
    description: 'One JSON object per line, or text for people',
    placeholder: 'format',
    default: 'json',
  }),
});

export type Options = z.output<typeof configurationSchema>;
export type OptionName = keyof Options;

import type { Clock, NodeEvent } from '@seaworthy/core';
import { destination, pino, type DestinationStream, type Logger } from 'pino';

import type { Configuration } from '../config/configuration.ts';
import { prettyLine } from './pretty-line.ts';

const STDOUT = 1;

/**
 * A logger to standard output. Lines are written before the call returns, so that a process that is killed has said
 * everything that it did.
 */
export function createLogger(
  { nodeId, logLevel, logFormat }: Pick<Configuration, 'nodeId' | 'logLevel' | 'logFormat'>,
  clock: Clock,
): Logger {
  const stdout = destination({ dest: STDOUT, sync: true });
  const pretty: DestinationStream = { write: (line) => void stdout.write(prettyLine(line)) };
  return pino(
    {
      level: logLevel,
      base: { node: nodeId },
      timestamp: () => `,"time":${Math.round(clock.wallNow())}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    logFormat === 'json' ? stdout : pretty,
  );
}

/** One line for everything that happens to a node; whoever checks Raft's invariants from outside reads these. */
export function logEvent(logger: Logger, clock: Clock, event: NodeEvent): void {
  const fields = {
    mono: clock.monotonicNow(),
    event: event.type === 'failed' ? describeFailure(event.error) : event,
  };
  if (event.type === 'failed') logger.error(fields, 'raft');
  else if (event.type === 'progress') logger.debug(fields, 'raft');
  else logger.info(fields, 'raft');
}

function describeFailure(error: Error): Record<string, unknown> {
  return { type: 'failed', error: error.message, ...('code' in error ? { code: error.code } : {}) };
}

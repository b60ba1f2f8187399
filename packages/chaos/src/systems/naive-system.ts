import { fileURLToPath } from 'node:url';

import { httpStatus, type SystemUnderTest } from '../environment/system.ts';

/** The program as it was built, be this module the source or its build. */
const PROGRAM = fileURLToPath(new URL('../../dist/systems/naive-server.js', import.meta.url));

/** See {@link NaiveNode}: what a store looks like that a run of this package must call invalid. */
export function naiveSystem(): SystemUnderTest {
  return {
    name: 'naive-replication',
    electionTimeoutMs: 600,
    runtime: 'node',
    command: ({ id, listenClients, listenPeers, peers }) => ({
      argv: [
        process.execPath,
        PROGRAM,
        ...['--node-id', id],
        ...['--listen-clients', listenClients],
        ...['--listen-peers', listenPeers],
        ...['--cluster', [...peers].map(([peer, address]) => `${peer}=${address}`).join(',')],
      ],
    }),
    status: httpStatus,
  };
}

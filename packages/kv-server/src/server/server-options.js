import { nodeId, systemClock, systemRandom } from '@seaworthy/core';
import { DEFAULT_LIMITS } from '@seaworthy/client/wire';
import { INITIAL_SETTINGS } from '../state/settings.js';
const ANY_LOCAL = { host: '127.0.0.1', port: 0 };
const DEFAULT_MAX_CONNECTIONS = 10_000;
export function completeOptions(options) {
  const limits = options.limits ?? DEFAULT_LIMITS;
  return {
    clusterId: 'seaworthy',
    listenClients: ANY_LOCAL,
    listenPeers: ANY_LOCAL,
    secret: null,
    maxConnections: DEFAULT_MAX_CONNECTIONS,
    settings: { ...INITIAL_SETTINGS, valueBytes: limits.valueBytes },
    clock: systemClock,
    random: systemRandom,
    onEvent: () => undefined,
    onWarning: () => undefined,
    onFailure: () => undefined,
    ...options,
    limits,
    id: nodeId(options.nodeId),
  };
}
//# sourceMappingURL=server-options.js.map

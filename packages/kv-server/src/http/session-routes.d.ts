import type { KvService } from '../service/kv-service.ts';
import type { Api } from './api.ts';
/** The routes of sessions. */
export declare function addSessionRoutes(api: Api, service: KvService): void;
//# sourceMappingURL=session-routes.d.ts.map

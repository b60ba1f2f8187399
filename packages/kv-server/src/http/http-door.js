import { VERSION } from '../version.js';
import { Api } from './api.js';
import { addKvRoutes } from './kv-routes.js';
import { addOperationsRoutes } from './operations-routes.js';
import { addSessionRoutes } from './session-routes.js';
/** The HTTP door as a Hono application. */
export function createHttpDoor({ service, operations, onInternal }) {
  const api = new Api();
  addKvRoutes(api, service);
  addSessionRoutes(api, service);
  addOperationsRoutes(api, operations);
  api.add(
    {
      method: 'get',
      path: '/openapi.json',
      summary: 'This description',
      responses: { 200: { description: 'OpenAPI 3.1' } },
    },
    () => Response.json(describe(api)),
  );
  api.finish(onInternal);
  return api.app;
}
function describe({ app }) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Seaworthy', version: VERSION, description: 'A linearizable key-value store on Raft.' },
  });
}
//# sourceMappingURL=http-door.js.map

import { z } from '@hono/zod-openapi';
import { HttpError } from './http-error.js';
import { readinessAnswer, statusAnswer } from './schemas.js';
const verbose = z.object({ verbose: z.string().optional().openapi({ description: 'Lists the checks.' }) });
const statusQuery = z.object({ hash: z.enum(['true', 'false']).optional() });
/** The routes of the people who run servers. */
export function addOperationsRoutes(api, operations) {
  api.add(
    {
      method: 'get',
      path: '/v1/status',
      summary: 'The node at a glance',
      request: { query: statusQuery },
      responses: {
        200: { description: 'Status', content: { 'application/json': { schema: statusAnswer } } },
      },
    },
    ({ req }) => {
      const status = operations.status(req.query('hash') === 'true');
      if (status === null) throw new HttpError('not_ready', 'this server is still recovering its data');
      return Response.json(status);
    },
  );
  addHealthRoute(api, '/livez', 'Whether the process works', () => operations.liveness());
  addHealthRoute(api, '/readyz', 'Whether requests can be served', () => operations.readiness());
  api.add(
    {
      method: 'get',
      path: '/metrics',
      summary: 'Metrics for Prometheus',
      responses: { 200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } } },
    },
    async () =>
      new Response(await operations.metrics(), {
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      }),
  );
}
function addHealthRoute(api, path, summary, look) {
  api.add(
    {
      method: 'get',
      path,
      summary,
      request: { query: verbose },
      responses: {
        200: { description: 'Yes', content: { 'application/json': { schema: readinessAnswer } } },
      },
    },
    ({ req }) => {
      const checks = look();
      const details = req.query('verbose') === undefined ? {} : { checks };
      const failed = checks.filter((check) => !check.ok);
      if (failed.length === 0) return Response.json({ ready: true, ...details });
      const reasons = failed.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
      throw new HttpError('not_ready', reasons, { details: { ready: false, ...details } });
    },
  );
}
//# sourceMappingURL=operations-routes.js.map

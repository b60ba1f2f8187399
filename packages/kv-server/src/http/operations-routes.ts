import { z } from '@hono/zod-openapi';

import type { Api } from './api.ts';
import { HttpError } from './http-error.ts';
import { readinessAnswer, statusAnswer, type ServerStatus } from './schemas.ts';

/** One of the conditions under which a server is alive or ready. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, for people. */
  readonly detail: string;
}

/** What a server tells about itself. */
export interface Operations {
  /** Null while the node recovers. */
  status(withHash: boolean): ServerStatus | null;
  /** Whether the process works; nothing here depends on other nodes, or a partition would get healthy ones restarted. */
  liveness(): readonly Check[];
  readiness(): readonly Check[];
  /** Metrics in the text format of Prometheus. */
  metrics(): Promise<string>;
}

const verbose = z.object({ verbose: z.string().optional().openapi({ description: 'Lists the checks.' }) });
const statusQuery = z.object({ hash: z.enum(['true', 'false']).optional() });

/** The routes of the people who run servers. */
export function addOperationsRoutes(api: Api, operations: Operations): void {
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

function addHealthRoute(api: Api, path: string, summary: string, look: () => readonly Check[]): void {
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

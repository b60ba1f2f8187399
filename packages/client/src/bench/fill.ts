import { drain, reportProgress, type LoadContext } from './context.ts';
import { Engine } from './engine.ts';
import { fillOperations } from './operations.ts';
import { closedLoop } from './pacing.ts';
import { Recorder } from './recorder.ts';

const IN_FLIGHT = 512;

/** Puts every key once; how many seconds it took. Rejects with the first error, for the load would miss that key. */
export async function fill(context: LoadContext): Promise<number> {
  const { plan, connections, clock, meter, aborted } = context;
  const startedAt = clock.monotonicNow();
  const recorder = new Recorder(startedAt, meter, false);
  const failures: unknown[] = [];
  const engine = new Engine({
    connections,
    inFlight: Math.max(IN_FLIGHT, connections.length),
    clock,
    pacing: closedLoop,
    operations: fillOperations(plan),
    observer: {
      onStart: () => undefined,
      onDone: (intendedAt, endedAt, error) => {
        recorder.onDone(intendedAt, endedAt, error);
        if (error === null) return;
        failures.push(error);
        engine.stop();
      },
    },
  });
  const stopReports = reportProgress(context, 'fill', 0, recorder);
  engine.start();
  await Promise.race([engine.quiet, aborted]);
  await drain(context, engine);
  stopReports();
  if (failures.length > 0) throw failures[0];
  return (clock.monotonicNow() - startedAt) / 1000;
}

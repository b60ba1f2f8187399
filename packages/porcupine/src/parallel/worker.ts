import { parentPort, workerData } from 'node:worker_threads';
import { check } from '../check.ts';
import { ModelError } from '../errors.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { importModel } from './import-model.ts';
import { commonTime } from './protocol.ts';
import type { Answer, Job } from './protocol.ts';
import { Stopper } from './stopper.ts';

const job = workerData as Job;
const model = await importModel(job.reference);
parentPort!.postMessage(answer());

function answer(): Answer {
  try {
    return checkShare();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { message, operation } = error;
    const cause = error.cause instanceof Error ? error.cause : String(error.cause);
    return { type: 'model error', message, cause, operation };
  }
}

function checkShare(): Answer {
  const { partitions, options, deadline } = job;
  const share = Object.create(model, { partition: { value: () => partitions } }) as Model<
    unknown,
    unknown,
    unknown
  >;
  const stopper = new Stopper(job);
  const { partitions: results, stats } = check(operationsOf(job), share, {
    ...options,
    timeLimit: Math.max(0, deadline - commonTime()),
    signal: stopper as Pick<AbortSignal, 'aborted'> as AbortSignal,
    onProgress: (progress) => {
      stopper.follow(progress);
      parentPort!.postMessage({ type: 'progress', progress } satisfies Answer);
    },
  });
  return { type: 'done', findings: results.map(({ operations: _, ...finding }) => finding), stats };
}

/** A partition may share operations with another one. */
function operationsOf({ partitions }: Job): readonly Operation<unknown, unknown>[] {
  const byId = new Map<number, Operation<unknown, unknown>>();
  for (const { operations } of partitions)
    for (const operation of operations) byId.set(operation.id, operation);
  return [...byId.values()];
}

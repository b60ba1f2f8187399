import { KvWorkload } from './kv-workload.ts';
import { RegisterWorkload } from './register-workload.ts';
import type { Workload, WorkloadName, WorkloadOptions } from './workload.ts';

export const WORKLOAD_NAMES: readonly WorkloadName[] = ['kv', 'register'];

export function makeWorkload(name: WorkloadName, options: WorkloadOptions): Workload {
  switch (name) {
    case 'kv':
      return new KvWorkload(options);
    case 'register':
      return new RegisterWorkload(options);
  }
}

/**
 * A file system in memory that loses, tears, fails and rots on demand; for testing what is built on
 * `@seaworthy/storage-fs`, or on its `FileSystem` port.
 *
 * @packageDocumentation
 */
export { FaultPlan, type Fault, type FileOperation, type Step } from './fault-plan.ts';
export { SimulatedFileSystem, type SimulatedFileSystemOptions } from './simulated-file-system.ts';
export { SECTOR_BYTES, type Survival } from './simulated-file.ts';
export type { Damage, DamageOptions } from './damage.ts';

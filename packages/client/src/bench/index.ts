/**
 * Load for a cluster, or for anything to compare it with, and what it comes to.
 *
 * @packageDocumentation
 */
export {
  OPERATION_KINDS,
  type Done,
  type LoadConnection,
  type LoadTarget,
  type Operation,
  type OperationKind,
} from './target.ts';

import type { StackStatus } from '@aws-sdk/client-cloudformation'

/** Statuses in which a stack can be deleted. */
export const deletable: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_FAILED',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'REVIEW_IN_PROGRESS',
]

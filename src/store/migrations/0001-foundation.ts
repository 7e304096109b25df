import { changeLog } from './0001-foundation/change-log.ts'
import { cloudformation } from './0001-foundation/cloudformation.ts'
import { cognito } from './0001-foundation/cognito.ts'
import { gateway } from './0001-foundation/gateway.ts'
import { iam } from './0001-foundation/iam.ts'
import { installation } from './0001-foundation/installation.ts'
import { kms } from './0001-foundation/kms.ts'
import { logs } from './0001-foundation/logs.ts'
import { s3 } from './0001-foundation/s3.ts'
import { secretsmanager } from './0001-foundation/secretsmanager.ts'
import { ssm } from './0001-foundation/ssm.ts'
import type { Migration } from './index.ts'

/** The tables of the first release, one file per domain. */
export const foundation: Migration = {
  version: 1,
  name: 'foundation',
  statements: [
    ...installation,
    ...changeLog,
    ...cognito,
    ...gateway,
    ...cloudformation,
    ...iam,
    ...kms,
    ...logs,
    ...s3,
    ...secretsmanager,
    ...ssm,
  ],
}

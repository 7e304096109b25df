import type { ServiceRoles } from '../../cloudformation/cloudformation.ts'
import type { Ground } from '../ground.ts'
import { createRecall } from '../../iam/access/recall-caller.ts'
import type { Iam } from '../../iam/iam.ts'
import { operations as iamOperations } from '../../iam/operations/index.ts'
import { permissionOf as iamPermission } from '../../iam/permissions.ts'
import { assumeServiceRole } from '../../iam/roles/service-role.ts'
import type { IamStore } from '../../iam/store.ts'
import { operations as stsOperations } from '../../iam/sts/operations/index.ts'
import type { Clock } from '../../ports/clock.ts'
import { iamStore } from '../../store/iam/store.ts'
import { loadModel } from '../../wire/model.ts'
import type { RecallCaller } from '../../wire/access.ts'
import type { Service } from '../../wire/service.ts'

export interface Identities {
  readonly iam: Service
  readonly sts: Service
  /** What CloudFormation may do for a stack that has a role. */
  readonly serviceRoles: ServiceRoles
  /** Whoever asked for work on a stack that is taken up later. */
  readonly recallCaller: RecallCaller
}

export function composeIdentities({ runtime, database, vault }: Ground): Identities {
  const { random, clock, accountId, access } = runtime
  const store = iamStore(database)
  const dependencies = { store, random, vault }
  return {
    iam: iamService(dependencies),
    sts: stsService(dependencies),
    serviceRoles: cloudFormationRoles({ store, accountId }, clock),
    // Where signatures are not verified, nobody's permissions count, nor those of who called when they were.
    recallCaller: access ? createRecall({ store, accountId }, clock) : async () => undefined,
  }
}

/** CloudTrail names CloudFormation as the source of the calls that it makes, and the session after itself. */
export function cloudFormationRoles(
  account: { readonly store: IamStore; readonly accountId: string },
  clock: Clock,
): ServiceRoles {
  const service = 'cloudformation.amazonaws.com'
  return {
    assume: (roleArn, region, { isSecure = false }) =>
      assumeServiceRole(
        account,
        roleArn,
        { service, sessionName: 'AWSCloudFormation' },
        { now: clock.now(), region, sourceIp: service, isSecure },
      ),
  }
}

function iamService(dependencies: Iam): Service {
  return {
    get model() {
      return loadModel('iam')
    },
    operations: iamOperations,
    dependencies,
    permissionOf: (name, input, call) => iamPermission(name, input, { ...call, store: dependencies.store }),
    invalidCode: 'ValidationError',
    internalCode: 'ServiceFailureException',
  }
}

function stsService(dependencies: Iam): Service {
  return {
    get model() {
      return loadModel('sts')
    },
    operations: stsOperations,
    dependencies,
    // GetCallerIdentity needs no permission, and AssumeRole what the role's trust policy leaves open.
    permissionOf: () => undefined,
    invalidCode: 'ValidationError',
    internalCode: 'InternalFailure',
  }
}

import type { Ground } from '../ground.ts'
import type { Iam } from '../../iam/iam.ts'
import { operations as iamOperations } from '../../iam/operations/index.ts'
import { permissionOf as iamPermission } from '../../iam/permissions.ts'
import { operations as stsOperations } from '../../iam/sts/operations/index.ts'
import { iamStore } from '../../store/iam.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

export interface Identities {
  readonly iam: Service
  readonly sts: Service
}

export function composeIdentities({ runtime: { random }, database, vault }: Ground): Identities {
  const dependencies = { store: iamStore(database), random, vault }
  return { iam: iamService(dependencies), sts: stsService(dependencies) }
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

import type { Ground } from '../ground.ts'
import type { Kms } from '../../kms/kms.ts'
import { operations as kmsOperations } from '../../kms/operations/index.ts'
import { permissionOf as kmsPermission } from '../../kms/permissions.ts'
import { keyStore } from '../../store/kms.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

/** The Key Management Service. */
export function composeKeys({ database, vault, runtime: { random } }: Ground): Service {
  return kmsService({ store: keyStore(database), vault, random })
}

export function kmsService(dependencies: Kms): Service {
  return {
    get model() {
      return loadModel('kms')
    },
    operations: kmsOperations,
    dependencies,
    permissionOf: (operation, input, call) => kmsPermission(operation, input, { ...call, store: dependencies.store }),
    invalidCode: 'ValidationException',
    internalCode: 'KMSInternalException',
  }
}

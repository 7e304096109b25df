import type { Ground } from '../ground.ts'
import type { KmsClient } from '../../kms/service.ts'
import { operations as ssmOperations } from '../../ssm/operations/index.ts'
import { permissionOf as ssmPermission } from '../../ssm/permissions.ts'
import type { Ssm } from '../../ssm/ssm.ts'
import { parameterStore } from '../../store/ssm.ts'
import { loadModel } from '../../wire/model.ts'
import { inProcessClient, type Service } from '../../wire/service.ts'

/** Parameter Store. @param keys the Key Management Service */
export function composeParameters({ database, vault }: Ground, keys: Service): Service {
  return ssmService({
    store: parameterStore(database),
    vault,
    keysFor: (call) => inProcessClient<KmsClient>(keys, () => call),
  })
}

export function ssmService(dependencies: Ssm): Service {
  return {
    get model() {
      return loadModel('ssm')
    },
    operations: ssmOperations,
    dependencies,
    permissionOf: ssmPermission,
    invalidCode: 'ValidationException',
    internalCode: 'InternalServerError',
  }
}

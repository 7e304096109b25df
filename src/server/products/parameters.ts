import type { Ground } from '../ground.ts'
import { operations as ssmOperations } from '../../ssm/operations/index.ts'
import { permissionOf as ssmPermission } from '../../ssm/permissions.ts'
import type { Ssm } from '../../ssm/ssm.ts'
import { parameterStore } from '../../store/ssm.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

/** Parameter Store. */
export function composeParameters({ database }: Ground): Service {
  return ssmService({ store: parameterStore(database) })
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

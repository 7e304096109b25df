import type { Ground } from '../ground.ts'
import type { Logs } from '../../logs/logs.ts'
import { operations as logsOperations } from '../../logs/operations/index.ts'
import { permissionOf as logsPermission } from '../../logs/permissions.ts'
import type { LogStore } from '../../logs/store.ts'
import { logStore } from '../../store/logs.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

export interface LogGroups {
  readonly service: Service
  readonly store: LogStore
}

export function composeLogGroups({ runtime: { random }, database }: Ground): LogGroups {
  const store = logStore(database)
  return { service: logsService({ store, random }), store }
}

export function logsService(dependencies: Logs): Service {
  return {
    get model() {
      return loadModel('logs')
    },
    operations: logsOperations,
    dependencies,
    permissionOf: logsPermission,
    invalidCode: 'InvalidParameterException',
    internalCode: 'ServiceUnavailableException',
  }
}

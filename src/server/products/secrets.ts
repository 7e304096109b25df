import type { Ground } from '../ground.ts'
import type { KmsClient } from '../../kms/service.ts'
import { operations as secretOperations } from '../../secretsmanager/operations/index.ts'
import { permissionOf as secretPermission } from '../../secretsmanager/permissions.ts'
import type { SecretsManager } from '../../secretsmanager/secretsmanager.ts'
import { secretStore } from '../../store/secretsmanager.ts'
import { loadModel } from '../../wire/model.ts'
import { inProcessClient, type Service } from '../../wire/service.ts'

/** Secrets Manager. @param keys the Key Management Service */
export function composeSecrets({ database, vault, runtime: { random } }: Ground, keys: Service): Service {
  return secretsService({
    store: secretStore(database),
    vault,
    random,
    keysFor: (call) => inProcessClient<KmsClient>(keys, () => call),
    mostSecrets: 500_000,
  })
}

export function secretsService(dependencies: SecretsManager): Service {
  return {
    get model() {
      return loadModel('secretsmanager')
    },
    operations: secretOperations,
    dependencies,
    permissionOf: (operation, input, call) =>
      secretPermission(operation, input, { ...call, store: dependencies.store }),
    invalidCode: 'ValidationException',
    internalCode: 'InternalServiceError',
  }
}

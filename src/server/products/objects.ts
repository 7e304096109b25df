import type { Ground } from '../ground.ts'
import { operations as s3Operations } from '../../s3/operations/index.ts'
import { permissionOf as s3Permission } from '../../s3/permissions.ts'
import type { S3 } from '../../s3/s3.ts'
import { objectStore } from '../../store/s3.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

export function composeObjects({ runtime: { random }, database, vault }: Ground): Service {
  return s3Service({ store: objectStore(database), random, vault })
}

export function s3Service(dependencies: S3): Service {
  return {
    get model() {
      return loadModel('s3')
    },
    operations: s3Operations,
    dependencies,
    permissionOf: (name, input) => s3Permission(name, input, dependencies),
    invalidCode: 'InvalidRequest',
    internalCode: 'InternalError',
  }
}

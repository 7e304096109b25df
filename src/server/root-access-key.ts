import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RootAccessKey } from '../iam/access/access.ts'
import { newId } from '../iam/users/users.ts'
import type { Random } from '../ports/random.ts'
import { DataDirectoryError } from '../store/data-directory.ts'
import { writePrivateFile } from '../store/private-file.ts'

/** A credentials file of the AWS CLI and SDKs (`AWS_SHARED_CREDENTIALS_FILE`). */
const rootCredentialsFile = 'root-credentials'

/** The root key of a data directory, made on first use (mode 0600). */
export function openRootAccessKey(dataDir: string, random: Random): RootAccessKey {
  const file = join(dataDir, rootCredentialsFile)
  if (!existsSync(file)) {
    const key = { accessKeyId: newId({ random }, 'AKIA'), secretAccessKey: random.bytes(30).toString('base64') }
    writePrivateFile(
      file,
      `[default]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
    )
    return key
  }
  const text = readFileSync(file, 'utf8')
  const [, accessKeyId] = /^aws_access_key_id *= *(\S+)$/m.exec(text) ?? []
  const [, secretAccessKey] = /^aws_secret_access_key *= *(\S+)$/m.exec(text) ?? []
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new DataDirectoryError(
      `${file} must hold aws_access_key_id and aws_secret_access_key; remove it to have a new key made`,
    )
  return { accessKeyId, secretAccessKey }
}

/** The root key alone. */
export function secretOfOnly({ accessKeyId, secretAccessKey }: RootAccessKey) {
  return (wanted: string): string | undefined => (wanted === accessKeyId ? secretAccessKey : undefined)
}

/** In development a key is its own secret (`test` and `test`), unless it is of the form that IAM and STS give keys. */
export function ownSecret(accessKeyId: string): string | undefined {
  return /^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId) ? undefined : accessKeyId
}

/** What the log says of keys and signatures that are neither. */
export const adviceOnKeys =
  'in development, sign with a key that is its own secret (AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test), or with one that CreateAccessKey or AssumeRole of this server gave'

import { readFileSync } from 'node:fs'
import type { S3Client } from '../s3/service.ts'
import type { SsmClient } from '../ssm/service.ts'
import { ApiError } from '../wire/operation.ts'
import type { Asset, AssemblyStack } from './cloud-assembly.ts'
import { CommandError } from './command.ts'

/** Where a bootstrapped environment keeps things. */
export interface Environment {
  readonly s3: S3Client
  readonly ssm: SsmClient
  readonly region: string
  readonly accountId: string
}

/**
 * Puts what a stack of an assembly needs where its template looks for it: files into buckets, which are made, and the
 * version of the bootstrap, unless `cdk bootstrap` has been here. Assets are named after their content, so those that are
 * there stay.
 */
export async function publishAssets(
  { assets, bootstrap }: Pick<AssemblyStack, 'assets' | 'bootstrap'>,
  environment: Environment,
): Promise<void> {
  const { ssm } = environment
  if (bootstrap && !(await exists(() => ssm.GetParameter({ Name: bootstrap.parameter }))))
    await ssm.PutParameter({ Name: bootstrap.parameter, Type: 'String', Value: String(bootstrap.version) })
  for (const asset of assets) await publish(asset, environment)
}

async function publish({ file, content, bucket, key }: Asset, environment: Environment): Promise<void> {
  const { s3 } = environment
  const [Bucket, Key] = [fillIn(bucket, environment), fillIn(key, environment)]
  if (await exists(() => s3.HeadObject({ Bucket, Key }))) return
  if (!(await exists(() => s3.HeadBucket({ Bucket })))) await s3.CreateBucket({ Bucket })
  try {
    await s3.PutObject({ Bucket, Key, Body: content === undefined ? readFileSync(file) : Buffer.from(content) })
  } catch (error) {
    throw new CommandError(
      `the asset ${file} cannot be uploaded: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** What the CDK leaves open for the environment that an asset goes to. */
function fillIn(name: string, { region, accountId }: Environment): string {
  return name
    .replaceAll('${AWS::AccountId}', accountId)
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::Partition}', 'aws')
}

async function exists(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look()
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}

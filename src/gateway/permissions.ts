import type { Permission } from '../wire/access.ts'
import type { OperationModel } from '../wire/model.ts'
import type { CallContext } from '../wire/operation.ts'

/**
 * What an operation needs to be allowed: API Gateway's actions are HTTP methods and its resources are the paths of its own
 * API (Service Authorization Reference, "Amazon API Gateway Management V2").
 */
export function permissionOf(
  { http }: OperationModel,
  input: Readonly<Record<string, unknown>>,
  { region }: CallContext,
): Permission {
  const path = http.requestUri
    .replace(/^\/v2(?=\/)/, '')
    .replace(/\{([\w-]+)\+?\}/g, (_label, name: string) => labelOf(name, input))
  return { action: `apigateway:${http.method}`, resource: `arn:aws:apigateway:${region}::${path}` }
}

/** A label's value: `{apiId}` is the member ApiId. The ARN in the path of tags is escaped there. */
function labelOf(label: string, input: Readonly<Record<string, unknown>>): string {
  const isArn = label === 'resource-arn'
  const value = input[isArn ? 'ResourceArn' : `${label.charAt(0).toUpperCase()}${label.slice(1)}`]
  if (typeof value !== 'string') return ''
  return isArn ? encodeURIComponent(value) : value
}

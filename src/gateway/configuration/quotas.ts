import type { Fails } from '../../wire/operation.ts'

/** AWS page "Quotas for configuring and running an HTTP API in API Gateway": the defaults. */
export const quotas = {
  APIs: 600,
  Routes: 300,
  Integrations: 300,
  Authorizers: 10,
  Stages: 10,
  'Authorization Scopes': 10,
  Audiences: 50,
  'Stage Variables': 100,
  'Custom Domain Names': 120,
  'Multi-level API mappings': 200,
  Tags: 50,
  'VPC Links': 10,
  Subnets: 10,
} as const

/** What a quota is counted in, as the refusal says it. */
type Scope = 'account' | 'API' | 'route' | 'authorizer' | 'stage' | 'resource' | 'domain name' | 'VPC link'

/** Refuses to have `count` of something. The words are those AWS was seen to use for integrations. */
export function checkQuota(
  context: Fails<'BadRequestException'>,
  what: keyof typeof quotas,
  count: number,
  scope: Scope,
): void {
  if (count > quotas[what])
    context.fail(
      'BadRequestException',
      `Maximum number of ${what} for this ${scope} has been reached. Please contact AWS if you need additional ${what}.`,
      { detail: `the quota is ${quotas[what]}` },
    )
}

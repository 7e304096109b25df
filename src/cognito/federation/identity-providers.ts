import type { IdentityProviderType, IdentityProviderTypeType } from '@aws-sdk/client-cognito-identity-provider'
import { openJson, type Vault } from '../../ports/vault.ts'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { IdentityProviderRecord, IdentityProviderStore } from '../identity-provider-store.ts'
import { isDeveloperOnly } from '../pools/attribute-schema.ts'
import type { PoolRecord } from '../store.ts'
import { schemaOf } from '../users/user-attributes.ts'
import type { ProviderDetails } from './provider-details.ts'

type Finds = Fails<'ResourceNotFoundException'> & {
  readonly store: Pick<IdentityProviderStore, 'findIdentityProvider'>
}

/** The identity provider of a pool that an operation names. Refuses with ResourceNotFoundException. */
export async function requireIdentityProvider(
  context: Finds,
  pool: PoolRecord,
  name: string,
): Promise<IdentityProviderRecord> {
  const provider = isStorable(name) ? await context.store.findIdentityProvider(pool.id, name) : undefined
  return provider ?? refuseMissingIdentityProvider(context, name)
}

export function refuseMissingIdentityProvider(context: Fails<'ResourceNotFoundException'>, name: string): never {
  return context.fail('ResourceNotFoundException', `Identity provider ${name} does not exist.`)
}

/** No name holds a NUL, which PostgreSQL would choke on. */
function isStorable(name: string): boolean {
  return !name.includes('\0')
}

/** Refuses providers that a client is to support and its pool does not have; COGNITO is the pool itself. */
export async function checkSupportedProviders(
  context: Fails<'InvalidParameterException'> & { readonly store: Pick<IdentityProviderStore, 'findIdentityProvider'> },
  pool: PoolRecord,
  names: readonly string[] = [],
): Promise<void> {
  for (const name of names)
    if (name !== 'COGNITO' && !(isStorable(name) && (await context.store.findIdentityProvider(pool.id, name))))
      context.fail('InvalidParameterException', `The provider ${name} does not exist for User Pool ${pool.id}.`)
}

/** Types that a pool has one provider of at most, which has the type's name. */
const social: readonly string[] = ['Facebook', 'Google', 'LoginWithAmazon', 'SignInWithApple']

export function isSocial(type: IdentityProviderTypeType): boolean {
  return social.includes(type)
}

/** Refuses a name that does not fit the type, with the text of aws-cli issue 3179, and one that means the pool itself. */
export function checkProviderName(
  context: Fails<'InvalidParameterException'>,
  name: string,
  type: IdentityProviderTypeType,
): void {
  const fits = isSocial(type) ? name === type : !social.includes(name)
  if (!fits || /^cognito$/i.test(name))
    context.fail('InvalidParameterException', `Provider ${name} cannot be of type ${type}.`)
}

/** The attribute of the provider that tells its users apart, where it is not said in the assertion itself. */
const subjects: Readonly<Record<string, string | undefined>> = {
  OIDC: 'sub',
  Google: 'sub',
  SignInWithApple: 'sub',
  Facebook: 'id',
  LoginWithAmazon: 'user_id',
}

/**
 * An attribute mapping with that of `username`, which is fixed for all but SAML. Refuses with InvalidParameterException
 * attributes that the pool does not have, or has for developers only, with the text of aws-cli issue 9729.
 */
export function readAttributeMapping(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  type: IdentityProviderTypeType,
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const mappable = schemaOf(pool).flatMap(({ Name }) => (isDeveloperOnly(Name) ? [] : [Name]))
  const invalid = Object.entries(given).filter(
    ([name, source]) => source === '' || (name !== 'username' && (name === 'sub' || !mappable.includes(name))),
  )
  if (invalid.length > 0)
    context.fail(
      'InvalidParameterException',
      `AttributeMapping contains invalid mapping: [${invalid.map(([name]) => name).join(', ')}]`,
    )
  const subject = subjects[type]
  return { ...given, ...(subject !== undefined && { username: subject }) }
}

export function readIdentifiers(
  context: Fails<'InvalidParameterException'>,
  identifiers: readonly string[] = [],
): readonly string[] {
  const repeated = identifiers.find((each, index) => identifiers.indexOf(each) < index)
  if (repeated !== undefined) context.fail('InvalidParameterException', `The identifier ${repeated} is given twice.`)
  return identifiers
}

export function refuseTakenIdentifier(context: Fails<'InvalidParameterException'>, poolId: string): never {
  return context.fail(
    'InvalidParameterException',
    `One of IdpIdentifiers is another identity provider's of user pool ${poolId}.`,
  )
}

function purposeOf({ poolId, name }: Pick<IdentityProviderRecord, 'poolId' | 'name'>): string {
  return `identity-provider/${poolId}/${name}`
}

export function sealDetails(
  vault: Vault,
  provider: Pick<IdentityProviderRecord, 'poolId' | 'name'>,
  details: ProviderDetails,
): Uint8Array {
  return vault.seal(JSON.stringify(details), purposeOf(provider))
}

/** The details of a provider in clear, secrets included. */
export function openDetails(vault: Vault, provider: IdentityProviderRecord): ProviderDetails {
  const opened = openJson(vault, provider.sealedDetails, purposeOf(provider))
  if (typeof opened !== 'object' || opened === null) throw new Error(`the details of ${provider.name} cannot be opened`)
  return Object.fromEntries(Object.entries(opened).map(([name, value]) => [name, String(value)]))
}

/** An identity provider as the API shows it: with its client secret, without its private key. */
export function describeIdentityProvider(
  vault: Vault,
  provider: IdentityProviderRecord,
): Defined<IdentityProviderType> {
  const { private_key: _, ...ProviderDetails } = openDetails(vault, provider)
  return {
    UserPoolId: provider.poolId,
    ProviderName: provider.name,
    ProviderType: provider.type,
    ProviderDetails,
    AttributeMapping: provider.attributeMapping,
    ...(provider.identifiers.length > 0 && { IdpIdentifiers: [...provider.identifiers] }),
    LastModifiedDate: provider.modifiedAt,
    CreationDate: provider.createdAt,
  }
}

import type { Defined, Fails } from '../../wire/operation.ts'
import type { ProviderUserIdentifierType } from '@aws-sdk/client-cognito-identity-provider'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { isSocial } from './identity-providers.ts'

/** A user as AdminLinkProviderForUser and AdminDisableProviderForUser name one, whole. */
export interface ProviderUser {
  readonly providerName: string
  readonly attributeName: string
  readonly attributeValue: string
}

/** What stands for the pool itself among providers. */
export const nativeProvider = 'Cognito'
/** What stands for the subject among the attributes of a provider. */
export const subjectAttribute = 'Cognito_Subject'

type Refuses = Fails<'InvalidParameterException'>

/** Longest names and values; a subject has 255 characters at most (OpenID Connect Core section 2). */
const longest = { name: 128, value: 255 }

/**
 * Reads how a call names a user. Refuses with InvalidParameterException what does not name one.
 * @param what the member of the call, for texts
 * @param attributeName what counts when the call names no attribute, where none is needed
 */
export function readProviderUser(
  context: Refuses,
  what: 'DestinationUser' | 'SourceUser' | 'User',
  given: Defined<ProviderUserIdentifierType>,
  attributeName?: string,
): ProviderUser {
  const { ProviderName: providerName = '', ProviderAttributeValue: attributeValue = '' } = given
  const name = given.ProviderAttributeName ?? attributeName ?? ''
  const refuse = (reason: string): never => context.fail('InvalidParameterException', `Invalid ${what}: ${reason}`)
  if (providerName === '') refuse('ProviderName must be given.')
  if (name === '') refuse('ProviderAttributeName must be given.')
  if (attributeValue === '') refuse('ProviderAttributeValue must be given.')
  if (name.length > longest.name || attributeValue.length > longest.value || /\0/.test(name + attributeValue))
    refuse(`an attribute has a name of at most ${longest.name} characters and a value of at most ${longest.value}.`)
  return { providerName, attributeName: name, attributeValue }
}

/** Users of social providers are known by their subjects alone. */
export function checkSubject(
  context: Refuses,
  what: 'SourceUser' | 'User',
  provider: IdentityProviderRecord,
  user: ProviderUser,
): void {
  if (isSocial(provider.type) && user.attributeName !== subjectAttribute)
    context.fail(
      'InvalidParameterException',
      `Invalid ${what}: ProviderAttributeName must be ${subjectAttribute} for providers of type ${provider.type}.`,
    )
}

/** The username of the profile that a first sign-in by a provider makes. */
export function federatedUsername({ providerName, attributeValue }: ProviderUser): string {
  return `${providerName}_${attributeValue}`
}

import type { TermsType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { BrandingStore, TermsRecord } from '../branding-store.ts'
import type { PoolRecord } from '../store.ts'

/** The terms of a pool that an operation names. Refuses with ResourceNotFoundException. */
export async function requireTerms(
  context: Fails<'ResourceNotFoundException'> & { readonly store: Pick<BrandingStore, 'findTerms'> },
  pool: PoolRecord,
  id: string,
): Promise<TermsRecord> {
  return (await context.store.findTerms(pool.id, id)) ?? refuseMissingTerms(context, id)
}

export function refuseMissingTerms(context: Fails<'ResourceNotFoundException'>, id: string): never {
  return context.fail('ResourceNotFoundException', `Terms ${id} does not exist.`)
}

export function refuseExistingTerms(context: Fails<'TermsExistsException'>, name: string): never {
  return context.fail('TermsExistsException', `Terms already exist for this app client with the name ${name}.`)
}

/** Links as a call gives them. Refuses none at all, and what a browser would not visit, with InvalidParameterException. */
export function readLinks(
  context: Fails<'InvalidParameterException'>,
  links: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  if (!links) return context.fail('InvalidParameterException', 'Links must be given for terms with the source LINK.')
  for (const [language, link] of Object.entries(links))
    if (!/^https?:$/.test(URL.parse(link)?.protocol ?? ''))
      context.fail('InvalidParameterException', `The link for ${language} must be an http or https URL.`)
  return links
}

/** Terms as the API shows them. */
export function describeTerms(terms: TermsRecord): Defined<TermsType> {
  return {
    TermsId: terms.id,
    UserPoolId: terms.poolId,
    ClientId: terms.clientId,
    TermsName: terms.name,
    TermsSource: terms.source,
    Enforcement: terms.enforcement,
    Links: { ...terms.links },
    CreationDate: terms.createdAt,
    LastModifiedDate: terms.modifiedAt,
  }
}

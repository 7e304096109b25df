import type { CreateTermsCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import type { ResourceClients } from '../cloudformation.ts'
import { allItems, present, type PhysicalResource, type Place, type ResourceType } from './resource-type.ts'

/** `<pool>|<id>`, the two properties that identify it (its schema's primaryIdentifier), joined as CloudFormation does. */
function idOf({ physicalId }: PhysicalResource): string {
  return physicalId.slice(physicalId.indexOf('|') + 1)
}

/** Every terms of the name in the pool; a listing does not say which client they are of. */
async function termsOfName({ UserPoolId, TermsName }: Place, { cognitoIdp }: ResourceClients) {
  const listed = await allItems(async (token) => {
    const page = await cognitoIdp.ListTerms({ UserPoolId, MaxResults: 60, ...(token && { NextToken: token }) })
    return { items: page.Terms, next: page.NextToken }
  })
  const named = listed.filter((terms) => terms.TermsName === TermsName)
  return Promise.all(
    named.map(async ({ TermsId }) => present((await cognitoIdp.DescribeTerms({ UserPoolId, TermsId })).Terms, 'Terms')),
  )
}

export const terms: ResourceType<Omit<CreateTermsCommandInput, never>> = {
  type: 'AWS::Cognito::Terms',
  service: 'CognitoIdentityProvider',
  passed: ['ClientId', 'Enforcement', 'Links', 'TermsName', 'TermsSource', 'UserPoolId'],
  refused: {},
  alsoRequired: () => ['ClientId'],
  attributes: { TermsId: async (resource) => idOf(resource) },
  place: ({ UserPoolId = '', ClientId = '', TermsName = '' }) => ({ UserPoolId, ClientId, TermsName }),
  async create(properties, { cognitoIdp }) {
    const { Terms } = await cognitoIdp.CreateTerms(properties)
    return `${properties.UserPoolId}|${present(Terms?.TermsId, 'Terms.TermsId')}`
  },
  async update(resource, { ClientId: _fixed, ...properties }, _before, { cognitoIdp }) {
    await cognitoIdp.UpdateTerms({ ...properties, TermsId: idOf(resource) })
  },
  async delete(resource, { cognitoIdp }) {
    await cognitoIdp.DeleteTerms({ UserPoolId: resource.place['UserPoolId'], TermsId: idOf(resource) })
  },
  async findLookalikes(place, clients) {
    const found = await termsOfName(place, clients)
    return found
      .filter(({ ClientId }) => ClientId === place['ClientId'])
      .map(({ TermsId }) => `${place['UserPoolId']}|${present(TermsId, 'TermsId')}`)
  },
}

import type { CreateDomainNameCommandInput } from '@aws-sdk/client-apigatewayv2'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { changeTags } from './gateway-tags.ts'
import { allItems, clearedProperties, present, type PhysicalResource, type ResourceType } from './resource-type.ts'

/** The one configuration that a domain has. */
async function configurationOf({ physicalId }: PhysicalResource, { apiGatewayV2 }: ResourceClients) {
  const { DomainNameConfigurations = [] } = await apiGatewayV2.GetDomainName({ DomainName: physicalId })
  return present(DomainNameConfigurations[0], 'DomainNameConfigurations')
}

export const domainName: ResourceType<Omit<CreateDomainNameCommandInput, never>> = {
  type: 'AWS::ApiGatewayV2::DomainName',
  service: 'ApiGatewayV2',
  passed: ['DomainName', 'DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode', 'Tags'],
  refused: {},
  tagged: 'Tags',
  attributes: {
    DomainNameArn: async ({ physicalId }, { apiGatewayV2 }) =>
      present((await apiGatewayV2.GetDomainName({ DomainName: physicalId })).DomainNameArn, 'DomainNameArn'),
    RegionalDomainName: async (resource, clients) =>
      present((await configurationOf(resource, clients)).ApiGatewayDomainName, 'ApiGatewayDomainName'),
    RegionalHostedZoneId: async (resource, clients) => {
      const { HostedZoneId } = await configurationOf(resource, clients)
      if (HostedZoneId === undefined)
        throw new ApiError('BadRequestException', `poolgate does not know the hosted zone of ${clients.region}`)
      return HostedZoneId
    },
  },
  place: ({ DomainName = '' }) => ({ DomainName }),
  async create(properties, { apiGatewayV2 }) {
    return present((await apiGatewayV2.CreateDomainName(properties)).DomainName, 'DomainName')
  },
  async update({ physicalId }, { Tags, ...properties }, { Tags: oldTags, ...before }, clients) {
    const cleared = clearedProperties(properties, before, {
      DomainNameConfigurations: [],
      MutualTlsAuthentication: { TruststoreUri: '' },
      RoutingMode: 'API_MAPPING_ONLY',
    })
    // The operation keeps the members that it is not given.
    const [given, ...more] = properties.DomainNameConfigurations ?? []
    const DomainNameConfigurations = given && [{ IpAddressType: 'ipv4', ...given } as const, ...more]
    await clients.apiGatewayV2.UpdateDomainName({
      ...cleared,
      ...properties,
      ...(DomainNameConfigurations && { DomainNameConfigurations }),
      DomainName: physicalId,
    })
    await changeTags(`/domainnames/${physicalId}`, Tags, oldTags, clients)
  },
  async delete({ physicalId }, { apiGatewayV2 }) {
    await apiGatewayV2.DeleteDomainName({ DomainName: physicalId })
  },
  async findLookalikes({ DomainName }, { apiGatewayV2 }) {
    const domains = await allItems(async (token) => {
      const { Items, NextToken } = await apiGatewayV2.GetDomainNames({ ...(token && { NextToken: token }) })
      return { items: Items, next: NextToken }
    })
    return domains
      .filter((found) => found.DomainName === DomainName)
      .map((found) => present(found.DomainName, 'DomainName'))
  },
}

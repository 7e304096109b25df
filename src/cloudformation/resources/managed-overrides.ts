import type { Route, Stage, UpdateStageCommandInput } from '@aws-sdk/client-apigatewayv2'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { allItems, mapValues, type ResourceType } from './resource-type.ts'

type Client = ResourceClients['apiGatewayV2']
type Update<Name extends 'UpdateIntegration' | 'UpdateRoute' | 'UpdateStage'> = Partial<Parameters<Client[Name]>[0]>

interface Overrides {
  readonly ApiId?: string
  readonly Integration?: Pick<
    Update<'UpdateIntegration'>,
    'Description' | 'IntegrationMethod' | 'PayloadFormatVersion' | 'TimeoutInMillis'
  >
  readonly Route?: Pick<
    Update<'UpdateRoute'>,
    'AuthorizationScopes' | 'AuthorizationType' | 'AuthorizerId' | 'OperationName' | 'Target'
  >
  readonly Stage?: Omit<Update<'UpdateStage'>, 'ApiId' | 'StageName' | 'ClientCertificateId' | 'DeploymentId'>
}

const sections = ['Integration', 'Route', 'Stage'] as const
type Section = (typeof sections)[number]

/**
 * What differs from what quick create makes, for an API that it made. A section that the template has says everything
 * about its part of the API: what it leaves out is as quick create makes it, and so is all of it once it is gone.
 */
export const managedOverrides: ResourceType<Overrides> = {
  type: 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides',
  service: 'ApiGatewayV2',
  passed: ['ApiId', 'Integration', 'Route', 'Stage'],
  refused: {},
  jsonProperties: {
    Stage: {
      type: 'object',
      properties: {
        AccessLogSettings: { $ref: '#/definitions/AccessLogSettings' },
        AutoDeploy: { type: 'boolean' },
        DefaultRouteSettings: { $ref: '#/definitions/RouteSettings' },
        Description: { type: 'string' },
        RouteSettings: { type: 'object', patternProperties: { '.*': { $ref: '#/definitions/RouteSettings' } } },
        StageVariables: { type: 'object', patternProperties: { '.*': { type: 'string' } } },
      },
    },
  },
  attributes: { Id: async ({ physicalId }) => physicalId },
  place: ({ ApiId = '', ...overrides }) => ({ ApiId, sections: sectionsOf(overrides).join(' ') }),
  async create({ ApiId = '', ...overrides }, { apiGatewayV2 }) {
    await override(apiGatewayV2, ApiId, sectionsOf(overrides), overrides)
    return ApiId
  },
  async update({ physicalId }, overrides, before, { apiGatewayV2 }) {
    const touched = sections.filter((section) => overrides[section] || before[section])
    await override(apiGatewayV2, physicalId, touched, overrides)
  },
  async delete({ physicalId, place }, { apiGatewayV2 }) {
    const touched = sections.filter((section) => place['sections']?.split(' ').includes(section))
    await override(apiGatewayV2, physicalId, touched, {})
  },
  // Nothing is made that could be an orphan.
  findLookalikes: async () => [],
}

function sectionsOf(overrides: Overrides): Section[] {
  return sections.filter((section) => overrides[section] !== undefined)
}

async function override(
  client: Client,
  ApiId: string,
  touched: readonly Section[],
  overrides: Overrides,
): Promise<void> {
  const integration = await findManaged(ApiId, (page) => client.GetIntegrations(page))
  const { IntegrationId = '', IntegrationType } = integration
  const isFunction = IntegrationType === 'AWS_PROXY'
  if (touched.includes('Integration'))
    await client.UpdateIntegration({
      ApiId,
      IntegrationId,
      Description: '',
      IntegrationMethod: isFunction ? 'POST' : 'ANY',
      PayloadFormatVersion: isFunction ? '2.0' : '1.0',
      TimeoutInMillis: 30_000,
      ...overrides.Integration,
    })
  if (touched.includes('Route')) {
    const { RouteId }: Route = await findManaged(ApiId, (page) => client.GetRoutes(page))
    await client.UpdateRoute({
      ApiId,
      RouteId,
      AuthorizationScopes: [],
      AuthorizationType: 'NONE',
      AuthorizerId: '',
      OperationName: '',
      Target: `integrations/${IntegrationId}`,
      ...overrides.Route,
    })
  }
  if (touched.includes('Stage')) {
    const stage = await findManaged(ApiId, (page) => client.GetStages(page))
    await overrideStage(client, { ApiId, StageName: stage.StageName }, stage, overrides.Stage ?? {})
  }
}

/** Takes away what the stage has and the overrides do not say: the operation leaves alone what it is not given. */
async function overrideStage(
  client: Client,
  place: Pick<UpdateStageCommandInput, 'ApiId' | 'StageName'>,
  current: Stage,
  wanted: NonNullable<Overrides['Stage']>,
): Promise<void> {
  for (const RouteKey of Object.keys(current.RouteSettings ?? {}))
    if (!wanted.RouteSettings?.[RouteKey]) await client.DeleteRouteSettings({ ...place, RouteKey })
  if (current.AccessLogSettings && !wanted.AccessLogSettings) await client.DeleteAccessLogSettings(place)
  await client.UpdateStage({
    ...place,
    AutoDeploy: true,
    Description: '',
    DefaultRouteSettings: {},
    ...wanted,
    StageVariables: { ...mapValues(current.StageVariables ?? {}, () => ''), ...wanted.StageVariables },
  })
}

interface Page<Item> {
  readonly Items?: Item[]
  readonly NextToken?: string
}

/** The one part of its kind that quick create made. */
async function findManaged<Item extends { ApiGatewayManaged?: boolean | undefined }>(
  ApiId: string,
  list: (page: { ApiId: string; NextToken?: string }) => Promise<Page<Item>>,
): Promise<Item> {
  const items = await allItems(async (token) => {
    const { Items, NextToken } = await list({ ApiId, ...(token !== undefined && { NextToken: token }) })
    return { items: Items, next: NextToken }
  })
  const managed = items.find((item) => item.ApiGatewayManaged)
  if (managed) return managed
  throw new ApiError('NotFoundException', `API ${ApiId} has nothing that quick create made, which could be overridden`)
}

import type { Fails } from '../../wire/operation.ts'
import { routeMethods } from '../routing/routing.ts'
import type { Input, Item } from '../service.ts'
import type { ApiConfiguration, IntegrationRecord } from '../store.ts'
import { refuseForeignMembers, refuseUnimplemented, refuseUnimplementedMembers } from './unsupported.ts'

type IntegrationInput = Partial<Input<'UpdateIntegration'>>
type IntegrationContext = Fails<'BadRequestException'>

/** What CreateIntegration starts from. Method and URI have no default. */
export function newIntegration(integrationId: string): IntegrationRecord {
  return {
    integrationId,
    integrationType: 'HTTP_PROXY',
    integrationUri: '',
    integrationMethod: '',
    connectionType: 'INTERNET',
    payloadFormatVersion: '1.0',
    timeoutInMillis: 30_000,
  }
}

/** The integration that `input` makes of `integration`: members that are not given stay. */
export function applyIntegrationInput(
  context: IntegrationContext,
  integration: IntegrationRecord,
  input: IntegrationInput,
): IntegrationRecord {
  checkIntegrationType(context, input)
  refuseUnsupported(context, input)
  const payloadFormatVersion = input.PayloadFormatVersion ?? integration.payloadFormatVersion
  if (payloadFormatVersion !== '1.0')
    context.fail('BadRequestException', 'PayloadFormatVersion of an HTTP_PROXY integration must be 1.0')
  return {
    ...integration,
    integrationUri: readUri(context, input.IntegrationUri ?? integration.integrationUri),
    integrationMethod: readMethod(context, input.IntegrationMethod ?? integration.integrationMethod),
    payloadFormatVersion,
    ...(input.TimeoutInMillis !== undefined && { timeoutInMillis: input.TimeoutInMillis }),
    ...(input.Description !== undefined && { description: input.Description }),
  }
}

function checkIntegrationType(context: IntegrationContext, input: IntegrationInput): void {
  const type = input.IntegrationType ?? 'HTTP_PROXY'
  if (type === 'AWS_PROXY') refuseUnimplemented(context, 'IntegrationType AWS_PROXY')
  if (type !== 'HTTP_PROXY')
    context.fail(
      'BadRequestException',
      'Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)',
    )
}

function refuseUnsupported(context: IntegrationContext, input: IntegrationInput): void {
  if (input.ConnectionType === 'VPC_LINK') refuseUnimplemented(context, 'ConnectionType VPC_LINK')
  refuseUnimplementedMembers(context, {
    RequestParameters: input.RequestParameters,
    ResponseParameters: input.ResponseParameters,
  })
  refuseForeignMembers(context, 'private integrations', {
    ConnectionId: input.ConnectionId,
    TlsConfig: input.TlsConfig,
  })
  refuseForeignMembers(context, 'Lambda integrations', {
    CredentialsArn: input.CredentialsArn,
    IntegrationSubtype: input.IntegrationSubtype,
  })
  // Terraform sends WHEN_NO_MATCH for every integration, and that is what a proxy does.
  const passthrough = input.PassthroughBehavior === 'WHEN_NO_MATCH' ? undefined : input.PassthroughBehavior
  refuseForeignMembers(context, 'WebSocket APIs', {
    ContentHandlingStrategy: input.ContentHandlingStrategy,
    PassthroughBehavior: passthrough,
    RequestTemplates: input.RequestTemplates,
    TemplateSelectionExpression: input.TemplateSelectionExpression,
  })
}

/** An absolute http or https URL; path variables and stage variables may stand anywhere, also for the whole host. */
function readUri(context: IntegrationContext, uri: string): string {
  const filledIn = uri.replaceAll(/\$\{stageVariables\.\w+\}|(?<!\$)\{[A-Za-z0-9._-]+\}/g, 'x')
  const url = /^https?:\/\//.test(filledIn) ? URL.parse(filledIn) : null
  // `${stageVariables.url}` may hold the scheme too.
  const startsWithVariable = /^\$\{stageVariables\.\w+\}/.test(uri)
  if ((!url && !startsWithVariable) || /[\s\\{}]/.test(filledIn) || url?.username || url?.password)
    context.fail('BadRequestException', 'Invalid HTTP endpoint specified for URI')
  return uri
}

function readMethod(context: IntegrationContext, method: string): string {
  if (method === '') context.fail('BadRequestException', 'Enumeration value for HttpMethod must be non-empty')
  if (method !== 'ANY' && !routeMethods.some((known) => known === method))
    context.fail('BadRequestException', `Invalid HTTP method specified: ${method}`)
  return method
}

/** The integration of this id; an unknown one is refused with 404. */
export function requireIntegration(
  context: Fails<'NotFoundException'>,
  api: ApiConfiguration,
  integrationId: string,
): IntegrationRecord {
  const text = `Invalid Integration identifier specified ${integrationId}`
  return api.integrations.get(integrationId) ?? context.fail('NotFoundException', text)
}

/** An integration as the API shows it. */
export function toIntegration(integration: IntegrationRecord): Item<'GetIntegrations'> {
  return {
    ...(integration.apiGatewayManaged && { ApiGatewayManaged: true }),
    ConnectionType: integration.connectionType,
    ...(integration.description !== undefined && { Description: integration.description }),
    IntegrationId: integration.integrationId,
    IntegrationMethod: integration.integrationMethod,
    IntegrationType: integration.integrationType,
    IntegrationUri: integration.integrationUri,
    PayloadFormatVersion: integration.payloadFormatVersion,
    TimeoutInMillis: integration.timeoutInMillis,
  }
}

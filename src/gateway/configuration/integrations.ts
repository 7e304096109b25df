import type { Fails } from '../../wire/operation.ts'
import { readFunctionUri } from '../functions/function-uri.ts'
import type { Gateway } from '../gateway.ts'
import { routeMethods } from '../routing/routing.ts'
import type { Input, Item } from '../service.ts'
import type { ApiConfiguration, IntegrationRecord } from '../store.ts'
import { applyMappingInput, toMappings } from './parameter-mappings.ts'
import { readConnection, readPrivateUri, toConnection } from './private-integrations.ts'
import { refuseForeignMembers, refuseUnimplementedMembers } from './unsupported.ts'

type IntegrationInput = Partial<Input<'UpdateIntegration'>>
export type IntegrationContext = Fails<'BadRequestException'> & Pick<Gateway, 'functions'>
/** What the targets of integrations are held to. */
export type TargetContext = IntegrationContext & Pick<Gateway, 'findPrivateTarget'>
/** An integration, or what is known of one that is about to be created. */
type Current = Pick<IntegrationRecord, 'integrationId'> & Partial<IntegrationRecord>

/** What CreateIntegration starts from. */
export function newIntegration(integrationId: string): Current {
  return { integrationId }
}

/** The integration that `input` makes of `current`: members that are not given stay, an empty description goes. */
export function applyIntegrationInput(
  context: TargetContext,
  current: Current,
  input: IntegrationInput,
): IntegrationRecord {
  const integrationType = readType(context, input.IntegrationType ?? current.integrationType)
  refuseUnsupported(context, integrationType, input)
  const connection = readConnection(context, integrationType, current, input)
  const uri = input.IntegrationUri ?? current.integrationUri ?? ''
  const method = input.IntegrationMethod ?? current.integrationMethod
  const version = input.PayloadFormatVersion ?? current.payloadFormatVersion
  const timeoutInMillis = input.TimeoutInMillis ?? current.timeoutInMillis ?? 30_000
  const description = input.Description ?? current.description
  return {
    integrationId: current.integrationId,
    integrationType,
    ...(integrationType === 'AWS_PROXY'
      ? readFunctionTarget(context, uri, method, version)
      : readHttpTarget(context, connection, uri, { method, version })),
    ...connection,
    timeoutInMillis,
    ...applyMappingInput(context, current, input),
    ...(description && { description }),
    ...(current.apiGatewayManaged && { apiGatewayManaged: true }),
  }
}

function readType(
  context: IntegrationContext,
  type: IntegrationInput['IntegrationType'] = 'HTTP_PROXY',
): IntegrationRecord['integrationType'] {
  if (type === 'HTTP_PROXY' || type === 'AWS_PROXY') return type
  return context.fail(
    'BadRequestException',
    'Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)',
  )
}

function refuseUnsupported(
  context: IntegrationContext,
  type: IntegrationRecord['integrationType'],
  input: IntegrationInput,
): void {
  const ofFunctions = { CredentialsArn: input.CredentialsArn, IntegrationSubtype: input.IntegrationSubtype }
  if (type === 'AWS_PROXY') refuseUnimplementedMembers(context, ofFunctions)
  else refuseForeignMembers(context, 'Lambda integrations', ofFunctions)
  // Terraform sends WHEN_NO_MATCH for every integration, and that is what a proxy does.
  const passthrough = input.PassthroughBehavior === 'WHEN_NO_MATCH' ? undefined : input.PassthroughBehavior
  refuseForeignMembers(context, 'WebSocket APIs', {
    ContentHandlingStrategy: input.ContentHandlingStrategy,
    PassthroughBehavior: passthrough,
    RequestTemplates: input.RequestTemplates,
    TemplateSelectionExpression: input.TemplateSelectionExpression,
  })
}

type Target = Pick<IntegrationRecord, 'integrationUri' | 'integrationMethod' | 'payloadFormatVersion'>

function readHttpTarget(
  context: TargetContext,
  { connectionType }: Pick<IntegrationRecord, 'connectionType'>,
  uri: string,
  { method = '', version = '1.0' }: { readonly method: string | undefined; readonly version: string | undefined },
): Target {
  if (version !== '1.0')
    context.fail('BadRequestException', 'PayloadFormatVersion of an HTTP_PROXY integration must be 1.0')
  const integrationUri = connectionType === 'VPC_LINK' ? readPrivateUri(context, uri) : readHttpUri(context, uri)
  return { integrationUri, integrationMethod: readMethod(context, method), payloadFormatVersion: version }
}

/** Functions are always invoked with POST, whatever the method; AWS page "Create AWS Lambda proxy integrations". */
function readFunctionTarget(context: IntegrationContext, uri: string, method = 'POST', version = ''): Target {
  if (version !== '1.0' && version !== '2.0')
    context.fail('BadRequestException', 'PayloadFormatVersion of an AWS_PROXY integration must be 1.0 or 2.0')
  const integrationUri = readInvocableUri(context, 'IntegrationUri', uri)
  return { integrationUri, integrationMethod: readMethod(context, method), payloadFormatVersion: version }
}

/** A URI that names a function which can be invoked: what could never answer is not accepted. */
export function readInvocableUri(context: IntegrationContext, member: string, uri: string): string {
  const functionArn =
    readFunctionUri(uri) ?? context.fail('BadRequestException', `Invalid function ARN specified for ${member}`)
  const { functions } = context
  // Only a stage knows what its variables name.
  const reachable = functionArn.includes('${') ? functions.available : functions.reaches(functionArn)
  if (!reachable)
    context.fail(
      'BadRequestException',
      `poolgate has no endpoint for the function ${functionArn}: start it with --lambda-endpoint URL or --lambda FUNCTION=URL`,
    )
  return uri
}

/** An absolute http or https URL; path variables and stage variables may stand anywhere, also for the whole host. */
function readHttpUri(context: IntegrationContext, uri: string): string {
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
    ...toConnection(integration),
    ...(integration.description !== undefined && { Description: integration.description }),
    IntegrationId: integration.integrationId,
    IntegrationMethod: integration.integrationMethod,
    IntegrationType: integration.integrationType,
    IntegrationUri: integration.integrationUri,
    PayloadFormatVersion: integration.payloadFormatVersion,
    ...toMappings(integration),
    TimeoutInMillis: integration.timeoutInMillis,
  }
}

import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { privateTargetName } from '../private-targets.ts'
import type { Input, Item } from '../service.ts'
import type { IntegrationRecord } from '../store.ts'
import { refuseForeignMembers } from './unsupported.ts'
import { readVpcLink } from './vpc-links.ts'

type ConnectionInput = Pick<Partial<Input<'UpdateIntegration'>>, 'ConnectionType' | 'ConnectionId' | 'TlsConfig'>
type Connection = Pick<IntegrationRecord, 'connectionType' | 'connectionId' | 'serverNameToVerify'>

/** How the integration that `input` makes of `current` reaches its backend: over the internet or through a VPC link. */
export function readConnection(
  context: Fails<'BadRequestException'>,
  type: IntegrationRecord['integrationType'],
  current: Partial<Connection>,
  { ConnectionType, ConnectionId, TlsConfig }: ConnectionInput,
): Connection {
  const connectionType = ConnectionType ?? current.connectionType ?? 'INTERNET'
  if (connectionType === 'INTERNET') {
    refuseForeignMembers(context, 'private integrations', { ConnectionId, TlsConfig })
    return { connectionType }
  }
  if (type !== 'HTTP_PROXY')
    context.fail('BadRequestException', 'ConnectionType VPC_LINK is supported only for HTTP_PROXY integrations')
  const connectionId = ConnectionId ?? current.connectionId ?? ''
  if (connectionId === '')
    context.fail('BadRequestException', 'ConnectionId must be specified for ConnectionType VPC_LINK')
  const serverNameToVerify = TlsConfig ? TlsConfig.ServerNameToVerify : current.serverNameToVerify
  return { connectionType, connectionId, ...(serverNameToVerify && { serverNameToVerify }) }
}

const listener = /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/(?:app|net)\/[\w-]+\/\w+\/\w+$/
const cloudMapService = /^arn:aws[a-z-]*:servicediscovery:[a-z0-9-]+:\d{12}:service\/[\w-]+(?:\?\S*)?$/

/** The ARN of what a private integration calls, for which the operator has named a URL. */
export function readPrivateUri(
  context: Fails<'BadRequestException'> & Pick<Gateway, 'findPrivateTarget'>,
  uri: string,
): string {
  // Only a stage knows what its variables name.
  if (uri.includes('${stageVariables.')) return uri
  if (!listener.test(uri) && !cloudMapService.test(uri))
    context.fail(
      'BadRequestException',
      'For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.',
    )
  const name = privateTargetName(uri)
  if (context.findPrivateTarget(name) === undefined)
    context.fail(
      'BadRequestException',
      `poolgate has no URL for ${name}: start it with --private-integration ${name}=URL`,
    )
  return uri
}

/** Refuses with 404 a VPC link that the region does not have. */
export async function checkVpcLink(
  context: Pick<Gateway, 'store'> & CallContext & Fails<'NotFoundException'>,
  { ConnectionType, ConnectionId = '' }: ConnectionInput,
): Promise<void> {
  if (ConnectionType !== 'INTERNET' && ConnectionId !== '') await readVpcLink(context, ConnectionId)
}

export function toConnection({
  connectionType,
  connectionId,
  serverNameToVerify,
}: Connection): Pick<Item<'GetIntegrations'>, 'ConnectionType' | 'ConnectionId' | 'TlsConfig'> {
  return {
    ConnectionType: connectionType,
    ...(connectionId !== undefined && { ConnectionId: connectionId }),
    ...(serverNameToVerify !== undefined && { TlsConfig: { ServerNameToVerify: serverNameToVerify } }),
  }
}

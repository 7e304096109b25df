import { join } from 'node:path'
import type { CognitoIdp, CognitoIdpClient } from '../../cognito/service.ts'
import { managedLoginOperations } from '../../cognito/sign-in/managed-login.ts'
import type { Certificates } from '../../http/certificates.ts'
import { forwardedFor } from '../../http/control-plane.ts'
import { readHost } from '../../http/hosts.ts'
import type { HttpRequest } from '../../http/message.ts'
import { peerAddress } from '../../ports/client-address.ts'
import { awsJson } from '../../wire/aws-json.ts'
import { observedClient } from '../../wire/observed-client.ts'
import { ApiError } from '../../wire/operation.ts'
import { queryXml } from '../../wire/query-xml.ts'
import { restJson } from '../../wire/rest-json.ts'
import { restXml } from '../../wire/rest-xml.ts'
import type { Ground } from '../ground.ts'
import { localCall } from '../local-call.ts'
import { clockCommand } from '../operator/clock-command.ts'
import { explainCommand } from '../operator/explain.ts'
import { keyringCommand } from '../operator/keyring-command.ts'
import { rotateKeysCommand } from '../operator/operator-commands.ts'
import { composeObjects } from '../products/objects.ts'
import { composeParameters } from '../products/parameters.ts'
import type { Products } from '../products/products.ts'
import { answerAuthEventFeedback } from './auth-event-feedback.ts'
import { answerConfirmUser } from './confirm-user.ts'
import type { Doors } from './doors.ts'
import { answerPoolDocument } from './pool-documents.ts'
import { answerUserImportUpload } from './user-import-upload.ts'
import { answerUserPoolDomain, type DomainGround } from './user-pool-domain.ts'

/** What stands behind each door, of the products and of the server itself. */
export function composeDoors(
  ground: Ground,
  { keys, secrets, pools, apis, logGroups, stacks, identities }: Products,
  certificates: Certificates,
): Doors {
  const placeOf: Doors['readHost'] = (host) =>
    readHost(host, ground.ownNames, (name) => {
      if (apis.domains.find(name)) return 'custom-domain'
      return pools.loginHosts.has(name) ? 'login' : undefined
    })
  const cognito = { ...pools.cognito, clock: ground.runtime.clock }
  const { findClientAddress = peerAddress } = ground.runtime
  const callBy = (request: HttpRequest) => ({
    ...localCall(ground.runtime),
    sourceIp: findClientAddress(request.socket.remoteAddress ?? '', forwardedFor(request)),
  })
  /** The API of user pools for whoever follows a link. */
  const clientFor = (request: HttpRequest, others: Partial<CognitoIdp> = {}) => {
    const service = { ...pools.service, operations: { ...pools.service.operations, ...others } }
    return observedClient<CognitoIdpClient>(service, () => callBy(request), ground.runtime)
  }
  const domainGround: DomainGround = {
    runtime: ground.runtime,
    contextFor: (request, { region }) => ({
      ...pools.cognito,
      ...callBy(request),
      region,
      fail: (code, message, more) => {
        throw new ApiError(code, message, more)
      },
      client: clientFor(request),
      signInClient: (handOver) => clientFor(request, managedLoginOperations(handOver)),
    }),
    origins: ground.origins,
    configuredOrigins: ground.options.origins ?? [],
  }
  return {
    runtime: ground.runtime,
    readHost: placeOf,
    services: {
      'cognito-idp': { protocol: awsJson, service: pools.service, cors: true },
      apigatewayv2: { protocol: restJson, service: apis.service, cors: false },
      cloudformation: { protocol: queryXml, service: stacks.service, cors: false },
      iam: { protocol: queryXml, service: identities.iam, cors: false },
      kms: { protocol: awsJson, service: keys, cors: false },
      logs: { protocol: awsJson, service: logGroups.service, cors: false },
      s3: { protocol: restXml, service: composeObjects(ground), cors: false, maximumBody: 9 * 1024 * 1024 },
      secretsmanager: { protocol: awsJson, service: secrets, cors: false },
      ssm: { protocol: awsJson, service: composeParameters(ground, keys), cors: false },
      sts: { protocol: queryXml, service: identities.sts, cors: false },
    },
    httpApi: apis.serve,
    outbox: ground.options.mode === 'production' ? undefined : join(ground.dataDir, 'outbox'),
    confirmUser: (request) => answerConfirmUser(request, cognito, clientFor(request)),
    authEventFeedback: (request) => answerAuthEventFeedback(request, clientFor(request)),
    userImport: (request) => answerUserImportUpload(request, cognito),
    operator: {
      clock: clockCommand(ground.movableClock, ground.runtime.log),
      explain: explainCommand(placeOf, apis.explain),
      keyring:
        ground.place?.shareKeyringCommand(keyringCommand(ground.keyRotation)) ?? keyringCommand(ground.keyRotation),
      'rotate-keys': rotateKeysCommand(cognito),
    },
    readiness: ground.readiness,
    metrics: ground.metrics && { metrics: ground.metrics, token: ground.options.metrics?.token },
    userPoolDomain: (door, request) => answerUserPoolDomain(domainGround, door, request, pools.store),
    poolDocument: (request) =>
      answerPoolDocument(request, {
        store: pools.store,
        signingKeys: pools.signingKeys,
        origins: ground.origins(),
      }),
    caFile: () => certificates.caPem().then(() => certificates.caFile),
  }
}

import { formatRequestTime } from '../functions/event-source.ts'
import { findAuthorizerReader, type Authorization, type IamAuthorization } from './authorization.ts'
import { clientCertificate } from './client-certificate.ts'
import { domainName } from './describe-request.ts'
import { headerValues } from './exchange.ts'
import type { WithStage } from './state.ts'

/** What `$context` can tell of: a request whose stage is known, and what an authorizer said of it. */
export type ContextSource = WithStage & { readonly authorization?: Authorization | undefined }

/** `$context` variables that are known before an integration answers (page "Customize HTTP API access logs"). */
const variables: Readonly<Record<string, (source: ContextSource) => string | undefined>> = {
  accountId: ({ plane }) => plane.accountId,
  apiId: ({ api }) => api.apiId,
  'customDomain.basePathMatched': ({ mapping }) => mapping?.apiMappingKey || undefined,
  domainName: (source) => domainName(source),
  domainPrefix: (source) => domainName(source).split('.', 1)[0],
  extendedRequestId: ({ requestId }) => requestId,
  httpMethod: ({ exchange }) => exchange.method,
  'identity.accountId': (source) => signerOf(source)?.accountId,
  'identity.caller': (source) => signerOf(source)?.userId,
  'identity.clientCert.clientCertPem': (source) => clientCertificate(source)?.clientCertPem,
  'identity.clientCert.issuerDN': (source) => clientCertificate(source)?.issuerDN,
  'identity.clientCert.serialNumber': (source) => clientCertificate(source)?.serialNumber,
  'identity.clientCert.subjectDN': (source) => clientCertificate(source)?.subjectDN,
  'identity.clientCert.validity.notAfter': (source) => clientCertificate(source)?.validity.notAfter,
  'identity.clientCert.validity.notBefore': (source) => clientCertificate(source)?.validity.notBefore,
  'identity.sourceIp': ({ explanation }) => explanation.sourceIp,
  'identity.user': (source) => signerOf(source)?.userId,
  'identity.userAgent': ({ exchange }) => headerValues(exchange.headers, 'user-agent')[0],
  'identity.userArn': (source) => signerOf(source)?.arn,
  path: ({ clientPath }) => clientPath.raw,
  protocol: ({ exchange }) => `HTTP/${exchange.httpVersion}`,
  requestId: ({ requestId }) => requestId,
  requestTime: ({ receivedAt }) => formatRequestTime(receivedAt),
  requestTimeEpoch: ({ receivedAt }) => String(receivedAt.getTime()),
  routeKey: ({ explanation }) => explanation.routeKey,
  stage: ({ stage }) => stage.stageName,
}

function signerOf({ authorization }: ContextSource): IamAuthorization | undefined {
  return authorization?.kind === 'iam' ? authorization : undefined
}

const authorizer = 'authorizer.'

/** Whether `$context.{name}` is known: names of `authorizer` are the token's or the function's own. */
export function isContextVariable(name: string): boolean {
  return Object.hasOwn(variables, name) || /^authorizer\.[\w.]+$/.test(name)
}

/** How to read the value of `$context.{name}`, which is undefined when there is none. */
export function findContextReader(name: string): (source: ContextSource) => string | undefined {
  const known = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (known) return known
  if (!name.startsWith(authorizer)) return () => undefined
  const read = findAuthorizerReader(name.slice(authorizer.length))
  return ({ authorization }) => authorization && read(authorization)
}

/** The value of `$context.{name}`, undefined when there is none. */
export function readContextVariable(source: ContextSource, name: string): string | undefined {
  return findContextReader(name)(source)
}

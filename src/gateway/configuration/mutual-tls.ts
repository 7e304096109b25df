import { X509Certificate } from 'node:crypto'
import { findWeakness } from '../../ports/tls-peer.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import type { Input, Item } from '../service.ts'
import type { MutualTlsRecord } from '../store.ts'

type MutualTlsInput = Input<'CreateDomainName'>['MutualTlsAuthentication']
type MutualTlsContext = Pick<Gateway, 'readTruststore'> & Pick<CallContext, 'now'> & Fails<'BadRequestException'>

/** Bytes and certificates that a truststore has at most. */
const maxBytes = 1024 * 1024
const maxCertificates = 1000

/**
 * The mutual TLS that the input of CreateDomainName or UpdateDomainName asks for. The truststore is read now and not again
 * before the domain is updated, as on AWS.
 * @returns undefined for none; 'unchanged' when the input says nothing
 */
export async function readMutualTls(
  context: MutualTlsContext,
  input: MutualTlsInput,
): Promise<MutualTlsRecord | undefined | 'unchanged'> {
  if (input === undefined) return 'unchanged'
  const { TruststoreUri: uri = '', TruststoreVersion: version } = input
  if (uri === '') return undefined
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S+$/.test(uri))
    context.fail(
      'BadRequestException',
      `Invalid truststore URI: ${uri}. It must be of the form s3://bucket-name/key-name`,
    )
  const text =
    (await context.readTruststore(uri)) ??
    context.fail('BadRequestException', `poolgate has no file for ${uri}: start it with --truststore ${uri}=FILE`)
  return {
    truststoreUri: uri,
    ...(version !== undefined && { truststoreVersion: version }),
    ...readCertificates(context, uri, text),
  }
}

function readCertificates(
  context: MutualTlsContext,
  uri: string,
  text: string,
): Pick<MutualTlsRecord, 'truststore' | 'truststoreWarnings'> {
  if (text.length > maxBytes)
    context.fail('BadRequestException', `The truststore ${uri} has more than ${maxBytes} bytes`)
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const usable: string[] = []
  const warnings: string[] = []
  blocks.forEach((block, index) => {
    const certificate = parse(block)
    if (certificate) usable.push(block)
    const problem = certificate ? findProblem(certificate, context.now) : 'it cannot be read'
    if (problem !== undefined)
      warnings.push(`Certificate ${index + 1}${certificate ? ` (${toName(certificate.subject)})` : ''}: ${problem}`)
  })
  if (usable.length === 0 || usable.length > maxCertificates)
    context.fail('BadRequestException', `The truststore ${uri} must hold 1 to ${maxCertificates} certificates in PEM`)
  return { truststore: `${usable.join('\n')}\n`, truststoreWarnings: warnings }
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function findProblem(certificate: X509Certificate, now: Date): string | undefined {
  if (certificate.validToDate <= now) return `it expired on ${certificate.validTo}`
  if (certificate.validFromDate > now) return `it is not valid before ${certificate.validFrom}`
  return findWeakness(certificate)
}

/** A distinguished name in one line. */
function toName(name: string): string {
  return name.replaceAll('\n', ',')
}

export function toMutualTls({
  truststoreUri,
  truststoreVersion,
  truststoreWarnings,
}: MutualTlsRecord): NonNullable<Item<'GetDomainNames'>['MutualTlsAuthentication']> {
  return {
    TruststoreUri: truststoreUri,
    ...(truststoreVersion !== undefined && { TruststoreVersion: truststoreVersion }),
    TruststoreWarnings: [...truststoreWarnings],
  }
}

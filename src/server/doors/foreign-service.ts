import type { Random } from '../../ports/random.ts'
import { escapeXml } from '../../wire/xml.ts'

/** A refusal as the SDKs of a service read it. */
export interface ForeignRefusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly message: string
}

/** Services of AWS whose REST calls are answered in XML. */
const restXml: ReadonlySet<string> = new Set(['cloudfront', 'route53', 's3-control'])

/** A service signs its calls by this name, and says its errors in the form of its protocol; any of them is told of here. */
export function refuseForeignService(
  { random }: { readonly random: Pick<Random, 'uuid'> },
  { service, call }: { readonly service: string; readonly call: string | undefined },
  headers: Readonly<Record<string, string | string[] | undefined>>,
): ForeignRefusal {
  const status = 400
  const requestId = random.uuid()
  const code = 'NotImplementedException'
  const message = `${[service, call].filter((word) => word !== undefined).join(' ')} is not implemented by poolgate`
  const type = String(headers['content-type'] ?? '')
  if (type.startsWith('application/x-www-form-urlencoded') || restXml.has(service))
    return {
      status,
      headers: { 'content-type': 'text/xml' },
      body: errorXml(service, code, message, requestId),
      message,
    }
  return {
    status,
    headers: {
      // Only what this spells itself is said back.
      'content-type': /^application\/x-amz-json-1\.[01]$/.test(type) ? type : 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ __type: code, message }),
    message,
  }
}

/** The Query protocol's form of errors, and that which Amazon EC2 alone has (Smithy, "AWS EC2 query protocol"). */
function errorXml(service: string, code: string, message: string, requestId: string): string {
  const about = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`
  return service === 'ec2'
    ? `<Response><Errors><Error>${about}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
    : `<ErrorResponse><Error><Type>Sender</Type>${about}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
}

import { InvalidStackPolicy, readStackPolicy } from '../engine/stack-policy.ts'
import { type FetchContext, fetchText } from './template-text.ts'

/** Bytes of a policy that is fetched from a bucket (API "SetStackPolicy", StackPolicyURL). */
const largest = 16_384

/** `StackPolicyBody` and `StackPolicyURL`, or those of another prefix. */
interface PolicySource<Name extends string> {
  readonly name: Name
  readonly body: string | undefined
  readonly url: string | undefined
}

/** The document of a stack policy that is given or lies in a bucket, if there is one, once it is found to be valid. */
export async function readPolicyText(
  { name, body, url }: PolicySource<'StackPolicy' | 'StackPolicyDuringUpdate'>,
  context: FetchContext,
): Promise<string | undefined> {
  if (body !== undefined && url !== undefined)
    context.fail('ValidationError', `You cannot specify both ${name}URL and ${name}Body`)
  const text = url === undefined ? body : await fetchPolicy(name, url, context)
  if (text === undefined) return undefined
  try {
    readStackPolicy(text)
  } catch (error) {
    if (!(error instanceof InvalidStackPolicy)) throw error
    context.fail('ValidationError', `Error validating stack policy: ${error.message}`)
  }
  return text
}

async function fetchPolicy(name: string, url: string, context: FetchContext): Promise<string> {
  const text = await fetchText(url, context)
  if (text === undefined) return context.fail('ValidationError', `${name}URL must be a supported URL.`)
  if (Buffer.byteLength(text) > largest)
    context.fail('ValidationError', `The stack policy may not exceed ${largest} bytes in size.`)
  return text
}

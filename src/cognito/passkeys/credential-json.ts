/*
 * What browsers answer, as `PublicKeyCredential.toJSON()` writes it (Web Authentication Level 3, section 5.1): of all
 * that may be in there, what is looked at.
 */

type JsonObject = Readonly<Record<string, unknown>>

/** A credential with the members of its `response` that the kind of answer needs, all in base64url. */
interface CredentialJson {
  /** The credential id, canonical and not longer than authenticators make them. */
  readonly id: string
  readonly response: JsonObject
  readonly clientData: ClientData
}

/** What the browser says of the ceremony, not verified yet. */
interface ClientData {
  readonly challenge: string
  readonly origin: string
  /** Whether another site had embedded the page. */
  readonly isCrossOrigin: boolean
}

export interface RegistrationJson extends CredentialJson {
  readonly clientDataJSON: string
  readonly attestationObject: string
  readonly transports: readonly string[]
  readonly attachment?: string
}

export interface AssertionJson extends CredentialJson {
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}

/** The answer to `navigator.credentials.create`; undefined when it is none. */
export function readRegistration(value: unknown): RegistrationJson | undefined {
  const credential = readCredential(value, 'webauthn.create')
  const attestationObject = textOf(credential?.response.attestationObject)
  if (!credential || attestationObject === undefined) return undefined
  const { transports } = credential.response
  const known = Array.isArray(transports) ? transports.filter((item) => isWord(item)) : []
  const attachment =
    isObject(value) && isWord(value.authenticatorAttachment) ? value.authenticatorAttachment : undefined
  return { ...credential, attestationObject, transports: known.slice(0, 8), ...(attachment && { attachment }) }
}

/** The answer to `navigator.credentials.get`; undefined when it is none. */
export function readAssertion(value: unknown): AssertionJson | undefined {
  const credential = readCredential(value, 'webauthn.get')
  const authenticatorData = textOf(credential?.response.authenticatorData)
  const signature = textOf(credential?.response.signature)
  const userHandle = textOf(credential?.response.userHandle)
  if (!credential || authenticatorData === undefined || signature === undefined) return undefined
  return { ...credential, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) }
}

/** Bytes of a credential id: authenticators make no longer ones (Web Authentication Level 3, section 4). */
const longestId = 1023

function readCredential(
  value: unknown,
  ceremony: string,
): (CredentialJson & { readonly clientDataJSON: string }) | undefined {
  if (!isObject(value) || value.type !== 'public-key' || !isObject(value.response)) return undefined
  const { id, rawId, response } = value
  const clientDataJSON = textOf(response.clientDataJSON)
  if (typeof id !== 'string' || (rawId !== undefined && rawId !== id) || clientDataJSON === undefined) return undefined
  const bytes = Buffer.from(id, 'base64url')
  if (bytes.length === 0 || bytes.length > longestId || bytes.toString('base64url') !== id) return undefined
  const clientData = readClientData(clientDataJSON, ceremony)
  return clientData && { id, response, clientDataJSON, clientData }
}

function readClientData(text: string, ceremony: string): ClientData | undefined {
  const data = parseJson(Buffer.from(text, 'base64url').toString())
  if (!isObject(data) || data.type !== ceremony) return undefined
  const { challenge, origin, crossOrigin } = data
  if (typeof challenge !== 'string' || typeof origin !== 'string') return undefined
  return { challenge, origin, isCrossOrigin: crossOrigin === true }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Of the words that the specification lists for transports and attachment, and those that it will. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z-]{1,32}$/.test(value)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

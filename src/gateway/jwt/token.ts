import { ownText } from '../../ports/own-text.ts'
import { readJsonObject } from './json-object.ts'
import { refuse, show, type Refusal } from './refusal.ts'

/** A compact JWS (RFC 7515 section 7.1) that was read, not verified. */
export interface Token {
  readonly header: ReadonlyMap<string, unknown>
  readonly claims: ReadonlyMap<string, unknown>
  /** What is signed: header and payload as they came. */
  readonly signed: string
  /** The signature as it came, base64url. */
  readonly signature: string
}

/** No request head is longer (page "Quotas for HTTP APIs"), so no honest token is. */
const maxTokenLength = 10_240

/** The token in the value of an identity source: the bare token, or `Bearer ` and the token (RFC 6750 section 2.1). */
export function readToken(identityValue: string): string {
  return identityValue.replace(/^bearer +/i, '')
}

/** Takes a token apart in the order of the recorded answers: segments, header, payload. Never throws. */
export function parseToken(text: string): Token | Refusal {
  if (text.length > maxTokenLength)
    return refuse('token-malformed', 'token is too long', `the token has ${text.length} characters`)
  const segments = text.split('.')
  const [header, payload, signature] = segments
  if (segments.length !== 3 || header === undefined || payload === undefined || signature === undefined)
    return refuse(
      'token-malformed',
      'token contains an invalid number of segments',
      `a token has 3 segments separated by dots, this one has ${segments.length}`,
    )
  const headerMembers = readHeader(header)
  if ('granted' in headerMembers) return headerMembers
  const claims = readSegment(payload, 'payload')
  if ('granted' in claims) return claims
  return { header: headerMembers, claims, signed: text.slice(0, header.length + 1 + payload.length), signature }
}

/** Headers that were read: an issuer's tokens have but a few different ones, as many as it has keys. */
const knownHeaders = new Map<string, ReadonlyMap<string, unknown>>()
const maxKnownHeaders = 64
const maxKnownLength = 256

function readHeader(segment: string): ReadonlyMap<string, unknown> | Refusal {
  const known = knownHeaders.get(segment)
  if (known !== undefined) return known
  const members = readSegment(segment, 'header')
  if ('granted' in members || segment.length > maxKnownLength) return members
  const [oldest] = knownHeaders.keys()
  if (oldest !== undefined && knownHeaders.size >= maxKnownHeaders) knownHeaders.delete(oldest)
  knownHeaders.set(ownText(segment), members)
  return members
}

function readSegment(segment: string, name: string): ReadonlyMap<string, unknown> | Refusal {
  const bytes = decodeSegment(segment)
  if (bytes === undefined) return refuseSegment(segment, name)
  const members = readJsonObject(bytes)
  if (members !== undefined) return members
  return refuse(
    'token-malformed',
    'token contains invalid JSON',
    `the token's ${name} is not a JSON object with unique member names`,
  )
}

/**
 * Decodes base64url without padding and in its only canonical form (RFC 7515 section 2, RFC 4648 section 3.5);
 * undefined for anything else.
 */
export function decodeSegment(segment: string): Buffer | undefined {
  const bytes = Buffer.from(segment, 'base64url')
  return bytes.toString('base64url') === segment ? bytes : undefined
}

/** @param name of the segment, for the operator */
export function refuseSegment(segment: string, name: string): Refusal {
  const illegal = segment.search(/[^A-Za-z0-9_-]/)
  const position = illegal < 0 ? segment.length - 1 : illegal
  return refuse(
    'token-malformed',
    `illegal base64 data at input byte ${position}`,
    `the token's ${name} is not canonical base64url: ${show(segment.charAt(position))} at ${position}`,
  )
}

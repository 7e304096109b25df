import { createPrivateKey, sign } from 'node:crypto'
import type { ProviderDetails } from './provider-details.ts'
import { ProviderFailure } from './provider-failure.ts'

/** The client secret for Apple: a JWT that the team's key signs (Apple, "Creating a client secret"). */
export function appleClientSecret(details: ProviderDetails, now: Date): string {
  const { team_id: team, key_id: kid, client_id: clientId, private_key: key = '' } = details
  const issuedAt = Math.floor(now.getTime() / 1000)
  const claims = { iss: team, iat: issuedAt, exp: issuedAt + 300, aud: 'https://appleid.apple.com', sub: clientId }
  const input = `${encode({ alg: 'ES256', kid })}.${encode(claims)}`
  const signature = sign('sha256', Buffer.from(input), { key: openKey(key), dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** In PEM, or without the lines around it, as the API takes it. */
function openKey(text: string): ReturnType<typeof createPrivateKey> {
  try {
    if (text.includes('BEGIN')) return createPrivateKey(text)
    return createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' })
  } catch {
    throw new ProviderFailure('Invalid private key', 'private_key of SignInWithApple is no PKCS#8 key')
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

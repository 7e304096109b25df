import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export const audience = '7h3b3nchm4rkcl13nt1d0000'

/** An issuer that publishes its key, and files with tokens by it: one a line, some 1.1 KB each, as user pools make them. */
export interface Issuer {
  readonly url: string
  readonly publicKeyFile: string
  readonly files: Readonly<Record<'many' | 'one' | 'fresh' | 'forged', string>>
  close(): void
}

/** @param count of tokens, of which 10,000 at most come back in turn */
export async function startIssuer(directory: string, count: number): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: 'RS256' }
  let url = ''
  const server: Server = createServer((request, response) => {
    const document = request.url?.endsWith('jwks.json')
      ? { keys: [jwk] }
      : { issuer: url, jwks_uri: `${url}/jwks.json` }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const write = (name: string, tokens: readonly string[]) => {
    const file = join(directory, name)
    writeFileSync(file, tokens.join('\n'))
    return file
  }
  const publicKeyFile = write('public.pem', [publicKey.export({ type: 'spki', format: 'pem' })])
  const tokens = Array.from({ length: count }, () => signToken(privateKey, url))
  const many = tokens.slice(0, 10_000)
  return {
    url,
    publicKeyFile,
    files: {
      many: write('many', many),
      one: write('one', tokens.slice(0, 1)),
      fresh: write('fresh', tokens),
      forged: write('forged', many.map(forge)),
    },
    close: () => server.close(),
  }
}

function signToken(key: Parameters<typeof sign>[2], issuer: string): string {
  const now = Math.floor(Date.now() / 1000)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    sub: randomUUID(),
    'cognito:groups': ['admins', 'editors'],
    iss: issuer,
    version: 2,
    client_id: audience,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin openid profile email',
    auth_time: now - 60,
    exp: now + 86_400,
    iat: now - 60,
    jti: randomUUID(),
    username: randomUUID(),
    padding: 'x'.repeat(70),
  }
  const signed = `${encode({ kid: 'bench', alg: 'RS256' })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** The same token with another signature. */
function forge(token: string): string {
  const at = token.lastIndexOf('.') + 40
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

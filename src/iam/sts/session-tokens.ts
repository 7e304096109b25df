import { openJson, type Vault } from '../../ports/vault.ts'

/** A session as the token that its client keeps: sealed, so that nobody can read, make or change one. */
export function sealToken(vault: Pick<Vault, 'seal'>, session: object, purpose: string): string {
  return vault.seal(JSON.stringify(session), purpose).toString('base64')
}

/** What was sealed for this purpose; undefined when the token is none of those. */
export function openToken(vault: Pick<Vault, 'open'>, token: string, purpose: string): unknown {
  const sealed = Buffer.from(token, 'base64')
  // Node.js leaves out what is no base64, and nobody may write one token in two ways.
  return sealed.toString('base64') === token ? openJson(vault, sealed, purpose) : undefined
}

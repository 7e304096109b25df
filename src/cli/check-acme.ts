import { createPrivateKey, X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createAddressPolicy } from '../ports/addresses.ts'
import { createWebExchange, type WebExchange } from '../ports/web-exchange.ts'
import { failure, type Finding, ok, type Placed, reasonOf, warning } from './finding.ts'

/** What a check asks of the network. */
export interface AcmeWorld {
  readonly exchange: WebExchange
  /** Addresses of a name; rejects when it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>
}

type Acme = NonNullable<Placed['acme']>

/** Whether an ACME authority could certify the names: it answers, knows our account, and the names lead somewhere. */
export async function checkAcme({ acme, dataDir, allowPrivateTargets }: Placed, world?: AcmeWorld): Promise<Finding[]> {
  if (!acme) return []
  const { exchange, resolve } = world ?? realWorld(allowPrivateTargets === true)
  return [
    await checkDirectory(acme, exchange),
    await checkAccount(join(dataDir, 'acme', 'account-key.pem')),
    ...(await Promise.all(acme.domains.map((name) => checkName(name, resolve)))),
    ...(await Promise.all(acme.domains.map((name) => checkKept(name, join(dataDir, 'acme', `${name}.pem`))))),
  ]
}

function realWorld(allowPrivate: boolean): AcmeWorld {
  return {
    exchange: createWebExchange(createAddressPolicy({ allowPrivate })),
    resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  }
}

/** RFC 8555, section 7.1.1. */
async function checkDirectory({ directory }: Acme, exchange: WebExchange): Promise<Finding> {
  const about = 'acme'
  try {
    const { status, body } = await exchange({ method: 'GET', url: directory, headers: {} })
    const { newAccount, newOrder, meta }: Record<string, unknown> = Object(status === 200 ? JSON.parse(body) : {})
    if (typeof newAccount !== 'string' || typeof newOrder !== 'string')
      return failure(about, `${directory} answers ${status} and no directory of an ACME authority`)
    return Object(meta).externalAccountRequired === true
      ? failure(about, `${directory} wants accounts of its own (external account binding), which poolgate has not`)
      : ok(about, `${directory} answers`)
  } catch (error) {
    return failure(about, `${directory} cannot be asked: ${reasonOf(error)}`)
  }
}

async function checkAccount(file: string): Promise<Finding> {
  const about = 'acme account'
  const found = await stat(file).catch(() => undefined)
  if (!found) return ok(about, `${file} will be made`)
  if ((found.mode & 0o077) !== 0) return failure(about, `${file} can be read by others; chmod 600 ${file}`)
  try {
    createPrivateKey(await readFile(file))
    return ok(about, file)
  } catch (error) {
    return failure(about, `${file} holds no key: ${reasonOf(error)}; without it a new account is made`)
  }
}

/** The authority asks port 80 of the name; whether that leads here only it can tell. */
async function checkName(name: string, resolve: AcmeWorld['resolve']): Promise<Finding> {
  const about = 'acme name'
  try {
    return ok(about, `${name} is ${(await resolve(name)).join(', ')}; its port 80 must lead here`)
  } catch (error) {
    return failure(about, `${name} has no address: ${reasonOf(error)}`)
  }
}

async function checkKept(name: string, file: string): Promise<Finding> {
  const about = 'certificates'
  const pem = await readFile(file, 'utf8').catch(() => undefined)
  if (pem === undefined) return ok(about, `one for ${name} will be ordered`)
  try {
    const ends = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))).validToDate
    const text = `that of ${name} ends ${ends.toISOString()}`
    return ends.getTime() < Date.now() ? warning(about, `${text}; another will be ordered`) : ok(about, text)
  } catch {
    return warning(about, `${file} holds no certificate; another will be ordered`)
  }
}

import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { Iam } from '../iam.ts'
import type { IamUserRecord } from '../store.ts'

const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** An id as IAM makes them: a prefix and 16 (access keys) or 17 characters (IAM user guide, "Unique identifiers"). */
export function newId({ random }: Pick<Iam, 'random'>, prefix: 'AIDA' | 'AKIA' | 'ANPA' | 'AROA' | 'ASIA'): string {
  return prefix + random.text(prefix === 'AKIA' || prefix === 'ASIA' ? 16 : 17, idAlphabet)
}

export function userArn(accountId: string, { name }: Pick<IamUserRecord, 'name'>): string {
  return `arn:aws:iam::${accountId}:user/${name}`
}

export async function requireUser(
  context: Pick<Iam, 'store'> & Fails<'NoSuchEntityException'>,
  name: string,
): Promise<IamUserRecord> {
  return (await context.store.findUser(name)) ?? refuseMissingUser(context, name)
}

export function refuseMissingUser(context: Fails<'NoSuchEntityException'>, name: string): never {
  return context.fail('NoSuchEntityException', `The user with name ${name} cannot be found.`)
}

/** Whom a call is about that may leave the name out: the caller, if that is a user. */
export function nameOrCaller({ caller }: Pick<CallContext, 'caller'>, name: string | undefined): string {
  const own = /:user\/([^/]+)$/.exec(caller?.arn ?? '')?.[1]
  const subject = name ?? own
  if (subject === undefined)
    throw new ApiError('ValidationError', 'Must specify userName when calling with non-User credentials')
  return subject
}

/** The user as IAM shows it. */
export function describeUser({ accountId }: Pick<CallContext, 'accountId'>, user: IamUserRecord) {
  return {
    Path: '/',
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(accountId, user),
    CreateDate: user.createdAt,
  }
}

interface Paged {
  readonly Marker?: string
  readonly MaxItems?: number
}

const defaultMaxItems = 100

/** Where a listing goes on, and how much of it there is to be. */
export function readPage({ Marker, MaxItems = defaultMaxItems }: Paged): { limit: number; after?: string } {
  return { limit: MaxItems, ...(Marker !== undefined && { after: Buffer.from(Marker, 'base64url').toString() }) }
}

export function writePage({ next }: { readonly next?: string }): { IsTruncated: boolean; Marker?: string } {
  return next === undefined
    ? { IsTruncated: false }
    : { IsTruncated: true, Marker: Buffer.from(next).toString('base64url') }
}

import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import {
  brokenAttributeRule,
  findSchemaAttribute,
  isDeveloperOnly,
  type SchemaAttribute,
} from '../pools/attribute-schema.ts'
import { checkAliasForm } from './aliases.ts'
import { aliasAttributes, looksLikeEmail, looksLikePhoneNumber, usernameAttributes } from './sign-in-names.ts'
import type { ClientRecord, PoolRecord, UserRecord } from '../store.ts'

/** Attribute name -> value; a blank value means that the attribute goes (AWS API reference, UpdateUserAttributes). */
export type Attributes = Readonly<Record<string, string>>

/** Whether an app client may read an attribute (developer guide, "Attribute permissions and scopes"); no list has these two. */
export function canRead(client: ClientRecord, name: string): boolean {
  return isPermitted(client.settings.ReadAttributes, name) || name === 'sub' || name === 'identities'
}

/** Without a list of its own a client has the standard attributes and none of the custom ones. */
function isPermitted(list: readonly string[] | undefined, name: string): boolean {
  return list && list.length > 0 ? list.includes(name) : !/^(dev:)?custom:/.test(name)
}

/** A user's attributes as the API lists them, `sub` first; only those that `client` may read when it is given. */
export function listAttributes(user: UserRecord, client?: ClientRecord): AttributeListing {
  const all = [['sub', user.sub] as const, ...Object.entries(user.attributes)]
  return all.filter(([name]) => !client || canRead(client, name)).map(([Name, Value]) => ({ Name, Value }))
}

type AttributeListing = { Name: string; Value: string }[]

/** The attributes of a call by name; of a name given twice the last counts. */
export function namedAttributes(listed: readonly Defined<AttributeType>[] | undefined): Attributes {
  return Object.fromEntries((listed ?? []).map(({ Name, Value }) => [Name, Value ?? '']))
}

type Refuses = Fails<'InvalidParameterException' | 'NotAuthorizedException'>

/**
 * Checks what someone signing up says about themselves. Refuses an attribute that the schema lacks or whose value it does
 * not allow with InvalidParameterException, one that the client may not write with NotAuthorizedException.
 */
export function checkSignUpAttributes(
  context: Refuses,
  pool: PoolRecord,
  client: ClientRecord,
  given: Attributes,
): void {
  const names = Object.keys(given)
  const unknown = names.filter((name) => !findSchemaAttribute(schemaOf(pool), name))
  if (unknown.length > 0)
    refuseSchema(
      context,
      unknown.map((name) => `${name}: Attribute does not exist in the schema.`),
    )
  if (names.includes('sub')) refuseImmutable(context, 'sub')
  if (names.some((name) => !canWrite(pool, client, name)))
    context.fail('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
  checkValues(context, pool, given)
}

/**
 * Checks a change that users make of their own attributes, blank values included. Refuses as `checkSignUpAttributes`
 * does, and with InvalidParameterException what is fixed or cannot be taken away.
 */
export function checkOwnAttributes(context: Refuses, pool: PoolRecord, client: ClientRecord, given: Attributes): void {
  const names = Object.keys(given)
  const flag = names.find(isVerifiedFlag)
  if (flag !== undefined) refuseImmutable(context, flag)
  checkSignUpAttributes(context, pool, client, given)
  checkMutable(context, pool, names)
  checkDeletable(
    context,
    pool,
    names.filter((name) => given[name] === ''),
  )
}

/** Required attributes are always writable; what is verified or only for developers is never for the user to say. */
function canWrite(pool: PoolRecord, client: ClientRecord, name: string): boolean {
  if (isVerifiedFlag(name) || isDeveloperOnly(name)) return false
  return (
    isPermitted(client.settings.WriteAttributes, name) || findSchemaAttribute(schemaOf(pool), name)?.Required === true
  )
}

/** Refuses attributes that the pool's schema lacks, as operations of administrators do. */
export function checkKnown(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  names: readonly string[],
): void {
  const unknown = names.filter((name) => !findSchemaAttribute(schemaOf(pool), name))
  if (unknown.length > 0)
    refuseSchema(
      context,
      unknown.map((name) => `Type for attribute {${name}} could not be determined`),
    )
}

/** Checks attributes that an administrator gives a user. Refuses with InvalidParameterException. */
export function checkAdminAttributes(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  given: Attributes,
): void {
  const names = Object.keys(given)
  checkKnown(context, pool, names)
  if (names.includes('sub')) refuseImmutable(context, 'sub')
  checkValues(context, pool, given)
}

/** Refuses a change to an attribute that the schema says is fixed once the user exists. */
export function checkMutable(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  names: readonly string[],
): void {
  for (const name of names)
    if (findSchemaAttribute(schemaOf(pool), name)?.Mutable === false) refuseImmutable(context, name)
}

/**
 * Checks the attributes in the answer to NEW_PASSWORD_REQUIRED: those of a sign-up, except that required ones and the
 * name to sign in by, which the user has already, cannot change here (AWS API reference, RespondToAuthChallenge).
 */
export function checkChallengeAttributes(
  context: Refuses,
  pool: PoolRecord,
  client: ClientRecord,
  user: UserRecord,
  given: Attributes,
): void {
  const flag = Object.keys(given).find(isVerifiedFlag)
  if (flag !== undefined) refuseImmutable(context, flag)
  checkSignUpAttributes(context, pool, client, given)
  for (const name of Object.keys(given)) {
    if (user.attributes[name] === undefined) continue
    if (isIndispensable(pool, name)) context.fail('NotAuthorizedException', `Cannot modify an already provided ${name}`)
    checkMutable(context, pool, [name])
  }
  const missing = missingRequired(pool, { ...user.attributes, ...given })
  if (missing.length > 0)
    context.fail(
      'InvalidParameterException',
      `Invalid attributes given, ${missing.map((name) => `${name} is missing`).join(', ')}`,
    )
}

/** Refuses to take away an attribute that the schema requires, or that its pool's users sign in by. */
export function checkDeletable(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  names: readonly string[],
): void {
  for (const name of names)
    if (isIndispensable(pool, name))
      context.fail(
        'InvalidParameterException',
        `Invalid user attributes: ${name}: Required attribute cannot be deleted.`,
      )
}

/** Whether the schema requires an attribute, or the pool's users sign in by it. */
function isIndispensable(pool: PoolRecord, name: string): boolean {
  return (
    findSchemaAttribute(schemaOf(pool), name)?.Required === true ||
    usernameAttributes(pool).some((attribute) => attribute === name)
  )
}

/** Refuses with InvalidParameterException when an attribute that the pool requires has no value. */
export function checkRequiredAttributes(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  given: Attributes,
): void {
  const missing = missingRequired(pool, given)
  if (missing.length > 0)
    refuseSchema(
      context,
      missing.map((name) => `${name}: The attribute is required`),
    )
}

/** The names of the required attributes that have no value; `sub` never counts. */
export function missingRequired(pool: PoolRecord, given: Attributes): string[] {
  return schemaOf(pool)
    .filter(({ Name, Required }) => Required && Name !== 'sub' && !given[Name])
    .map(({ Name }) => Name)
}

/**
 * The attributes after a change: blank values are gone, and a new e-mail address or phone number is unverified unless
 * the change says otherwise.
 */
export function mergeAttributes(current: Attributes, change: Attributes): Attributes {
  const merged: Record<string, string> = { ...current, ...change }
  for (const name of ['email', 'phone_number']) {
    const flag = `${name}_verified`
    if (change[name] === undefined || change[name] === current[name]) continue
    if (change[name] === '') merged[flag] = ''
    else if (change[flag] === undefined) merged[flag] = 'false'
  }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
}

function checkValues(context: Fails<'InvalidParameterException'>, pool: PoolRecord, given: Attributes): void {
  if (given.email && !looksLikeEmail(given.email))
    context.fail('InvalidParameterException', 'Invalid email address format.')
  if (given.phone_number && !looksLikePhoneNumber(given.phone_number))
    context.fail('InvalidParameterException', 'Invalid phone number format.')
  if (given['preferred_username'] && aliasAttributes(pool).includes('preferred_username'))
    checkAliasForm(context, pool, 'preferred_username', given['preferred_username'])
  const broken = Object.entries(given).flatMap(([name, value]) => {
    const attribute = findSchemaAttribute(schemaOf(pool), name)
    const rule = value !== '' && attribute ? brokenValueRule(attribute, value) : undefined
    return rule === undefined ? [] : [`${name}: ${rule}`]
  })
  if (broken.length > 0) refuseSchema(context, broken)
}

/** Of what may be a sign-in name, which PostgreSQL's indexes hold up to 2704 bytes of with the pool's id. */
const longestName = { attributes: ['email', 'preferred_username'], bytes: 2560 }

/** What the schema says, and what PostgreSQL cannot store: a NUL, and names of other letters than ASCII's that are far too long. */
function brokenValueRule(attribute: SchemaAttribute, value: string): string | undefined {
  if (value.includes('\0')) return 'Value must not hold the character NUL.'
  if (longestName.attributes.includes(attribute.Name) && Buffer.byteLength(value) > longestName.bytes)
    return `Value must not have more than ${longestName.bytes} bytes in UTF-8.`
  return brokenAttributeRule(attribute, value)
}

function refuseSchema(context: Fails<'InvalidParameterException'>, lines: readonly string[]): never {
  const text = lines.map((line) => `${line}\n`).join('')
  return context.fail('InvalidParameterException', `Attributes did not conform to the schema: ${text}`)
}

function refuseImmutable(context: Fails<'InvalidParameterException'>, name: string): never {
  return context.fail('InvalidParameterException', `Cannot modify the non-mutable attribute ${name}`)
}

function isVerifiedFlag(name: string): boolean {
  return name === 'email_verified' || name === 'phone_number_verified'
}

/** The pool's schema; a stored pool always has one. */
export function schemaOf(pool: PoolRecord): readonly SchemaAttribute[] {
  return (pool.settings.SchemaAttributes ?? []).filter(
    (attribute): attribute is SchemaAttribute =>
      attribute.Name !== undefined && attribute.AttributeDataType !== undefined,
  )
}

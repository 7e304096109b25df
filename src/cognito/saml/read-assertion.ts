import type { SamlSession } from '../authorization-store.ts'
import type { Claims } from '../federation/id-token.ts'
import { ResponseProblem } from './response-problem.ts'
import { childrenOf } from './saml-names.ts'
import type { XmlElement } from './xml.ts'

/** What an assertion has to say to be believed (SAML V2.0 Profiles, section 4.1.4.3). */
export interface Expected {
  /** The provider's entity id. */
  readonly issuer: string
  /** The pool's. */
  readonly audience: string
  /** The address that the response was sent to. */
  readonly recipient: string
  /** Of the request that it answers; none where the provider began. */
  readonly requestId: string | undefined
  readonly now: Date
}

/** What a provider says of who signed in there. */
export interface Assertion {
  readonly id: string
  /** Until when it could be shown again. */
  readonly usableUntil: Date
  readonly session: SamlSession
  /** By name. An attribute with several values is a list of them, form-encoded. */
  readonly attributes: Claims
}

/** Clocks may differ by so much, in milliseconds. */
const leeway = 60_000
/** How old an assertion may be that nobody asked for (developer guide, "Implement IdP-initiated SAML sign-in"). */
const longestUnsolicited = 6 * 60_000
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const knownConditions = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']

/** Reads an assertion that is known to be the provider's. Throws a ResponseProblem where it is not for here and now. */
export function readAssertion(assertion: XmlElement, expected: Expected): Assertion {
  const { attributes } = assertion
  if (attributes.get('Version') !== '2.0') refuse('Version does not match', 'the version of the assertion is not 2.0')
  if (only(assertion, 'Issuer').text.trim() !== expected.issuer)
    refuse('Issuer does not match', 'the assertion is of another provider')
  checkAge(timeOf(assertion, 'IssueInstant'), expected)
  checkConditions(only(assertion, 'Conditions'), expected)
  const subject = only(assertion, 'Subject')
  const usableUntil = confirm(subject, expected)
  return {
    id: attributes.get('ID') ?? refuse('ID is missing', 'the assertion has no ID'),
    usableUntil: new Date(usableUntil + leeway),
    session: { ...readNameId(subject), ...readStatement(assertion, expected) },
    attributes: readAttributes(assertion),
  }
}

function checkAge(issued: number | undefined, { requestId, now }: Expected): void {
  if (issued === undefined) return refuse('IssueInstant is missing', 'the assertion does not say when it was made')
  if (issued - leeway > now.getTime()) refuse('The assertion is not yet valid', 'it was made in the future')
  if (requestId === undefined && issued < now.getTime() - longestUnsolicited)
    refuse('The assertion has expired', 'nobody asked for it, and it was made more than six minutes ago')
}

/** SAML V2.0 Core, section 2.5. */
function checkConditions(conditions: XmlElement, expected: Expected): void {
  checkTimes(conditions, expected)
  const unknown = conditions.children.find(({ name }) => !knownConditions.includes(name))
  if (unknown) refuse('A condition is not supported', `there is a condition ${unknown.name}`)
  const restrictions = childrenOf(conditions, 'assertion', 'AudienceRestriction')
  const admits = (restriction: XmlElement): boolean =>
    childrenOf(restriction, 'assertion', 'Audience').some(({ text }) => text.trim() === expected.audience)
  if (restrictions.length === 0 || !restrictions.every(admits))
    refuse('Audience restriction is not met', `the assertion is not for ${expected.audience}`)
}

function checkTimes(element: XmlElement, { now }: Expected): void {
  const [from, until] = [timeOf(element, 'NotBefore'), timeOf(element, 'NotOnOrAfter')]
  if (from !== undefined && from - leeway > now.getTime())
    refuse('The assertion is not yet valid', 'NotBefore is ahead')
  if (until !== undefined && until + leeway <= now.getTime())
    refuse('The assertion has expired', 'NotOnOrAfter is over')
}

/**
 * Whoever brings the assertion is its subject, if one of the confirmations says so for this address and request.
 * @returns the end of it, in epoch milliseconds
 */
function confirm(subject: XmlElement, expected: Expected): number {
  const confirmations = childrenOf(subject, 'assertion', 'SubjectConfirmation')
  const data = confirmations
    .filter(({ attributes }) => attributes.get('Method') === bearer)
    .flatMap((confirmation) => childrenOf(confirmation, 'assertion', 'SubjectConfirmationData'))
  const forHere = data.filter(({ attributes }) => attributes.get('Recipient') === expected.recipient)
  if (forHere.length === 0) refuse('Recipient does not match', `no confirmation is for ${expected.recipient}`)
  const [confirmed] = forHere.filter(({ attributes }) => attributes.get('InResponseTo') === expected.requestId)
  if (!confirmed) return refuse('InResponseTo does not match', 'no confirmation is for the request of this sign-in')
  checkTimes(confirmed, expected)
  return timeOf(confirmed, 'NotOnOrAfter') ?? refuse('NotOnOrAfter is missing', 'the confirmation has no end')
}

function readNameId(subject: XmlElement): Omit<SamlSession, 'sessionIndex'> {
  const { text, attributes } = only(subject, 'NameID')
  const [format, nameQualifier, spNameQualifier] = ['Format', 'NameQualifier', 'SPNameQualifier'].map((name) =>
    attributes.get(name),
  )
  return {
    nameId: text.trim(),
    ...(format !== undefined && { format }),
    ...(nameQualifier !== undefined && { nameQualifier }),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
  }
}

/** The provider's session, which the first statement names (developer guide, "Signing out SAML users with single sign-out"). */
function readStatement(assertion: XmlElement, { now }: Expected): Pick<SamlSession, 'sessionIndex'> {
  const [statement] = childrenOf(assertion, 'assertion', 'AuthnStatement')
  if (!statement) return refuse('AuthnStatement is missing', 'the assertion does not say that anybody signed in')
  const end = timeOf(statement, 'SessionNotOnOrAfter')
  if (end !== undefined && end + leeway <= now.getTime())
    refuse('The session has expired', 'SessionNotOnOrAfter is over')
  const sessionIndex = statement.attributes.get('SessionIndex')
  return sessionIndex === undefined ? {} : { sessionIndex }
}

function readAttributes(assertion: XmlElement): Claims {
  const statements = childrenOf(assertion, 'assertion', 'AttributeStatement')
  if (statements.some((statement) => childrenOf(statement, 'assertion', 'EncryptedAttribute').length > 0))
    refuse('EncryptedAttribute is not supported', 'poolgate does not implement EncryptedAttribute yet')
  const values = new Map<string, string[]>()
  for (const attribute of statements.flatMap((statement) => childrenOf(statement, 'assertion', 'Attribute'))) {
    const name = attribute.attributes.get('Name') ?? ''
    const given = childrenOf(attribute, 'assertion', 'AttributeValue').map(textIn)
    values.set(name, [...(values.get(name) ?? []), ...given])
  }
  return Object.fromEntries([...values].map(([name, given]) => [name, given.length === 1 ? given[0] : asList(given)]))
}

/** Several values in one text (developer guide, "Mapping IdP attributes to profiles and tokens"). */
function asList(values: readonly string[]): string | undefined {
  if (values.length === 0) return undefined
  return `[${values.map((value) => new URLSearchParams({ '': value }).toString().slice(1)).join(',')}]`
}

function textIn({ text, children }: XmlElement): string {
  return [text, ...children.map(textIn)].join('').trim()
}

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** In epoch milliseconds, if it is given. */
function timeOf({ attributes }: XmlElement, name: string): number | undefined {
  const text = attributes.get(name)
  if (text === undefined) return undefined
  const time = timeForm.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? refuse(`${name} is not a time`, `${name} is ${text.slice(0, 50)}`) : time
}

function only(parent: XmlElement, name: string): XmlElement {
  const [child, ...others] = childrenOf(parent, 'assertion', name)
  return child && others.length === 0 ? child : refuse(`${name} is missing`, `there is not one ${name}`)
}

function refuse(reason: string, detail: string): never {
  throw new ResponseProblem(reason, detail)
}

import type { GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager'
import { digits, type Random } from '../../ports/random.ts'
import type { Defined, Fails } from '../../wire/operation.ts'

const lowercase = 'abcdefghijklmnopqrstuvwxyz'
const uppercase = lowercase.toUpperCase()
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** A password (API "GetRandomPassword"): one of those that are asked for, each as likely as any other. */
export function randomPassword(
  {
    PasswordLength: length = 32,
    ExcludeCharacters: excluded = '',
    RequireEachIncludedType: needsEach = true,
    ...included
  }: Defined<GetRandomPasswordRequest>,
  { random, fail }: { readonly random: Pick<Random, 'text'> } & Fails<'InvalidParameterException'>,
): string {
  const types = typesOf(included).map((type) => type.filter((character) => !excluded.includes(character)))
  if (types.every((type) => type.length === 0) || (needsEach && types.some((type) => type.length === 0)))
    fail('InvalidParameterException', 'The exclusions leave no character of a type that the password is to have.')
  if (needsEach && length < types.length)
    fail('InvalidParameterException', 'Password length is too short based on the required types.')
  const alphabet = types.flat().join('')
  for (;;) {
    const password = random.text(length, alphabet)
    if (!needsEach || types.every((type) => type.some((character) => password.includes(character)))) return password
  }
}

function typesOf(included: Defined<GetRandomPasswordRequest>): string[][] {
  return [
    included.ExcludeLowercase ? '' : lowercase,
    included.ExcludeUppercase ? '' : uppercase,
    included.ExcludeNumbers ? '' : digits,
    included.ExcludePunctuation ? '' : punctuation,
    included.IncludeSpace ? ' ' : '',
  ]
    .filter((type) => type !== '')
    .map((type) => type.split(''))
}

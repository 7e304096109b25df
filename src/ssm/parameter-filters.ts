import type { ParameterStringFilter } from '@aws-sdk/client-ssm'
import type { Defined, Fails } from '../wire/operation.ts'
import { defaultKeyId } from './default-key.ts'
import { refuse } from './parameters.ts'
import type { ParameterRecord } from './store.ts'

type Filter = Defined<ParameterStringFilter>
type Refuses = Fails<'InvalidFilterKey' | 'InvalidFilterOption' | 'InvalidFilterValue'>
type Test = (parameter: ParameterRecord) => boolean

const types = ['String', 'StringList', 'SecureString']

/** What all filters let through (API "ParameterStringFilter", and "Contains" for names as DescribeParameters has it). */
export function readFilters(filters: readonly Filter[], context: Refuses): Test {
  const keys = filters.map(({ Key }) => Key)
  const duplicate = keys.find((key, index) => keys.indexOf(key) !== index)
  if (duplicate !== undefined)
    context.fail(
      'InvalidFilterKey',
      `The following filter is duplicated in the request: ${duplicate}. A request can contain only one occurrence of a specific filter.`,
    )
  const tests = filters.map((filter) => readFilter(filter, context))
  return (parameter) => tests.every((test) => test(parameter))
}

/** The only names that may be found; undefined when the filters do not say. */
export function namesFiltered(filters: readonly Filter[]): readonly string[] | undefined {
  return filters.find(({ Key, Option = 'Equals' }) => Key === 'Name' && Option === 'Equals')?.Values
}

function readFilter({ Key: key, Option, Values: values = [] }: Filter, context: Refuses): Test {
  if (key === 'Label') refuse('poolgate does not implement labels of parameters')
  if (values.length === 0 && !key.startsWith('tag:'))
    context.fail('InvalidFilterValue', `The following filter values are missing : null for filter key ${key}.`)
  if (key === 'Path') return pathTest(values, readOption(Option, ['OneLevel', 'Recursive'], context))
  const wrongType = key === 'Type' ? values.find((value) => !types.includes(value)) : undefined
  if (wrongType !== undefined)
    context.fail(
      'InvalidFilterValue',
      `The following filter value is not valid: ${wrongType}. Valid values include: [${types.join(', ')}].`,
    )
  const option = readOption(Option, ['Equals', 'BeginsWith', ...(key === 'Name' ? ['Contains'] : [])], context)
  const matches = (text: string): boolean =>
    values.length === 0 ||
    values.some((value) => {
      if (option === 'Equals') return text === value
      return option === 'BeginsWith' ? text.startsWith(value) : text.includes(value)
    })
  return (parameter) => {
    const text = textOf(key, parameter)
    return text !== undefined && matches(text)
  }
}

function readOption(option: string | undefined, valid: readonly string[], context: Refuses): string {
  const chosen = option ?? valid[0] ?? ''
  if (!valid.includes(chosen))
    context.fail(
      'InvalidFilterOption',
      `The following filter option is not valid: ${chosen}. Valid options include: [${valid.toSorted().join(', ')}].`,
    )
  return chosen
}

function pathTest(paths: readonly string[], option: string): Test {
  const prefixes = paths.map((path) => (path.endsWith('/') ? path : `${path}/`))
  return ({ name }) =>
    prefixes.some(
      (prefix) => name.startsWith(prefix) && (option === 'Recursive' || !name.slice(prefix.length).includes('/')),
    )
}

/** What a filter of this key looks at; undefined when the parameter has nothing of the kind. */
function textOf(key: string, { name, type, secret, tags }: ParameterRecord): string | undefined {
  if (key.startsWith('tag:')) return Object.hasOwn(tags, key.slice(4)) ? tags[key.slice(4)] : undefined
  if (key === 'KeyId') return secret && (secret.keyId ?? defaultKeyId)
  return { Name: name, Type: type, Tier: 'Standard', DataType: 'text' }[key]
}

/** What a parameter's declared type says of its value (AWS page "Specify existing resources at runtime"). */
export interface ParameterType {
  readonly type: 'String' | 'Number' | 'List<Number>' | 'CommaDelimitedList'
  /** Whether what is given names a parameter of Parameter Store, which has the value. */
  readonly fromSsm: boolean
  /** The form of each item: of those that name something in the account, as far as it can be told without it. */
  readonly form: RegExp | undefined
}

const plain = ['String', 'Number', 'List<Number>', 'CommaDelimitedList'] as const

/** The name of something that must be in Parameter Store, whose value is of no concern. */
export const ssmParameterName = 'AWS::SSM::Parameter::Name'

const hex = '[0-9a-f]{8,17}'

/** poolgate has none of these things, so it takes what AWS could call one. */
const forms = new Map([
  ['AWS::EC2::AvailabilityZone::Name', /^[a-z]{2,3}(-[a-z]+)+-\d[a-z]$/],
  ['AWS::EC2::Image::Id', new RegExp(`^ami-${hex}$`)],
  ['AWS::EC2::Instance::Id', new RegExp(`^i-${hex}$`)],
  ['AWS::EC2::KeyPair::KeyName', /^.{1,255}$/],
  ['AWS::EC2::SecurityGroup::GroupName', /^.{1,255}$/],
  ['AWS::EC2::SecurityGroup::Id', new RegExp(`^sg-${hex}$`)],
  ['AWS::EC2::Subnet::Id', new RegExp(`^subnet-${hex}$`)],
  ['AWS::EC2::VPC::Id', new RegExp(`^vpc-${hex}$`)],
  ['AWS::EC2::Volume::Id', new RegExp(`^vol-${hex}$`)],
  ['AWS::Route53::HostedZone::Id', /^[A-Z0-9]{1,32}$/],
  [ssmParameterName, /./],
])

/** Undefined for what is no type of parameters. */
export function readParameterType(declared: string): ParameterType | undefined {
  const [, stored] = /^AWS::SSM::Parameter::Value<(.*)>$/.exec(declared) ?? []
  if (stored !== undefined) {
    if (stored === 'Number' || stored === 'List<Number>') return undefined
    const value = stored === 'List<String>' ? valueType('CommaDelimitedList') : valueType(stored)
    return value && { ...value, fromSsm: true }
  }
  return valueType(declared)
}

function valueType(declared: string): ParameterType | undefined {
  const type = plain.find((known) => known === declared)
  if (type) return { type, fromSsm: false, form: undefined }
  const [, item] = /^List<(.*)>$/.exec(declared) ?? []
  const form = forms.get(item ?? declared)
  return form && { type: item === undefined ? 'String' : 'CommaDelimitedList', fromSsm: false, form }
}

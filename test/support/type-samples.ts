import type { OpenedCloudFormation } from './cloudformation.ts'

type Properties = Readonly<Record<string, unknown>>

/** A value that a property can have. */
interface Sample {
  readonly value: unknown
  /** Properties that stay when it goes. */
  readonly beside: Properties
  /** Properties that come and go with it. */
  readonly along: Properties
}

/** A resource of one type that can be made, and what each of its properties that updates may change can be. */
export interface TypeSamples {
  /** The other resources of the template, by logical id. The one that is meant is `It`. */
  readonly others?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>
  readonly base: Properties
  readonly samples: Readonly<Record<string, Sample>>
  /** Properties that no resource can have that can be made here: why each is refused when it is made. */
  readonly refused?: Readonly<Record<string, readonly [value: unknown, reason: RegExp]>>
  /** Properties of which AWS says only in the middle of an update that it cannot be. */
  readonly failing?: Readonly<Record<string, string>>
  /** Properties with which something else of the stack keeps the resource until that is gone itself. */
  readonly kept?: readonly string[]
  /** What there is before the stack. */
  prepare?(opened: OpenedCloudFormation): Promise<void>
  /** What of the resource can be seen. */
  readonly read: (
    opened: OpenedCloudFormation,
    physicalId: string,
    idOf: (logicalId: string) => string,
  ) => Promise<unknown>
}

/** A sample with what stays when it goes, and what goes with it. */
export const of = (value: unknown, beside: Properties = {}, along: Properties = {}): Sample => ({
  value,
  beside,
  along,
})

/** Types that no operation makes: what a template says of them is kept with the stack. */
export const keptWithStack = new Set([
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::ECR::Repository',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
])

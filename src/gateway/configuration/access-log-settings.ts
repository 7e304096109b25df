import type { CallContext, Fails } from '../../wire/operation.ts'
import { parseFormat } from '../access-logs/format.ts'
import { findVariable } from '../access-logs/variables.ts'
import type { Input } from '../service.ts'
import type { AccessLogRecord, StageRecord } from '../store.ts'
import type { Gateway } from '../gateway.ts'

type AccessLogInput = NonNullable<Input<'UpdateStage'>['AccessLogSettings']>
type SettingsContext = Pick<CallContext, 'region'> & Fails<'BadRequestException'>

type HasAccessLog = Pick<StageRecord, 'accessLogSettings'>

/** The settings that `input` makes of those of `stage`; members that are not given stay, and both are needed in the end. */
export function applyAccessLogInput(
  context: SettingsContext,
  { accessLogSettings: current }: HasAccessLog,
  input: AccessLogInput,
): HasAccessLog {
  if (input.DestinationArn === undefined && input.Format === undefined) return {}
  const destinationArn = input.DestinationArn ?? current?.destinationArn
  const format = input.Format ?? current?.format
  if (destinationArn === undefined || format === undefined)
    return context.fail('BadRequestException', 'AccessLogSettings must have both DestinationArn and Format')
  checkFormat(context, format)
  return { accessLogSettings: { ...readDestination(context, destinationArn), format } }
}

export function toAccessLogSettings({ destinationArn, format }: AccessLogRecord): AccessLogInput {
  return { DestinationArn: destinationArn, Format: format }
}

/** A log group's ARN in the region of the call. The `:*` that CloudFormation's `Arn` attribute ends in is left out. */
function readDestination(context: SettingsContext, arn: string): Omit<AccessLogRecord, 'format'> {
  const destination = parseDestination(context, arn)
  return destination ?? context.fail('BadRequestException', `Invalid access log destination ARN: ${arn}`)
}

function parseDestination(
  context: Pick<CallContext, 'region'>,
  arn: string,
): Omit<AccessLogRecord, 'format'> | undefined {
  const [, destinationArn, region, logGroup] =
    /^(arn:aws[a-z-]*:logs:([a-z0-9-]+):\d{12}:log-group:([\w./#-]{1,512}))(?::\*)?$/.exec(arn) ?? []
  return destinationArn === undefined || logGroup === undefined || region !== context.region
    ? undefined
    : { destinationArn, logGroup }
}

/** Refuses, once everything else about a stage is in order, that it logs to a group which is not there. */
export type CheckLogGroup = () => void

/** Looks up the log group that `input` names, if it does; asked before the change of an API, which waits for nothing. */
export async function lookUpLogGroup(
  context: SettingsContext & Pick<Gateway, 'logGroupExists'>,
  { DestinationArn: arn }: AccessLogInput = {},
): Promise<CheckLogGroup> {
  const logGroup = arn === undefined ? undefined : parseDestination(context, arn)?.logGroup
  if (logGroup === undefined || (await context.logGroupExists(context.region, logGroup))) return () => {}
  return () =>
    context.fail('BadRequestException', `Invalid access log destination ARN: the log group ${logGroup} does not exist`)
}

/** The rules and words that AWS was seen to apply to formats of HTTP APIs, which have at most 1024 characters. */
function checkFormat(context: SettingsContext, format: string): void {
  const prefix = 'The following errors are found in Access Log Format: '
  if (/[\r\n]/.test(format))
    context.fail('BadRequestException', `${prefix}Access Log format must be single line: '${format}'`)
  const variables = parseFormat(format).filter((part) => part.kind === 'variable')
  const unsupported = variables.filter(({ name }) => !findVariable(name)).map(({ written }) => written)
  if (unsupported.length > 0)
    context.fail(
      'BadRequestException',
      `The following context variables are not supported: [${unsupported.join(', ')}]`,
    )
  if (!variables.some(({ name }) => name === 'requestId' || name === 'extendedRequestId'))
    context.fail(
      'BadRequestException',
      `${prefix}Access Log format must include either $context.requestId or $context.extendedRequestId : '${format}'`,
    )
}

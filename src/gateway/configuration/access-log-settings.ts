import type { CallContext, Fails } from '../../wire/operation.ts'
import { parseFormat } from '../access-logs/format.ts'
import { findVariable } from '../access-logs/variables.ts'
import type { Input } from '../service.ts'
import type { AccessLogRecord, StageRecord } from '../store.ts'
import { refuseUnimplemented } from './unsupported.ts'

type AccessLogInput = NonNullable<Input<'UpdateStage'>['AccessLogSettings']>
type SettingsContext = Pick<CallContext, 'region'> & Fails<'BadRequestException'>

/** Bytes of a file name on common file systems, less the ending. */
const maxFileNameLength = 240

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
  const [, destinationArn, region, logGroup] =
    /^(arn:aws[a-z-]*:logs:([a-z0-9-]+):\d{12}:log-group:([\w./#-]{1,512}))(?::\*)?$/.exec(arn) ?? []
  if (destinationArn === undefined || logGroup === undefined || region !== context.region)
    return context.fail('BadRequestException', `Invalid access log destination ARN: ${arn}`)
  if (encodeURIComponent(logGroup).length > maxFileNameLength)
    refuseUnimplemented(context, `log group names of more than ${maxFileNameLength} characters, "/" counted as three,`)
  return { destinationArn, logGroup }
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

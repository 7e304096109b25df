import type { Fails } from '../../wire/operation.ts'
import type { Input } from '../service.ts'
import type { CorsRecord } from '../store.ts'

/** `CorsConfiguration` of CreateApi and UpdateApi; `MaxAge` is within its bounds (-1 to 86400 seconds). */
export type CorsInput = NonNullable<Input<'UpdateApi'>['CorsConfiguration']>

/**
 * The CORS configuration that `input` makes of `current`; members that are not given stay, as in the CLI's example of
 * update-api. What browsers could never match, or could take for another header, is refused. Nothing given where there
 * was nothing is no configuration: Terraform says so of an API whose CORS it has just deleted.
 */
export function applyCorsInput(
  context: Fails<'BadRequestException'>,
  current: CorsRecord | undefined,
  input: CorsInput,
): CorsRecord | undefined {
  if (!current && Object.values(input).every((member) => member === undefined)) return undefined
  const cors: CorsRecord = {
    allowCredentials: input.AllowCredentials ?? current?.allowCredentials ?? false,
    allowOrigins: input.AllowOrigins ?? current?.allowOrigins ?? [],
    allowMethods: input.AllowMethods ?? current?.allowMethods ?? [],
    allowHeaders: input.AllowHeaders ?? current?.allowHeaders ?? [],
    exposeHeaders: input.ExposeHeaders ?? current?.exposeHeaders ?? [],
  }
  const maxAge = input.MaxAge ?? current?.maxAge
  const unreadable = cors.allowOrigins.find((origin) => !isAllowOrigin(origin))
  if (unreadable !== undefined) context.fail('BadRequestException', `Invalid format for origin ${unreadable}`)
  for (const list of ['allowMethods', 'allowHeaders', 'exposeHeaders'] as const)
    for (const name of cors[list])
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
        context.fail('BadRequestException', `Invalid value in ${list} of the CORS configuration: ${name}`)
  if (cors.allowCredentials && cors.allowOrigins.includes('*'))
    context.fail('BadRequestException', "allow-credentials is not supported if 'allow-origin' is *")
  return maxAge === undefined ? cors : { ...cors, maxAge }
}

/** A CORS configuration as the API shows it: lists that are empty are left out, as in the CLI's example of update-api. */
export function toCors(cors: CorsRecord): CorsInput {
  return {
    AllowCredentials: cors.allowCredentials,
    ...(cors.allowHeaders.length > 0 && { AllowHeaders: [...cors.allowHeaders] }),
    ...(cors.allowMethods.length > 0 && { AllowMethods: [...cors.allowMethods] }),
    ...(cors.allowOrigins.length > 0 && { AllowOrigins: [...cors.allowOrigins] }),
    ...(cors.exposeHeaders.length > 0 && { ExposeHeaders: [...cors.exposeHeaders] }),
    ...(cors.maxAge !== undefined && { MaxAge: cors.maxAge }),
  }
}

/**
 * `*`, `http://*`, `https://*`, or an http or https origin (page "Configure CORS for HTTP APIs"); other schemes and
 * wildcards inside a host were seen to be refused.
 */
function isAllowOrigin(text: string): boolean {
  return /^(\*|https?:\/\/(\*|[A-Za-z0-9._~-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?))$/.test(text)
}

import type { CallContext, Fails } from '../../wire/operation.ts'

/** How far a client's clock may be off. */
const toleranceMilliseconds = 5 * 60_000

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const form = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) UTC (\d{4})$/

/**
 * Checks TIMESTAMP, in which clients spell the time as Java's `EEE MMM d HH:mm:ss z yyyy`, e.g.
 * `Sun Nov 1 06:07:08 UTC 2026`. Refuses another form with InvalidParameterException, another time with
 * NotAuthorizedException.
 */
export function checkClaimTime(
  context: Fails<'InvalidParameterException' | 'NotAuthorizedException'> & Pick<CallContext, 'now'>,
  timestamp: string,
): void {
  const [, month = '', day, hours, minutes, seconds, year] = form.exec(timestamp) ?? []
  if (!months.includes(month))
    return context.fail('InvalidParameterException', 'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.')
  const time = Date.UTC(
    Number(year),
    months.indexOf(month),
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  )
  const off = Math.abs(time - context.now.getTime())
  if (off > toleranceMilliseconds)
    context.fail('NotAuthorizedException', 'Incorrect username or password.', {
      detail: `TIMESTAMP is ${Math.round(off / 1000)} seconds off`,
    })
}

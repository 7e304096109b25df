/** In place of what did not come in time. */
export const late: unique symbol = Symbol('late')

/** What `work` comes to, if it does so in time; it goes on all the same. */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result | typeof late> {
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, milliseconds, late)
  })
  try {
    return await Promise.race([work, isLate])
  } finally {
    clearTimeout(timer)
  }
}

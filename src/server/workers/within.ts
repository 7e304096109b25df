/** In place of an answer that did not come in time. */
export const late: unique symbol = Symbol('late')

export async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer | typeof late> {
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, milliseconds, late)
  })
  try {
    return await Promise.race([answer, isLate])
  } finally {
    clearTimeout(timer)
  }
}

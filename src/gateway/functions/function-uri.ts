/** `${stageVariables.name}`, which may stand anywhere in a function's ARN. */
const stageVariable = /\$\{stageVariables\.(\w+)\}/g
const functionArn = /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/
const invocationArn = /^arn:aws[\w-]*:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/

/**
 * The function that an integration or authorizer URI names, undefined when it has another form: a function's ARN or
 * that of its invocation, `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations`.
 * Stage variables stay in it.
 */
export function readFunctionUri(uri: string): string | undefined {
  const arn = invocationArn.exec(uri)?.[1] ?? uri
  // A variable may stand for any part, the account's twelve digits included.
  const filledIn = [arn.replaceAll(stageVariable, 'x'), arn.replaceAll(stageVariable, '000000000000')]
  return filledIn.some((text) => functionArn.test(text)) ? arn : undefined
}

/** The ARN with the stage's variables in place; `explanation` says to the operator why there is none. */
export function resolveFunctionArn(
  uri: string,
  stageVariables: Readonly<Record<string, string>>,
): string | { readonly explanation: string } {
  const missing = new Set<string>()
  const arn = readFunctionUri(uri)?.replaceAll(stageVariable, (_, name: string) => {
    if (!Object.hasOwn(stageVariables, name)) missing.add(name)
    return stageVariables[name] ?? ''
  })
  if (missing.size > 0) return { explanation: `the stage has no variable ${[...missing].join(', ')}` }
  if (arn === undefined || !functionArn.test(arn)) return { explanation: `${arn ?? uri} is no ARN of a function` }
  return arn
}

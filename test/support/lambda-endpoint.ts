import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atEnd } from './at-end.ts'

/** Something that runs functions and speaks Lambda's Invoke API. It ends with the tests. */
export async function startLambdaEndpoint() {
  /** What a function answers, byte for byte, by its name; `{}` when it is not here. */
  const answers = new Map<string, string>()
  const invocations: {
    readonly name: string
    /** The version or the alias. */
    readonly qualifier: string | null
    readonly event: Record<string, unknown>
    readonly headers: IncomingHttpHeaders
  }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://lambda')
      const name = /functions\/([^/]+)\/invocations$/.exec(pathname)?.[1] ?? ''
      const qualifier = searchParams.get('Qualifier')
      invocations.push({ name, qualifier, event: JSON.parse(body), headers: request.headers })
      response.end(answers.get(name) ?? '{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    invocations,
    arn: (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    authorizerUri: (name: string) =>
      `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`,
    /** The event of the newest invocation. */
    event: () => invocations.at(-1)?.event ?? {},
  }
}

import { ApiError, type CallContext } from './operation.ts'
import { declarationOf, runOperation, type Runtime, type Service } from './service.ts'

/**
 * An in-process client for what somebody asks for over the network by another way than the API, such as the link of a mail:
 * its calls are limited, and told to `observe`, as the API's are.
 */
export function observedClient<Client>(
  service: Service,
  call: () => CallContext,
  runtime: Pick<Runtime, 'observe' | 'clock' | 'admit' | 'tracing'>,
): Client {
  const entries = Object.keys(service.model.operations).map((name) => [
    name,
    (input: object) => runObserved(service, name, input, call(), runtime),
  ])
  // The entries are exactly the model's operations; `Client` is derived from the same model.
  return Object.fromEntries(entries) as Client
}

async function runObserved(
  service: Service,
  operation: string,
  input: object,
  call: CallContext,
  { observe, clock, admit, tracing }: Pick<Runtime, 'observe' | 'clock' | 'admit' | 'tracing'>,
): Promise<unknown> {
  const name = service.model.metadata.endpointPrefix
  const span = tracing?.begin('internal', name)
  const tell = (outcome: { readonly output: unknown } | { readonly error: string }) =>
    observe?.({
      service: name,
      operation,
      isPublic: declarationOf(service, operation)?.authtype === 'none',
      requestId: call.requestId,
      sourceIp: call.sourceIp,
      call,
      input,
      ...outcome,
      durationMs: clock.time() - call.now.getTime(),
      ...(span && { span }),
    })
  try {
    await admit?.(name, operation, call.sourceIp)
    const run = () => runOperation(service, operation, input, call)
    const output = await (span ? span.run(run) : run())
    tell({ output })
    return output
  } catch (error) {
    tell({ error: error instanceof ApiError ? error.code : service.internalCode })
    throw error
  }
}

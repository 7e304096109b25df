import type { Invocation } from '../../ports/functions.ts'
import { readAnswerV1, readAnswerV2, type FunctionResponse } from '../functions/function-answer.ts'
import { proxyEventV1 } from '../functions/proxy-event-v1.ts'
import { proxyEventV2 } from '../functions/proxy-event-v2.ts'
import { Answer, internalServerError, payloadTooLarge, serviceUnavailable } from './answers.ts'
import { describeRequest } from './describe-request.ts'
import type { IntegrationExplanation } from './explanation.ts'
import type { FunctionIntegration } from './live-api.ts'
import { explainUnread, readBody } from './read-body.ts'
import type { Integrated, IntegrationResponse, Mapped } from './state.ts'

/** Invokes the function of an AWS_PROXY integration and reads what it answers. */
export async function invokeFunction(
  state: Mapped,
  { functionArn, payloadFormatVersion, timeoutInMillis }: FunctionIntegration,
): Promise<Integrated | Answer> {
  const body = state.outgoing.body ?? (await readBody(state.exchange))
  if (body instanceof Answer) {
    state.explanation.reason = explainUnread(body)
    return body
  }
  const { plane } = state
  const [writeEvent, readAnswer] = formats[payloadFormatVersion]
  const event = writeEvent(describeRequest(state, state.outgoing, state.authorization), body)
  const explanation: IntegrationExplanation = { target: functionArn }
  state.explanation.integration = explanation
  const begun = plane.clock.time()
  const limits = { timeoutMs: timeoutInMillis }
  const invocation = await plane.functions.invoke(functionArn, Buffer.from(JSON.stringify(event)), limits)
  explanation.latencyMs = plane.clock.time() - begun
  if (invocation.kind !== 'answer') {
    explanation.error = invocation.error
    return answerFailure(invocation)
  }
  const answer = readAnswer(invocation.payload)
  if ('explanation' in answer) {
    explanation.error = answer.explanation
    return internalServerError
  }
  explanation.status = answer.status
  // Anything will do for a client that is gone.
  return state.exchange.isGone ? serviceUnavailable : { ...state, response: toResponse(answer) }
}

const formats = {
  '1.0': [proxyEventV1, readAnswerV1],
  '2.0': [proxyEventV2, readAnswerV2],
} as const

/** Recorded: 503 for a timeout, 500 for an error of the function (AWS page "Lambda proxy integrations"). */
function answerFailure(invocation: Exclude<Invocation, { kind: 'answer' }>): Answer {
  if (invocation.kind === 'function-error') return internalServerError
  switch (invocation.failure) {
    case 'timeout':
    case 'throttled':
      return serviceUnavailable
    case 'request-too-large':
      return payloadTooLarge
    case 'no-endpoint':
    case 'refused':
    case 'unavailable':
      return internalServerError
  }
}

function toResponse({ status, headers, body }: FunctionResponse): IntegrationResponse {
  return { status, headers: [...headers, ['Content-Length', String(body.length)]], body }
}

import { noContent } from './answers.ts'
import { isPreflight } from './cors.ts'
import type { WithStage } from './state.ts'
import type { Step } from './step.ts'

/**
 * Answers preflight requests of an API with a CORS configuration by itself, unless a route serves OPTIONS on the path:
 * such a route (`$default` and `ANY` are some) takes the request, its authorizer included.
 */
export const answerPreflight: Step<WithStage, WithStage> = {
  name: 'answerPreflight',
  answers: [204],
  run: (state) => {
    const { exchange, explanation, path, stage } = state
    if (stage.cors === undefined || !isPreflight(exchange) || stage.routes.match('OPTIONS', path)) return state
    explanation.reason = 'the CORS configuration of the API answers the preflight request'
    return noContent
  },
}

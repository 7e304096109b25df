import { notFound } from './answers.ts'
import type { WithRoute, WithStage } from './state.ts'
import type { Step } from './step.ts'

/** Finds the route for method and path; nothing that matches is 404, a wrong method included. */
export const matchRoute: Step<WithStage, WithRoute> = {
  name: 'matchRoute',
  answers: [404],
  run: (state) => {
    const { exchange, explanation, path, stage } = state
    const match = stage.routes.match(exchange.method, path)
    if (match === undefined) {
      explanation.reason = stage.routes.explainMiss(exchange.method, path)
      return notFound
    }
    explanation.routeKey = match.routeKey
    return { ...state, match }
  },
}

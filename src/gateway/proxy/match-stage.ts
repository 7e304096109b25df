import { withoutFirstSegment } from '../routing/request-path.ts'
import { notFound } from './answers.ts'
import type { WithApi, WithStage } from './state.ts'
import type { Step } from './step.ts'

/**
 * Chooses the stage: the one that the first path segment names, else `$default` (page "Create routes for HTTP APIs").
 * A named stage's segment is taken off before routes are matched.
 */
export const matchStage: Step<WithApi, WithStage> = {
  name: 'matchStage',
  answers: [404],
  run: (state) => {
    const { api, explanation } = state
    const name = state.path.segments[0]?.text ?? ''
    // `$default` is served from the base of the URL only.
    const named = name === '$default' ? undefined : api.stages.get(name)
    const below = named && withoutFirstSegment(state.path)
    const stage = below ? named : api.stages.get('$default')
    if (stage === undefined) {
      const names = [...api.stages.keys()].join(', ') || 'none'
      explanation.reason = `the API has no $default stage, and the path begins with no stage (stages: ${names})`
      return notFound
    }
    explanation.stage = stage.stageName
    if (stage.closed !== undefined) {
      explanation.reason = stage.closed
      return notFound
    }
    const atStage = { ...state, stage, path: below ?? state.path, stagePath: state.path }
    state.progress.atStage = atStage
    return atStage
  },
}

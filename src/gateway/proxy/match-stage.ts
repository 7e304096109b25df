import { withoutFirstSegment } from '../routing/request-path.ts'
import { notFound } from './answers.ts'
import type { LiveApi, LiveStage } from './live-api.ts'
import type { RequestPath } from '../routing/request-path.ts'
import type { WithApi, WithStage } from './state.ts'
import type { Step } from './step.ts'

/**
 * Chooses the stage: the one that the first path segment names, else `$default` (page "Create routes for HTTP APIs").
 * A named stage's segment is taken off before routes are matched. A custom domain's mapping has chosen the stage.
 */
export const matchStage: Step<WithApi, WithStage> = {
  name: 'matchStage',
  answers: [404],
  run: (state) => {
    const { explanation, mapping } = state
    const found = mapping ? findMappedStage(state, mapping.stage) : findNamedStage(state)
    if ('explanation' in found) {
      explanation.reason = found.explanation
      return notFound
    }
    const { stage, path } = found
    explanation.stage = stage.stageName
    const closed = stage.closed ?? (mapping ? undefined : stage.endpointClosed)
    if (closed !== undefined) {
      explanation.reason = closed
      return notFound
    }
    const atStage = { ...state, stage, path, stagePath: state.path }
    state.progress.atStage = atStage
    return atStage
  },
}

type FoundStage = { readonly stage: LiveStage; readonly path: RequestPath } | { readonly explanation: string }

function findMappedStage({ api, path }: WithApi, stageName: string): FoundStage {
  const stage = api.stages.get(stageName)
  return stage ? { stage, path } : { explanation: `the API mapping's stage ${stageName} is gone` }
}

/** An API has ten stages at most: to compare their names costs less than to look up one that was cut out of a path. */
function findStage({ stages }: LiveApi, name: string): LiveStage | undefined {
  for (const stage of stages.values()) if (stage.stageName === name) return stage
  return undefined
}

function findNamedStage({ api, path }: WithApi): FoundStage {
  const name = path.segments[0]?.text ?? ''
  // `$default` is served from the base of the URL only.
  const named = name === '$default' ? undefined : findStage(api, name)
  const below = named && withoutFirstSegment(path)
  if (named && below) return { stage: named, path: below }
  const stage = api.stages.get('$default')
  if (stage) return { stage, path }
  const names = [...api.stages.keys()].join(', ') || 'none'
  return { explanation: `the API has no $default stage, and the path begins with no stage (stages: ${names})` }
}

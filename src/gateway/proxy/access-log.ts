import type { Arrived } from './state.ts'

/** Writes a request that is over to its stage's access log, if the stage has one. */
export function writeAccessLog({ plane, explanation, progress }: Arrived): void {
  const { atStage, authorization, errorMessage, responseLength } = progress
  if (!atStage?.stage.accessLog) return
  const { logGroup, format } = atStage.stage.accessLog
  const { status, durationMs = 0, authorizer, integration } = explanation
  const line = format({
    request: { ...atStage, authorization },
    status,
    errorMessage,
    responseLength,
    durationMs,
    authorizerError: authorizer?.error,
    integration,
  })
  const { api, stage } = atStage
  plane.accessLog.write({ region: api.region, logGroup, logStream: `${api.apiId}/${stage.stageName}` }, line)
}

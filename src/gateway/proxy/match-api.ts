import { notFound } from './answers.ts'
import type { WithApi, WithPath } from './state.ts'
import type { Step } from './step.ts'

/** Finds the API that the request's host or path names. */
export const matchApi: Step<WithPath, WithApi> = {
  name: 'matchApi',
  answers: [404],
  run: async (state) => {
    const api = await state.plane.apis.find(state.place.apiId)
    if (api) return { ...state, api }
    state.explanation.reason = `there is no API ${state.place.apiId}`
    return notFound
  },
}

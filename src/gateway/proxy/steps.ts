import { answerPreflight } from './answer-preflight.ts'
import { authorize } from './authorize.ts'
import { checkHead } from './check-head.ts'
import { integrate } from './integrate.ts'
import { mapRequest } from './map-request.ts'
import { mapResponse } from './map-response.ts'
import { matchApi } from './match-api.ts'
import { matchRoute } from './match-route.ts'
import { matchStage } from './match-stage.ts'
import { respond } from './respond.ts'
import { beginWith } from './step.ts'
import { throttle } from './throttle.ts'

/** How a request finds its route. */
export const routing = beginWith(checkHead).next(matchApi).next(matchStage).next(answerPreflight).next(matchRoute)

/** The way of every request through the data plane. */
export const steps = routing
  .next(throttle)
  .next(authorize)
  .next(mapRequest)
  .next(integrate)
  .next(mapResponse)
  .next(respond)

import { collectDefaultMetrics, Registry } from 'prom-client'
import type { ReadableMetrics } from './metrics.ts'
import { createTally } from './tally.ts'

// Loading prom-client takes some 0.1 s: import this file only for a server that shows metrics. It reads the process (CPU,
// memory, event loop, garbage collection); our own events are tallied without it, since its histograms take a microsecond.

/** Upper bounds in seconds: an HTTP API's own part is below a millisecond, an integration may take 30 seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Metrics of this process, named `poolgate_...`, `process_...` and `nodejs_...`. */
export function createPrometheusMetrics(): ReadableMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = createTally({
    name: 'poolgate_http_api_requests_total',
    help: 'Requests to HTTP APIs by class of status; "gone" when the client went away before it had one.',
    labels: ['api', 'route', 'status'],
  })
  const latencies = createTally(
    {
      name: 'poolgate_http_api_request_duration_seconds',
      help: 'From the head of a request to an HTTP API to the end of its answer.',
      labels: ['api'],
    },
    bounds,
  )
  const refusals = createTally({
    name: 'poolgate_authorizer_refusals_total',
    help: 'Requests that an authorizer kept out, by the check that failed.',
    labels: ['api', 'reason'],
  })
  const calls = createTally({
    name: 'poolgate_api_calls_total',
    help: 'Calls of the AWS APIs by operation and error code; "none" when there was no error.',
    labels: ['service', 'operation', 'error'],
  })
  const callLatencies = createTally(
    {
      name: 'poolgate_api_call_duration_seconds',
      help: 'From the head of a call of an AWS API to its answer.',
      labels: ['service'],
    },
    bounds,
  )
  const signIns = createTally({
    name: 'poolgate_sign_ins_total',
    help: 'Steps of sign-ins by flow or challenge, and what came of them.',
    labels: ['flow', 'outcome'],
  })
  const keyFetches = createTally(
    {
      name: 'poolgate_jwks_fetch_duration_seconds',
      help: "Fetches of other issuers' keys.",
      labels: ['outcome'],
    },
    bounds,
  )
  const storage = createTally(
    {
      name: 'poolgate_store_duration_seconds',
      help: 'What the database was asked for, waiting in turn included.',
      labels: ['kind'],
    },
    bounds,
  )
  const spans = createTally({
    name: 'poolgate_spans_total',
    help: 'Spans of traces by what became of them on their way to the collector.',
    labels: ['outcome'],
  })
  const tallies = [requests, latencies, refusals, calls, callLatencies, signIns, keyFetches, storage, spans]
  const gauges: (() => string)[] = []
  return {
    httpApiRequest: ({ apiId = 'none', routeKey = 'none', status, seconds }) => {
      requests.add([apiId, routeKey, status === undefined ? 'gone' : classes[Math.floor(status / 100)]!])
      latencies.add([apiId], seconds)
    },
    authorizerRefused: (apiId, reason) => refusals.add([apiId, reason]),
    apiCall: ({ service, operation, error = 'none', seconds }) => {
      calls.add([service, operation, error])
      callLatencies.add([service], seconds)
    },
    signIn: (flow, outcome) => signIns.add([flow, outcome]),
    spanSettled: (outcome) => spans.add([outcome]),
    keysFetched: (outcome, seconds) => keyFetches.add([outcome], seconds),
    stored: (kind, seconds) => storage.add([kind], seconds),
    watch: (name, help, read) =>
      gauges.push(() => `# HELP poolgate_${name} ${help}\n# TYPE poolgate_${name} gauge\npoolgate_${name} ${read()}\n`),
    read: async () => ({
      contentType: registry.contentType,
      text: [
        ...tallies.map((tally) => tally.write()),
        ...gauges.map((write) => write()),
        await registry.metrics(),
      ].join(''),
    }),
  }
}

/** By the first digit of a status. */
const classes = ['other', '1xx', '2xx', '3xx', '4xx', '5xx', 'other', 'other', 'other', 'other']

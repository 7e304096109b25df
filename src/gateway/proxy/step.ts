import { Answer } from './answers.ts'

/**
 * One step of a request's way through the data plane: it goes on with more known than before, or answers. A step's
 * types say what it needs and what it adds, so a list of steps in a wrong order does not compile.
 */
export interface Step<In, Out> {
  readonly name: string
  /** Every status that the step itself answers. */
  readonly answers: readonly number[]
  run(state: In): Out | Answer | Promise<Out | Answer>
}

/** Steps in their order. */
export interface Steps<In, Out> {
  readonly list: readonly { readonly name: string; readonly answers: readonly number[] }[]
  next<Next>(step: Step<Out, Next>): Steps<In, Next>
  run(state: In): Out | Answer | Promise<Out | Answer>
}

export function beginWith<In, Out>(first: Step<In, Out>): Steps<In, Out> {
  return createSteps([first], (state) => first.run(state))
}

/** What needs to wait for nothing waits for nothing: most requests get as far as their backend in one turn. */
function createSteps<In, Out>(list: Steps<In, Out>['list'], run: Steps<In, Out>['run']): Steps<In, Out> {
  return {
    list,
    run,
    next: (step) => {
      const goOn = (reached: Out | Answer) => (reached instanceof Answer ? reached : step.run(reached))
      return createSteps([...list, step], (state) => {
        const reached = run(state)
        return reached instanceof Promise ? reached.then(goOn) : goOn(reached)
      })
    },
  }
}

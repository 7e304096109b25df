import { Answer } from './answers.ts'

/**
 * One step of a request's way through the data plane: it goes on with more known than before, or answers. A step's
 * types say what it needs and what it adds, so a list of steps in a wrong order does not compile.
 */
export interface Step<In, Out> {
  readonly name: string
  /** Every status that the step itself answers. */
  readonly answers: readonly number[]
  run(state: In): Reached<Out>
}

/** What a step or several come to. */
type Reached<Out> = Out | Answer | Promise<Out | Answer>

/** Steps in their order. */
export interface Steps<In, Out> {
  readonly list: readonly { readonly name: string; readonly answers: readonly number[] }[]
  next<Next>(step: Step<Out, Next>): Steps<In, Next>
  run(state: In): Reached<Out>
}

export function beginWith<In, Out>(first: Step<In, Out>): Steps<In, Out> {
  return createSteps([first], (goOn) => joinSteps(first, goOn))
}

/** Makes one function of steps and of what comes behind them. */
type Join<In, Out> = <Last>(goOn: (reached: Out) => Reached<Last>) => (state: In) => Reached<Last>

function createSteps<In, Out>(list: Steps<In, Out>['list'], join: Join<In, Out>): Steps<In, Out> {
  return {
    list,
    next: (step) => createSteps([...list, step], (goOn) => join(joinSteps(step, goOn))),
    run: join((reached: Out): Reached<Out> => reached),
  }
}

/**
 * What needs to wait for nothing waits for nothing: most requests get as far as their backend in one turn, and from
 * its answer to the client's in another.
 */
function joinSteps<In, Out, Last>(step: Step<In, Out>, goOn: (reached: Out) => Reached<Last>) {
  const goOnUnlessAnswered = (reached: Out | Answer) => (reached instanceof Answer ? reached : goOn(reached))
  return (state: In): Reached<Last> => {
    const reached = step.run(state)
    return reached instanceof Promise ? reached.then(goOnUnlessAnswered) : goOnUnlessAnswered(reached)
  }
}

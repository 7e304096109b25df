/** What a template says about a stack inside of its own (AWS::CloudFormation::Stack). */
export interface NestedRequest {
  readonly TemplateURL: string
  readonly Parameters?: Readonly<Record<string, string>>
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
  readonly TimeoutInMinutes?: number
}

/** The stacks inside of one stack, with the permissions of who works on that. Each method waits until its work is done. */
export interface NestedStacks {
  /** @param started is told the new stack's id before anything of it is made */
  create(name: string, request: NestedRequest, started: (stackId: string) => Promise<void>): Promise<void>
  /** While the outer stack is rolled back: gives the inner one back what it was before the outer's update. */
  update(stackId: string, request: NestedRequest): Promise<void>
  /** One that is gone already counts as deleted. */
  delete(stackId: string): Promise<void>
  /** The id of the live stack of this name. */
  find(name: string): Promise<string | undefined>
  output(stackId: string, key: string): Promise<string>
}

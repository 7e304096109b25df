import type { Fails } from '../../wire/operation.ts'
import { PolicyProblem, readPolicy } from '../policies/policy-document.ts'
import { refuseMissingUser, requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

/** Of all inline policies of a user together, white space left out (IAM user guide, "IAM and AWS STS quotas"). */
const mostCharacters = 2048

export async function putUserPolicy(
  input: Input<'PutUserPolicy'>,
  context: Context<'PutUserPolicy'>,
): Promise<Output<'PutUserPolicy'>> {
  const user = await requireUser(context, input.UserName)
  checkPolicy(input.PolicyDocument, context)
  const others = (await context.store.listPolicies(user.name)).filter(({ name }) => name !== input.PolicyName)
  const size = [input.PolicyDocument, ...others.map(({ document }) => document)].join('').replace(/\s/g, '').length
  if (size > mostCharacters)
    context.fail(
      'LimitExceededException',
      `Maximum policy size of ${mostCharacters} bytes exceeded for user ${user.name}`,
    )
  if (!(await context.store.putPolicy(user.name, input.PolicyName, input.PolicyDocument)))
    refuseMissingUser(context, user.name)
  return {}
}

function checkPolicy(document: string, context: Fails<'MalformedPolicyDocumentException'>): void {
  try {
    readPolicy(document)
  } catch (error) {
    if (error instanceof PolicyProblem) context.fail('MalformedPolicyDocumentException', error.message)
    throw error
  }
}

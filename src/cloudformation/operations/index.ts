import type { CloudFormationApi } from '../service.ts'
import { continueUpdateRollback } from './continue-update-rollback.ts'
import { createChangeSet } from './create-change-set.ts'
import { createStack } from './create-stack.ts'
import { deleteChangeSet } from './delete-change-set.ts'
import { deleteStack } from './delete-stack.ts'
import { describeChangeSet } from './describe-change-set.ts'
import { describeStackEvents } from './describe-stack-events.ts'
import { describeStackResource } from './describe-stack-resource.ts'
import { describeStackResources } from './describe-stack-resources.ts'
import { describeStacks } from './describe-stacks.ts'
import { executeChangeSet } from './execute-change-set.ts'
import { getStackPolicy } from './get-stack-policy.ts'
import { getTemplateSummary } from './get-template-summary.ts'
import { getTemplate } from './get-template.ts'
import { listChangeSets } from './list-change-sets.ts'
import { listExports } from './list-exports.ts'
import { listImports } from './list-imports.ts'
import { listStackResources } from './list-stack-resources.ts'
import { listStacks } from './list-stacks.ts'
import { setStackPolicy } from './set-stack-policy.ts'
import { updateStack } from './update-stack.ts'
import { updateTerminationProtection } from './update-termination-protection.ts'
import { validateTemplate } from './validate-template.ts'

/** The operations that poolgate has; any other of the model answers by name that it is not implemented. */
export const operations = {
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  ExecuteChangeSet: executeChangeSet,
  GetStackPolicy: getStackPolicy,
  GetTemplateSummary: getTemplateSummary,
  GetTemplate: getTemplate,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
} satisfies Partial<CloudFormationApi>

// Generated from models/cloudformation.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  ActivateOrganizationsAccess: 'InvalidOperationException' | 'OperationNotFoundException'
  ActivateType: 'CFNRegistryException' | 'TypeNotFoundException'
  BatchDescribeTypeConfigurations: 'TypeConfigurationNotFoundException' | 'CFNRegistryException'
  CancelUpdateStack: 'TokenAlreadyExistsException'
  ContinueUpdateRollback: 'TokenAlreadyExistsException'
  CreateChangeSet: 'AlreadyExistsException' | 'InsufficientCapabilitiesException' | 'LimitExceededException'
  CreateGeneratedTemplate: 'AlreadyExistsException' | 'LimitExceededException' | 'ConcurrentResourcesLimitExceededException'
  CreateStack: 'LimitExceededException' | 'AlreadyExistsException' | 'TokenAlreadyExistsException' | 'InsufficientCapabilitiesException'
  CreateStackInstances: 'StackSetNotFoundException' | 'OperationInProgressException' | 'OperationIdAlreadyExistsException' | 'StaleRequestException' | 'InvalidOperationException' | 'LimitExceededException'
  CreateStackRefactor: never
  CreateStackSet: 'NameAlreadyExistsException' | 'CreatedButModifiedException' | 'LimitExceededException'
  DeactivateOrganizationsAccess: 'InvalidOperationException' | 'OperationNotFoundException'
  DeactivateType: 'CFNRegistryException' | 'TypeNotFoundException'
  DeleteChangeSet: 'InvalidChangeSetStatusException'
  DeleteGeneratedTemplate: 'GeneratedTemplateNotFoundException' | 'ConcurrentResourcesLimitExceededException'
  DeleteStack: 'TokenAlreadyExistsException'
  DeleteStackInstances: 'StackSetNotFoundException' | 'OperationInProgressException' | 'OperationIdAlreadyExistsException' | 'StaleRequestException' | 'InvalidOperationException'
  DeleteStackSet: 'StackSetNotEmptyException' | 'OperationInProgressException'
  DeregisterType: 'CFNRegistryException' | 'TypeNotFoundException'
  DescribeAccountLimits: never
  DescribeChangeSet: 'ChangeSetNotFoundException'
  DescribeChangeSetHooks: 'ChangeSetNotFoundException'
  DescribeEvents: never
  DescribeGeneratedTemplate: 'GeneratedTemplateNotFoundException'
  DescribeOrganizationsAccess: 'InvalidOperationException' | 'OperationNotFoundException'
  DescribePublisher: 'CFNRegistryException'
  DescribeResourceScan: 'ResourceScanNotFoundException'
  DescribeStackDriftDetectionStatus: never
  DescribeStackEvents: never
  DescribeStackInstance: 'StackSetNotFoundException' | 'StackInstanceNotFoundException'
  DescribeStackRefactor: 'StackRefactorNotFoundException'
  DescribeStackResource: never
  DescribeStackResourceDrifts: never
  DescribeStackResources: never
  DescribeStackSet: 'StackSetNotFoundException'
  DescribeStackSetOperation: 'StackSetNotFoundException' | 'OperationNotFoundException'
  DescribeStacks: never
  DescribeType: 'CFNRegistryException' | 'TypeNotFoundException'
  DescribeTypeRegistration: 'CFNRegistryException'
  DetectStackDrift: never
  DetectStackResourceDrift: never
  DetectStackSetDrift: 'InvalidOperationException' | 'OperationInProgressException' | 'StackSetNotFoundException'
  EstimateTemplateCost: never
  ExecuteChangeSet: 'InvalidChangeSetStatusException' | 'ChangeSetNotFoundException' | 'InsufficientCapabilitiesException' | 'TokenAlreadyExistsException'
  ExecuteStackRefactor: never
  GetGeneratedTemplate: 'GeneratedTemplateNotFoundException'
  GetHookResult: 'HookResultNotFoundException'
  GetStackPolicy: never
  GetTemplate: 'ChangeSetNotFoundException'
  GetTemplateSummary: 'StackSetNotFoundException'
  ImportStacksToStackSet: 'LimitExceededException' | 'StackSetNotFoundException' | 'InvalidOperationException' | 'OperationInProgressException' | 'OperationIdAlreadyExistsException' | 'StackNotFoundException' | 'StaleRequestException'
  ListChangeSets: never
  ListExports: never
  ListGeneratedTemplates: never
  ListHookResults: 'HookResultNotFoundException'
  ListImports: never
  ListResourceScanRelatedResources: 'ResourceScanNotFoundException' | 'ResourceScanInProgressException'
  ListResourceScanResources: 'ResourceScanNotFoundException' | 'ResourceScanInProgressException'
  ListResourceScans: never
  ListStackInstanceResourceDrifts: 'StackSetNotFoundException' | 'StackInstanceNotFoundException' | 'OperationNotFoundException'
  ListStackInstances: 'StackSetNotFoundException'
  ListStackRefactorActions: never
  ListStackRefactors: never
  ListStackResources: never
  ListStackSetAutoDeploymentTargets: 'StackSetNotFoundException'
  ListStackSetOperationResults: 'StackSetNotFoundException' | 'OperationNotFoundException'
  ListStackSetOperations: 'StackSetNotFoundException'
  ListStackSets: never
  ListStacks: never
  ListTypeRegistrations: 'CFNRegistryException'
  ListTypeVersions: 'CFNRegistryException'
  ListTypes: 'CFNRegistryException'
  PublishType: 'CFNRegistryException' | 'TypeNotFoundException'
  RecordHandlerProgress: 'InvalidStateTransitionException' | 'OperationStatusCheckFailedException'
  RegisterPublisher: 'CFNRegistryException'
  RegisterType: 'CFNRegistryException'
  RollbackStack: 'TokenAlreadyExistsException'
  SetStackPolicy: never
  SetTypeConfiguration: 'CFNRegistryException' | 'TypeNotFoundException'
  SetTypeDefaultVersion: 'CFNRegistryException' | 'TypeNotFoundException'
  SignalResource: never
  StartResourceScan: 'ResourceScanInProgressException' | 'ResourceScanLimitExceededException'
  StopStackSetOperation: 'StackSetNotFoundException' | 'OperationNotFoundException' | 'InvalidOperationException'
  TestType: 'CFNRegistryException' | 'TypeNotFoundException'
  UpdateGeneratedTemplate: 'AlreadyExistsException' | 'GeneratedTemplateNotFoundException' | 'LimitExceededException'
  UpdateStack: 'InsufficientCapabilitiesException' | 'TokenAlreadyExistsException'
  UpdateStackInstances: 'StackSetNotFoundException' | 'StackInstanceNotFoundException' | 'OperationInProgressException' | 'OperationIdAlreadyExistsException' | 'StaleRequestException' | 'InvalidOperationException'
  UpdateStackSet: 'StackSetNotFoundException' | 'OperationInProgressException' | 'OperationIdAlreadyExistsException' | 'StaleRequestException' | 'InvalidOperationException' | 'StackInstanceNotFoundException'
  UpdateTerminationProtection: never
  ValidateTemplate: never
}

// Generated from models/logs.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  AssociateKmsKey: never
  AssociateSourceToS3TableIntegration: never
  CancelExportTask: never
  CancelImportTask: never
  CreateDelivery: never
  CreateExportTask: never
  CreateImportTask: never
  CreateLogAnomalyDetector: never
  CreateLogGroup: 'InvalidParameterException' | 'ResourceAlreadyExistsException' | 'LimitExceededException' | 'OperationAbortedException' | 'ServiceUnavailableException'
  CreateLogStream: never
  CreateLookupTable: never
  CreateScheduledQuery: never
  DeleteAccountPolicy: never
  DeleteDataProtectionPolicy: never
  DeleteDelivery: never
  DeleteDeliveryDestination: never
  DeleteDeliveryDestinationPolicy: never
  DeleteDeliverySource: never
  DeleteDestination: never
  DeleteIndexPolicy: never
  DeleteIntegration: never
  DeleteLogAnomalyDetector: never
  DeleteLogGroup: 'InvalidParameterException' | 'ResourceNotFoundException' | 'OperationAbortedException' | 'ServiceUnavailableException' | 'ValidationException'
  DeleteLogStream: never
  DeleteLookupTable: never
  DeleteMetricFilter: never
  DeleteQueryDefinition: never
  DeleteResourcePolicy: never
  DeleteRetentionPolicy: 'InvalidParameterException' | 'ResourceNotFoundException' | 'OperationAbortedException' | 'ServiceUnavailableException'
  DeleteScheduledQuery: never
  DeleteSubscriptionFilter: never
  DeleteTransformer: never
  DescribeAccountPolicies: never
  DescribeConfigurationTemplates: never
  DescribeDeliveries: never
  DescribeDeliveryDestinations: never
  DescribeDeliverySources: never
  DescribeDestinations: never
  DescribeExportTasks: never
  DescribeFieldIndexes: never
  DescribeImportTaskBatches: never
  DescribeImportTasks: never
  DescribeIndexPolicies: never
  DescribeLogGroups: 'InvalidParameterException' | 'ServiceUnavailableException'
  DescribeLogStreams: 'InvalidParameterException' | 'ResourceNotFoundException' | 'ServiceUnavailableException'
  DescribeLookupTables: never
  DescribeMetricFilters: never
  DescribeQueries: never
  DescribeQueryDefinitions: never
  DescribeResourcePolicies: never
  DescribeSubscriptionFilters: never
  DisassociateKmsKey: never
  DisassociateSourceFromS3TableIntegration: never
  FilterLogEvents: 'InvalidParameterException' | 'ResourceNotFoundException' | 'ServiceUnavailableException'
  GetDataProtectionPolicy: never
  GetDelivery: never
  GetDeliveryDestination: never
  GetDeliveryDestinationPolicy: never
  GetDeliverySource: never
  GetIntegration: never
  GetLogAnomalyDetector: never
  GetLogEvents: 'InvalidParameterException' | 'ResourceNotFoundException' | 'ServiceUnavailableException'
  GetLogFields: never
  GetLogGroupFields: never
  GetLogObject: never
  GetLogRecord: never
  GetLookupTable: never
  GetQueryResults: never
  GetScheduledQuery: never
  GetScheduledQueryHistory: never
  GetTransformer: never
  ListAggregateLogGroupSummaries: never
  ListAnomalies: never
  ListIntegrations: never
  ListLogAnomalyDetectors: never
  ListLogGroups: never
  ListLogGroupsForQuery: never
  ListScheduledQueries: never
  ListSourcesForS3TableIntegration: never
  ListTagsForResource: 'InvalidParameterException' | 'ResourceNotFoundException' | 'ServiceUnavailableException'
  ListTagsLogGroup: 'ResourceNotFoundException' | 'ServiceUnavailableException'
  PutAccountPolicy: never
  PutBearerTokenAuthentication: never
  PutDataProtectionPolicy: never
  PutDeliveryDestination: never
  PutDeliveryDestinationPolicy: never
  PutDeliverySource: never
  PutDestination: never
  PutDestinationPolicy: never
  PutIndexPolicy: never
  PutIntegration: never
  PutLogEvents: never
  PutLogGroupDeletionProtection: never
  PutMetricFilter: never
  PutQueryDefinition: never
  PutResourcePolicy: never
  PutRetentionPolicy: 'InvalidParameterException' | 'ResourceNotFoundException' | 'OperationAbortedException' | 'ServiceUnavailableException'
  PutSubscriptionFilter: never
  PutTransformer: never
  StartLiveTail: never
  StartQuery: never
  StopQuery: never
  TagLogGroup: 'ResourceNotFoundException' | 'InvalidParameterException'
  TagResource: 'InvalidParameterException' | 'ResourceNotFoundException' | 'ServiceUnavailableException' | 'TooManyTagsException'
  TestMetricFilter: never
  TestTransformer: never
  UntagLogGroup: 'ResourceNotFoundException'
  UntagResource: 'InvalidParameterException' | 'ResourceNotFoundException' | 'ServiceUnavailableException'
  UpdateAnomaly: never
  UpdateDeliveryConfiguration: never
  UpdateLogAnomalyDetector: never
  UpdateLookupTable: never
  UpdateScheduledQuery: never
}

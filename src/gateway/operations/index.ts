import type { ApiGatewayV2 } from '../service.ts'
import { createApi } from './create-api.ts'
import { createApiMapping } from './create-api-mapping.ts'
import { createAuthorizer } from './create-authorizer.ts'
import { createDeployment } from './create-deployment.ts'
import { createDomainName } from './create-domain-name.ts'
import { createIntegration } from './create-integration.ts'
import { createModel } from './create-model.ts'
import { createRoute } from './create-route.ts'
import { createStage } from './create-stage.ts'
import { createVpcLink } from './create-vpc-link.ts'
import { deleteAccessLogSettings } from './delete-access-log-settings.ts'
import { deleteApi } from './delete-api.ts'
import { deleteApiMapping } from './delete-api-mapping.ts'
import { deleteAuthorizer } from './delete-authorizer.ts'
import { deleteCorsConfiguration } from './delete-cors-configuration.ts'
import { deleteDeployment } from './delete-deployment.ts'
import { deleteDomainName } from './delete-domain-name.ts'
import { deleteIntegration } from './delete-integration.ts'
import { deleteModel } from './delete-model.ts'
import { deleteRoute } from './delete-route.ts'
import { deleteRouteRequestParameter } from './delete-route-request-parameter.ts'
import { deleteRouteSettings } from './delete-route-settings.ts'
import { deleteStage } from './delete-stage.ts'
import { deleteVpcLink } from './delete-vpc-link.ts'
import { exportApi } from './export-api.ts'
import { getApi } from './get-api.ts'
import { getApiMapping } from './get-api-mapping.ts'
import { getApiMappings } from './get-api-mappings.ts'
import { getApis } from './get-apis.ts'
import { getAuthorizer } from './get-authorizer.ts'
import { getAuthorizers } from './get-authorizers.ts'
import { getDeployment } from './get-deployment.ts'
import { getDeployments } from './get-deployments.ts'
import { getDomainName } from './get-domain-name.ts'
import { getDomainNames } from './get-domain-names.ts'
import { getIntegration } from './get-integration.ts'
import { getIntegrations } from './get-integrations.ts'
import { getModel } from './get-model.ts'
import { getModelTemplate } from './get-model-template.ts'
import { getModels } from './get-models.ts'
import { getRoute } from './get-route.ts'
import { getRoutes } from './get-routes.ts'
import { getStage } from './get-stage.ts'
import { getStages } from './get-stages.ts'
import { getTags } from './get-tags.ts'
import { getVpcLink } from './get-vpc-link.ts'
import { getVpcLinks } from './get-vpc-links.ts'
import { importApi } from './import-api.ts'
import { reimportApi } from './reimport-api.ts'
import { resetAuthorizersCache } from './reset-authorizers-cache.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'
import { updateApi } from './update-api.ts'
import { updateApiMapping } from './update-api-mapping.ts'
import { updateAuthorizer } from './update-authorizer.ts'
import { updateDeployment } from './update-deployment.ts'
import { updateDomainName } from './update-domain-name.ts'
import { updateIntegration } from './update-integration.ts'
import { updateModel } from './update-model.ts'
import { updateRoute } from './update-route.ts'
import { updateStage } from './update-stage.ts'
import { updateVpcLink } from './update-vpc-link.ts'

/** Every `apigatewayv2` operation that poolgate has; the others are refused by name. */
export const operations = {
  CreateApi: createApi,
  CreateApiMapping: createApiMapping,
  CreateAuthorizer: createAuthorizer,
  CreateDeployment: createDeployment,
  CreateDomainName: createDomainName,
  CreateIntegration: createIntegration,
  CreateModel: createModel,
  CreateRoute: createRoute,
  CreateStage: createStage,
  CreateVpcLink: createVpcLink,
  DeleteAccessLogSettings: deleteAccessLogSettings,
  DeleteApi: deleteApi,
  DeleteApiMapping: deleteApiMapping,
  DeleteAuthorizer: deleteAuthorizer,
  DeleteCorsConfiguration: deleteCorsConfiguration,
  DeleteDeployment: deleteDeployment,
  DeleteDomainName: deleteDomainName,
  DeleteIntegration: deleteIntegration,
  DeleteModel: deleteModel,
  DeleteRoute: deleteRoute,
  DeleteRouteRequestParameter: deleteRouteRequestParameter,
  DeleteRouteSettings: deleteRouteSettings,
  DeleteStage: deleteStage,
  DeleteVpcLink: deleteVpcLink,
  ExportApi: exportApi,
  GetApi: getApi,
  GetApiMapping: getApiMapping,
  GetApiMappings: getApiMappings,
  GetApis: getApis,
  GetAuthorizer: getAuthorizer,
  GetAuthorizers: getAuthorizers,
  GetDeployment: getDeployment,
  GetDeployments: getDeployments,
  GetDomainName: getDomainName,
  GetDomainNames: getDomainNames,
  GetIntegration: getIntegration,
  GetIntegrations: getIntegrations,
  GetModel: getModel,
  GetModelTemplate: getModelTemplate,
  GetModels: getModels,
  GetRoute: getRoute,
  GetRoutes: getRoutes,
  GetStage: getStage,
  GetStages: getStages,
  GetTags: getTags,
  GetVpcLink: getVpcLink,
  GetVpcLinks: getVpcLinks,
  ImportApi: importApi,
  ReimportApi: reimportApi,
  ResetAuthorizersCache: resetAuthorizersCache,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateApi: updateApi,
  UpdateApiMapping: updateApiMapping,
  UpdateAuthorizer: updateAuthorizer,
  UpdateDeployment: updateDeployment,
  UpdateDomainName: updateDomainName,
  UpdateIntegration: updateIntegration,
  UpdateModel: updateModel,
  UpdateRoute: updateRoute,
  UpdateStage: updateStage,
  UpdateVpcLink: updateVpcLink,
} satisfies Partial<ApiGatewayV2>

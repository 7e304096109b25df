terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
  s3_use_path_style           = true
  default_tags { tags = { Managed = "terraform", Changed = var.subject } }
  endpoints {
    cognitoidp   = var.endpoint
    apigatewayv2 = var.endpoint
    logs         = var.endpoint
    sts          = var.endpoint
    iam          = var.endpoint
    kms          = var.endpoint
    ssm          = var.endpoint
    s3           = var.endpoint
  }
}
variable "endpoint" {}

variable "subject" {
  default = "hello"
}
resource "aws_cognito_user_pool" "p" {
  name                     = "tf"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  software_token_mfa_configuration { enabled = true }
  password_policy {
    minimum_length    = 10
    require_lowercase = true
  }
  admin_create_user_config {
    invite_message_template {
      email_subject = var.subject
      email_message = "{username} {####}"
      sms_message   = "{username} {####}"
    }
  }
  schema {
    name                = "tenant"
    attribute_data_type = "String"
    mutable             = true
    string_attribute_constraints {
      min_length = 1
      max_length = 20
    }
  }
  schema {
    name                     = "plan"
    attribute_data_type      = "String"
    developer_only_attribute = true
    mutable                  = true
    string_attribute_constraints {}
  }
  tags = { team = "a" }
}
resource "aws_cognito_risk_configuration" "risk" {
  user_pool_id = aws_cognito_user_pool.p.id
  risk_exception_configuration {
    blocked_ip_range_list = ["192.0.2.0/24"]
  }
}
resource "aws_iam_role" "admins" {
  name = "admins"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "cognito-idp.amazonaws.com" } }]
  })
}
resource "aws_iam_policy" "logs" {
  name = "logs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "arn:aws:logs:*:*:*" }]
  })
  tags = { team = "a" }
}
resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.admins.name
  policy_arn = aws_iam_policy.logs.arn
}
resource "aws_cognito_user_pool_client" "c" {
  name                = "web"
  user_pool_id        = aws_cognito_user_pool.p.id
  explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}
resource "aws_cognito_user_pool_domain" "d" {
  domain       = "tf-shop"
  user_pool_id = aws_cognito_user_pool.p.id
}
resource "aws_cognito_resource_server" "r" {
  identifier   = "https://api"
  name         = "api"
  user_pool_id = aws_cognito_user_pool.p.id
  scope {
    scope_name        = "read"
    scope_description = "read"
  }
}
resource "aws_cognito_user_group" "g" {
  name         = "admins"
  user_pool_id = aws_cognito_user_pool.p.id
  precedence   = 1
  role_arn     = aws_iam_role.admins.arn
}
resource "aws_cognito_user" "u" {
  user_pool_id = aws_cognito_user_pool.p.id
  username     = "jane@example.com"
  password     = "S3cure!!S3cure"
  attributes   = { email = "jane@example.com", email_verified = "true" }
}
resource "aws_cognito_user_in_group" "ug" {
  user_pool_id = aws_cognito_user_pool.p.id
  group_name   = aws_cognito_user_group.g.name
  username     = aws_cognito_user.u.username
}
resource "aws_cognito_identity_provider" "oidc" {
  user_pool_id  = aws_cognito_user_pool.p.id
  provider_name = "Corp"
  provider_type = "OIDC"
  provider_details = {
    client_id                     = "x"
    client_secret                 = "y"
    attributes_request_method     = "GET"
    oidc_issuer                   = "https://corp.example"
    attributes_url_add_attributes = "false"
    authorize_scopes              = "openid"
    authorize_url                 = "https://corp.example/a"
    token_url                     = "https://corp.example/t"
    attributes_url                = "https://corp.example/u"
    jwks_uri                      = "https://corp.example/j"
  }
  attribute_mapping = { email = "email", username = "sub" }
}
resource "aws_cognito_user_pool_ui_customization" "ui" {
  css          = ".label-customizable {font-weight: 400;}"
  user_pool_id = aws_cognito_user_pool_domain.d.user_pool_id
}
resource "aws_apigatewayv2_api" "a" {
  name          = "api"
  protocol_type = "HTTP"
  description   = var.subject
  dynamic "cors_configuration" {
    for_each = var.subject == "hello" ? [1] : []
    content {
      allow_origins = ["https://x.example"]
      allow_methods = ["GET"]
      max_age       = 60
    }
  }
}
resource "aws_apigatewayv2_authorizer" "j" {
  api_id           = aws_apigatewayv2_api.a.id
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  name             = "jwt"
  jwt_configuration {
    audience = [aws_cognito_user_pool_client.c.id]
    issuer   = "https://${aws_cognito_user_pool.p.endpoint}"
  }
}
resource "aws_apigatewayv2_integration" "i" {
  api_id                 = aws_apigatewayv2_api.a.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "GET"
  integration_uri        = "https://www.wikipedia.org/"
  payload_format_version = "1.0"
}
resource "aws_apigatewayv2_route" "r" {
  api_id             = aws_apigatewayv2_api.a.id
  route_key          = "GET /"
  target             = "integrations/${aws_apigatewayv2_integration.i.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.j.id
}
# Becomes a signed one in place.
resource "aws_apigatewayv2_route" "signed" {
  api_id               = aws_apigatewayv2_api.a.id
  route_key            = "GET /signed"
  target               = "integrations/${aws_apigatewayv2_integration.i.id}"
  authorization_type   = var.subject == "hello" ? "JWT" : "AWS_IAM"
  authorizer_id        = var.subject == "hello" ? aws_apigatewayv2_authorizer.j.id : null
  authorization_scopes = var.subject == "hello" ? ["orders/read"] : null
}
resource "aws_cloudwatch_log_group" "access" {
  name              = "/tf/access"
  retention_in_days = 7
}
resource "aws_apigatewayv2_stage" "s" {
  api_id      = aws_apigatewayv2_api.a.id
  name        = "$default"
  auto_deploy = true
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.requestId $context.status"
  }
  route_settings {
    route_key              = aws_apigatewayv2_route.r.route_key
    throttling_burst_limit = 5
    throttling_rate_limit  = 2.5
  }
  default_route_settings {
    throttling_burst_limit = 10
    throttling_rate_limit  = 20
  }
}
resource "aws_apigatewayv2_stage" "v1" {
  api_id          = aws_apigatewayv2_api.a.id
  name            = "v1"
  deployment_id   = aws_apigatewayv2_deployment.d.id
  stage_variables = { a = "b" }
}
resource "aws_apigatewayv2_deployment" "d" {
  api_id     = aws_apigatewayv2_api.a.id
  depends_on = [aws_apigatewayv2_route.r]
}
resource "aws_ssm_parameter" "pool" {
  name            = "/auth/pool"
  description     = "where users are"
  type            = "String"
  value           = "${aws_cognito_user_pool.p.id}-${var.subject}"
  allowed_pattern = ".*-${var.subject}"
  tags            = { Subject = var.subject }
}
resource "aws_ssm_parameter" "secret" {
  name  = "/auth/secret"
  type  = "SecureString"
  value = "secret-${var.subject}"
}
resource "aws_kms_key" "parameters" {
  deletion_window_in_days = 7
}
resource "aws_ssm_parameter" "under_key" {
  name   = "under-key"
  type   = "SecureString"
  value  = "secret"
  key_id = aws_kms_key.parameters.arn
}
resource "aws_s3_bucket" "assets" {
  bucket = "tf-assets"
}
resource "aws_s3_bucket_public_access_block" "assets" {
  bucket              = aws_s3_bucket.assets.id
  block_public_acls   = true
  block_public_policy = true
}
resource "aws_s3_object" "page" {
  bucket       = aws_s3_bucket.assets.id
  key          = "pages/hello.json"
  content      = jsonencode({ subject = var.subject })
  content_type = "application/json"
  tags         = { team = "a b+c" }
}
data "aws_cognito_user_pools" "named" {
  name = aws_cognito_user_pool.p.name
}
data "aws_cognito_user_pool_client" "c" {
  user_pool_id = aws_cognito_user_pool.p.id
  client_id    = aws_cognito_user_pool_client.c.id
}
data "aws_cognito_user_groups" "all" {
  user_pool_id = aws_cognito_user_group.g.user_pool_id
}
data "aws_apigatewayv2_export" "document" {
  api_id        = aws_apigatewayv2_route.r.api_id
  specification = "OAS30"
  output_type   = "YAML"
}

output "pool" {
  value = aws_cognito_user_pool.p.id
}

output "client" {
  value = aws_cognito_user_pool_client.c.id
}

output "api" {
  value = aws_apigatewayv2_api.a.id
}


#!/usr/bin/env bash
# The session of the example, from a refused call to an accepted one. Deploy stack.yaml first; then, with poolgate,
#   poolgate exec -- bash examples/cognito-http-api/commands.sh
# and on AWS, with your credentials, the same script as it is. HTTP_API_URL overrides the URL that the stack outputs.
set -euo pipefail

STACK_NAME=${STACK_NAME:-cognito-http-api}
EMAIL=${EMAIL:-jane@example.com}
PASSWORD=${PASSWORD:-S3cure!!}

output() {
  aws cloudformation describe-stacks --stack-name "$STACK_NAME" \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}
HTTP_API_URL=${HTTP_API_URL:-$(output HttpApiUrl)}
USER_POOL_ID=$(output UserPoolId)
CLIENT_ID=$(output UserPoolClientId)

echo "Without a token:"
curl --silent --show-error --output /dev/null --write-out '%{http_code}\n' "$HTTP_API_URL"

aws cognito-idp sign-up --client-id "$CLIENT_ID" --username "$EMAIL" --password "$PASSWORD"
aws cognito-idp admin-confirm-sign-up --user-pool-id "$USER_POOL_ID" --username "$EMAIL"
TOKEN=$(aws cognito-idp initiate-auth --client-id "$CLIENT_ID" --auth-flow USER_PASSWORD_AUTH \
  --auth-parameters "USERNAME=$EMAIL,PASSWORD=$PASSWORD" \
  --query AuthenticationResult.AccessToken --output text)

echo "With the user's access token:"
curl --silent --show-error --output /dev/null --write-out '%{http_code}\n' \
  --header "Authorization: Bearer $TOKEN" "$HTTP_API_URL"
